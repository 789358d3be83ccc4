"""A duplicate ends into the other case: nothing is decided or lost, and its referrer hears what is true."""

from datetime import date

import pytest

from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals import codes
from referrals.casefile.actions import restrict
from referrals.codes import ClockMeasure, Status
from referrals.decisions import actions as deciding
from referrals.decisions import closing
from referrals.decisions.closing import wordings_for
from referrals.decisions.duplicates import NotYetWeighed, end_as_duplicate
from referrals.models import CaseLink, OutboxMessage, Referral
from referrals.people.other_referrals import other_referrals
from referrals.triage.actions import recommend
from referrals.workflow import MoveNotAllowed
from tests.builders import build_referral, child
from tests.database import as_role
from tests.referrals.decisions.browsing import fresh, lines, send, text, url
from tests.referrals.decisions.stories import HOUR, MONDAY, build_asked_case, child_decision, subjects_of, triaged

JOINED = "joined_for_professional"


@pytest.fixture
def two(northvale):
    """The case that goes on, and one that tells the same an hour later."""
    return build_referral(northvale, now=MONDAY), build_referral(northvale, now=MONDAY + HOUR)


def end(world, duplicate, survivor, *, by=None, **changes) -> CaseLink:
    by = by or world.manager
    answers = {"why": "The same call, written down twice.", "wording": JOINED, "how": "phone", "now": MONDAY + 2 * HOUR}
    with acting_as(by):
        return end_as_duplicate(duplicate, other=survivor.reference, by=by, **{**answers, **changes})


def refused(world, duplicate, survivor, match, **changes) -> RuleViolation:
    with pytest.raises(RuleViolation, match=match) as refusal:
        end(world, duplicate, survivor, **changes)
    assert fresh(world, duplicate).status != Status.CLOSED
    return refusal.value


def reopened(world, referral, now=MONDAY + 3 * HOUR) -> Referral:
    with acting_as(world.manager):
        closing.reopen(referral, reason="Two incidents after all.", by=world.manager, now=now)
    return fresh(world, referral)


def clocks(world, referral) -> list[tuple]:
    with acting_as(world.manager):
        rows = referral.clocks.order_by("id").values_list("measure", "started_at", "stopped_at", "replaced")
        return list(rows)


def test_a_duplicate_closes_and_the_other_case_goes_on(northvale, two):
    survivor, duplicate = two
    end(northvale, duplicate, survivor)
    assert fresh(northvale, duplicate).status == Status.CLOSED
    assert fresh(northvale, survivor).status == Status.RECEIVED
    assert {line.reference for line in lines("referral.ended_as_duplicate")} == {duplicate.reference}
    assert {line.reference for line in lines("case.linked")} == {survivor.reference, duplicate.reference}


def test_both_tellings_count_and_the_other_case_says_that_it_was_told_twice(northvale, two):
    survivor, duplicate = two
    end(northvale, duplicate, survivor)
    last = build_referral(northvale, now=MONDAY + 5 * HOUR)
    with acting_as(northvale.manager):
        here = other_referrals(survivor, survivor.people.all())
        later = other_referrals(last, last.people.all())
    assert [link.words for other in here.linked for link in other.links] == [
        "A duplicate of this case, which was told again"
    ]
    assert here.times.words == "0 in 12 months, 0 in all"
    assert later.times.words == "2 in 12 months, 2 in all"
    assert here.times.incidents == later.times.incidents == "2 tell of one incident"


def test_its_clocks_stop_and_count_neither_as_missed_nor_as_done(northvale, two):
    survivor, duplicate = two
    end(northvale, duplicate, survivor)
    assert clocks(northvale, duplicate) == [
        (ClockMeasure.FIRST_DECISION, duplicate.received_at, MONDAY + 2 * HOUR, True)
    ]
    assert fresh(northvale, duplicate).next_due_at is None


