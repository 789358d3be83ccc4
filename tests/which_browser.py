"""Find a Chromium without starting it: the one among the npm packages, else the machine's.

The packaged one comes first, because it is the same on every machine and brings the libraries that
a minimal machine lacks. `TEST_BROWSER` overrides this: `packaged` (no other), a path (that one), or
`none` (as on a machine without a browser).
"""

import fcntl
import io
import os
import platform
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import brotli

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
UNPACKED = ROOT / "node_modules" / ".chromium"
FONTS = ROOT / "tests" / "fonts.conf"
# The headless shell first: the same pages, an eighth faster.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTEAD = "install Chromium, or say where one is with TEST_BROWSER=/path/to/chromium"


class NoBrowser(Exception):
    """No Chromium is available; the message says why and what to do about it."""


@dataclass(frozen=True)
class Chromium:
    executable: Path
    libraries: Path | None = None  # bundled libraries that a minimal machine lacks

    @property
    def environment(self) -> dict[str, str]:
        own = {"LD_LIBRARY_PATH": str(self.libraries)} if self.libraries else {}
        return {**os.environ, "FONTCONFIG_FILE": str(FONTS), **own}


def find_chromium() -> Chromium:
    browser = _looked_for(os.environ.get("TEST_BROWSER", ""))
    if isinstance(browser, str):
        raise NoBrowser(browser)
    return browser


@cache
def _looked_for(setting: str) -> Chromium | str:
    return look_for(setting)


def look_for(setting: str) -> Chromium | str:
    """Return the Chromium to use, or why there is none and what to do about it."""
    if setting == "none":
        return "TEST_BROWSER=none hides it; unset it"
    if setting not in ("", "packaged"):
        return Chromium(Path(setting)) if os.access(setting, os.X_OK) else f"TEST_BROWSER={setting} is no program"
    packaged = _packaged()
    if isinstance(packaged, Chromium) or setting:
        return packaged
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    return Chromium(Path(installed)) if installed else packaged


def _packaged() -> Chromium | str:
    machine = f"{platform.system()}, {platform.machine()}"
    if machine != "Linux, x86_64":
        return f"the packaged Chromium does not run here ({machine}); {INSTEAD}"
    if not PACKAGE.exists():
        return "the front-end packages are not installed; run `make ready`"
    chromium = Chromium(UNPACKED / "chromium", UNPACKED / "lib")
    try:
        with _one_at_a_time():
            if not chromium.executable.exists():
                _unpack()
    except (OSError, subprocess.SubprocessError) as error:
        return f"the packaged Chromium does not run here ({error}); {INSTEAD}"
    return chromium


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (PACKAGE / "package.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _unpack() -> None:
    """Unpack the browser here: the package's own step wants a newer Node and a serverless host."""
    with TemporaryDirectory(dir=UNPACKED.parent, prefix=".unpacking-") as place:
        to = Path(place) / "whole"
        to.mkdir()
        for packed in sorted((PACKAGE / "bin").glob("*.br")):
            content = brotli.decompress(packed.read_bytes())
            if packed.suffixes == [".tar", ".br"]:
                with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                    archive.extractall(to, filter="data")
            else:
                (to / packed.stem).write_bytes(content)
                (to / packed.stem).chmod(0o755)
        unpacked = Chromium(to / "chromium", to / "lib")
        subprocess.run(
            [unpacked.executable, "--version"], env=unpacked.environment, capture_output=True, check=True, timeout=60
        )
        to.rename(UNPACKED)


def find_node() -> str | None:
    """Return the installed Node: Playwright's own needs a library that a minimal Debian lacks."""
    return shutil.which("node", path=os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ.get("PATH", "")]))
