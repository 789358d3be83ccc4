"""What the long run of `make test-all` writes while it goes on."""

from types import SimpleNamespace

from tests.progress import Progress, duration


def test_a_line_says_how_many_have_ended_and_which_are_being_run():
    progress = Progress(print)
    progress.pytest_collection_finish(SimpleNamespace(items=["first", "second", "third"]))
    progress.pytest_runtest_logstart("first")
    progress.pytest_runtest_logstart("second")
    progress.pytest_runtest_logfinish("first")
    assert progress.line() == "[0 s] 1 of 3 tests; running second for 0 s"


def test_the_end_says_how_long_the_run_took():
    lines = []
    Progress(lines.append).pytest_terminal_summary()
    assert lines == ["The whole run took 0 s"]


def test_a_duration_is_in_minutes_and_seconds():
    assert [duration(seconds) for seconds in (0.4, 59, 61, 3725)] == ["0 s", "59 s", "1 min 1 s", "62 min 5 s"]
