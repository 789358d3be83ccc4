"""Triage, from a social worker's recommendation to the moment partners may be asked."""

from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as
from referrals.models import Clock, LawfulBasis, OutboxMessage, Referral
from tests.builders import build_referral, child
from tests.builders_requests import NOT_TOLD, as_typed
from tests.database import as_role


def seen(browser, path: str) -> int:
    return browser.get(path).context["form"]["seen"].value()


def case_now(referral, user) -> Referral:
    with acting_as(user):
        return Referral.objects.get(pk=referral.pk)


UNTOLD = {
    **NOT_TOLD,
    "purpose": "section_47",
    "gateway": "CA89-47",
    "necessity": "School, GP and police, for this year only.",
    "not_informed_detail": "The person alleged lives with the child.",
}


def test_from_a_recommendation_to_a_red_case_that_may_ask_its_partners(northvale, as_person):
    earlier = build_referral(northvale, people=[child(last_name="Pearson")])
    referral = build_referral(northvale, people=[child(last_name="Pearson")])
    case = f"/cases/{referral.reference}"

    # The social worker recommends a rating, which sets none yet.
    worker = as_person(northvale.social_worker)
    worker.post(
        f"{case}/recommend/",
        {
            "level": "amber",
            "way": "partners",
            "reason": "Second time this year.",
            "seen": seen(worker, f"{case}/recommend/"),
        },
    )
    assert case_now(referral, northvale.manager).rating == ""

    # The manager sees the recommendation and earlier referrals, and rates the case red: the duty team is notified.
    manager = as_person(northvale.manager)
    page = manager.get(f"{case}/triage/")
    words = page.content.decode()
    assert "Sasha Socialworker recommends" in words
    assert earlier.reference in words
    answers = {"level": "red", "reason": "Bruising, and an earlier referral.", "way": "partners", "rationale": ""}
    done = manager.post(f"{case}/triage/", {**answers, "seen": page.context["form"]["seen"].value()})
    assert done.url == f"{case}/lawful-basis/"
    with as_role("mash_owner"):
        assert OutboxMessage.objects.get(template="red_rating").to == northvale.hub.duty_email
    with acting_as(northvale.manager):
        clocks = {clock.measure: clock for clock in Clock.objects.filter(referral=referral)}
        assert clocks["first_decision"].started_at == clocks["final_decision"].started_at, "both count from arrival"

    # A colleague who has the page open learns who was first, and keeps their input.
    second = as_person(northvale.second_manager)
    late = second.post(f"{case}/triage/", {**answers, "reason": "My own careful words", "seen": 2}).content.decode()
    assert "Morgan Manager changed this case on" in late
    assert "My own careful words" in late

    # The lawful basis waits for a manager to authorise it, because the family has not been told.
    worker = as_person(northvale.social_worker)
    answers = as_typed(northvale, referral, **UNTOLD, seen=seen(worker, f"{case}/lawful-basis/"))
    worker.post(f"{case}/lawful-basis/", answers)
    with acting_as(northvale.social_worker):
        assert not LawfulBasis.objects.get().permits_asking
    assert worker.get(f"{case}/lawful-basis/authorise/").status_code == 403
    manager = as_person(northvale.manager)
    answers = {"authorising_reason": "He would hear.", "seen": seen(manager, f"{case}/lawful-basis/authorise/")}
    manager.post(f"{case}/lawful-basis/authorise/", answers)
    with acting_as(northvale.manager):
        assert [basis.permits_asking for basis in LawfulBasis.objects.order_by("at", "id")] == [False, True]

    # A lower rating needs a reason, counts from the same start, and leaves the history.
    manager.post(
        f"{case}/rating/",
        {"level": "amber", "reason": "Seen, and safe for now.", "seen": seen(manager, f"{case}/rating/")},
    )
    with acting_as(northvale.manager):
        final = Clock.objects.filter(referral=referral, measure="final_decision")
        assert {clock.started_at for clock in final} == {clocks["final_decision"].started_at}
        assert [rating.level for rating in referral.ratings.filter(is_recommendation=False)] == ["red", "amber"]
    with as_role("mash_owner"):
        assert set(Event.objects.filter(reference=referral.reference).values_list("code", flat=True)) >= {
            "triage.recommended",
            "referral.rated",
            "referral.triaged",
            "duty.told",
            "lawful_basis.recorded",
            "lawful_basis.authorised",
        }


def test_an_early_exit_a_return_and_a_transfer(northvale, as_person):
    manager = as_person(northvale.manager)
    advice, back, away = (build_referral(northvale) for _ in range(3))

    done = manager.post(
        f"/cases/{advice.reference}/triage/",
        {"level": "blue", "reason": "No harm.", "way": "advice", "rationale": "School can help.", "seen": 1},
    )
    assert done.url == f"/cases/{advice.reference}/decide/"  # decided and signed like any other case
    assert case_now(advice, northvale.manager).recommended_exit == "advice"

    form = manager.get(f"/cases/{back.reference}/return/").context["form"]
    day = form.fields["look_again_on"].initial
    looks_again = {f"look_again_on_{part}": getattr(day, part) for part in ("day", "month", "year")}
    looks_again["look_again_by"] = str(northvale.manager.pk)
    typed = {"reason": "identity_unclear", "words": "Which child?", "seen": 1}
    manager.post(f"/cases/{back.reference}/return/", {**typed, **looks_again})
    with as_role("mash_owner"):
        message = OutboxMessage.objects.get(template="returned")
        assert (message.to, message.context["reference"]) == ("teacher@school.example", back.reference)
        assert "Which child" not in str(message.context)
    tabs = {tab.code: tab.count for tab in manager.get("/queue/").context["queue"].tabs}
    assert (tabs["returned"], tabs["ended"]) == ("1", "0")
    screener = as_person(northvale.screener)
    screener.post(
        f"/cases/{back.reference}/receive-again/",
        {"reason": "The younger one.", "seen": seen(screener, f"/cases/{back.reference}/receive-again/")},
    )
    assert case_now(back, northvale.manager).status == "received"

    manager = as_person(northvale.manager)
    manager.post(
        f"/cases/{away.reference}/forward/", {"area": "Southmere", "why": "They moved.", "seen": 1, **looks_again}
    )
    assert case_now(away, northvale.manager).status == "received"  # until Southmere has confirmed
    confirmed = {f"confirmed_on_{part}": getattr(timezone.localdate(), part) for part in ("day", "month", "year")}
    manager.post(
        f"/cases/{away.reference}/transfer/",
        {"answer": "yes", "confirmed_by": "Pat Duty", "confirmed_how": "email", "seen": 2, **confirmed},
    )
    assert case_now(away, northvale.manager).status == "transferred"
    tabs = {tab.code: tab.count for tab in manager.get("/queue/").context["queue"].tabs}
    assert (tabs["deciding"], tabs["received"], tabs["ended"]) == ("1", "1", "1")
