"""Write a referral: page by page in a browser, or quickly without one."""

import re

from django.test import Client

from tests.browser.visitor import Visitor
from tests.builders import session_of
from tests.writing import Writer


def write_draft(somebody: Visitor, pages: dict) -> None:
    """Answer each page the service leads to, up to "check your answers"."""
    base = re.match(r".*/drafts/[0-9a-f-]{36}/", somebody.path)[0]
    for _ in range(40):
        slug = somebody.path.removeprefix(base).strip("/")
        if slug == "check":
            break
        answers = pages.get(slug, {})
        if isinstance(answers, list):
            for kind, entry in answers:
                somebody.open(f"{base}{slug}/add/{kind}/").fill(entry).press()
            somebody.open(f"{base}{slug}/").press()
        else:
            somebody.fill({name: value for name, value in answers.items() if value}).press()


def write_quickly(user, start: str, pages: dict) -> str:
    """Start and answer a draft without a browser; return its key, as its addresses have it."""
    return _key(_writer(user).start(start).answer(**pages))


def go_on_quickly(user, somebody: Visitor, pages: dict) -> str:
    """Answer the rest of the draft that this visitor has open; return its key."""
    writer = _writer(user)
    writer.base = re.match(r".*/drafts/[0-9a-f-]{36}/", somebody.path)[0]
    return _key(writer.answer(**pages))


def _writer(user) -> Writer:
    client = Client()
    client.cookies["sessionid"] = session_of(user)
    return Writer(client)


def _key(writer: Writer) -> str:
    return writer.base.strip("/").rpartition("/")[2]
