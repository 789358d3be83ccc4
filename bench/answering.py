"""What it costs an agency to answer: keys, clicks and pages, counted in Chromium on the pages as they are served.

    .venv/bin/python bench/answering.py

Each way is counted from the inbox, and again from the page that the answer before has opened; the keyboard alone is
used, so there is no click. The seconds are those of a tried hand by the keystroke-level model (Card, Moran and Newell
1980): 0.28 for a key, 1.35 to look at each page and decide, and what the pages took here. The text of two items counts
in the seconds, not in the keys. Before these pages were made for the keyboard it took 36 keys for nothing known and
330 for two items. tests/browser/measured_keys.py is what it runs.
"""

import sys
from pathlib import Path

import pytest

MEASURED = Path(__file__).resolve().parents[1] / "tests" / "browser" / "measured_keys.py"

if __name__ == "__main__":
    sys.exit(pytest.main([str(MEASURED), "-n", "0", "-q", "--show-capture=no"]))
