"""A minimal browser in this process, and what a request did: its text, queries and writes."""

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import quote

from django.db import connection
from django.db.models.signals import post_save
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from audit.models import Event
from tests.need_to_know.walk.people import SECRET, Walker
from tests.need_to_know.walk.words import Planted, found_in
from tests.need_to_know.walk.world import KEPT_IN_A_BROWSER

# What differs between two responses of the same page: tokens, nonces and times.
PASSING = re.compile(
    r'(name="(?:csrfmiddlewaretoken|submission|shown)" value=")[^"]*|(nonce[-=]"?)[\w+/=-]+|(data-idle=")\d+'
)
SIGNED_AT = re.compile(r":[\w-]+:[\w-]+$")  # the timestamp and its signature
MADE_ANEW = ("sessionid", "csrftoken", "X-Request-Id", "Expires", "Content-Length")
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?((?:referrals|agencies)_\w+)', re.IGNORECASE)
GIVES = re.compile(
    r"^\s*SELECT (?:\* FROM )?(mash_(?:give|withdraw|open|hand|bar|ask|break|tell|end_sign_ins)\w*)", re.IGNORECASE
)


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    text: str  # body, headers and cookies
    queries: int
    wrote: set[str]
    written: list[str]  # the values of what it wrote
    lines: list[Event]
    planted: set[Planted] = field(default_factory=set)

    def seen_as(self, key: str) -> tuple:
        """Return what could tell one refusal from another, without the key that was asked for."""
        key = f"/{key}/" if key.isdigit() else key  # a short number may occur elsewhere on the page
        text = PASSING.sub(r"\1\2\3", self.text).replace(key, "…")
        # A link may carry the whole query on, quoted once more: the way back to a list.
        return (self.status, text.replace(quote(key, safe=""), "…"), self.queries)


class Browser(RequestFactory):
    """Faster than the test client, which copies the context of every rendered template."""

    handler = ClientHandler(enforce_csrf_checks=False)

    def __init__(self, walker: Walker):
        super().__init__()
        client = Client()
        if walker.user:
            client.force_login(walker.user, backend="agencies.backends.EmailBackend")
        elif walker.key == SECRET:
            session = client.session
            session["draft-secret"] = KEPT_IN_A_BROWSER
            session.save()
            client.cookies["sessionid"] = session.session_key
        self.cookies_kept = {name: morsel.value for name, morsel in client.cookies.items()}

    def ask(self, method: str, url: str, data: dict | None = None) -> Answer:
        self.cookies = SimpleCookie(self.cookies_kept)
        wrote, written, queries, lines = set(), [], [0], []

        def counted(execute, sql, params, many, context):
            result = execute(sql, params, many, context)
            queries[0] += 1
            if (match := WRITES.match(sql) or GIVES.match(sql)) and context["cursor"].rowcount != 0:
                wrote.add(match.group(1))
                written.extend(str(value) for value in params or () if WRITES.match(sql))
            return result

        def noted(instance, **_):
            lines.append(instance)

        post_save.connect(noted, sender=Event)
        try:
            with connection.execute_wrapper(counted):
                response = self._send(method, url, data)
                body = b"".join(response.streaming_content) if response.streaming else response.content
        finally:
            post_save.disconnect(noted, sender=Event)
        headers = sorted((name, value) for name, value in response.items() if name not in MADE_ANEW)
        cookies = [
            (name, "" if name in MADE_ANEW else SIGNED_AT.sub("", morsel.value))
            for name, morsel in response.cookies.items()
        ]
        text = "\n".join([body.decode(errors="replace"), *(f"{k}: {v}" for k, v in [*headers, *cookies])])
        return Answer(response.status_code, headers, text, queries[0], wrote, written, lines, found_in(text))

    def _send(self, method: str, url: str, data: dict | None):
        return self.post(url, data or {}) if method == "POST" else getattr(self, method.lower())(url)

    def request(self, **request):
        return self.handler(self._base_environ(**request))
