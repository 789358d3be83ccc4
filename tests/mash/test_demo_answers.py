"""The demo's referrals hold only answers that the form asks of whoever sends them."""

import random
from types import SimpleNamespace

import pytest
from django.utils import timezone

from agencies.models import Hub, User
from mash.demo import stories, story_kinds
from referrals.codes import Channel
from referrals.intake.answers import PEOPLE, Answers
from referrals.intake.pages import PAGES
from referrals.models import Draft

STORIES = [kind for kind, _ in story_kinds.SHARES]
NEVER_TYPED = {"channel"}  # of what comes by the web, the way itself says it
PUT_TOGETHER = {"concerns"}  # of several boxes of its page
SAME_WORDS = {"is_professional", "user"}


class Received(Exception):
    """What a story hands to `receive`."""


def received(kind, seed: int, monkeypatch) -> dict:
    def catch(**arguments):
        raise Received(arguments)

    monkeypatch.setattr(stories, "receive", catch)
    monkeypatch.setattr(story_kinds, "receive", catch)
    sender = User(pk=1, email="referrer@northvale.example", hub=Hub(pk=1))
    manager = User(pk=2, invited_at=timezone.now())
    world = SimpleNamespace(hub=Hub(pk=1), screener=sender, referrer=sender, manager=manager)
    story = kind(world, random.Random(seed), timezone.now())
    with pytest.raises(Received) as caught:
        story.receive_referral()
    return caught.value.args[0]


def asked(arguments: dict) -> dict:
    """Return every field of the pages that whoever gave these answers is asked, by name."""
    facts, referrer = arguments["facts"], arguments["referrer"]
    source = {"source_code": [facts["source_code"]]}
    draft = Draft(
        hub=arguments["hub"],
        channel=facts["channel"],
        answers={
            "who": {"capacity": ["professional" if referrer["is_professional"] else "public"]},
            "received": source,
            "you": {**source, "wants_anonymity": ["on"] if referrer.get("wants_anonymity") else []},
            "family-told": {"family_informed": [facts.get("family_informed", "")]},
            PEOPLE: [{"kind": [person["kind"]]} for person in arguments["people"] if person.get("is_subject", True)],
        },
    )
    if facts["channel"] != Channel.WEB_PUBLIC:
        draft.created_by = arguments["by"]
    answers = Answers(draft, draft.created_by)
    shown = [page for page in PAGES if not page.is_list and page.shown(answers)]
    return {name: field for page in shown for name, field in page.form(answers).fields.items()}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", STORIES)
def test_each_answer_is_one_that_the_form_asks(db, kind, seed, monkeypatch):
    arguments = received(kind, seed, monkeypatch)
    fields = asked(arguments)
    answered = {name for name, answer in arguments["facts"].items() if answer} - NEVER_TYPED
    assert answered <= set(fields)
    assert {name for name, answer in arguments["referrer"].items() if answer} - SAME_WORDS <= set(fields)
    chosen = {name for name, field in fields.items() if hasattr(field, "choices")} - PUT_TOGETHER
    for name in answered & chosen:
        fields[name].clean(arguments["facts"][name])  # raises ValidationError
