"""The pages that link a case with another, undo it, and end a duplicate; and where a link is shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mash.identity import acting_as
from referrals.casefile.actions import restrict
from referrals.casefile.linking import Says, link
from referrals.codes import Status
from referrals.models import CaseLink
from tests.builders import build_referral, child
from tests.referrals.decisions.browsing import fresh, lines, send, text, url

WHY = "The police at one, the neighbour at nine."


@pytest.fixture
def two(northvale):
    return build_referral(northvale), build_referral(northvale)


def test_the_cases_beside_this_one_are_offered_with_what_ties_them(northvale, two, as_person):
    words = text(as_person(northvale.screener).get(url("link_case", two[0])))
    assert two[1].reference in words
    assert "Almost certainly Test Child; at the same address" in words


def test_a_link_is_made_on_the_page_and_shown_on_every_page_of_the_case(northvale, two, as_person):
    first, second = two
    screener, manager = as_person(northvale.screener), as_person(northvale.manager)
    answer = send(screener, url("link_case", first), other=second.reference, says="same_incident", why=WHY)
    assert answer.status_code == 302
    for referral in two:
        for name in ("case", "case_print", "triage"):
            page = text(manager.get(url(name, referral)))
            assert "Linked cases" in page
            assert "Tells of the same incident" in page
            assert WHY in page
    assert "2 tell of one incident" in text(manager.get(url("case", first)))


def test_what_came_within_two_days_is_proposed_as_the_same_incident(northvale, two, as_person):
    first, second = two
    later = build_referral(northvale, now=timezone.now() + timedelta(hours=49))
    screener = as_person(northvale.screener)
    page = screener.get(url("case", first))
    assert text(page).count("perhaps the same incident, told twice") == 1
    assert "perhaps" not in text(screener.get(url("case", later)))
    proposed = f"{url('link_case', first)}?says=same_incident&amp;other={second.reference}"
    assert proposed in page.content.decode()
    assert send(screener, proposed.replace("&amp;", "&"), why=WHY).status_code == 302
    assert "perhaps" not in text(screener.get(url("case", first)))


def test_what_somebody_undid_is_not_proposed_again(northvale, two, as_person):
    with acting_as(northvale.screener):
        made = link(two[0], other=two[1].reference, says=Says.SAME_INCIDENT, why=WHY, by=northvale.screener)
    screener = as_person(northvale.screener)
    assert send(screener, url("unlink_case", two[1], made.pk), why="Another day.").status_code == 302
    page = text(screener.get(url("case", two[0])))
    assert "perhaps" not in page
    assert "Another day." in page


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"other": "another", "says": "siblings", "why": WHY},
        {"other": "MASH-2345-ZZZZ", "says": "siblings", "why": WHY},
        {"other": "another", "reference": "\x00", "says": "siblings", "why": WHY},
        {"other": "another", "reference": "Ivo Penhale", "says": "siblings", "why": WHY},
        {"other": "another", "reference": "M" * 500, "says": "siblings", "why": WHY},
        {"other": "another", "reference": "MASH-2345-ZZZZ", "says": "duplicate", "why": WHY},
        {"other": "another", "reference": "MASH-2345-ZZZZ", "says": "siblings", "why": "x" * 3000},
        {"other": "another", "reference": "MASH-2345-ZZZZ", "says": "siblings", "why": WHY, "seen": "x"},
    ],
)
def test_bad_answers_are_said_beside_their_field(northvale, two, as_person, typed):
    answer = send(as_person(northvale.screener), url("link_case", two[0]), **typed)
    assert answer.status_code == 200
    assert "There is a problem" in text(answer)
    with acting_as(northvale.manager):
        assert not CaseLink.objects.exists()


def test_a_reference_one_may_not_see_is_answered_like_one_that_does_not_exist(northvale, two, as_person):
    first, hidden = two
    with acting_as(northvale.manager):
        restrict(hidden, reason="high_risk", by=northvale.manager)
    screener = as_person(northvale.screener)
    typed = {"other": "another", "says": "siblings", "why": WHY}
    there, nowhere = (
        text(send(screener, url("link_case", first), reference=reference, **typed)).replace(reference, "")
        for reference in (hidden.reference, "MASH-2345-ZZZZ")
    )
    assert there == nowhere
    assert "There is no case with this reference that you can see" in there
    assert hidden.reference not in str([line.detail for line in lines("case.opened")])


def test_a_reference_may_be_typed_as_it_is_read_out(northvale, two, as_person):
    typed = {"other": "another", "reference": two[1].reference.lower().replace("-", " "), "says": "siblings"}
    assert send(as_person(northvale.screener), url("link_case", two[0]), why=WHY, **typed).status_code == 302


def test_a_form_sent_twice_links_once(northvale, two, as_person):
    screener = as_person(northvale.screener)
    typed = {"other": two[1].reference, "says": "siblings", "why": WHY, "seen": str(two[0].version)}
    assert screener.post(url("link_case", two[0]), typed).status_code == 302
    again = screener.post(url("link_case", two[0]), typed)
    assert "Skyler Screener changed this case" in text(again)
    assert WHY in text(again)
    with acting_as(northvale.manager):
        assert CaseLink.objects.count() == 1


def test_a_link_with_a_record_one_may_not_open_is_like_none(northvale, two, as_person):
    first, hidden = two
    with acting_as(northvale.manager):
        made = link(first, other=hidden.reference, says=Says.SIBLINGS, why=WHY, by=northvale.manager)
        restrict(hidden, reason="high_risk", by=northvale.manager)
    screener = as_person(northvale.screener)
    assert screener.get(url("unlink_case", first, made.pk)).status_code == 404
    page = text(screener.get(url("case", first)))
    assert hidden.reference not in page
    assert WHY not in page


def test_a_reason_in_print_does_not_give_a_secret_address_away(northvale, as_person):
    hidden = child(address="4 Low Road", postcode="ZZ95 6MM", address_withheld=True)
    first, second = build_referral(northvale, people=[hidden]), build_referral(northvale)
    why = "They were seen at 4 Low Road. Both tell of Tuesday."
    with acting_as(northvale.screener):
        link(first, other=second.reference, says=Says.SAME_INCIDENT, why=why, by=northvale.screener)
    page = text(as_person(northvale.screener).get(url("case_print", first)))
    assert "Both tell of Tuesday" in page
    assert "seen at 4 Low Road" not in page


# A duplicate -----------------------------------------------------------------------------------------------------

TELLING = {"sending": "yes", "wording": "joined_for_professional", "how": "phone"}


def test_a_duplicate_ends_on_its_page_and_its_referrer_is_told(northvale, two, as_person):
    survivor, duplicate = two
    manager = as_person(northvale.manager)
    page = url("end_as_duplicate", duplicate)
    assert "Joined with a referral already being looked at" in text(manager.get(page))
    answer = send(manager, page, other=survivor.reference, why=WHY, **TELLING)
    assert answer.status_code == 302
    assert fresh(northvale, duplicate).status == Status.CLOSED
    ended, goes_on = (text(manager.get(url("case", referral))) for referral in (duplicate, survivor))
    assert "Ended as a duplicate" in ended
    assert "goes on in the other case" in ended
    assert "Tell the referrer" not in ended
    assert "This case is a duplicate of it, and ended into it" in ended
    assert "A duplicate of this case, which was told again" in goes_on
    assert "2 tell of one incident" in goes_on


def test_what_would_be_lost_is_said_and_confirmed_on_the_page(northvale, two, as_person):
    survivor, _ = two
    duplicate = build_referral(northvale, immediate_danger="yes")
    manager, page = as_person(northvale.manager), url("end_as_duplicate", duplicate)
    assert 'name="confirmed"' not in manager.get(page).content.decode()
    typed = {"other": survivor.reference, "why": WHY, **TELLING}
    refused = send(manager, page, **typed)
    assert "This case reports immediate danger" in text(refused)
    assert 'name="confirmed"' in refused.content.decode()
    assert WHY in refused.content.decode()
    assert send(manager, page, **typed, confirmed="on").status_code == 302


def test_a_page_for_a_case_that_cannot_end_says_why_at_once(northvale, two, as_person):
    survivor, duplicate = two
    manager = as_person(northvale.manager)
    send(manager, url("end_as_duplicate", duplicate), other=survivor.reference, why=WHY, **TELLING)
    page = manager.get(url("end_as_duplicate", duplicate), follow=True)
    assert "cannot end as a duplicate now" in text(page)


def test_a_duplicate_is_undone_by_reopening_it(northvale, two, as_person):
    survivor, duplicate = two
    manager = as_person(northvale.manager)
    send(manager, url("end_as_duplicate", duplicate), other=survivor.reference, why=WHY, **TELLING)
    with acting_as(northvale.manager):
        made = CaseLink.objects.get()
    refused = send(manager, url("unlink_case", survivor, made.pk), why="Two incidents.")
    assert "Reopen it: that undoes the link" in text(refused)
    assert send(manager, url("reopen", duplicate), reason="Two incidents.").status_code == 302
    assert "Linked cases None that you can see." in text(manager.get(url("case", survivor)))
