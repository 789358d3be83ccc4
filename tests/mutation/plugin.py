"""Keep the tests that judge aside, and say at the end how many changes of each module they noticed."""

import pytest

JUDGES = pytest.StashKey[list[pytest.Item]]()
FILE = "tests/mutation/modules.py"


@pytest.hookimpl(tryfirst=True)  # before -k, which chooses among the modules
def pytest_collection_modifyitems(config, items):
    config.stash[JUDGES] = [item for item in items if not item.nodeid.startswith(FILE)]
    items[:] = [item for item in items if item.nodeid.startswith(FILE)]


def pytest_terminal_summary(terminalreporter):
    reports = [report for word in ("passed", "failed") for report in terminalreporter.stats.get(word, [])]
    for report in sorted(reports, key=lambda report: report.nodeid):
        for _, line in report.user_properties:
            terminalreporter.write_line(line)