def test_the_other_case_counts_from_the_first_telling(northvale, two):
    later, duplicate = reversed(two)
    end(northvale, duplicate, later)
    assert clocks(northvale, later) == [
        (ClockMeasure.FIRST_DECISION, later.received_at, MONDAY + 2 * HOUR, True),
        (ClockMeasure.FIRST_DECISION, duplicate.received_at, None, False),
    ]
    assert fresh(northvale, later).next_due_at == duplicate.next_due_at


def test_a_case_that_came_first_keeps_its_clock(northvale, two):
    survivor, duplicate = two
    before = clocks(northvale, survivor)
    end(northvale, duplicate, survivor)
    assert clocks(northvale, survivor) == before


# What its referrer hears -------------------------------------------------------------------------------------------


def test_a_professional_hears_that_it_is_joined_with_one_being_looked_at(northvale, two):
    survivor, duplicate = two
    end(northvale, duplicate, survivor, how="email")
    with acting_as(northvale.manager):
        words = fresh(northvale, duplicate).feedback.get().text
    assert "joined your referral" in words
    assert "no further action" not in words
    assert survivor.reference not in words


@pytest.mark.parametrize("source", [codes.SourceCode.ANONYMOUS, codes.SourceCode.FAMILY, codes.SourceCode.SELF])
def test_nobody_else_learns_that_others_told_the_hub(northvale, source):
    duplicate = build_referral(northvale, source_code=source)
    with acting_as(northvale.manager):
        duplicate.referrer.is_professional = False
        words = [wording.text for wording in wordings_for(duplicate, joined=True)]
    assert words
    assert not [text for text in words if "joined" in text or "already" in text or "no further action" in text]


def test_where_the_family_must_not_know_the_professional_is_asked_to_be_silent(northvale):
    duplicate = build_referral(northvale, concerns=[codes.Concern.HONOUR_BASED])
    with acting_as(northvale.manager):
        first, *_ = wordings_for(duplicate, joined=True)
    assert first.quiet
    assert "joined your referral" in first.text


def test_where_the_other_case_asks_for_silence_so_does_this(northvale, two):
    survivor = build_referral(northvale, concerns=[codes.Concern.NEGLECT, codes.Concern.HONOUR_BASED])
    assert refused(northvale, two[1], survivor, "somebody must not know").field == "wording"
    end(northvale, two[1], survivor, wording="joined_for_professional_quiet")


def test_that_the_referrer_is_not_told_needs_its_reason(northvale, two):
    survivor, duplicate = two
    refused(northvale, duplicate, survivor, "Select what to tell", wording="no_further_action_for_professional")
    refused(northvale, duplicate, survivor, "Select what to tell", wording="")
    end(northvale, duplicate, survivor, wording="", how="", not_sent_reason="Rang off, and left no number.")
    with acting_as(northvale.manager):
        assert fresh(northvale, duplicate).feedback.get().not_sent_reason == "Rang off, and left no number."


def test_who_is_told_once_is_not_told_again(northvale, two):
    survivor, duplicate = two
    end(northvale, duplicate, survivor)
    with acting_as(northvale.manager), pytest.raises(RuleViolation, match="Tell the referrer after it is decided"):
        closing.send_feedback(duplicate, wording=JOINED, how="phone", by=northvale.manager)


def test_whoever_could_not_be_reached_by_e_mail_is_told_in_the_same_words_again(northvale, two, as_person):
    survivor, duplicate = two
    end(northvale, duplicate, survivor, how="email")
    with as_role("mash_owner"):
        OutboxMessage.objects.filter(template="feedback").update(failed_at=MONDAY + 3 * HOUR)
    manager = as_person(northvale.manager)
    assert "Tell the referrer" in text(manager.get(url("case", duplicate)))
    answer = send(manager, url("feedback", duplicate), sending="yes", wording=JOINED, how="phone")
    assert answer.status_code == 302
    assert "Tell the referrer" not in text(manager.get(url("case", duplicate)))


