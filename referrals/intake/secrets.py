"""The secret that opens an anonymous sender's drafts: the browser session has the secret, the draft
only its hash.
"""

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
    """Act with this browser's draft secret and yield its hash; create the secret if needed."""
    # The database policies compare this hash, so an anonymous visitor reaches no draft but their
    # own.
    secret = request.session.setdefault(identity.DRAFT_SECRET, secrets.token_urlsafe(32))
    request.session.modified = True
    key = identity.draft_key(secret)
    with identity.acting(replace(identity.current.get(), draft=key)):
        yield key


def note_sent(request: HttpRequest, draft: Draft, reference: str) -> None:
    """Remember the reference, and drop the secret unless another unsent draft needs it."""
    # Bounded, because the session is stored for every visitor.
    before = list(request.session.get(SENT, {}).items())[-MOST_REMEMBERED:]
    request.session[SENT] = {**dict(before), str(draft.pk): [reference, draft.hub_id]}
    # After the last draft is sent nothing in this browser can open one again.
    if not Draft.objects.filter(secret_hash=draft.secret_hash, sent_as="").exists():
        request.session.pop(identity.DRAFT_SECRET, None)


def sent_reference(request: HttpRequest, draft) -> str:
    return request.session.get(SENT, {}).get(str(draft), [""])[0]


def sent(request: HttpRequest, draft) -> Sent | None:
    reference, hub = request.session.get(SENT, {}).get(str(draft), ["", None])
    return Sent(reference, Hub.objects.get(pk=hub)) if reference else None
