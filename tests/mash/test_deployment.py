"""What is deployed sets what the settings read, no more and no less, and the guide names all of it."""

import re
from pathlib import Path

import pytest
import yaml

from mash import demo_environment, serve
from tests import servers

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = (ROOT / "mash" / "settings.py").read_text()
REQUIRED = set(re.findall(r'required\("([A-Z_]+)"', SETTINGS))
READ = REQUIRED | set(re.findall(r'env\.\w+\("([A-Z_]+)"', SETTINGS))
OF_PYTHON = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE"}
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "mash-front-door"}
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")


def test_the_settings_are_found():
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= REQUIRED
    assert {"DEBUG", "EMAIL_URL", "DATABASE_OWNER_URL"} <= READ


def test_every_process_of_ours_is_deployed():
    assert set(OURS) == {"migrate", "web", "worker", "clock"}


@pytest.mark.parametrize("name", OURS)
def test_compose_sets_only_what_the_settings_read_and_all_they_require(name):
    given = set(OURS[name]["environment"])
    assert given <= READ
    assert given >= REQUIRED


def test_only_migrations_hold_the_owners_password():
    assert [name for name in OURS if "DATABASE_OWNER_URL" in OURS[name]["environment"]] == ["migrate"]


def test_web_and_worker_log_in_as_different_roles_and_the_clock_not_at_all():
    logins = {
        name: re.match(r"postgres://(\w+)(:\$\{\w+)?", service["environment"]["DATABASE_URL"]).groups()
        for name, service in OURS.items()
    }
    assert logins["web"] == ("mash_web", ":${WEB_PASSWORD")
    assert logins["worker"] == ("mash_worker", ":${WORKER_PASSWORD")
    assert logins["clock"] == ("mash_web", None)


def test_the_image_sets_only_what_the_settings_read():
    image = DOCKERFILE.rpartition("\nFROM ")[2]
    given = {name for line in re.findall(r"^ENV (.*)$", image, re.MULTILINE) for name in re.findall(r"(\w+)=", line)}
    assert given
    assert given <= READ | OF_PYTHON


def test_the_image_holds_every_part_of_the_house():
    parts = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert parts <= set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))


def test_the_demo_sets_only_what_the_settings_read(monkeypatch, tmp_path):
    for name in READ:
        monkeypatch.delenv(name, raising=False)
    given = set(demo_environment.settings_for(tmp_path, 8000)) - set(servers.os.environ)
    assert given
    assert given <= READ | OF_PYTHON


def test_the_guide_lists_every_setting():
    guide = (ROOT / "docs" / "operation.md").read_text()
    assert set(re.findall(r"^\| `([A-Z_]+)`", guide, re.MULTILINE)) == READ


def test_the_owner_the_app_the_guard_and_the_backup_role_are_made_in_one_file_for_all():
    assert COMPOSE["configs"]["roles"]["file"] == "mash/roles.sql"
    assert serve.embedded.ROLES == ROOT / "mash" / "roles.sql"


def test_a_secret_may_be_given_as_a_file(tmp_path, monkeypatch):
    """Without the line break that editors and secret stores leave at its end."""
    from mash.settings import Environment  # noqa: TID251 (the reader of settings, not a setting)

    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("SOME_SECRET_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("SOME_SECRET", "from the environment")
    assert Environment().str("SOME_SECRET") == "from a file"


def test_the_proxy_waits_for_nobody_for_ever_and_takes_whole_requests_in():
    said = COMPOSE["configs"]["proxy"]["content"]
    for word in ("read_header", "read_body", "write", "idle", "request_buffers", "max_header_size", "max_size"):
        assert re.search(rf"^\s*{word} \d", said, re.MULTILINE), word


def test_each_web_server_takes_whole_requests_in():
    assert "mash.web_server.Patient" in DOCKERFILE
    assert "mash.web_server.Patient" in serve.web_server("127.0.0.1:8000")


def test_the_guide_lists_every_limit(settings):
    guide = (ROOT / "docs" / "operation.md").read_text()
    listed = re.findall(r"^\| `([a-z_]+)` \| ([\d,]+) in (\d+) min", guide, re.MULTILINE)
    said = {name: [int(most.replace(",", "")), int(minutes) * 60] for name, most, minutes in listed}
    assert said == settings.STANDARD_LIMITS
