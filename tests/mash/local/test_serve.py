"""`make demo` says it is ready once there is enough to look around, and repeats how far the rest is."""

import sys

import pytest

from mash.demo import ENOUGH
from mash.local import serve
from mash.local.processes import Child, wait_until


@pytest.fixture
def demo(tmp_path):
    demo = serve.Demo(tmp_path, 0)
    yield demo
    if demo.player:
        demo.player.stop()


def playing(demo, *program: str) -> Child:
    command = [sys.executable, "-uc", "\n".join(program)]
    player = Child("player", command, log=demo.data / "demo.log", directory=demo.data)
    player.start()
    demo.player = player
    return player


def test_it_waits_for_enough_and_not_for_all(demo, capsys):
    waits = "while not os.path.exists('go'): time.sleep(.05)"
    player = playing(demo, "import os, time", f"print({ENOUGH!r})", waits, "print('300 of 300')")
    demo._wait_for_enough(player)
    assert player.alive
    (demo.data / "go").touch()
    assert wait_until(lambda: not player.alive, patience=20)
    demo._look_after_player()
    output = capsys.readouterr().out
    assert output.index(ENOUGH) < output.index("300 of 300")
    assert demo.player is None


def test_a_demo_without_enough_does_not_start(demo):
    player = playing(demo, "raise SystemExit('There is data already')")
    with pytest.raises(serve.CannotRun, match="There is data already"):
        demo._wait_for_enough(player)


def test_a_player_that_falls_over_later_leaves_the_demo_running(demo, capsys):
    player = playing(demo, f"print({ENOUGH!r})", "raise SystemExit(3)")
    assert wait_until(lambda: not player.alive, patience=20)
    demo._look_after_player()
    assert "the next start goes on with it" in capsys.readouterr().out
    demo._look_after_player()
    assert capsys.readouterr().out == ""


def test_a_step_that_fails_is_named(demo, monkeypatch):
    (demo.data / "logs").mkdir()
    monkeypatch.setattr(serve, "MANAGE", [sys.executable, "-c", "import sys; sys.argv[2:] and 1/0"])
    demo._manage(("one",), ("two",))
    with pytest.raises(serve.CannotRun, match="`manage.py two` failed"):
        demo._manage(("one",), ("two", "--badly"))
