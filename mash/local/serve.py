"""Runs the whole demo on one machine: `python -m mash.local.serve`.

It starts the servers, migrates the database, loads the demo data once, restarts the web server, worker or scheduler
if they end, and leaves no process behind when it stops.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from mash.demo import ENOUGH
from mash.local import demo_environment, embedded
from mash.local.processes import Child, die_with_parent, wait_until

STARTED = float(os.environ.get("STARTED_AT") or time.time())
MANAGE = [sys.executable, str(demo_environment.ROOT / "manage.py")]
WEB_WORKERS, WEB_THREADS, TASK_WORKERS = "2", "4", "2"
MOST_RESTARTS = 5  # restarts of a process that keeps failing
WITHHELD = ("DATABASE_OWNER_URL", embedded.WEB)  # not passed on to other processes
STABLE_AFTER = 60  # seconds after which earlier failures of a process no longer count


def web_server(address: str) -> list[str]:
    gunicorn = [sys.executable, "-m", "gunicorn", "mash.wsgi", "--bind", address]
    gunicorn += ["--worker-class", "mash.web_server.WaitressWorker", "--workers", WEB_WORKERS, "--threads", WEB_THREADS]
    gunicorn += ["--logger-class", "mash.web_log.WebLog"]
    return [*gunicorn, "--access-logfile", "-", "--graceful-timeout", "5"]


class CannotRun(Exception):
    """The demo cannot run; the message tells the person who started it what to do."""


class StopRequested(BaseException):
    """Ctrl-C, or a signal from the terminal or the system. Not an Exception, so that no handler catches it."""


def say(words: str) -> None:
    print(f"[{time.time() - STARTED:4.0f} s] {words}", flush=True)


class Demo:
    def __init__(self, data: Path, port: int):
        self.data, self.port = data, port
        self.servers: embedded.Servers | None = None
        self.environment: dict[str, str] = {}
        self.children: list[Child] = []
        self.steps: list[Child] = []
        self.player: Child | None = None
        self.lines_repeated = 0  # lines of the player's

    def run(self) -> None:
        self._claim()
        try:
            self._start_servers()
            self._bring_up_to_date()
            player = self._start_playing()
            self._start_processes()
            self._wait_for_enough(player)
            self._welcome()
            self._watch()
        finally:
            self._stop()

    def _claim(self) -> None:
        (self.data / "logs").mkdir(parents=True, exist_ok=True)
        self.lock = (self.data / "lock").open("w")
        try:
            # Two demos on the same data would damage it. The lock ends with the process, even if that is
            # killed.
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as refused:
            raise CannotRun(f"It is already running on the data in {self.data}. Stop it, or set DATA_DIR.") from refused
        with socket.socket() as probe:
            # As the web server will: otherwise a port released a moment ago looks as if it were in use.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError as refused:
                raise CannotRun(f"Port {self.port} is in use. Choose another: make demo PORT=8001") from refused

    def _start_servers(self) -> None:
        if os.environ.get("DEMO_RESET") == "1":
            say("Starting over with an empty database")
            embedded.forget(self.data)
            for name in ("mail", "clock", "roots"):
                shutil.rmtree(self.data / name, ignore_errors=True)
        self.environment = demo_environment.settings_for(self.data, self.port)
        missing = [name for name in demo_environment.SERVERS if name not in self.environment]
        if missing:
            say("Starting PostgreSQL and Valkey")
            self.servers = embedded.Servers(self.data)
            self.servers.start()
            offered = self.servers.environment()
            if "DATABASE_URL" not in missing:
                del offered["DATABASE_URL"], offered["DATABASE_OWNER_URL"], offered[embedded.WEB]
            self.environment = {**offered, **self.environment}
        demo_environment.remember(self.environment, self.data)

    def _bring_up_to_date(self) -> None:
        say("Bringing the database up to date; collecting style sheets, scripts and pictures")
        self._manage(("migrate", "--no-input"), ("collectstatic", "--no-input"))

    def _start_playing(self) -> Child:
        """Start loading the demo data in the background; it continues where it was stopped."""
        command = [*MANAGE, "demo", "--load", "--stand-back"]
        player = Child("player", command, log=self.data / "logs" / "demo.log", environment=self.environment)
        player.start()
        self.player = player
        return player

    def _repeat_player(self) -> str:
        """Print the player's new output; return all of it."""
        words = self.player.output() if self.player else ""
        lines = words.splitlines()
        for line in lines[self.lines_repeated :]:
            say(f"  {line}")
        self.lines_repeated = len(lines)
        return words

    def _wait_for_enough(self, player: Child) -> None:
        while player.alive and ENOUGH not in self._repeat_player():
            time.sleep(0.1)
            self._look_after_servers()
        self._repeat_player()
        if player.exit_code:
            raise CannotRun(f"The demo's data could not be made. The end of {player.log}:\n{player.tail(30)}")

    def _accounts(self) -> list[dict] | None:
        result = subprocess.run(
            [*MANAGE, "demo", "--accounts"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )
        return json.loads(result.stdout) if result.returncode == 0 else None

    def _manage(self, *commands: tuple[str, ...]) -> None:
        """Run these commands at the same time and wait for all. Raises CannotRun if one fails."""
        for command in commands:
            log = self.data / "logs" / f"{command[0]}.log"
            step = Child(command[0], [*MANAGE, *command], log=log, environment=self.environment)
            self.steps.append(step)
            step.start()
        since = time.monotonic()
        while any(step.alive for step in self.steps):
            time.sleep(0.1)
            if time.monotonic() - since > 15:
                since = time.monotonic()
                say(f"  still at work on {' and '.join(step.name for step in self.steps if step.alive)}")
        for step in self.steps:
            if step.exit_code:
                raise CannotRun(f"`manage.py {step.name}` failed. The end of {step.log}:\n{step.tail(30)}")
        self.steps = []

    def _start_processes(self) -> None:
        say("Starting the web server, the worker and the clock")
        (self.data / "clock").mkdir(exist_ok=True)
        address = f"127.0.0.1:{self.port}"
        celery = [sys.executable, "-m", "celery", "-A", "mash"]
        commands = {
            "web server": web_server(address),
            "worker": [*celery, "worker", "--concurrency", TASK_WORKERS, "--loglevel", "INFO"],
            "clock": [
                *celery,
                "beat",
                "--schedule",
                str(self.data / "clock" / "schedule"),
                "--pidfile=",
                "--loglevel",
                "INFO",
            ],
        }
        shared = {name: value for name, value in self.environment.items() if name not in WITHHELD}
        own = {"web server": {**shared, "DATABASE_URL": self._web_database()}}
        for name, command in commands.items():
            log = self.data / "logs" / f"{name.partition(' ')[0]}.log"
            child = Child(name, command, log=log, environment=own.get(name, shared), directory=demo_environment.ROOT)
            self.children.append(child)
            child.start()
        if not wait_until(self._is_settled, patience=90, pause=0.2):
            ends = "\n".join(f"--- {child.log}\n{child.tail(10)}" for child in self.children)
            raise CannotRun(f"It started but is not well: {self._health()}\n{ends}")

    def _web_database(self) -> str:
        """Return the URL with the web server's login, which may do less than the worker's."""
        return self.environment.get(embedded.WEB) or self.environment["DATABASE_URL"]

    def _health(self) -> dict | str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=5) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as unwell:
            return unwell.read(2000).decode(errors="replace")
        except OSError as away:
            return str(away)

    def _is_settled(self) -> bool:
        return not all(child.alive for child in self.children) or isinstance(self._health(), dict)

    def _welcome(self) -> None:
        accounts = self._accounts() or []
        say(f"Ready: {self.environment['SITE_URL']}")
        columns = ("role", "email", "password", "hub", "agency")
        rows = [columns, *(tuple(str(account.get(name) or "") for name in columns) for account in accounts)]
        widths = [max(len(row[i]) for row in rows) for i in range(len(columns))]
        print("\nSign in as one of these fictional people:\n")
        for row in rows:
            print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        print(f"\nWhat each part says is in {self.data / 'logs'}. Press Ctrl-C to stop.\n", flush=True)

    def _watch(self) -> None:
        falls: dict[str, int] = {}
        since = {child.name: time.monotonic() for child in self.children}
        while True:
            time.sleep(0.5)
            self._look_after_servers()
            self._look_after_player()
            for child in [child for child in self.children if not child.alive]:
                settled = time.monotonic() - since[child.name] > STABLE_AFTER
                falls[child.name] = 1 if settled else falls.get(child.name, 0) + 1
                if falls[child.name] > MOST_RESTARTS:
                    raise CannotRun(f"The {child.name} keeps ending. The end of {child.log}:\n{child.tail()}")
                say(f"The {child.name} ended with code {child.exit_code}; starting it again (see {child.log})")
                child.stop()  # whatever it left running
                child.start()
                since[child.name] = time.monotonic()

    def _look_after_servers(self) -> None:
        for server in self.servers.children if self.servers else []:
            if not server.alive:
                raise CannotRun(f"The {server.name} ended by itself. The end of {server.log}:\n{server.tail()}")

    def _look_after_player(self) -> None:
        if self.player is None:
            return
        ended = not self.player.alive
        self._repeat_player()
        if ended and self.player.exit_code:
            say(f"Not all of the demo's data could be made (see {self.player.log}); the next start goes on with it")
        if ended:
            self.player = None

    def _stop(self) -> None:
        for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sig, signal.SIG_IGN)  # it is ending already
        say("Stopping")
        running = [*self.children, *self.steps, *([self.player] if self.player else [])]
        for child in running:
            child.ask_to_stop()
        for child in running:
            child.stop()
        if self.servers:
            self.servers.stop()
        if self.environment:
            demo_environment.forget(self.data)
        say("Stopped")


def main() -> int:
    def stop(*_) -> None:
        raise StopRequested

    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sig, stop)
    if os.environ.get("MAKELEVEL"):
        die_with_parent()  # make killed outright must not leave the demo behind
    try:
        Demo(demo_environment.data_dir(), int(os.environ.get("PORT") or 8000)).run()
    except (CannotRun, embedded.NotStarted) as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 1
    except StopRequested:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
