# Two commands on a fresh machine: `make run` and `make test`.  GNU make 3.81 (macOS) suffices.
# Another address: make run PORT=9000 HOST=::1

VENV := .venv
BIN := $(VENV)/bin
# More workers than cores: tests wait for browsers and databases.
# They keep the cores busy: threads of a matrix product would only wait for one another.
JOBS := 3
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile
WITH_CHROMIUM = chromium=$$($(BIN)/python -m tools.chromium) && CHROMIUM="$$chromium"

# Compilers and shells export a HOST of their own: only one given to make counts.
ifneq ($(origin HOST),command line)
HOST :=
endif
ADDRESS := $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

.PHONY: help run test test-all check benchmarks pictures lock clean

help:
	@echo 'make run         start the dashboard (PORT=8501 HOST=127.0.0.1)'
	@echo 'make test        run the tests, browser included'
	@echo 'make test-all    the long ones too'
	@echo 'make check       ruff, format, mypy --strict, import-linter'
	@echo 'make benchmarks  measure against peers, rewrite benchmarks/ tables'
	@echo 'make pictures    take the pictures of the README from the running app'
	@echo 'make lock        resolve pyproject.toml anew into requirements*.txt (needs uv)'
	@echo 'make clean       remove the environment and all caches, never the workspace'

run: $(VENV)/run.stamp
	@exec $(BIN)/python -m ui.server --samples $(ADDRESS)

test: $(VENV)/dev.stamp
	$(WITH_CHROMIUM) $(PYTEST) -m 'not long'

test-all: $(VENV)/dev.stamp
	$(WITH_CHROMIUM) $(PYTEST)

check: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-logo

benchmarks: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.run

pictures: $(VENV)/dev.stamp
	$(WITH_CHROMIUM) PYTHONPATH=. $(BIN)/python docs/pictures.py

$(VENV)/run.stamp: requirements.txt
	@sh tools/install.sh $(VENV) requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt
	@sh tools/install.sh $(VENV) requirements-dev.txt
	@touch $(VENV)/run.stamp $@

lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --upgrade --no-header --no-annotate --output-file requirements.txt
	uv pip compile --group dev --constraint requirements.txt --universal --python-version 3.11 --upgrade --no-header --no-annotate --output-file requirements-dev.txt
	grep -vxF -f requirements.txt requirements-dev.txt > requirements-dev.new
	{ echo '-r requirements.txt'; cat requirements-dev.new; } > requirements-dev.txt
	rm requirements-dev.new

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
