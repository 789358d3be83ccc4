"""Sending the letters that wait: composed when they go, each in a transaction of its own."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse

from agencies.letters import CHANGED, CHOOSE, ELSEWHERE, FORGOTTEN, WAITS
from agencies.models import Letter, User
from agencies.signing_in.links import forgotten_link_for, link_for
from agencies.signing_in.notices import SENTENCES

MAX_AGE = timedelta(days=3)
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)


def lifetime_of(letter: Letter) -> timedelta:
    return timedelta(minutes=settings.FORGOTTEN_PASSWORD_MINUTES) if letter.template == FORGOTTEN else MAX_AGE


def compose(letter: Letter, to: User) -> EmailMessage:
    """Links are made here: none stands in the database."""
    words = render_to_string(
        f"agencies/emails/{letter.template}.txt", {"hub": to.hub, **CONTEXTS[letter.template](letter, to)}
    )
    subject, body = words.split("\n", 1)
    address = letter.address or to.email
    return EmailMessage(subject.removeprefix("Subject: "), body.strip(), settings.DEFAULT_FROM_EMAIL, [address])


def _choose_context(letter: Letter, to: User) -> dict:
    return {"link": link_for(to)}


def _single_sign_on_context(letter: Letter, to: User) -> dict:
    """Where their own organisation signs them in, and no link."""
    return {"link": _site_url() + reverse("agencies:sign_in")}


def _forgotten_context(letter: Letter, to: User) -> dict:
    return {"link": forgotten_link_for(to), "minutes": settings.FORGOTTEN_PASSWORD_MINUTES}


def _changed_context(letter: Letter, to: User) -> dict:
    return {"what": SENTENCES[letter.about]}


def _waiting_context(letter: Letter, to: User) -> dict:
    return {"days": settings.CHANGE_DAYS, "site": _site_url()}


def _site_url() -> str:
    return settings.SITE_URL.rstrip("/")


CONTEXTS = {
    CHOOSE: _choose_context,
    ELSEWHERE: _single_sign_on_context,
    FORGOTTEN: _forgotten_context,
    CHANGED: _changed_context,
    WAITS: _waiting_context,
}


@transaction.atomic
def send_next() -> bool | None:
    """Did the letter that has waited longest go? None when nothing waits. Two workers never take the same one."""
    waiting = Letter.objects.filter(try_after__lte=Now()).order_by("try_after")
    letter = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if letter is None:
        return None
    to = User.objects.filter(pk=letter.to_id).select_related("hub").first()
    if to is None or not (to.is_active or letter.template == CHANGED) or _is_too_old(letter):
        letter.delete()
        return False
    try:
        compose(letter, to).send()
    except Exception:  # whatever is wrong with one letter must not hold up the others
        letter.attempts += 1
        letter.try_after = Now() + min(FIRST_RETRY * 2 ** min(letter.attempts - 1, 10), LONGEST_RETRY)
        letter.save(update_fields=["attempts", "try_after"])
        return False
    letter.delete()
    return True


def _is_too_old(letter: Letter) -> bool:
    """By the database's clock, which wrote when it began."""
    return Letter.objects.filter(pk=letter.pk, created_at__lt=Now() - lifetime_of(letter)).exists()
