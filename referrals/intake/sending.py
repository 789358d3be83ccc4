"""From a draft's pages to what the hub receives."""

from mash.govuk.choices import YES_NO_NOT_KNOWN
from referrals.codes import Channel, PersonKind
from referrals.intake.answers import PEOPLE, Answers
from referrals.intake.pages import BY_SLUG, PAGES

# Pages whose answers bear the names of the referral's own fields.
SAME_NAMES = (
    "family-told",
    "why-not-told",
    "agreement",
    "what-happened",
    "worries",
    "adult-views",
    "actions",
    "outcome",
)
SAID = {code: words.lower() for code, words in YES_NO_NOT_KNOWN}
OF_REFERRER = ("name", "role", "organisation", "email", "phone", "known_for", "safe_to_contact", "wants_anonymity")


def unfinished(told: Answers) -> list:
    """The pages still to be answered, or answered in a way that cannot be sent."""
    return [page for page in PAGES if page.shown(told) and not page.is_done(told)]


def arrival(told: Answers) -> dict:
    """The arguments of `receive`, but for who sends it. Every page must be done."""
    return {
        "hub": told.draft.hub,
        "facts": _facts(told),
        "people": _people(told),
        "referrer": _referrer(told),
        "professionals": _professionals(told),
        "received_at": _answers(told, "received").get("received_at"),
    }


def _answers(told: Answers, slug: str) -> dict:
    """A page's answers; none from a page that is no longer shown, whatever was typed there before."""
    page = BY_SLUG[slug]
    forms = page.forms(told) if page.shown(told) else []
    return forms[0].action_kwargs() if forms and forms[0].is_valid() else {}


def _entries(told: Answers, slug: str) -> list[dict]:
    return [form.action_kwargs() for form in BY_SLUG[slug].forms(told) if form.is_valid()]


def _facts(told: Answers) -> dict:
    facts = {}
    for slug in SAME_NAMES:
        facts |= _answers(told, slug)
    risks = _answers(told, "risks")
    concerns = [*_answers(told, "concerns").get("concerns", []), *risks.pop("concerns", [])]
    facts |= risks | {"concerns": list(dict.fromkeys(concerns))}
    facts["immediate_danger"] = _answers(told, "before-you-start").get("immediate_danger", "")
    return facts | _how_it_came(told)


def _how_it_came(told: Answers) -> dict:
    if told.keyed_in:
        received = _answers(told, "received")
        return {name: received[name] for name in ("channel", "source_code", "police_reference")}
    channel = Channel.WEB_PROFESSIONAL if told.is_professional else Channel.WEB_PUBLIC
    return {"channel": channel, "source_code": _answers(told, "you")["source_code"]}


def _referrer(told: Answers) -> dict:
    given = _answers(told, "you")
    facts = {name: given[name] for name in OF_REFERRER if name in given}
    facts["user"] = told.user if told.way.has_account and not told.keyed_in else None
    return {"is_professional": told.is_professional, **facts}


def _people(told: Answers) -> list[dict]:
    """Those the referral is about first: each is decided on, one by one."""
    subjects = [{"is_subject": True, **facts} for facts in _entries(told, PEOPLE)]
    return subjects + [{"is_subject": False, **_as_person(facts)} for facts in _entries(told, "household")]


def _as_person(facts: dict) -> dict:
    return {**facts, "sex": "U"} if facts["kind"] == PersonKind.UNBORN else facts


def _professionals(told: Answers) -> list[dict]:
    start = _answers(told, "before-you-start")
    named = _entries(told, "agencies")
    name, organisation = start["social_worker_name"], start["social_worker_organisation"]
    said = start["has_social_worker"]
    if said != "yes" and not (name or organisation):
        return named
    role = "Social worker" if said == "yes" else f"Social worker – asked whether there is one: {SAID[said]}"
    return [{"name": name, "role": role, "organisation": organisation or "Council social care"}, *named]
