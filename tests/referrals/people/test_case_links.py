"""Cases are linked and unlinked by whoever works on both, and both say so."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.casefile import history
from referrals.casefile.actions import grant_access, restrict
from referrals.casefile.linking import Says, link, links_of, unlink
from referrals.models import CaseLink
from referrals.people.case_links import ALREADY
from referrals.people.other_referrals import other_referrals
from referrals.triage.returning import forward, transfer
from tests.builders import build_referral, child
from tests.referrals.decisions.browsing import fresh, lines


@pytest.fixture
def two(northvale):
    return build_referral(northvale), build_referral(northvale)


def linked(world, referral, other, says=Says.SAME_INCIDENT, *, by=None, **more):
    by = by or world.screener
    with acting_as(by):
        return link(referral, other=other.reference, says=says, **{"why": "Both tell of Tuesday.", "by": by, **more})


def shown(world, referral) -> list[str]:
    with acting_as(world.manager):
        others = other_referrals(referral, referral.people.all())
    return [link.words for other in others.linked for link in other.links]


@pytest.mark.parametrize(
    ("says", "here", "there"),
    [
        (Says.SAME_INCIDENT, "Tells of the same incident", "Tells of the same incident"),
        (Says.SIBLINGS, "Brothers and sisters", "Brothers and sisters"),
        (Says.SUPERSEDES, "This case takes the place of it", "Takes the place of this case"),
        (Says.SUPERSEDED, "Takes the place of this case", "This case takes the place of it"),
    ],
)
def test_both_cases_show_a_link_in_their_own_words(northvale, two, says, here, there):
    linked(northvale, *two, says)
    assert [shown(northvale, referral) for referral in two] == [[here], [there]]


def test_the_log_and_the_history_of_both_cases_have_the_link_and_its_end(northvale, two):
    first, second = two
    made = linked(northvale, first, second)
    with acting_as(northvale.manager):
        unlink(first, link=made, why="Another Tuesday.", by=northvale.manager)
    for referral, other in (two, reversed(two)):
        [noted], [undone] = (
            [line.detail for line in lines(code) if line.reference == referral.reference]
            for code in ("case.linked", "case.unlinked")
        )
        assert noted["references"] == undone["references"] == [other.reference]
        assert "Tuesday" not in f"{noted}{undone}"
        with acting_as(northvale.manager):
            titles = [(entry.title, entry.text) for entry in history.entries(referral)][-2:]
        assert titles == [
            (f"Linked with {other.reference}: tells of the same incident", "Both tell of Tuesday."),
            (f"Link with {other.reference} undone: tells of the same incident", "Another Tuesday."),
        ]
        assert shown(northvale, referral) == []


def test_a_link_that_was_undone_can_be_made_again(northvale, two):
    for _ in range(2):
        made = linked(northvale, *two)
        with acting_as(northvale.screener):
            unlink(two[1], link=made, why="A mistake.", by=northvale.screener)
    linked(northvale, *two)
    assert shown(northvale, two[0]) == ["Tells of the same incident"]


def test_open_pages_of_both_cases_are_out_of_date(northvale, two):
    before = [referral.version for referral in two]
    linked(northvale, *two)
    assert [fresh(northvale, referral).version for referral in two] == [version + 1 for version in before]
    with pytest.raises(StalePage, match="linked it with another case"):
        linked(northvale, two[1], two[0], Says.SIBLINGS, seen=before[1])


@pytest.mark.parametrize("says", [Says.SAME_INCIDENT, Says.SUPERSEDES])
def test_a_second_link_of_a_kind_is_refused_from_either_side(northvale, two, says):
    linked(northvale, *two, says)
    for pair in (two, reversed(two)):
        with pytest.raises(RuleViolation, match="linked like this already") as refusal:
            linked(northvale, *pair, says)
        assert refusal.value.field == "other"
    linked(northvale, *two, Says.SIBLINGS)


def test_a_case_is_not_linked_with_itself(northvale, two):
    with pytest.raises(RuleViolation, match="the reference of this case"):
        linked(northvale, two[0], two[0])


def test_a_link_needs_its_reason(northvale, two):
    with pytest.raises(RuleViolation, match="Enter why") as refusal:
        linked(northvale, *two, why=" ")
    assert refusal.value.field == "why"


def test_one_that_may_not_be_seen_is_answered_like_one_that_does_not_exist(northvale, southmere, two):
    first, hidden = two
    with acting_as(northvale.manager):
        restrict(hidden, reason="high_risk", by=northvale.manager)
    elsewhere = build_referral(southmere)
    answers = []
    for reference in (hidden.reference, elsewhere.reference, "NORTH-2345-ZZZZ", "", "\x00", "ł"):
        with acting_as(northvale.screener), pytest.raises(RuleViolation) as refusal:
            link(first, other=reference, says=Says.SIBLINGS, why="The same mother.", by=northvale.screener)
        answers.append((refusal.value.words, refusal.value.field))
    assert len(set(answers)) == 1


def test_a_case_of_another_hub_that_may_be_read_is_not_linked(northvale, southmere, two):
    elsewhere = build_referral(southmere)
    with acting_as(southmere.manager):
        forward(elsewhere, area="Northvale", why="Lives there.", to_hub=northvale.hub, by=southmere.manager)
        facts = {"confirmed_by": "The duty manager", "confirmed_on": timezone.localdate(), "confirmed_how": "phone"}
        transfer(elsewhere, by=southmere.manager, **facts)
    with pytest.raises(RuleViolation, match="a case of another hub"):
        linked(northvale, two[0], elsewhere)


def test_a_case_that_may_only_be_read_is_not_linked(northvale, two):
    first, hidden = two
    with acting_as(northvale.manager):
        restrict(hidden, reason="high_risk", by=northvale.manager)
        until = timezone.now() + timedelta(days=1)
        grant_access(hidden, person=northvale.screener, why="Cover", until=until, by=northvale.manager)
    with pytest.raises(RuleViolation, match="only read that case"):
        linked(northvale, first, hidden)


def test_whoever_cannot_see_one_of_the_cases_sees_no_link_and_no_line_of_it(northvale, two):
    first, hidden = two
    made = linked(northvale, first, hidden)
    with acting_as(northvale.manager):
        restrict(hidden, reason="high_risk", by=northvale.manager)
    with acting_as(northvale.screener):
        assert not CaseLink.objects.exists()
        assert not links_of(first, by=northvale.screener)
        assert other_referrals(first, first.people.all()).listed == []
        assert hidden.reference not in str([entry.title for entry in history.entries(first)])
        with pytest.raises(RuleViolation, match="no longer change"):
            unlink(first, link=made, why="Because.", by=northvale.screener)


def test_a_link_is_undone_once(northvale, two):
    made = linked(northvale, *two)
    with acting_as(northvale.screener):
        unlink(two[0], link=made, why="A mistake.", by=northvale.screener)
        with pytest.raises(RuleViolation, match="A colleague has undone this link already"):
            unlink(two[1], link=made, why="A mistake.", by=northvale.screener)
        assert CaseLink.objects.get().undone_why == "A mistake."


@pytest.mark.parametrize("says", Says)
def test_cases_that_are_linked_need_no_person_in_common(northvale, says):
    first = build_referral(northvale, people=[child(last_name="Ormerod", address="")])
    second = build_referral(northvale, people=[child(last_name="Pask", address="9 Far Lane")])
    linked(northvale, first, second, says)
    with acting_as(northvale.manager):
        times = other_referrals(second, second.people.all()).times
    of_one = says == Says.SAME_INCIDENT
    assert (times.in_all, times.of_one_incident) == ((1, (2,)) if of_one else (0, ()))


# What the database holds, whatever the code says ----------------------------------------------------------------


def raw(world, referral, other, **changes) -> CaseLink:
    """Write a link as the app could without its own rules."""
    first, second = sorted((referral, other), key=lambda case: case.pk)
    facts = {"hub": world.hub, "first": first, "second": second, "kind": "siblings", "why": "One mother."}
    with transaction.atomic():
        return CaseLink.objects.create(**{**facts, "by": world.screener, "at": timezone.now(), **changes})


def test_no_link_stands_between_two_hubs(northvale, southmere, two):
    elsewhere = build_referral(southmere)
    for hub in (northvale.hub, southmere.hub):
        with acting_as(northvale.screener), pytest.raises(DatabaseError, match="row-level security"):
            raw(northvale, two[0], elsewhere, hub=hub)
    with acting_as(northvale.screener), pytest.raises(DatabaseError, match="row-level security"):
        raw(northvale, *two, hub=southmere.hub)


def test_no_link_stands_with_a_case_that_its_maker_does_not_work_on(northvale, two):
    with acting_as(northvale.manager):
        restrict(two[1], reason="high_risk", by=northvale.manager)
        until = timezone.now() + timedelta(days=1)
        grant_access(two[1], person=northvale.screener, why="Cover", until=until, by=northvale.manager)
    with acting_as(northvale.screener), pytest.raises(DatabaseError, match="row-level security"):
        raw(northvale, *two)


def test_the_table_refuses_what_is_no_link(northvale, two):
    first, second = sorted(two, key=lambda case: case.pk)
    for changes, rule in [
        ({"undone_why": "Two mothers."}, "undone_link_says_why"),
        ({"first": second, "second": first}, "link_in_order_of_keys"),
        ({"kind": "duplicate", "second": first}, "no_case_is_linked_to_itself"),
    ]:
        with acting_as(northvale.screener), pytest.raises(DatabaseError, match=rule):
            raw(northvale, first, second, **changes)


def test_what_was_said_of_a_link_is_never_changed_and_undone_once(northvale, two):
    made = linked(northvale, *two)
    rows = CaseLink.objects.filter(pk=made.pk)
    with acting_as(northvale.screener):
        with transaction.atomic(), pytest.raises(DatabaseError, match="permission denied"):
            rows.update(why="Another reason.")
        with transaction.atomic(), pytest.raises(DatabaseError, match="row-level security"):
            rows.update(undone_why="", undone_by=None)
        facts = {"undone_at": timezone.now(), "undone_by": northvale.screener}
        assert rows.update(undone_why="A mistake.", **facts) == 1
        assert rows.update(undone_why="Another.", **facts) == 0


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_who_link_the_same_cases_at_once_make_one_link_and_never_wait_for_one_another(northvale):
    first, second = build_referral(northvale), build_referral(northvale)
    start, outcomes = threading.Barrier(2, timeout=10), []

    def linking(by, referral, other):
        start.wait()
        try:
            with acting_as(by):
                outcomes.append(
                    link(referral, other=other.reference, says=Says.SIBLINGS, why="One mother.", by=by).kind
                )
        except RuleViolation as refusal:
            outcomes.append(refusal.words)
        connection.close()

    colleagues = [
        threading.Thread(target=linking, args=(northvale.screener, first, second)),
        threading.Thread(target=linking, args=(northvale.manager, second, first)),
    ]
    for colleague in colleagues:
        colleague.start()
    for colleague in colleagues:
        colleague.join(20)
    assert sorted(outcomes) == sorted(["siblings", ALREADY])
