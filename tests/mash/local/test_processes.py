"""A child process never outlives its parent, however the parent ends."""

import os
import signal
import subprocess
import sys

import psutil
import pytest

from mash.local.processes import Child, wait_until

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


@pytest.fixture
def started(tmp_path):
    children = []

    def start(command) -> Child:
        child = Child("child", command, log=tmp_path / "child.log")
        children.append(child)
        child.start()
        assert wait_until(lambda: "up" in child.output(), patience=20)
        return child

    yield start
    for child in children:
        child.stop(patience=0.1)


def test_a_child_stops_when_asked(started):
    child = started(SLEEP)
    child.stop()
    assert child.exit_code == -signal.SIGTERM


def test_a_child_that_does_not_listen_is_ended_all_the_same(started):
    child = started(DEAF)
    child.stop(patience=0.2)
    assert child.exit_code == -signal.SIGKILL


def test_the_tail_is_of_this_start_only(started):
    child = started(SLEEP)
    child.stop()
    child.start()
    assert wait_until(lambda: child.tail() == "up", patience=20)
    assert child.log.read_text() == "up\nup\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has gone")
def test_a_child_ends_with_a_parent_that_is_killed_outright(tmp_path):
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom mash.local.processes import Child\n"
        "child = Child('child', [sys.executable, '-c', 'import time; time.sleep(60)'], log=Path(sys.argv[1]))\n"
        "child.start()\nprint(child.process.pid, flush=True)\ntime.sleep(60)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        child = psutil.Process(int(parent.stdout.readline()))
        os.kill(parent.pid, signal.SIGKILL)
    assert wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, patience=20)
