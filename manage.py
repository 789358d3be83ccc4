#!/usr/bin/env python
"""Django's command line for this project."""

import importlib.util
import os
import sys
from pathlib import Path

INSTALLED = Path(__file__).resolve().parent / ".venv" / "bin" / "python"


def main():
    if importlib.util.find_spec("django") is None and INSTALLED.exists():
        os.execv(INSTALLED, [INSTALLED, *sys.argv])  # noqa: S606 (started with a Python that our packages are not in)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mash.settings")
    from django.core.management import execute_from_command_line

    from mash import log_lines
    from mash.local.demo_environment import load_running

    load_running()
    sys.excepthook = log_lines.uncaught
    try:
        execute_from_command_line(sys.argv)
    except Exception:
        # With 2, not Python's 1: `verify_trail` ends with 1 when something was altered, and with nothing else.
        log_lines.uncaught(*sys.exc_info())
        sys.exit(2)


if __name__ == "__main__":
    main()
