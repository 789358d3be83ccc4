"""No page waits for the broker or the mail server: it writes a row, and the worker polls."""

import ast

import pytest

from tests.house.source import calls, modules, tree

LATER = {"delay", "apply_async", "send_task", "send_mail", "send_messages", "mail_managers", "mail_admins"}
HANGING = {"django.core.cache", "redis", "smtplib", "requests", "kombu", "urllib.request"}
BEHIND = (".tasks", "mash.celery", "audit.roots", "mash.health", "mash.demo", "mash.local.serve", ".management")
PATIENT = {
    "agencies.signing_in.single_sign_on.views": "asks a provider for 3 seconds, as often as LIMITS says",
    "mash.log_lines": "knows the broker's faults by their class, and asks it nothing",
    "referrals.messages.sending": "knows the mail server's refusal by its class, and runs in the worker",
}
SEEN_BY_PAGES = [name for name in modules() if not any(part in name for part in BEHIND)]


@pytest.mark.parametrize("name", SEEN_BY_PAGES)
def test_nothing_is_sent_while_somebody_waits(name):
    advice = "write a row instead (agencies/letters.py, messages/outbox.py): the clock has the worker look for rows"
    assert not calls(tree(modules()[name])) & LATER, advice


@pytest.mark.parametrize("name", SEEN_BY_PAGES)
def test_nothing_but_the_database_is_asked(name):
    imported: set[str] = set()
    for node in ast.walk(tree(modules()[name])):
        if isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    assert name in PATIENT or not imported & HANGING, "it may hang while a page waits for it"


def test_every_broker_is_asked_with_patience_that_ends(settings):
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert options["socket_timeout"] <= 5
    assert options["socket_connect_timeout"] <= 2
    assert not settings.CELERY_TASK_PUBLISH_RETRY


def test_a_connection_the_database_closed_is_made_anew(settings):
    assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"]
