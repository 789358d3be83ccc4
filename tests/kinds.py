"""Check after a full run that the tests have recorded every code of event at least once."""

import pytest

WRITTEN: set[str] = set()


@pytest.fixture(autouse=True, scope="session")
def kinds_are_counted():
    from django.db.models.signals import post_save

    from audit.models import Event

    def note(instance, **_):
        WRITTEN.add(instance.code)

    post_save.connect(note, sender=Event, weak=False)
    yield
    post_save.disconnect(note, sender=Event)


def is_whole(config) -> bool:
    if config.option.collectonly:
        return False
    return config.args_source is config.ArgsSource.TESTPATHS and not (config.option.keyword or config.option.markexpr)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    WRITTEN.update(getattr(node, "workeroutput", {}).get("kinds", ()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["kinds"] = sorted(WRITTEN)
    elif is_whole(config) and exitstatus == pytest.ExitCode.OK and (missing := never_written()):
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        reporter.write_line(f"\nNo test makes the system write: {', '.join(missing)}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def never_written() -> list[str]:
    from audit.recording import KINDS

    return sorted(set(KINDS) - WRITTEN)
