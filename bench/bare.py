"""The bare page beside each page of bench/pages.py: the same look, and the rows that it shows by the same indexes.

A bare page is what Django shows to somebody who signed in, with its own session and middleware: rows that a superuser
fetches, past every wall, in a template that has the markup of our page and a variable for each of its texts. It has no
rule, no model, no form and no line in a log.
"""

import re
from collections.abc import Callable
from importlib import import_module

MAIN = re.compile(r"<main[^>]*>(.*)</main>", re.DOTALL)
TEXT = re.compile(r"(?<=>)([^<>]*\S[^<>]*)(?=<)")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

OF_A_CASE = [
    "SELECT * FROM referrals_referral WHERE reference = %(case)s",
    """SELECT t.* FROM referrals_person t JOIN referrals_referral r ON r.id = t.referral_id
        WHERE r.reference = %(case)s ORDER BY t.position""",
    """SELECT t.* FROM referrals_clock t JOIN referrals_referral r ON r.id = t.referral_id WHERE r.reference = %(case)s
        ORDER BY t.started_at""",
    """SELECT t.* FROM referrals_informationrequest t JOIN referrals_referral r ON r.id = t.referral_id
        WHERE r.reference = %(case)s ORDER BY t.sent_at""",
    """SELECT t.* FROM referrals_decision t JOIN referrals_referral r ON r.id = t.referral_id
        WHERE r.reference = %(case)s ORDER BY t.at""",
]
ANSWERS = [
    OF_A_CASE[0],
    OF_A_CASE[3],
    """SELECT t.*, b.* FROM referrals_item t JOIN referrals_itembody b ON b.item_id = t.id
         JOIN referrals_informationrequest q ON q.id = t.request_id JOIN referrals_referral r ON r.id = q.referral_id
        WHERE r.reference = %(case)s""",
]
LISTED = """SELECT r.*, p.*, c.* FROM (SELECT * FROM referrals_referral WHERE hub_id = %(hub)s AND {chosen}
        ORDER BY {order} LIMIT 25) AS r
      LEFT JOIN referrals_person p ON p.referral_id = r.id AND p.is_subject
      LEFT JOIN referrals_clock c ON c.referral_id = r.id AND c.stopped_at IS NULL"""
COUNTED = """SELECT status, count(*) FROM referrals_referral WHERE hub_id = %(hub)s
      AND status IN ('received', 'triaged', 'gathering', 'deciding', 'decided') AND {chosen} GROUP BY 1"""
FIRST_DUE, NEWEST = "next_due_at NULLS LAST, received_at, id", "received_at DESC, id"
INBOX = "SELECT * FROM referrals_informationrequest WHERE agency_id = %(agency)s AND {chosen} LIMIT 25"

WAITING = """SELECT r.*, p.* FROM referrals_referral r
      JOIN (({unrated}) UNION (SELECT referral_id FROM referrals_flag WHERE cleared_at IS NULL ORDER BY at LIMIT 50)
        UNION (SELECT referral_id FROM referrals_informationrequest WHERE hub_id = %(hub)s AND closed_at IS NULL
                AND released_at IS NULL AND due_at < now() ORDER BY due_at LIMIT 50)
        UNION (SELECT referral_id FROM referrals_decision WHERE state = 'second_signature' ORDER BY at LIMIT 50)
        UNION (SELECT id FROM referrals_referral WHERE hub_id = %(hub)s AND unauthorised_since IS NOT NULL
                AND status IN ('triaged', 'gathering', 'deciding', 'decided') ORDER BY unauthorised_since LIMIT 50)
      ) waiting USING (id) LEFT JOIN referrals_person p ON p.referral_id = r.id AND p.is_subject"""
UNRATED = """SELECT id FROM referrals_referral WHERE hub_id = %(hub)s AND status = 'received'
      ORDER BY reported_risk DESC, received_at, id LIMIT 50"""

NAMED_BEFORE = """SELECT q.last_name, q.date_of_birth, r.id, r.received_at FROM referrals_person q
      JOIN referrals_referral r ON r.id = q.referral_id
     WHERE (q.last_name, q.date_of_birth) IN (SELECT last_name, date_of_birth FROM referrals_person
       WHERE referral_id IN ({unrated}) AND is_subject) AND r.hub_id = %(hub)s"""

