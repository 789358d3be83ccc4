"""Print every half minute how many tests have ended and which are running (`make test-all`)."""

import threading
import time

import pytest

SECONDS = 30


class Progress:
    def __init__(self, write_line):
        self.write_line = write_line
        self.started = time.monotonic()
        self.ended, self.total = 0, 0
        self.running: dict[str, float] = {}  # each test being run, and when it began
        self.finished = threading.Event()

    def pytest_collection_finish(self, session):
        self.total = len(session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node, ids):
        self.total = len(ids)

    def pytest_runtest_logstart(self, nodeid):
        self.running[nodeid] = time.monotonic()

    def pytest_runtest_logfinish(self, nodeid):
        self.running.pop(nodeid, None)
        self.ended += 1

    def pytest_sessionstart(self):
        threading.Thread(target=self._keep_writing, daemon=True).start()

    def pytest_sessionfinish(self):
        self.finished.set()

    def pytest_terminal_summary(self):
        self.write_line(f"The whole run took {duration(time.monotonic() - self.started)}")

    def _keep_writing(self):
        while not self.finished.wait(SECONDS):
            self.write_line(self.line())

    def line(self) -> str:
        now = time.monotonic()
        longest_first = sorted(self.running.copy().items(), key=lambda test: test[1])
        at_work = ", ".join(f"{nodeid} for {duration(now - began)}" for nodeid, began in longest_first)
        return f"[{duration(now - self.started)}] {self.ended} of {self.total} tests; running {at_work or 'none'}"


def duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


@pytest.hookimpl(trylast=True)  # once pytest's terminal reporter exists
def pytest_configure(config):
    if hasattr(config, "workerinput"):  # the xdist controller prints for all
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    config.pluginmanager.register(Progress(reporter.write_line), "tests-progress-lines")
