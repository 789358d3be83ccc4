"""An adopted child, a protected person or a witness is linked across records by governance alone."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.access.bars import bar
from referrals.access.break_glass import existence_cards
from referrals.access.protected import guarded_pairs, protect
from referrals.access.visible import visible_referrals
from referrals.casefile.actions import restrict
from referrals.codes import BarReason
from referrals.models import PersonPair, ProtectedIdentity
from referrals.people.other_referrals import other_referrals
from referrals.same_people import actions as governing
from referrals.same_people.actions import protect_identity
from tests.builders import browser, build_referral, child, compare_people
from tests.database import as_role
from tests.referrals.decisions.browsing import lines

WHY = "Adoption order of 3 March."


def lark(**changes) -> dict:
    return child(**{"first_name": "Lark", "last_name": "Annear", "address": "2 Low Road", **changes})


@pytest.fixture
def two(northvale):
    return [build_referral(northvale, people=[lark()]) for _ in range(2)]


def protected(world, referral, *, by=None) -> ProtectedIdentity:
    by = by or world.social_worker
    with acting_as(by):
        person = referral.people.get()
        return protect_identity(referral, person=person, kind="adopted", why=WHY, by=by)


def ties(world, referral) -> int:
    with acting_as(world.manager):
        return sum(len(other.ties) for other in other_referrals(referral, referral.people.all()).listed)


def pairs_seen(person) -> int:
    with acting_as(person):
        return PersonPair.objects.count()


def test_whoever_is_protected_shows_in_no_other_case(northvale, two):
    first, last = two
    assert ties(northvale, last) == 1
    protected(northvale, last)
    assert ties(northvale, first) == ties(northvale, last) == 0
    assert pairs_seen(northvale.manager) == pairs_seen(northvale.governance) == 0
    assert "There is nobody to tell apart" in browser(northvale.manager).get(reverse("referrals:undecided")).text


def test_who_arrives_later_is_not_proposed_either(northvale, two):
    protected(northvale, two[0])
    new = build_referral(northvale, people=[lark()])
    assert ties(northvale, new) == 1  # the other of the two, who is not protected
    with acting_as(northvale.governance):
        assert len(guarded_pairs(ProtectedIdentity.objects.get())) == 2


def test_no_card_shows_that_a_restricted_record_exists(northvale, two):
    first, last = two
    with acting_as(northvale.manager):
        restrict(first, reason="adoption", by=northvale.manager)
    with acting_as(northvale.screener):
        assert len(existence_cards(last)) == 1
    protected(northvale, first, by=northvale.manager)
    with acting_as(northvale.screener):
        assert existence_cards(last) == []


def test_no_bar_follows_by_itself(northvale, two):
    first, last = two
    protected(northvale, first)
    with acting_as(northvale.manager):
        bar(first.pk, person=northvale.screener, because=BarReason.RELATED, why="")
    compare_people()
    with acting_as(northvale.screener):
        assert set(visible_referrals(northvale.screener)) == {last}


def test_governance_sees_references_and_reasons_and_links_them(northvale, two):
    first, last = two
    identity = protected(northvale, last)
    officer = northvale.governance
    with acting_as(officer):
        (pair,) = guarded_pairs(identity)
        assert (pair.reference, pair.position) == (first.reference, 1)
        governing.judge_guarded(identity, pair=pair, verdict="same", why="The order allows it.", seen=0, by=officer)
        assert guarded_pairs(identity) == []
    assert ties(northvale, last) == 1
    assert [line.detail["verdict"] for line in lines("pair.judged")] == ["same"]


def test_two_officers_do_not_decide_over_one_another(northvale, two):
    identity, officer = protected(northvale, two[0]), northvale.governance
    with acting_as(officer):
        (pair,) = guarded_pairs(identity)
        governing.judge_guarded(identity, pair=pair, verdict="unsure", why="Asked.", seen=0, by=officer)
        with pytest.raises(StalePage) as refusal:
            governing.judge_guarded(identity, pair=pair, verdict="same", why="Asked.", seen=0, by=officer)
    assert refusal.value.version == 1


def test_the_pages_of_governance_name_nobody(northvale, two):
    identity = protected(northvale, two[0])
    client = browser(northvale.governance)
    with acting_as(northvale.governance):
        (pair,) = guarded_pairs(identity)
    for name, args in (
        ("identities", []), ("identity", [identity.pk]), ("end_identity", [identity.pk]),
        ("guarded_pair", [identity.pk, pair.pair]), ("add_identity", []),
    ):  # fmt: skip
        page = client.get(reverse(f"referrals:{name}", args=args))
        assert page.status_code == 200
        assert "Lark" not in page.text
    assert "Lark" in browser(northvale.screener).get(reverse("referrals:case", args=[two[0].reference])).text


def test_governance_protects_somebody_by_reference_and_number(northvale, two):
    officer = northvale.governance
    facts = {"kind": "witness", "why": WHY, "by": officer}
    with acting_as(officer):
        identity = governing.protect_by_reference(reference=two[0].reference, number=1, **facts)
        for reference, number in ((two[0].reference, 2), ("MASH-2345-ZZZZ", 1), (two[0].reference, 1)):
            with pytest.raises(RuleViolation, match="No record of your hub"):
                governing.protect_by_reference(reference=reference, number=number, **facts)
    assert identity.position == 1
    assert ties(northvale, two[1]) == 0


def test_when_it_ends_they_show_as_anybody_does(northvale, two):
    identity, officer = protected(northvale, two[0]), northvale.governance
    with acting_as(officer):
        governing.end_identity(identity, why="Marked by mistake.", by=officer)
        with pytest.raises(RuleViolation, match="ended already"):
            governing.end_identity(identity, why="Again.", by=officer)
    assert ties(northvale, two[1]) == 1
    assert len(lines("identity.ended")) == 1


def test_somebody_is_protected_once(northvale, two):
    protected(northvale, two[0])
    with pytest.raises(RuleViolation, match="protected already"):
        protected(northvale, two[0])


@pytest.mark.parametrize("part", ["governance", "auditor", "referrer"])
def test_only_who_works_on_the_case_marks_somebody_of_it(northvale, two, part):
    with as_role("mash_owner"):
        person = two[0].people.get()
    with acting_as(getattr(northvale, part)), pytest.raises(DatabaseError), transaction.atomic():
        protect(person.pk, kind="adopted", why=WHY, key=person.pk, now=two[0].received_at)


def test_nobody_else_sees_or_decides_what_is_guarded(northvale, southmere, two):
    identity = protected(northvale, two[0])
    for person in (northvale.manager, northvale.auditor, southmere.governance):
        with acting_as(person):
            assert guarded_pairs(identity) == []
    with acting_as(northvale.governance):
        (pair,) = guarded_pairs(identity)
    with acting_as(northvale.manager), pytest.raises(DatabaseError), transaction.atomic():
        governing.judge_guarded(identity, pair=pair, verdict="same", why="Mine.", seen=0, by=northvale.manager)


def test_a_worker_marks_somebody_on_the_page_of_the_case(northvale, two, as_person):
    client, address = as_person(northvale.screener), reverse("referrals:protect_identity", args=[two[0].reference])
    person = client.get(address).context["form"].fields["person"].choices[-1][0]
    assert "There is a problem" in client.post(address, {"person": person, "kind": "adopted"}).text
    assert client.post(address, {"person": person, "kind": "adopted", "why": WHY}).status_code == 302
    page = client.get(reverse("referrals:case", args=[two[0].reference])).text
    assert "Protected identity." in page
    assert WHY in page


def test_an_officer_adds_links_and_ends_on_the_desk(northvale, two, as_person):
    client = as_person(northvale.governance)
    facts = {"reference": two[0].reference, "number": "1", "kind": "witness", "why": WHY}
    assert client.post(reverse("referrals:add_identity"), {**facts, "number": "7"}).status_code == 200
    assert client.post(reverse("referrals:add_identity"), facts).status_code == 302
    with acting_as(northvale.governance):
        identity = ProtectedIdentity.objects.get()
        (pair,) = guarded_pairs(identity)
    assert two[1].reference in client.get(reverse("referrals:identity", args=[identity.pk])).text
    address = reverse("referrals:guarded_pair", args=[identity.pk, pair.pair])
    answers = {"verdict": "same", "why": "The order allows it.", "seen": "0"}
    assert client.post(address, answers).status_code == 302
    assert client.get(address).status_code == 404  # it is guarded no more
    assert ties(northvale, two[1]) == 1
    assert client.post(reverse("referrals:end_identity", args=[identity.pk]), {"why": "It ended."}).status_code == 302
    assert identity.reference in client.get(reverse("referrals:identities") + "?show=ended").text
