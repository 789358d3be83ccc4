"""Telling is an act of its own: who was told, when and by whom, or that somebody never will be."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from mash.guards import Denied
from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals import codes
from referrals.codes import Status
from referrals.decisions.closing import close, excuse_feedback
from referrals.models import LawfulBasis, Referral
from referrals.triage import returning
from referrals.triage.lawful_basis import authorise
from referrals.triage.telling import people_untold, record_never_told, record_told
from referrals.triage.who_knows import tellings_that_stand
from tests.builders import adult, child
from tests.builders_requests import NOT_TOLD, as_typed, build_basis, build_triaged, send
from tests.database import as_role
from tests.referrals.decisions.browsing import text
from tests.referrals.decisions.stories import draft, sign

MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Europe/London"))
DAY = timedelta(days=1)
FRIDAY, NEXT_FRIDAY = date(2026, 6, 5), date(2026, 6, 12)
WHAT = {"told_on": date(2026, 6, 2), "told_by": "Sasha Socialworker", "told_how": "phone", "response": "She wept."}
WHY = "He would find them again."
MOTHER = adult(first_name="Nadia", is_subject=False)


@pytest.fixture
def untold(northvale) -> Referral:
    """A blue case of a girl and her mother, who are to be told by Friday, as another manager has authorised."""
    case = build_triaged(northvale, level="blue", now=MONDAY, people=[child(), MOTHER])
    facts = {**NOT_TOLD, "tell_by": FRIDAY}
    build_basis(northvale, case, by=northvale.social_worker, now=MONDAY, authorised=True, **facts)
    return fresh(northvale, case)


def fresh(world, case) -> Referral:
    with acting_as(world.manager):
        return Referral.objects.get(pk=case.pk)


def numbers(world, case) -> list[str]:
    with acting_as(world.manager):
        return [number for number, _ in people_untold(case)]


def tell(world, case, people, *, by=None, now=MONDAY + DAY, **changes) -> LawfulBasis:
    by = by or world.social_worker
    with acting_as(by):
        return record_told(case, people=people, by=by, now=now, **{**WHAT, **changes})


def never(world, case, people, *, by=None, reason=WHY) -> LawfulBasis:
    by = by or world.manager
    with acting_as(by):
        return record_never_told(case, people=people, reason=reason, by=by, now=MONDAY + DAY)


def test_one_is_told_and_the_day_stands_for_the_other(northvale, untold):
    girl, mother = numbers(northvale, untold)
    basis = tell(northvale, untold, [mother])
    assert basis.who_knows == {girl: "must_not", mother: "knows"}
    assert basis.tellings == {
        mother: {"on": "2026-06-02", "by": "Sasha Socialworker", "how": "phone", "response": "She wept."}
    }
    assert (basis.tell_by, basis.permits_asking) == (FRIDAY, True)
    assert fresh(northvale, untold).tell_by == FRIDAY


def test_once_everybody_is_told_no_day_stands(northvale, untold):
    basis = tell(northvale, untold, numbers(northvale, untold))
    assert (basis.family_informed, basis.tell_by, basis.not_informed_reason) == ("yes", None, "")
    case = fresh(northvale, untold)
    assert (case.tell_by, case.due_measure, numbers(northvale, case)) == (None, "", [])
    with pytest.raises(RuleViolation, match="Nobody waits"):
        tell(northvale, case, [])


def test_they_are_told_after_the_decision_as_well(northvale, untold):
    with acting_as(northvale.manager):
        sign(untold, draft(untold, northvale.manager), northvale.manager)
    decided = fresh(northvale, untold)
    assert decided.status == Status.DECIDED
    tell(northvale, decided, numbers(northvale, decided))
    assert fresh(northvale, decided).tell_by is None


def test_an_objection_waits_for_another_manager(northvale, untold):
    basis = tell(northvale, untold, numbers(northvale, untold), objection_detail="No, but the bruises are new.")
    assert set(basis.who_knows.values()) == {"objects"}
    assert not basis.permits_asking
    with acting_as(northvale.manager):
        assert (
            authorise(fresh(northvale, untold), authorising_reason=WHY, by=northvale.manager).tellings == basis.tellings
        )


@pytest.mark.parametrize(
    ("changes", "field"), [({"told_on": date(2026, 6, 3)}, "told_on"), ({"told_by": " "}, "told_by")]
)
def test_what_was_done_is_said(northvale, untold, changes, field):
    with pytest.raises(RuleViolation) as refused:
        tell(northvale, untold, numbers(northvale, untold), **changes)
    assert refused.value.field == field


@pytest.mark.parametrize("people", [[], ["999"]])
def test_only_who_does_not_know_is_told(northvale, untold, people):
    with pytest.raises(RuleViolation) as refused:
        tell(northvale, untold, people)
    assert refused.value.field == "people"


def test_where_nobody_could_understand_it_the_family_is_told(northvale):
    case = build_triaged(northvale, level="blue", now=MONDAY)
    facts = {**NOT_TOLD, "tell_by": FRIDAY, "knows": "too_young"}
    build_basis(northvale, case, by=northvale.social_worker, now=MONDAY, **facts)
    assert numbers(northvale, case) == [codes.FAMILY]
    assert tell(northvale, fresh(northvale, case), [codes.FAMILY]).family_informed == "yes"
    again = build_basis(northvale, fresh(northvale, case), knows="too_young", now=MONDAY + DAY)
    assert again.family_informed == "yes", "they need not be told again"


def test_another_manager_says_that_somebody_will_never_be_told(northvale, untold):
    girl, mother = numbers(northvale, untold)
    tell(northvale, untold, [girl])
    basis = never(northvale, fresh(northvale, untold), [mother])
    assert basis.who_knows[mother] == "must_not", "agencies go on not telling"
    assert (basis.tellings[mother]["never"], basis.tellings[mother]["by"]) == (WHY, "Morgan Manager")
    assert fresh(northvale, untold).tell_by is None
    assert basis.permits_asking


def test_a_further_basis_keeps_that_somebody_will_never_be_told(northvale, untold):
    girl, mother = numbers(northvale, untold)
    tell(northvale, untold, [girl])
    before = never(northvale, fresh(northvale, untold), [mother])
    answers = {**NOT_TOLD, "tell_by": None, "who_knows": {girl: "knows", mother: "must_not"}}
    again = build_basis(northvale, fresh(northvale, untold), by=northvale.social_worker, now=MONDAY + DAY, **answers)
    assert (again.tellings, again.tell_by, again.still_to_tell) == (before.tellings, None, [])
    answers["who_knows"] = {girl: "knows", mother: "knows"}
    case = fresh(northvale, untold)
    assert set(build_basis(northvale, case, by=northvale.social_worker, **answers).tellings) == {girl}


def test_one_who_was_never_to_be_told_is_told_after_all(northvale, untold):
    girl, mother = numbers(northvale, untold)
    never(northvale, untold, [mother])
    basis = tell(northvale, fresh(northvale, untold), [mother])
    assert basis.who_knows == {girl: "must_not", mother: "knows"}
    assert basis.tellings[mother]["by"] == "Sasha Socialworker"
    with pytest.raises(RuleViolation, match="among those who do not know"):
        never(northvale, fresh(northvale, untold), [mother])


def test_who_must_be_minded_is_marked_among_those_to_tell(northvale, untold):
    girl, mother = numbers(northvale, untold)
    never(northvale, untold, [mother])
    with acting_as(northvale.manager):
        names = dict(people_untold(fresh(northvale, untold)))
    assert names[girl].endswith(", who must not know")
    assert names[mother].endswith(", recorded as never to be told")


@pytest.mark.parametrize("answer", ["knows", "objects", "too_young"])
@pytest.mark.parametrize("never_told", [False, True])
def test_once_agencies_are_asked_no_answer_stands_for_telling(northvale, untold, answer, never_told):
    send(northvale, untold, now=MONDAY)
    girl, mother = numbers(northvale, untold)
    if never_told:
        never(northvale, fresh(northvale, untold), [girl])
    answers = {**NOT_TOLD, "tell_by": FRIDAY, "who_knows": {girl: answer, mother: "must_not"}}
    with pytest.raises(RuleViolation) as refused:
        build_basis(northvale, fresh(northvale, untold), by=northvale.social_worker, now=MONDAY + DAY, **answers)
    assert refused.value.field == f"knows_{girl}"


def test_it_keeps_that_the_family_never_will_be(northvale):
    case = build_triaged(northvale, level="blue", now=MONDAY)
    facts = {**NOT_TOLD, "tell_by": FRIDAY, "knows": "too_young"}
    build_basis(northvale, case, by=northvale.social_worker, now=MONDAY, **facts)
    never(northvale, fresh(northvale, case), [codes.FAMILY])
    again = build_basis(
        northvale, fresh(northvale, case), by=northvale.social_worker, now=MONDAY, **{**facts, "tell_by": None}
    )
    assert again.still_to_tell == []


def test_the_page_asks_for_no_day_where_nobody_will_be_told(northvale, as_person):
    case = build_triaged(northvale, level="blue")
    build_basis(northvale, case, by=northvale.social_worker, **NOT_TOLD)
    never(northvale, fresh(northvale, case), numbers(northvale, case))
    browser, url = as_person(northvale.social_worker), reverse("referrals:lawful_basis", args=[case.reference])
    typed = as_typed(northvale, case, **{**NOT_TOLD, "tell_by": None})
    typed = {name: value for name, value in typed.items() if value is not None}
    typed["seen"] = browser.get(url).context["form"]["seen"].value()
    assert browser.post(url, typed).status_code == 302


def test_an_objection_heard_after_asking_waits_for_a_manager(northvale, untold):
    send(northvale, untold, now=MONDAY)
    basis = tell(northvale, fresh(northvale, untold), numbers(northvale, untold), objection_detail="She said no.")
    case = fresh(northvale, untold)
    assert (basis.permits_asking, case.tell_by, case.authorise_by) == (False, None, date(2026, 6, 3))
    with acting_as(northvale.manager):
        sign(case, draft(case, northvale.manager), northvale.manager)
        excuse_feedback(case, reason="They left no way to reach them.", by=northvale.manager)
        case = fresh(northvale, untold)
        with pytest.raises(RuleViolation, match="must authorise it"):
            close(case, by=northvale.manager)
        authorise(case, authorising_reason=WHY, by=northvale.manager)
        assert fresh(northvale, untold).authorise_by is None


def test_one_heard_after_the_decision_does_too(northvale, untold):
    send(northvale, untold, now=MONDAY)
    with acting_as(northvale.manager):
        case = fresh(northvale, untold)
        sign(case, draft(case, northvale.manager), northvale.manager)
    tell(northvale, fresh(northvale, untold), numbers(northvale, untold), objection_detail="She said no.")
    assert fresh(northvale, untold).authorise_by == date(2026, 6, 3)


def test_where_nobody_was_asked_an_objection_sets_no_day(northvale, untold):
    tell(northvale, untold, numbers(northvale, untold), objection_detail="She said no.")
    assert fresh(northvale, untold).authorise_by is None


def test_who_recorded_it_or_is_no_manager_does_not_say_never(northvale):
    case = build_triaged(northvale, level="blue", now=MONDAY)
    build_basis(northvale, case, by=northvale.manager, now=MONDAY, **{**NOT_TOLD, "tell_by": FRIDAY})
    people = numbers(northvale, case)
    with pytest.raises(RuleViolation, match="Another manager"):
        never(northvale, case, people)
    with pytest.raises(Denied):
        never(northvale, case, people, by=northvale.social_worker)
    with pytest.raises(RuleViolation) as refused:
        never(northvale, case, people, by=northvale.second_manager, reason=" ")
    assert refused.value.field == "reason"
    assert never(northvale, case, people, by=northvale.second_manager)


def test_a_case_is_not_closed_while_somebody_is_to_be_told(northvale, untold):
    with acting_as(northvale.manager):
        sign(untold, draft(untold, northvale.manager), northvale.manager)
        excuse_feedback(untold, reason="They left no way to reach them.", by=northvale.manager)
    with acting_as(northvale.manager), pytest.raises(RuleViolation, match="still to be told"):
        close(fresh(northvale, untold), by=northvale.manager)
    tell(northvale, fresh(northvale, untold), numbers(northvale, untold))
    with acting_as(northvale.manager):
        assert close(fresh(northvale, untold), by=northvale.manager).status == Status.CLOSED


def test_a_case_is_not_transferred_while_somebody_is_to_be_told(northvale, untold):
    with acting_as(northvale.manager):
        case = returning.forward(untold, area="Southmere", why="They moved.", by=northvale.manager)
        facts = {"confirmed_by": "Their manager", "confirmed_on": timezone.localdate(), "confirmed_how": "phone"}
        with pytest.raises(RuleViolation, match="still to be told"):
            returning.transfer(case, **facts, by=northvale.manager)


def test_a_later_day_counts_once_another_manager_has_authorised_it(northvale, untold):
    with acting_as(northvale.manager):
        sign(untold, draft(untold, northvale.manager), northvale.manager)
    facts = {**NOT_TOLD, "tell_by": NEXT_FRIDAY}
    for _ in range(2):
        build_basis(northvale, fresh(northvale, untold), by=northvale.social_worker, now=MONDAY + DAY, **facts)
        assert fresh(northvale, untold).tell_by == FRIDAY
    with acting_as(northvale.manager):
        authorise(fresh(northvale, untold), authorising_reason=WHY, by=northvale.manager, now=MONDAY + DAY)
    assert fresh(northvale, untold).tell_by == NEXT_FRIDAY


def test_the_page_records_it_and_the_case_shows_it(northvale, as_person):
    case = build_triaged(northvale, level="blue", people=[child(), MOTHER])
    build_basis(northvale, case, by=northvale.social_worker, authorised=True, **NOT_TOLD)
    browser, url = as_person(northvale.social_worker), reverse("referrals:told", args=[case.reference])
    today = timezone.localdate()
    typed = {
        "people": numbers(northvale, case)[1:],
        "told_on_day": today.day,
        "told_on_month": today.month,
        "told_on_year": today.year,
        "told_by": "Her health visitor",
        "told_how": "in_person",
        "seen": browser.get(url).context["form"]["seen"].value(),
    }
    assert browser.post(url, typed).status_code == 302
    page = text(browser.get(reverse("referrals:case", args=[case.reference])))
    assert "by Her health visitor, in person." in page
    assert "Record that they were told" in page


def test_where_nobody_waits_the_pages_lead_back(northvale, as_person):
    case = build_triaged(northvale, level="blue")
    build_basis(northvale, case)
    back = reverse("referrals:case", args=[case.reference])
    for name in ("told", "never_told"):
        assert as_person(northvale.manager).get(reverse(f"referrals:{name}", args=[case.reference])).url == back


# What is recorded of it, and when it is refused -----------------------------------------------------------------------


def test_a_page_from_before_a_change_records_nothing(northvale, untold):
    girl, mother = numbers(northvale, untold)
    tell(northvale, untold, [mother])
    for act, facts in [(record_told, WHAT), (record_never_told, {"reason": WHY})]:
        with acting_as(northvale.manager), pytest.raises(StalePage):
            act(untold, people=[girl], by=northvale.manager, seen=untold.version, now=MONDAY + DAY, **facts)
    assert numbers(northvale, untold) == [girl]


def test_the_line_names_the_basis_and_the_case_who_changed_it(northvale, untold):
    girl, mother = numbers(northvale, untold)
    telling = tell(northvale, untold, [mother])
    after_telling = fresh(northvale, untold)
    unsaid = never(northvale, untold, [girl])
    with as_role("mash_owner"):
        lines = Event.objects.filter(code__startswith="lawful_basis.").exclude(code="lawful_basis.recorded")
        details = {line.code: line.detail for line in lines}
    assert (details["lawful_basis.told"]["basis"], details["lawful_basis.told"]["people"]) == (str(telling.pk), 1)
    assert details["lawful_basis.told"]["told_on"] == "2026-06-02"
    assert (details["lawful_basis.never_told"]["basis"], details["lawful_basis.never_told"]["people"]) == (
        str(unsaid.pk),
        1,
    )
    assert (after_telling.changed_by, after_telling.changed_what) == (
        "Sasha Socialworker",
        "recorded that somebody was told",
    )
    assert fresh(northvale, untold).changed_by == "Morgan Manager"


def test_without_a_moment_it_is_now(northvale, untold):
    [girl, _] = numbers(northvale, untold)
    with acting_as(northvale.manager):
        record_never_told(untold, people=[girl], reason=WHY, by=northvale.manager)
    assert timezone.now() - fresh(northvale, untold).changed_at < timedelta(minutes=1)


def test_nobody_is_recorded_again_as_never_to_be_told(northvale, untold):
    [girl, _] = numbers(northvale, untold)
    never(northvale, untold, [girl])
    with pytest.raises(RuleViolation, match="Select who it is"):
        never(northvale, untold, [girl])
    tell(northvale, untold, [girl])  # but told they may be
    assert girl not in numbers(northvale, untold)


def test_of_an_ended_case_nobody_is_told(northvale, untold):
    [girl, _] = numbers(northvale, untold)
    with as_role("mash_owner"):
        Referral.objects.update(status=Status.CLOSED)
    with pytest.raises(RuleViolation):
        tell(northvale, untold, [girl])


def test_a_day_to_tell_them_by_may_be_today_and_not_before(northvale):
    case = build_triaged(northvale, level="blue", now=MONDAY)
    with pytest.raises(RuleViolation, match="today or later"):
        build_basis(northvale, case, now=MONDAY, **{**NOT_TOLD, "tell_by": (MONDAY - DAY).date()})
    build_basis(northvale, case, now=MONDAY, **{**NOT_TOLD, "tell_by": MONDAY.date()})
    assert fresh(northvale, case).tell_by == MONDAY.date()


@pytest.mark.parametrize(
    ("left_out", "field"),
    [("not_informed_reason", "not_informed_reason"), ("not_informed_detail", "not_informed_detail")],
)
def test_why_they_are_not_told_is_asked_for(northvale, left_out, field):
    case = build_triaged(northvale, level="blue", now=MONDAY)
    answers = {**NOT_TOLD, "tell_by": FRIDAY, "now": MONDAY}
    with pytest.raises(RuleViolation) as refusal:
        build_basis(northvale, case, **{**answers, left_out: ""})
    assert refusal.value.field == left_out
    del answers[left_out]
    with pytest.raises(RuleViolation):
        build_basis(northvale, case, **answers)


STANDING = {"a": {"on": "2026-06-02"}, "b": {"never": "He hits."}, codes.FAMILY: {"never": "They would flee."}}


@pytest.mark.parametrize(
    ("answers", "stands"),
    [
        ({"a": "knows", "b": "must_not"}, {"a", "b", codes.FAMILY}),
        ({"a": "objects", "b": "not_yet"}, {"a", "b", codes.FAMILY}),
        ({"a": "not_yet", "b": "knows"}, {codes.FAMILY}),
        ({"a": "must_not", "b": "knows", codes.FAMILY: "knows"}, set()),
        ({}, {codes.FAMILY}),
    ],
)
def test_what_was_recorded_of_telling_stands_while_the_answer_says_the_same(answers, stands):
    assert set(tellings_that_stand(LawfulBasis(tellings=STANDING), answers)) == stands
    assert tellings_that_stand(None, answers) == {}


def test_whether_somebody_is_too_young_is_judged_on_the_day_itself(northvale):
    turning = child(first_name="Ada", date_of_birth=date(2014, 6, 2))
    for day, is_young in [(MONDAY, True), (MONDAY + DAY, False)]:
        case = build_triaged(northvale, level="blue", now=MONDAY, people=[turning, MOTHER])
        with acting_as(northvale.manager):
            girl, mother = case.people.order_by("position")
        who_knows = {"who_knows": {str(girl.pk): "too_young", str(mother.pk): "knows"}}
        if is_young:
            build_basis(northvale, case, now=day, **who_knows)
        else:
            with pytest.raises(RuleViolation, match="Select what this person knows"):
                build_basis(northvale, case, now=day, **who_knows)


def test_only_a_reason_that_the_hub_offers_is_taken(northvale):
    case = build_triaged(northvale, level="blue", now=MONDAY)
    with pytest.raises(RuleViolation, match="Select a reason that your hub offers") as refusal:
        build_basis(northvale, case, now=MONDAY, **{**NOT_TOLD, "tell_by": FRIDAY, "not_informed_reason": "dragons"})
    assert refusal.value.field == "not_informed_reason"


@pytest.mark.parametrize(("knows", "mark"), [("must_not", ", who must not know"), ("not_yet", "")])
def test_only_who_must_not_know_is_marked_as_such(northvale, knows, mark):
    case = build_triaged(northvale, level="blue", now=MONDAY)
    build_basis(northvale, case, now=MONDAY, **{**NOT_TOLD, "tell_by": FRIDAY, "knows": knows})
    with acting_as(northvale.manager):
        assert [name for _, name in people_untold(case)] == [f"Test Child{mark}"]
