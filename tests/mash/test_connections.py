"""All that compose starts together stays under PostgreSQL's limit, with room for an operator and a restart."""

import json
import re
import sys
from pathlib import Path

import yaml
from gunicorn.app.wsgiapp import WSGIApplication

ROOT = Path(__file__).resolve().parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
WEBS = 3  # what one machine is said to bear
ANOTHER = 1  # the new one that starts while an old one still ends
SUPERUSER = 3  # superuser_reserved_connections, kept back within the limit
AT_HAND = 10  # migrations, a dump, a session or two of an operator, monitoring


def after(flag: str, command: list[str], otherwise: int) -> int:
    return int(command[command.index(flag) + 1]) if flag in command else otherwise


def replicas(service: dict) -> int:
    return service.get("deploy", {}).get("replicas", 1)


def of_a_web(monkeypatch) -> int:
    """A thread keeps a connection of its own, and a process one to count with, as gunicorn understands its start."""
    dockerfile = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    [started] = re.findall(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE)
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", SERVICES["web"].get("command") or json.loads(started))
    cfg = WSGIApplication().cfg
    return cfg.workers * (cfg.threads + 1)


def of_a_worker(service: dict) -> int:
    return after("--concurrency", service["command"], 0) + 1  # and the process over them


def test_all_connections_together_stay_under_the_limit(monkeypatch):
    settings = dict(re.findall(r"(\w+)=(\S+)", " ".join(SERVICES["database"]["command"])))
    limit = int(settings.get("max_connections", 100))
    webs = max(WEBS, replicas(SERVICES["web"])) + ANOTHER
    services = [service for service in SERVICES.values() if "worker" in service.get("command", [])]
    workers = sum(replicas(service) * of_a_worker(service) for service in services)
    wanted = webs * of_a_web(monkeypatch) + workers + AT_HAND + SUPERUSER
    assert wanted <= limit, f"{wanted} connections may be wanted, and {limit} are allowed: see docs/operation.md"


def test_the_guide_does_the_same_sum(monkeypatch):
    guide = (ROOT / "docs" / "operation.md").read_text()
    sums = re.search(r"`(\d+) × (\d+) × (\d+) \+ (\d+) \+ (\d+) \+ (\d+) = (\d+)`", guide)
    webs, workers, threads, tasks, at_hand, connections, total = map(int, sums.groups())
    assert workers * threads == of_a_web(monkeypatch)
    assert (webs, tasks) == (WEBS + ANOTHER, of_a_worker(SERVICES["worker"]))
    assert (at_hand, connections) == (AT_HAND, SUPERUSER)
    assert webs * workers * threads + tasks + at_hand + connections == total
