"""Sending the queued emails about accounts."""

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
KEPT_FOR = timedelta(days=30)  # for administrators, once it was given up
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)


def lifetime_of(letter: Letter) -> timedelta:
    """Return how long after it was queued an email is still worth sending."""
    return timedelta(minutes=settings.FORGOTTEN_PASSWORD_MINUTES) if letter.template == FORGOTTEN else MAX_AGE


def compose(letter: Letter, to: User) -> EmailMessage:
    """Compose an email. One-time links are made here, so that none is ever stored."""
    text = render_to_string(
        f"agencies/emails/{letter.template}.txt", {"hub": to.hub, **CONTEXTS[letter.template](letter, to)}
    )
    subject, body = text.split("\n", 1)
    address = letter.address or to.email
    return EmailMessage(subject.removeprefix("Subject: "), body.strip(), settings.DEFAULT_FROM_EMAIL, [address])


def _choose_context(letter: Letter, to: User) -> dict:
    return {"link": link_for(to)}


def _single_sign_on_context(letter: Letter, to: User) -> dict:
    """For users of single sign-on, who get the sign-in page and no link to choose a password."""
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
    """Send the email that has waited longest; return whether it went, or None if nothing waits."""
    # skip_locked, so that two workers never send the same one.
    waiting = Letter.objects.filter(failed_at=None, try_after__lte=Now()).order_by("try_after")
    letter = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if letter is None:
        return None
    to = User.objects.filter(pk__in=[letter.to_id]).select_related("hub").first()
    # A suspended user still gets notices of changes to their account, and nothing else.
    if to is None or not (to.is_active or letter.template == CHANGED):
        letter.delete()
        return False
    if _is_too_old(letter):
        _give_up(letter)
        return False
    try:
        compose(letter, to).send()
    except Exception:  # of any kind: one email that cannot be sent must not hold up the others
        letter.attempts += 1
        letter.try_after = Now() + min(FIRST_RETRY * 2 ** min(letter.attempts - 1, 10), LONGEST_RETRY)
        letter.save(update_fields=["attempts", "try_after"])
        return False
    # Who has this email now need not be told of an earlier one like it.
    Letter.objects.filter(to=to, template=letter.template, about=letter.about).exclude(failed_at=None).delete()
    letter.delete()
    return True


def _give_up(letter: Letter) -> None:
    """Keep an email that could not be sent, for administrators to see; one that was never tried is nobody's fault."""
    if not letter.attempts:
        letter.delete()
        return
    letter.failed_at = Now()
    letter.save(update_fields=["failed_at"])


def remove_given_up() -> None:
    """Delete the emails given up so long ago that nobody will act on them."""
    Letter.objects.filter(failed_at__lt=Now() - KEPT_FOR).delete()


def _is_too_old(letter: Letter) -> bool:
    """Whether an email has waited beyond its lifetime."""
    # By the clock of the database, which also set created_at.
    return Letter.objects.filter(pk=letter.pk, created_at__lt=Now() - lifetime_of(letter)).exists()