NAMED = """SELECT r.*, p.* FROM referrals_person p JOIN referrals_referral r ON r.id = p.referral_id
    WHERE (' ' || lower(first_name) || ' ' || lower(last_name)) LIKE %(like)s AND r.hub_id = %(hub)s
    ORDER BY r.received_at DESC LIMIT {rows}"""

QUERIES: dict[str, list[str]] = {
    "what needs them now": [WAITING.format(unrated=UNRATED), NAMED_BEFORE.format(unrated=UNRATED)],
    "queue": [COUNTED.format(chosen="true"), LISTED.format(chosen="status = 'received'", order=FIRST_DUE)],
    "queue, ended": [COUNTED.format(chosen="true"), LISTED.format(chosen="status = 'closed'", order=NEWEST)],
    "queue by a usual concern": [
        COUNTED.format(chosen="concerns @> '{neglect}'"),
        LISTED.format(chosen="status = 'received' AND concerns @> '{neglect}'", order=FIRST_DUE),
    ],
    "queue by a rare concern, ended": [
        COUNTED.format(chosen="concerns @> '{fgm}'"),
        LISTED.format(chosen="status = 'closed' AND concerns @> '{fgm}'", order=NEWEST),
    ],
    "search": [NAMED.format(rows=25)],
    "one box": [NAMED.format(rows=50)],
    "case": OF_A_CASE,
    "collation": ANSWERS,
    "decision": [*ANSWERS, OF_A_CASE[4]],
    "decide": [*ANSWERS, OF_A_CASE[1], OF_A_CASE[4]],
    "inbox": [INBOX.format(chosen="closed_at IS NULL ORDER BY due_at")],
    "inbox, done": [INBOX.format(chosen="closed_at IS NOT NULL ORDER BY closed_at DESC")],
    "inbox, search": [INBOX.format(chosen="lower(subjects::text) LIKE %(like)s")],
    "request": [
        "SELECT * FROM referrals_informationrequest WHERE reference = %(request)s",
        """SELECT t.* FROM referrals_response t JOIN referrals_informationrequest q ON q.id = t.request_id
            WHERE q.reference = %(request)s""",
        """SELECT t.*, b.* FROM referrals_item t JOIN referrals_itembody b ON b.item_id = t.id
             JOIN referrals_informationrequest q ON q.id = t.request_id WHERE q.reference = %(request)s""",
    ],
    "auditor's desk": ["SELECT * FROM audit_event WHERE hub_id = %(hub)s ORDER BY at DESC, id DESC LIMIT 25"],
}


urlpatterns: list = []  # this module is the URLconf of the bare pages; ours are added for the links of the frame


def bare_pages(owner, asks: dict[str, Callable], user, **about) -> dict[str, Callable]:
    """Return for each page that has one a function that asks for its bare page and returns the answer."""
    from django.contrib.auth.decorators import login_required
    from django.http import HttpResponse
    from django.template import engines
    from django.test import Client, override_settings
    from django.urls import path

    plain = override_settings(
        MIDDLEWARE=MIDDLEWARE,
        ROOT_URLCONF=__name__,
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"],
    )
    urlpatterns[:] = import_module("mash.urls").urlpatterns
    client = Client()
    with plain:
        client.force_login(user)

    def bare(page: str) -> Callable:
        texts: list[str] = []
        template = engines["django"].from_string(_template(asks[page]().content.decode(), texts))

        @login_required
        def view(request) -> HttpResponse:
            rows = [owner.execute(query, about).fetchall() for query in QUERIES[page]]
            return HttpResponse(template.render({"page_title": page, "rows": rows, "t": texts}, request))

        urlpatterns.insert(0, path(f"{len(urlpatterns)}/", view))
        address = f"/{len(urlpatterns) - 1}/"

        def ask() -> HttpResponse:
            with plain:
                return client.get(address)

        return ask

    return {page: bare(page) for page in QUERIES}


def _template(html: str, texts: list[str]) -> str:
    """Return the markup of a page with a variable for each text, whose values are added to `texts`."""

    def variable(text: re.Match) -> str:
        texts.append(text[1])
        return f"{{{{ t.{len(texts) - 1} }}}}"

    main = TEXT.sub(variable, MAIN.search(html)[1])
    return f'{{% extends "base.html" %}}{{% block content %}}{main}{{% endblock %}}'
