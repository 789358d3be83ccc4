"""What is deployed sets what the settings read, no more and no less, and the guide names all of it."""

import re
from pathlib import Path

import pytest
import yaml

from mash.local import demo_environment, serve
from tests import servers

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = (ROOT / "mash" / "settings.py").read_text()
REQUIRED = set(re.findall(r'required\("([A-Z_]+)"', SETTINGS))
READ = REQUIRED | set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS))
OF_PYTHON = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE"}
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "mash-front-door"}
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")


def test_the_settings_are_found():
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= REQUIRED
    assert {"DEBUG", "EMAIL_URL", "DATABASE_OWNER_URL"} <= READ


def given_to(name: str) -> set[str]:
    """Settings of this process, whether their value stands there or in a file."""
    return {variable.removesuffix("_FILE") for variable in OURS[name]["environment"]}


def secret_of(name: str, setting: str) -> str:
    return OURS[name]["environment"].get(f"{setting}_FILE", "").rpartition("/")[2]


def test_every_process_of_ours_is_deployed():
    assert set(OURS) == {"certificates", "migrate", "web", "worker", "clock"}


@pytest.mark.parametrize("name", OURS)
def test_compose_sets_only_what_the_settings_read_and_all_they_require(name):
    assert given_to(name) <= READ
    assert given_to(name) >= REQUIRED


@pytest.mark.parametrize("name", OURS)
def test_each_process_is_handed_the_secrets_it_names_and_no_other(name):
    named = {
        secret_of(name, variable.removesuffix("_FILE"))
        for variable in OURS[name]["environment"]
        if variable.endswith("_FILE")
    }
    assert named == set(OURS[name].get("secrets", []))


def test_no_secret_stands_in_the_environment_or_on_a_command_line():
    """Whoever lists processes or containers reads both."""
    for name, service in COMPOSE["services"].items():
        for setting, value in service.get("environment", {}).items():
            assert (
                setting.endswith("_FILE") or not re.search("PASSWORD|SECRET|SEALING_KEY$", setting) or value == "none"
            ), name
            assert not re.search(r":[^/@]+@", value), f"{name}: {setting} holds a password"
        assert "PASSWORD" not in str(service.get("command", "")), name
    assert set(COMPOSE["secrets"]) == {
        variable for service in COMPOSE["services"].values() for variable in service.get("secrets", [])
    }


def test_only_migrations_hold_the_owners_password_and_only_the_worker_the_sealing_key():
    assert [name for name in OURS if "DATABASE_OWNER_URL" in given_to(name)] == ["migrate"]
    assert [name for name in OURS if "AUDIT_SEALING_KEY" in given_to(name)] == ["worker"]


def test_web_and_worker_log_in_as_different_roles_and_the_clock_not_at_all():
    assert secret_of("web", "DATABASE_URL") == "web_database_url"
    assert secret_of("worker", "DATABASE_URL") == "worker_database_url"
    assert not re.search(r":[^/@]+@", OURS["clock"]["environment"]["DATABASE_URL"])


OF_ITS_OWN_MAKING = {"clamav": "its entry point changes its user; it holds nothing and starts only on demand"}


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_a_process_that_is_broken_into_can_change_little(name):
    service = COMPOSE["services"][name]
    if name not in OF_ITS_OWN_MAKING:
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert service["pids_limit"]


def test_what_holds_data_reaches_nothing_outside():
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert all(COMPOSE["services"][name]["networks"] == ["inside"] for name in ("database", "broker"))


def test_images_of_others_are_pinned_to_their_bytes():
    used = [service["image"] for service in COMPOSE["services"].values() if service["image"] != "mash-front-door"]
    used += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(used) > 5
    assert [image for image in used if not re.search(r"@sha256:[0-9a-f]{64}$", image)] == []


def test_the_image_sets_only_what_the_settings_read():
    image = DOCKERFILE.rpartition("\nFROM ")[2]
    names = {name for line in re.findall(r"^ENV (.*)$", image, re.MULTILINE) for name in re.findall(r"(\w+)=", line)}
    assert names
    assert names <= READ | OF_PYTHON


def test_the_image_holds_every_part_of_the_house():
    parts = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert parts <= set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))


def test_the_demo_sets_only_what_the_settings_read(monkeypatch, tmp_path):
    for name in READ:
        monkeypatch.delenv(name, raising=False)
    names = set(demo_environment.settings_for(tmp_path, 8000)) - set(servers.os.environ)
    assert names
    assert names <= READ | OF_PYTHON


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
    config = COMPOSE["configs"]["proxy"]["content"]
    for word in ("read_header", "read_body", "write", "idle", "request_buffers", "max_header_size", "max_size"):
        assert re.search(rf"^\s*{word} \d", config, re.MULTILINE), word


def test_each_web_server_takes_whole_requests_in():
    assert "mash.web_server.WaitressWorker" in DOCKERFILE
    assert "mash.web_server.WaitressWorker" in serve.web_server("127.0.0.1:8000")


def test_the_guide_lists_every_limit(settings):
    guide = (ROOT / "docs" / "operation.md").read_text()
    listed = re.findall(r"^\| `([a-z_]+)` \| ([\d,]+) in (\d+) min", guide, re.MULTILINE)
    limits = {name: [int(most.replace(",", "")), int(minutes) * 60] for name, most, minutes in listed}
    assert limits == settings.STANDARD_LIMITS
