"""Environment variables of the demo's processes, also for `manage.py` in another terminal while it runs."""

import base64
import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVERS = ("DATABASE_URL", "REDIS_URL")
SEALING = ("AUDIT_SEALING_KEY", "AUDIT_ROOTS_TO")


def data_dir() -> Path:
    return (ROOT / os.environ.get("DATA_DIR", "var")).resolve()


def settings_for(data: Path, port: int) -> dict[str, str]:
    """Return the demo's settings; variables already set take precedence."""
    demo = {
        "DEMO": "true",
        "DEBUG": "false",
        "EMAIL_URL": "filemail://",
        "REQUIRE_SECOND_FACTOR": "false",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "AUDIT_SEALING_KEY": own_sealing_key(data),
        "SECURITY_LOG": str(data / "logs" / "security.jsonl"),
        "AUDIT_ROOTS_TO": str(data / "roots" / "access-log.jsonl"),
        "DJANGO_SETTINGS_MODULE": "mash.settings",
    }
    return {**demo, **os.environ, "DATA_DIR": str(data)}


def own_sealing_key(data: Path) -> str:
    """Return the sealing key, made once in a file only this user can read; never in the database it protects."""
    (data / "roots").mkdir(parents=True, exist_ok=True)
    key_file = data / "sealing.key"
    if not key_file.exists():
        with open(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)).decode())
    return key_file.read_text()


def remember(environment: dict[str, str], data: Path) -> None:
    names = [
        *SERVERS,
        "DATABASE_OWNER_URL",
        "SECRET_KEY",
        "DEMO",
        "REQUIRE_SECOND_FACTOR",
        "SITE_URL",
        "EMAIL_URL",
        "DATA_DIR",
        *SEALING,
    ]
    lines = [f"{name}={environment[name]}\n" for name in names if name in environment]
    note = data / "environment"
    # Made anew rather than overwritten: the file holds secrets, and an older one may be readable by others.
    note.unlink(missing_ok=True)
    with open(os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(lines)


def forget(data: Path) -> None:
    (data / "environment").unlink(missing_ok=True)


def load_running() -> None:
    """Use the running demo's environment if DATABASE_URL is not set."""
    note = data_dir() / "environment"
    if "DATABASE_URL" in os.environ or not note.exists():
        return
    for line in note.read_text().splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)
