#!/bin/sh
# Install a requirements file into a virtual environment, which is made first if it is absent.
# usage: tools/install.sh VENV REQUIREMENTS        (PYTHON=/path/to/python3 chooses the Python)
# With uv where it is on the PATH, else with venv and pip.
set -eu
venv=$1
requirements=$2

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo 'Pelanggan needs Python 3.11 or newer, and found none.' >&2
    echo 'Debian, Ubuntu: sudo apt-get install python3 python3-venv    Mac: brew install python' >&2
    echo 'Another place: make run PYTHON=/path/to/python3' >&2
    exit 1
}

need_venv() {  # Debian and Ubuntu keep ensurepip in a package of its own
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python$version-venv ..."
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq && apt-get install -y -qq "python$version-venv" >/dev/null && return
    fi
    echo "Python $version is here, but not its venv module. Install it and run make again:" >&2
    echo "    sudo apt-get install python$version-venv      (Debian, Ubuntu)" >&2
    echo 'or install uv, which needs no venv module: https://docs.astral.sh/uv/' >&2
    exit 1
}

if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(find_python)
    if command -v uv >/dev/null; then
        uv venv --quiet --clear --python "$python" "$venv"
    else
        need_venv "$python"
        "$python" -m venv --clear "$venv"
    fi
fi

echo "Installing $requirements into $venv ..."
if command -v uv >/dev/null; then
    uv pip install --quiet --python "$venv/bin/python" --requirement "$requirements"
else
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
fi
