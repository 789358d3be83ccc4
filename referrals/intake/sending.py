"""Turn the answers of a draft into the arguments that make a referral."""

from mash.govuk.choices import YES_NO_NOT_KNOWN
from referrals.codes import Channel, PersonKind
from referrals.intake.answers import PEOPLE, Answers
from referrals.intake.pages import BY_SLUG, PAGES

# Pages whose fields have the same names as the fields of Referral.
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
ANSWER_WORDS = {code: words.lower() for code, words in YES_NO_NOT_KNOWN}
OF_REFERRER = (
    *("name", "role", "organisation", "email", "safe_to_email", "phone"),
    *("known_for", "safe_to_contact", "wants_anonymity"),
)


def unfinished(answers: Answers) -> list:
    """Return the pages that are unanswered or whose answers are not valid."""
    return [page for page in PAGES if page.shown(answers) and not page.is_done(answers)]


def arrival(answers: Answers) -> dict:
    """Return the arguments of `receive`, except `by`. Every page must be done."""
    return {
        "hub": answers.draft.hub,
        "facts": _facts(answers),
        "people": _people(answers),
        "referrer": _referrer(answers),
        "professionals": _professionals(answers),
        "received_at": _answers(answers, "received").get("received_at"),
    }


def _answers(answers: Answers, slug: str) -> dict:
    """Return a page's answers, or nothing if the page is no longer shown.

    An earlier answer can hide a page after it was filled in; what was typed there is not sent.
    """
    page = BY_SLUG[slug]
    forms = page.forms(answers) if page.shown(answers) else []
    return forms[0].action_kwargs() if forms and forms[0].is_valid() else {}


def _entries(answers: Answers, slug: str) -> list[dict]:
    return [form.action_kwargs() for form in BY_SLUG[slug].forms(answers) if form.is_valid()]


def _facts(answers: Answers) -> dict:
    """Return the fields of the referral itself."""
    facts = {}
    for slug in SAME_NAMES:
        facts |= _answers(answers, slug)
    risks = _answers(answers, "risks")
    # Children's and adults' pages both ask for concerns: the referral has one list, without
    # repeats.
    concerns = [*_answers(answers, "concerns").get("concerns", []), *risks.pop("concerns", [])]
    facts |= risks | {"concerns": list(dict.fromkeys(concerns))}
    facts["immediate_danger"] = _answers(answers, "before-you-start").get("immediate_danger", "")
    return facts | _how_it_came(answers)


def _how_it_came(answers: Answers) -> dict:
    if answers.keyed_in:
        received = _answers(answers, "received")
        return {name: received[name] for name in ("channel", "source_code", "police_reference")}
    channel = Channel.WEB_PROFESSIONAL if answers.is_professional else Channel.WEB_PUBLIC
    return {"channel": channel, "source_code": _answers(answers, "you")["source_code"]}


def _referrer(answers: Answers) -> dict:
    details = _answers(answers, "you")  # with the source code, which is asked or follows from who writes
    facts = {name: details[name] for name in OF_REFERRER if name in details}
    facts["user"] = answers.user if answers.way.has_account and not answers.keyed_in else None
    return {"is_professional": answers.is_professional, **facts}


def _people(answers: Answers) -> list[dict]:
    """Return the people, subjects first: each subject gets a decision of their own."""
    subjects = [{"is_subject": True, **facts} for facts in _entries(answers, PEOPLE)]
    return subjects + [{"is_subject": False, **_as_person(facts)} for facts in _entries(answers, "household")]


def _as_person(facts: dict) -> dict:
    return {**facts, "sex": "U"} if facts["kind"] == PersonKind.UNBORN else facts


def _professionals(answers: Answers) -> list[dict]:
    """Return the professionals involved, a current social worker first."""
    start = _answers(answers, "before-you-start")
    named = _entries(answers, "agencies")
    name, organisation = start["social_worker_name"], start["social_worker_organisation"]
    has_social_worker = start["has_social_worker"]
    if has_social_worker != "yes" and not (name or organisation):
        return named
    # A "no" or "not known" with a name still reaches the hub, with the doubt spelled out.
    role = (
        "Social worker"
        if has_social_worker == "yes"
        else f"Social worker – asked whether there is one: {ANSWER_WORDS[has_social_worker]}"
    )
    return [{"name": name, "role": role, "organisation": organisation or "Council social care"}, *named]
