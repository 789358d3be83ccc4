"""Composing e-mails: a few sentences with a reference, without names or case details."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from mash.govuk.moments import words
from referrals import codes
from referrals.codes import lists
from referrals.models import OutboxMessage
from referrals.models.identifiers import without_prefix

# Variables that every template may use, beside those of its own message.
ALWAYS = frozenset({"hub_name", "hub_phone", "hub_out_of_hours_phone", "site_url"})


@dataclass(frozen=True)
class MessageKind:
    """One e-mail: the values it needs and may carry, and the URL name of the page it links to.

    `argument` is the value by which the page is found, "" if it needs none; `query` narrows a list to what is meant.
    """

    needs: frozenset[str] = frozenset({"reference"})
    may_carry: frozenset[str] = frozenset()
    page: str = ""
    argument: str = "reference"
    query: str = ""

    @property
    def variables(self) -> frozenset[str]:
        return ALWAYS | self.needs | self.may_carry | ({"link"} if self.page else frozenset())


DUE = frozenset({"due"})
TO_PUBLIC = frozenset({"to_public"})  # "yes" to a member of the public, whose inbox others may read

KINDS = {
    "acknowledgement": MessageKind(may_carry=TO_PUBLIC),
    "red_rating": MessageKind(page="referrals:case"),
    "red_recommended": MessageKind(page="referrals:case"),
    "look_now": MessageKind(page="referrals:case"),
    "answer_flagged": MessageKind(page="referrals:case"),
    "second_signature": MessageKind(page="referrals:case"),
    "returned": MessageKind(may_carry=TO_PUBLIC | {"needed", "due"}),
    "return_chaser": MessageKind(may_carry=TO_PUBLIC | {"needed", "due"}),
    "return_unanswered": MessageKind(page="referrals:case"),
    "not_confirmed": MessageKind(page="referrals:case"),
    "telling_due": MessageKind(page="referrals:case"),
    "authorisation_due": MessageKind(page="referrals:case"),
    "notification_due": MessageKind(page="referrals:case", may_carry=DUE),
    "request_sent": MessageKind(page="referrals:request", may_carry=DUE),
    "request_changed": MessageKind(page="referrals:request"),
    "more_is_known": MessageKind(page="referrals:request"),
    "agency_action": MessageKind(page="referrals:agency_action", may_carry=DUE),
    "own_action": MessageKind(page="referrals:case", may_carry=DUE),
    "request_withdrawn": MessageKind(page="referrals:request"),
    "request_amended": MessageKind(page="referrals:request"),
    "message_from_hub": MessageKind(page="referrals:request"),
    "message_from_agency": MessageKind(),
    "chaser_before": MessageKind(page="referrals:request", may_carry=DUE),
    "chaser_after": MessageKind(page="referrals:request", may_carry=DUE),
    "overdue_at_hub": MessageKind(may_carry=DUE),
    "more_time": MessageKind(may_carry=DUE),
    "marks_changed": MessageKind(),
    "items_withdrawn": MessageKind(),
    "feedback": MessageKind(needs=frozenset({"reference", "wording"}), may_carry=TO_PUBLIC),
    "product_released": MessageKind(page="referrals:product"),
    "product_changed": MessageKind(page="referrals:product"),
    "restriction_to_lift": MessageKind(page="referrals:case"),
    "restriction_carried": MessageKind(page="referrals:case"),
    "sight_lost": MessageKind(),
    "hub_asked": MessageKind(page="referrals:hub_asks", argument="", needs=frozenset()),
    "asked_to_see": MessageKind(page="referrals:case"),
    "ask_to_route": MessageKind(page="referrals:governance", argument=""),
    "opened_by_others": MessageKind(page="referrals:who_can_see", needs=frozenset({"reference", "people"})),
    "ask_answered": MessageKind(page="referrals:case", needs=frozenset(), may_carry=frozenset({"reference"})),
    "break_glass_opened": MessageKind(page="referrals:case", may_carry=frozenset({"until"})),
    "break_glass_ended": MessageKind(),
    "break_glass_to_review": MessageKind(
        page="referrals:emergency", argument="emergency", may_carry=frozenset({"until", "emergency"})
    ),
    "unusual_found": MessageKind(page="audit:unusual_access", argument="access", needs=frozenset({"access"})),
    "unusual_waits": MessageKind(
        page="audit:unusual_accesses", argument="", query="?overdue=on", needs=frozenset({"days"})
    ),
}


def compose(message: OutboxMessage) -> EmailMessage:
    """Return the e-mail of a message.

    Raise KeyError for an unknown template, or if a value that the template needs is missing.
    """
    kind = KINDS[message.template]
    subject, body = _render(message.template, _context(message, kind))
    return EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.PUBLIC_FROM_EMAIL if message.context.get("to_public") else settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        # If a crash makes us send a message twice, mail programs see by its ID that it is the same.
        headers={"Message-ID": f"<{message.pk}@{_host()}>", "Auto-Submitted": "auto-generated"},
    )


def _context(message: OutboxMessage, kind: MessageKind) -> dict[str, str]:
    """Return the variables of the template.

    Only the values its kind lists are copied: nothing else of the message can get into an e-mail.
    """
    hub = message.hub
    context = {
        "hub_name": hub.name,
        "hub_phone": hub.phone,
        "hub_out_of_hours_phone": hub.out_of_hours_phone,
        "site_url": settings.SITE_URL,
    }
    # A missing value raises KeyError here, so no e-mail goes out with a gap in its text.
    context |= {name: message.context[name] for name in kind.needs}
    context |= {name: message.context.get(name, "") for name in kind.may_carry}
    if context.get("to_public"):
        # Others may read the inbox: the prefix of a reference can say whose it is. The hub finds it without.
        context["reference"] = without_prefix(context["reference"])
    if "wording" in context:
        # The outbox has only the key of a fixed text, so no free text about a family is e-mailed.
        context["wording"] = codes.WORDINGS_BY_KEY[context["wording"]].text
    if context.get("needed"):
        context["needed"] = lists.RETURN_REASON.family_words(context["needed"])
    context |= {name: in_words(context[name]) for name in ("due", "until") if context.get(name)}
    if kind.page:
        found_by = context.get(kind.argument, "")
        # Where the record may not be named to them, the page they begin at says more.
        page = reverse(kind.page, args=[found_by] if found_by else []) if found_by or not kind.argument else "/"
        context["link"] = absolute(page + kind.query)
    return context


def _render(template: str, context: dict[str, str]) -> tuple[str, str]:
    """Return the subject and the body. The first line of the template is `Subject: …`."""
    # Plain text needs escaping off. Only the engine's own template, inside Django's wrapper, can be
    # rendered with a Context that says so.
    page = get_template(f"referrals/emails/{template}.txt").template
    head, body = page.render(Context(context, autoescape=False)).split("\n", 1)
    return head.removeprefix("Subject: ").strip(), body.strip() + "\n"


def absolute(link: str) -> str:
    """Return a path on this site as a full URL."""
    return settings.SITE_URL.rstrip("/") + link if link.startswith("/") else link


def in_words(moment: str) -> str:
    """Return an ISO time or day in words. Any other text is returned unchanged."""
    try:
        if len(moment) == len("2026-06-01"):
            return words(date.fromisoformat(moment))
        at = parse_datetime(moment)
    except ValueError:
        at = None
    if at is None:
        return moment
    return words(at)


def _host() -> str:
    return settings.SITE_URL.split("://", 1)[-1].split(":", 1)[0].strip("/")