# What is not lost without a word ---------------------------------------------------------------------------------


def weighed(world, duplicate, survivor, match):
    refusal = refused(world, duplicate, survivor, match)
    assert isinstance(refusal, NotYetWeighed)
    assert refusal.field == "confirmed"
    end(world, duplicate, survivor, confirmed=True)
    assert fresh(world, duplicate).status == Status.CLOSED
    [line] = lines("referral.ended_as_duplicate")
    assert line.detail["weighed"] is True


def test_a_red_duplicate_does_not_vanish_into_one_that_nobody_rated(northvale, two):
    weighed(northvale, triaged(northvale, level="red"), two[0], "is rated red, and .* is not rated")


def test_nor_into_one_that_is_rated_lower(northvale):
    weighed(
        northvale,
        triaged(northvale, level="red"),
        triaged(northvale, level="green"),
        "is rated red, and .* is rated green",
    )


def test_nor_one_that_reports_danger_now(northvale, two):
    weighed(
        northvale,
        build_referral(northvale, immediate_danger="yes"),
        two[0],
        "reports immediate danger, and .* not rated",
    )


def test_nor_one_that_a_colleague_recommends_for_red(northvale, two):
    with acting_as(northvale.social_worker):
        facts = {"level": "red", "way": "partners", "reason": "A baby."}
        duplicate = recommend(build_referral(northvale), by=northvale.social_worker, **facts).referral
    weighed(northvale, duplicate, two[0], "is recommended for a red rating")


def test_nor_one_that_reports_more_risk_where_neither_is_rated(northvale, two):
    with acting_as(northvale.manager):
        Referral.objects.filter(pk=two[1].pk).update(reported_risk=9)
    weighed(northvale, two[1], two[0], "reports more risk")


def test_nor_one_about_somebody_whom_the_other_case_does_not_know(northvale, two):
    other = child(first_name="Ivo", last_name="Penhale", date_of_birth=date(2019, 1, 4), address="")
    weighed(northvale, build_referral(northvale, people=[child(), other]), two[0], "Not known to be in .*: Ivo Penhale")


def test_nor_a_concern_of_which_the_family_must_not_be_told(northvale, two):
    concerns = [codes.Concern.NEGLECT, codes.Concern.HONOUR_BASED]
    weighed(northvale, build_referral(northvale, concerns=concerns), two[0], "Only this case has a concern")


def test_an_equal_is_not_asked_about(northvale):
    end(northvale, triaged(northvale, level="amber"), triaged(northvale, level="red"))
    [line] = lines("referral.ended_as_duplicate")
    assert line.detail["weighed"] is False


# What cannot end so ----------------------------------------------------------------------------------------------


def test_a_case_whose_agencies_are_asked_does_not_end(northvale, two):
    asked, _ = build_asked_case(northvale)
    refused(northvale, asked, two[0], "Northvale (police|health) and Northvale (police|health) still have a request")


@pytest.mark.parametrize("ended", [True, False])
def test_a_case_that_nobody_would_look_at_takes_nothing_in(northvale, two, ended):
    survivor, duplicate = two
    if ended:
        end(northvale, survivor, build_referral(northvale, now=MONDAY))
    else:
        with acting_as(northvale.manager):
            Referral.objects.filter(pk=survivor.pk).update(status=Status.DECIDED)
    assert refused(northvale, duplicate, survivor, "nobody would look at what was told again").field == "other"


def test_a_case_ends_once(northvale, two):
    survivor, duplicate = two
    third = build_referral(northvale, now=MONDAY)
    end(northvale, duplicate, survivor)
    with pytest.raises(MoveNotAllowed, match="cannot end as a duplicate now"):
        end(northvale, duplicate, third)


def test_a_case_does_not_end_into_itself_or_into_what_one_cannot_see(northvale, southmere, two):
    survivor, duplicate = two
    refused(northvale, duplicate, duplicate, "the reference of this case")
    refused(northvale, duplicate, build_referral(southmere), "no case with this reference that you can see")


