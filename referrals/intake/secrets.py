"""The secret that opens an anonymous sender's drafts: in the session of their browser; its hash, in the draft."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.http import HttpRequest

from agencies.models import Hub
from mash import identity
from referrals.models import Draft

SENT = "sent-drafts"  # {draft: [reference, hub]}: what this browser has sent, to show the reference again

MOST_REMEMBERED = 50


@dataclass(frozen=True)
class Sent:
    sent_as: str
    hub: Hub


@contextmanager
def holding_secret(request: HttpRequest) -> Iterator[str]:
    """Act as the holder of this browser's secret, made now if there is none; gives its hash."""
    secret = request.session.setdefault(identity.DRAFT_SECRET, secrets.token_urlsafe(32))
    request.session.modified = True
    key = identity.draft_key(secret)
    with identity.acting(replace(identity.current.get(), draft=key)):
        yield key


def note_sent(request: HttpRequest, draft: Draft, reference: str) -> None:
    """Remember the reference; forget the secret, unless it opens another draft that was not sent yet."""
    before = list(request.session.get(SENT, {}).items())[-MOST_REMEMBERED:]
    request.session[SENT] = {**dict(before), str(draft.pk): [reference, draft.hub_id]}
    if not Draft.objects.filter(secret_hash=draft.secret_hash, sent_as="").exists():
        request.session.pop(identity.DRAFT_SECRET, None)


def sent_reference(request: HttpRequest, draft) -> str:
    return request.session.get(SENT, {}).get(str(draft), [""])[0]


def sent(request: HttpRequest, draft) -> Sent | None:
    reference, hub = request.session.get(SENT, {}).get(str(draft), ["", None])
    return Sent(reference, Hub.objects.get(pk=hub)) if reference else None
