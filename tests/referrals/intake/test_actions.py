"""The intake actions enforce their own rules for drafts and received referrals."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as, draft_key
from referrals.intake.actions import (
    AlreadySent,
    NotFinished,
    discard_draft,
    receive,
    remove_entry,
    save_entry,
    save_page,
    send_draft,
    start_draft,
    tidy_drafts,
)
from referrals.models import Draft, Referral
from referrals.tasks import remove_old_drafts
from tests.builders import child


@pytest.fixture
def draft(northvale):
    """A draft of the professional referrer, who acts for the whole test."""
    with acting_as(northvale.referrer):
        yield start_draft(hub=northvale.hub, channel="web_professional", by=northvale.referrer)


def finish(draft, by) -> None:
    pages = {
        "before-you-start": {"immediate_danger": ["no"], "has_social_worker": ["no"]},
        "you": {
            "name": ["Robin Referrer"],
            "role": ["Teacher"],
            "organisation": ["Example School"],
            "source_code": ["2A"],
            "email": ["robin@school.example"],
        },
        "household": [],
        "agencies": [],
        "family-told": {"family_informed": ["yes"]},
        "agreement": {"service_agreement": ["not_known"]},
        "concerns": {"abuse": ["neglect"]},
        "what-happened": {"what_happened": ["Arrived hungry."], "basis_of_concern": ["not_known"]},
        "worries": {"worries": ["No food."]},
        "actions": {},
        "outcome": {},
    }
    for page, typed in pages.items():
        save_page(draft, page=page, typed=typed, by=by)
    save_entry(draft, page="people", typed={"kind": ["child"], "estimated_age": ["6"]}, by=by)


def test_a_finished_draft_becomes_a_referral_once(northvale, draft):
    finish(draft, northvale.referrer)
    reference = send_draft(draft, by=northvale.referrer)
    assert send_draft(draft, by=northvale.referrer) == reference
    with acting_as(northvale.manager):
        referral = Referral.objects.get()
        assert referral.reference == reference
        assert (referral.service_agreement, referral.basis_of_concern) == ("", "")
        assert referral.people.get().estimated_age == 6


@pytest.mark.parametrize(
    ("entry", "years", "more"),
    [
        ({"kind": ["child"], "estimated_age": ["about 7"]}, 7, {}),
        ({"kind": ["child"], "estimated_age": ["3 weeks"]}, 0, {"age_told": "3 weeks"}),
        ({"kind": ["child"], "estimated_age": ["18m"]}, 1, {"age_told": "18 months"}),
        ({"kind": ["unborn"], "expected_in": ["due in 6 weeks"]}, None, {"age_told": "6 weeks"}),
    ],
)
def test_an_age_is_stored_so_that_it_grows(northvale, draft, entry, years, more):
    finish(draft, northvale.referrer)
    save_entry(draft, page="people", typed=entry, by=northvale.referrer)
    send_draft(draft, by=northvale.referrer)
    with acting_as(northvale.manager):
        person = Referral.objects.get().people.last()
    assert (person.estimated_age, person.more) == (years, more)
    due = timezone.localdate() + timedelta(weeks=6) if person.kind == "unborn" else None
    assert person.expected_on == due


def test_an_unfinished_draft_is_not_sent(northvale, draft):
    with pytest.raises(NotFinished):
        send_draft(draft, by=northvale.referrer)


def test_a_draft_that_was_sent_is_not_changed(northvale, draft):
    finish(draft, northvale.referrer)
    send_draft(draft, by=northvale.referrer)
    with pytest.raises(AlreadySent):
        save_page(draft, page="worries", typed={}, by=northvale.referrer)
    with pytest.raises(AlreadySent):
        remove_entry(draft, page="people", number=1, by=northvale.referrer)


def test_each_page_saved_is_noted_without_its_words(northvale, draft):
    save_page(draft, page="what-happened", typed={"what_happened": ["Arrived hungry."]}, by=northvale.referrer)
    with acting_as(northvale.auditor):
        line = Event.objects.filter(code="draft.saved").order_by("at").last()
    assert line.detail == {"page": "what-happened"}


def test_what_is_typed_on_one_page_leaves_the_others_alone(northvale, draft):
    save_page(draft, page="worries", typed={"worries": ["No food."]}, by=northvale.referrer)
    save_page(draft, page="outcome", typed={"desired_outcome": ["Help."]}, by=northvale.referrer)
    assert set(Draft.objects.get().answers) == {"worries", "outcome"}


def test_a_draft_without_a_name_opens_to_the_holder_of_its_secret_alone(northvale):
    key = draft_key("a secret in a session")
    with acting_as(draft=key):
        start_draft(hub=northvale.hub, channel="web_public", secret_hash=key, by=None)
        assert Draft.objects.exists()
    with acting_as(draft=draft_key("another secret")):
        assert not Draft.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            start_draft(hub=northvale.hub, channel="web_public", secret_hash=key, by=None)


def test_the_clock_of_a_letter_runs_from_when_it_came(northvale):
    came = timezone.now() - timedelta(days=2)
    with acting_as(northvale.screener):
        referral = receive(
            hub=northvale.hub,
            by=northvale.screener,
            facts={"channel": "letter", "source_code": "10"},
            people=[child()],
            referrer={"is_professional": False},
            received_at=came,
        )
        clock = referral.clocks.get()
    assert referral.received_at == came == clock.started_at
    assert clock.due_at == referral.next_due_at


def test_a_discarded_draft_is_gone_with_all_that_was_typed(northvale, draft):
    discard_draft(draft, by=northvale.referrer)
    discard_draft(draft, by=northvale.referrer)
    assert not Draft.objects.exists()
    assert "draft.discarded" in discarded_or_saved(northvale)


def test_a_draft_already_sent_is_not_discarded(northvale, draft):
    finish(draft, northvale.referrer)
    send_draft(draft, by=northvale.referrer)
    with pytest.raises(AlreadySent):
        discard_draft(draft, by=northvale.referrer)


def test_nobody_discards_what_another_person_writes(northvale, draft):
    with acting_as(northvale.manager):
        assert Draft.objects.filter(pk=draft.pk).delete() == (0, {})
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_old_drafts_are_removed_and_only_counted(northvale, draft, settings):
    settings.DRAFT_DAYS = 28
    fresh = start_draft(hub=northvale.hub, channel="web_professional", by=northvale.referrer)
    Draft.objects.filter(pk=draft.pk).update(changed_at=timezone.now() - timedelta(days=29))
    assert remove_old_drafts.apply().result == 1
    assert remove_old_drafts.apply().result == 0
    assert list(Draft.objects.all()) == [fresh]
    with acting_as(northvale.auditor):
        line = Event.objects.get(code="draft.removed")
    assert (line.by_name, line.hub_id, line.detail) == ("SYSTEM", northvale.hub.pk, {"count": 1})


def test_only_background_work_removes_old_drafts(northvale, draft):
    with pytest.raises(DatabaseError, match="only background work"), transaction.atomic():
        tidy_drafts(now=timezone.now(), by=northvale.referrer)


def discarded_or_saved(northvale) -> set[str]:
    with acting_as(northvale.auditor):
        return set(Event.objects.values_list("code", flat=True))