def test_a_page_that_is_out_of_date_ends_nothing(northvale, two):
    survivor, duplicate = two
    seen = duplicate.version
    with acting_as(northvale.manager):
        end(northvale, survivor, duplicate, wording=JOINED)
    with pytest.raises(StalePage, match="linked it with another case"):
        end(northvale, duplicate, build_referral(northvale, now=MONDAY), seen=seen)


def test_only_who_may_close_a_case_ends_one(northvale, two, as_person):
    page = url("end_as_duplicate", two[1])
    assert as_person(northvale.screener).get(page).status_code == 403
    assert as_person(northvale.manager).get(page).status_code == 200


def test_a_decision_that_was_drafted_is_not_signed_once_the_case_ended(northvale, two):
    duplicate = triaged(northvale, level="amber")
    with acting_as(northvale.manager):
        subjects = subjects_of(duplicate)
        [draft] = deciding.draft(duplicate, subjects=subjects, facts=child_decision(), by=northvale.manager)
    end(northvale, duplicate, two[0], confirmed=True)
    with acting_as(northvale.manager), pytest.raises(MoveNotAllowed, match="nothing about it is signed now"):
        deciding.sign(duplicate, decisions=[draft.pk], by=northvale.manager)


def test_a_case_of_which_a_decision_is_signed_does_not_end(northvale, two):
    children = [child(), child(first_name="Ivo", date_of_birth=date(2019, 1, 4))]
    decided = triaged(northvale, level="amber", people=children)
    with acting_as(northvale.manager):
        subjects = subjects_of(decided)[:1]
        [draft] = deciding.draft(decided, subjects=subjects, facts=child_decision(), by=northvale.manager)
        deciding.sign(decided, decisions=[draft.pk], by=northvale.manager)
    refused(northvale, decided, two[0], "A decision about this case is signed")


# Undone ----------------------------------------------------------------------------------------------------------


def test_reopening_undoes_the_link_and_a_case_never_triaged_is_to_be_triaged(northvale, two):
    survivor, duplicate = two
    end(northvale, duplicate, survivor)
    assert reopened(northvale, duplicate).status == Status.RECEIVED
    with acting_as(northvale.manager):
        link = CaseLink.objects.get()
        assert (link.undone_why, link.undone_by) == ("Two incidents after all.", northvale.manager)
    assert clocks(northvale, duplicate)[-1] == (ClockMeasure.FIRST_DECISION, duplicate.received_at, None, False)
    assert {line.reference for line in lines("case.unlinked")} == {survivor.reference, duplicate.reference}


def test_a_case_that_was_triaged_goes_back_to_deciding_and_its_time_goes_on(northvale, two):
    duplicate = triaged(northvale, level="amber")
    end(northvale, duplicate, two[0], confirmed=True)
    assert reopened(northvale, duplicate).status == Status.DECIDING
    assert clocks(northvale, duplicate)[-1] == (ClockMeasure.FINAL_DECISION, duplicate.received_at, None, False)


def test_it_can_end_again(northvale, two):
    survivor, duplicate = two
    for hours in (2, 4):
        end(northvale, duplicate, survivor, now=MONDAY + hours * HOUR)
        reopened(northvale, duplicate, now=MONDAY + (hours + 1) * HOUR)
    with acting_as(northvale.manager):
        assert not CaseLink.objects.standing().exists()


def test_a_duplicate_reopens_even_where_the_other_case_is_hidden(northvale, two):
    survivor, duplicate = two
    end(northvale, duplicate, survivor)
    with acting_as(northvale.second_manager):
        restrict(survivor, reason="high_risk", by=northvale.second_manager)
    assert reopened(northvale, duplicate).status == Status.RECEIVED
    with acting_as(northvale.second_manager):
        assert CaseLink.objects.standing().count() == 1
