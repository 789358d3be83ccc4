"""Who hears what: an adult survivor, a professional told that nothing more is done, and a parent."""

import pytest

from mash.identity import acting_as, acting_as_system
from mash.refusals import RuleViolation
from referrals import codes
from referrals.decisions import actions, closing
from referrals.models import OutboxMessage, Referral
from referrals.triage.actions import triage
from tests.builders import child
from tests.referrals.decisions.browsing import send, text, url
from tests.referrals.decisions.stories import adult_decision, child_decision, subjects_of, triaged
from tests.writing import PUBLIC, Writer

SURVIVOR = {
    **PUBLIC,
    "who": {"capacity": "self"},
    "you": {"name": "Jo", "email": "jo@shared.example", "safe_to_email": "no", "safe_to_contact": "Text only."},
    "people": [("adult", {"first_name": "Jo", "estimated_age": "34"})],
    "household": [],
    "agencies": [],
    "family-told": {"keep_confidential": "That I told you."},
    "agreement": {"service_agreement": "given"},
    "risks": {"risk_types": ["sexual"], "concerns": []},
    "what-happened": {"what_happened": "My uncle hurt me when I was ten. He lives near children now."},
    "adult-views": {"adult_wishes": "That no other child is hurt."},
}


def decided(world, referral, facts):
    """Draft and sign a decision for everybody the case is about, with a second signature where one is needed."""
    with acting_as(world.manager):
        drafted = actions.draft(referral, subjects=subjects_of(referral), facts=facts, by=world.manager)
        signed = actions.sign(referral, decisions=[d.pk for d in drafted], by=world.manager)
    waiting = [d.pk for d in signed if d.state == "second_signature"]
    if waiting:
        with acting_as(world.second_manager):
            actions.second_sign(referral, decisions=waiting, by=world.second_manager)
    with acting_as(world.manager):
        return Referral.objects.select_related("referrer").get(pk=referral.pk)


def emails(template):
    with acting_as_system():
        return list(OutboxMessage.objects.filter(template=template))


def test_an_adult_survivor_tells_of_themselves_and_hears_back_as_such(northvale, client, as_person):
    # She says at the start that it is about her, and is spoken to as such
    writer = Writer(client).start("/refer/in/northvale/")
    writer.answer(**SURVIVOR)
    page = text(client.get(writer.url("what-happened")))
    assert "in your own words" in page
    assert "long ago" in page
    sent = text(writer.send())
    assert "Thank you for telling us" in sent
    assert "Samaritans" in sent

    # The hub sees who it is, and no e-mail went to an inbox that others read
    with acting_as(northvale.manager):
        referral = Referral.objects.select_related("referrer").get()
        assert (referral.source_code, referral.referrer.is_professional) == (codes.SourceCode.SELF, False)
        assert referral.adult_wishes == "That no other child is hurt."
        triage(
            referral, level="amber", reason="Children near him.", way="decide", rationale="Clear.", by=northvale.manager
        )
    assert not emails("acknowledgement")

    # What is decided is told to her as the person concerned, and not by e-mail
    referral = decided(northvale, referral, adult_decision())
    manager = as_person(northvale.manager)
    page = text(manager.get(url("feedback", referral)))
    assert "They said that it is not safe to e-mail them" in page
    assert "will look into it" in page
    assert "cannot tell you more" not in page
    with acting_as(northvale.manager):
        wording = closing.wordings_for(referral)[0].key
        assert wording == "adult_enquiry_for_person"
        with pytest.raises(RuleViolation, match="safe to e-mail"):
            closing.send_feedback(referral, wording=wording, how="email", by=northvale.manager)
    page = send(manager, url("feedback", referral), sending="yes", wording=wording, how="phone")
    assert page.status_code == 302
    assert not emails("feedback")


def test_a_professional_told_no_further_action_hears_what_why_what_else_and_how_to_challenge(northvale, as_person):
    referral = triaged(northvale)
    nothing = child_decision(
        outcome=codes.Outcome.NO_FURTHER_ACTION, outcome_reason=codes.OutcomeReason.NEEDS_MET, threshold="2"
    )
    referral = decided(northvale, referral, {**nothing, "final_rating": "green", "also": []})
    manager = as_person(northvale.manager)
    with acting_as(northvale.manager):
        wording = closing.wordings_for(referral)[0].key
    assert send(manager, url("feedback", referral), sending="yes", wording=wording, how="email").status_code == 302
    (mail,) = emails("feedback")
    words = codes.WORDINGS_BY_KEY[mail.context["wording"]].text
    for part in [
        "will take no further action",  # what
        "Services already involved are giving the help",  # why
        "Carry on with your part of it",  # what else
        "ask for a manager to look at it again",  # how to challenge it
        "escalation steps",
    ]:
        assert part in words


def test_a_parent_is_told_in_plain_words_how_to_take_part_and_to_complain(northvale, as_person):
    referral = triaged(northvale, people=[child()])
    referral = decided(northvale, referral, child_decision())
    # Whoever referred, the worker has words for the parent
    page = text(as_person(northvale.manager).get(url("feedback", referral)))
    assert "To a parent" in page
    for part in ["Somebody will talk with you and your child", "interpreter", "complain to the council"]:
        assert part in page
