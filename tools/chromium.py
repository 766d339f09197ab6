"""Find Chromium, or get it: ``python -m tools.chromium`` prints where it is.

The one place that knows it, and the flags with which tests and pictures start it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


class NoChromium(Exception):
    """There is no Chromium here, and it could not be got."""


def find() -> str | None:
    """The Chromium of the variable CHROMIUM, of the PATH, of a Mac, or of Playwright.

    Raises ``NoChromium`` when CHROMIUM names none.
    """
    named = os.environ.get("CHROMIUM")
    if named and not shutil.which(named):
        raise NoChromium(f"CHROMIUM is {named}, which is no program.")
    on_path = [shutil.which(name) for name in (named, *NAMES) if name]
    on_mac = [path for path in MAC if Path(path).exists()]
    return next(filter(None, (*on_path, *on_mac)), None) or _of_playwright()


def get() -> str:
    """Find Chromium, or install Debian's as root, else Playwright's. Raises ``NoChromium``."""
    if not find():
        _install()
    found = find()
    if not found:
        raise NoChromium("Install Chromium, or set CHROMIUM to the path of one.")
    return found


def _install() -> None:
    """Progress goes to stderr: stdout is the answer."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        commands = [["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]]
    for command in commands:
        if subprocess.run(command, env=quiet, stdout=sys.stderr, check=False).returncode:  # noqa: S603
            raise NoChromium(f"`{' '.join(command)}` failed; set CHROMIUM to the path of one.")


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (starts slowly)

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    try:
        sys.stdout.write(get() + "\n")
    except NoChromium as error:
        sys.exit(str(error))
