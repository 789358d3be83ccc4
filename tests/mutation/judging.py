"""Run tests against a changed module, each time in a process of its own.

A process is forked from one in which the servers run, the database exists and all is imported, so a
change costs no more than the tests that reach it. It may then do what it likes: it ends, and the
rows it wrote were never committed.

Not mutmut's own runner, which starts pytest anew for each change (ten seconds here, before the first
test) and passes over functions with a decorator, as every action has; nor cosmic-ray, which starts a
command for each change.
"""

import contextlib
import functools
import gc
import multiprocessing
import os
import signal
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.changes import Change

PATIENCE = 10.0  # seconds, beside five times what the same tests take unchanged
TOOL = sys.monitoring.PROFILER_ID


class Judge:
    """The tests that judge a module, and which of its lines each of them reaches.

    `clean` runs before the tests of each change. It empties the database where tests commit, because a change that
    ends one of them early leaves its rows.
    """

    def __init__(self, module: ModuleType, tests: list[pytest.Item], clean: Callable[[], None] = lambda: None):
        gc.unfreeze()  # tests/speed.py hides the modules from the collector, and so from this search
        self.path, self.clean = module.__file__, clean
        self.functions = [
            thing
            for thing in gc.get_objects()
            if isinstance(thing, FunctionType) and thing.__code__.co_filename == self.path
        ]
        self.caches = [
            thing
            for thing in gc.get_objects()
            if isinstance(thing, functools._lru_cache_wrapper) and thing.__wrapped__ in self.functions
        ]
        self.tests = {test.nodeid: test for test in tests}
        self.session = tests[0].session
        gc.freeze()
        self.failing, self.seconds, self.reaching = self._apart(self._unchanged, patience=900)

    def notices(self, change: Change) -> bool:
        """Return whether a test fails, or does not end, on the changed module."""
        tests = set().union(*(self.reaching[line] for line in change.lines))
        in_order = sorted(tests, key=self.seconds.get)
        patience = PATIENCE + 5 * sum(self.seconds[test] for test in in_order)
        return bool(tests) and self._apart(lambda: self._fails(change, in_order), patience) is not False

    def leave_clean(self) -> None:
        self._apart(self.clean, PATIENCE)

    def _fails(self, change: Change, tests: list[str]) -> bool:
        # In place, because other modules have imported the functions, and decorators have wrapped them.
        changed = {_place(code): code for code in _codes(compile(change.source, self.path, "exec", dont_inherit=True))}
        for function in self.functions:
            function.__code__ = changed.get(_place(function.__code__), function.__code__)
        self.clean()
        return any(self._failure(test) for test in tests)

    def _failure(self, name: str) -> str:
        for cache in self.caches:  # else a cached function would not run
            cache.cache_clear()
        reports = runtestprotocol(self.tests[name], log=False, nextitem=self.session)  # which ends all but the session
        return "\n".join(f"{name}\n{report.longreprtext}" for report in reports if report.failed)

    def _unchanged(self) -> tuple[str, dict[str, float], dict[int, set[str]]]:
        failing, seconds = "", {}
        reaching: dict[int, set[str]] = defaultdict(set)
        running = ""
        with self._each_line(lambda line: reaching[line].add(running)):
            for running in self.tests:
                began = time.monotonic()
                failing = failing or self._failure(running)
                seconds[running] = time.monotonic() - began
        return failing, seconds, reaching

    @contextlib.contextmanager
    def _each_line(self, reached: Callable[[int], None]) -> Iterator[None]:
        """Tell of each line of the module that runs."""
        line_runs = sys.monitoring.events.LINE
        sys.monitoring.use_tool_id(TOOL, "mutation")
        sys.monitoring.register_callback(TOOL, line_runs, lambda code, line: reached(line))
        for function in self.functions:
            for code in _codes(function.__code__):
                sys.monitoring.set_local_events(TOOL, code, line_runs)
        yield

    def _apart(self, work: Callable, patience: float):
        """Return what `work` returns in a process of its own, or None if it breaks or takes longer than `patience`."""
        receiving, sending = multiprocessing.Pipe(duplex=False)
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # forks a process that has threads
            child = os.fork()
        if not child:
            try:
                # The test that forks ends for this process; the session and what it shares stay set up.
                self.session._setupstate.teardown_exact(self.session)
                sending.send(work())
            finally:
                os._exit(0)
        sending.close()
        try:
            return receiving.recv() if receiving.poll(patience) else None
        except EOFError:
            return None
        finally:
            receiving.close()
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno
