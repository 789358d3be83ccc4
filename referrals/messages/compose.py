"""What an e-mail says: a subject and a few safe sentences around a reference, never a name or a word of a case."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from mash.govuk.moments import words
from referrals import codes
from referrals.models import OutboxMessage

# What every template may say, beside what its own message carries.
ALWAYS = frozenset({"hub_name", "hub_phone", "hub_out_of_hours_phone", "site_url"})


@dataclass(frozen=True)
class MessageKind:
    """One e-mail: what its message must and may carry, and the page it points to (by the message's reference)."""

    needs: frozenset[str] = frozenset({"reference"})
    may_carry: frozenset[str] = frozenset()
    page: str = ""

    @property
    def variables(self) -> frozenset[str]:
        return ALWAYS | self.needs | self.may_carry | ({"link"} if self.page else frozenset())


DUE = frozenset({"due"})

KINDS = {
    "acknowledgement": MessageKind(),
    "red_rating": MessageKind(page="referrals:case"),
    "second_signature": MessageKind(page="referrals:case"),
    "returned": MessageKind(),
    "request_sent": MessageKind(page="referrals:request", may_carry=DUE),
    "chaser_before": MessageKind(page="referrals:request", may_carry=DUE),
    "chaser_after": MessageKind(page="referrals:request", may_carry=DUE),
    "overdue_at_hub": MessageKind(may_carry=DUE),
    "more_time": MessageKind(may_carry=DUE),
    "marks_changed": MessageKind(),
    "items_withdrawn": MessageKind(),
    "feedback": MessageKind(needs=frozenset({"reference", "wording"})),
    "product_released": MessageKind(page="referrals:product"),
    "restriction_to_lift": MessageKind(page="referrals:case"),
    "asked_to_see": MessageKind(page="referrals:case"),
    "ask_to_route": MessageKind(),
    "opened_by_others": MessageKind(page="referrals:who_can_see", needs=frozenset({"reference", "people"})),
    "ask_answered": MessageKind(needs=frozenset(), may_carry=frozenset({"reference"})),
    "glass_broken": MessageKind(page="referrals:case", may_carry=frozenset({"until"})),
    "glass_ended": MessageKind(),
    "glass_to_review": MessageKind(may_carry=frozenset({"until"})),
}


def compose(message: OutboxMessage) -> EmailMessage:
    """Raises KeyError for an unknown template or a message that lacks what its template needs."""
    kind = KINDS[message.template]
    subject, body = _words(message.template, _said(message, kind))
    return EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        # the same message sent again after a crash is known by mail programs as the one they have
        headers={"Message-ID": f"<{message.pk}@{_host()}>", "Auto-Submitted": "auto-generated"},
    )


def _said(message: OutboxMessage, kind: MessageKind) -> dict[str, str]:
    """Only what the template is allowed: anything else in the message's context stays where it is."""
    hub = message.hub
    said = {
        "hub_name": hub.name,
        "hub_phone": hub.phone,
        "hub_out_of_hours_phone": hub.out_of_hours_phone,
        "site_url": settings.SITE_URL,
    }
    said |= {name: message.context[name] for name in kind.needs}
    said |= {name: message.context.get(name, "") for name in kind.may_carry}
    if "wording" in said:
        said["wording"] = codes.WORDINGS_BY_KEY[said["wording"]].text
    said |= {name: in_words(said[name]) for name in ("due", "until") if said.get(name)}
    if kind.page:
        said["link"] = absolute(reverse(kind.page, kwargs={"reference": said["reference"]}))
    return said


def _words(template: str, said: dict[str, str]) -> tuple[str, str]:
    """Plain text: a first line `Subject: …`, then the body."""
    page = get_template(f"referrals/emails/{template}.txt").template
    head, body = page.render(Context(said, autoescape=False)).split("\n", 1)
    return head.removeprefix("Subject: ").strip(), body.strip() + "\n"


def absolute(link: str) -> str:
    return settings.SITE_URL.rstrip("/") + link if link.startswith("/") else link


def in_words(moment: str) -> str:
    """An ISO time as people say it; words already made are left alone."""
    try:
        at = parse_datetime(moment)
    except ValueError:
        at = None
    if at is None:
        return moment
    return words(at)


def _host() -> str:
    return settings.SITE_URL.split("://", 1)[-1].split(":", 1)[0].strip("/")
