"""Child processes with a log, which never outlive their parent."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(sig: int = signal.SIGTERM) -> None:
    """On Linux, send this process `sig` when its parent ends, even if the parent is killed."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, sig)


class Child:
    """A process in its own session: Ctrl-C reaches only the parent, which then stops its children in order."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        run_as: Mapping[str, object] | None = None,
        stdin: str | None = None,
        directory: Path | None = None,
    ):
        self.name, self.command, self.log = name, [str(part) for part in command], log
        self.environment, self.stop_signal, self.run_as = environment, stop_signal, run_as or {}
        self.stdin, self.directory = stdin, directory
        self.process: subprocess.Popen | None = None
        self._log_start = 0

    def start(self) -> None:
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(os.environ if self.environment is None else self.environment),
                stdin=subprocess.DEVNULL if self.stdin is None else subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.directory,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(self.stop_signal),
                **self.run_as,  # type: ignore[call-overload]
            )
        if self.stdin is not None and self.process.stdin:
            self.process.stdin.write(self.stdin.encode())
            self.process.stdin.close()

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        if self.alive and self.process:
            self.process.send_signal(self.stop_signal)

    def stop(self, patience: float = 15) -> None:
        if self.process is None:
            return
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        self._kill_group()
        self.process.wait()

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):  # the whole session has gone already
            # Children of gunicorn or Celery may outlive the process itself.
            os.killpg(self.process.pid, signal.SIGKILL)  # type: ignore[union-attr]

    def output(self) -> str:
        """Return what it has written since its last start."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    def tail(self, lines: int = 20) -> str:
        return "\n".join(self.output().splitlines()[-lines:])


def wait_until(ready, *, patience: float, pause: float = 0.05) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if ready():
            return True
        time.sleep(pause)
    return False
