"""What is said to governance officers, to those who ask agencies, and to the agencies."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from agencies.people import actions as accounts
from mash.identity import acting_as
from referrals.access.visible import visible_referrals
from referrals.facts.actions import Provenance, record_fact
from referrals.governance import actions as governing
from referrals.models import (
    AnswerDraft,
    Bar,
    BreakGlass,
    CaseAction,
    CaseDraft,
    InformationRequest,
    Item,
    OutboxMessage,
    Referral,
    RequestMessage,
    RequestQuestion,
    RequestUpdate,
    Response,
    Restriction,
    StrategyDiscussion,
)
from tests.builders import browser, build_colleague, build_referral
from tests.builders_requests import build_asked, build_ready, build_triaged, give_answer
from tests.performances import by
from tests.referrals.decisions.browsing import send as put
from tests.referrals.governance.test_views import opened_in_an_emergency, restricted, review, suggested_bar
from tests.referrals.information_requests.answering.test_views import item, sheet
from tests.referrals.information_requests.asking.test_views import choose, page, seen_and_typed, typed
from tests.referrals.strategy.stories import entrusted, held, moment
from tests.referrals.strategy.test_discussions import typed as discussion_typed
from tests.what_pages_say import SOMETHING, exists, only, reread, shows

# Governance -----------------------------------------------------------------------------------------------------------


def officer(world):
    return browser(world.governance)


def sees(person, referral) -> bool:
    with acting_as(person):
        return visible_referrals(person).filter(pk=referral.pk).exists()


@shows("The review is recorded.")
def _(world):
    restricted(world)
    restriction = only(Restriction)
    response = review(officer(world), f"/governance/restrictions/{restriction.pk}/")
    return response, lambda: exists(Restriction, pk=restriction.pk, reviews__by=world.governance)


def opened(world) -> BreakGlass:
    opened_in_an_emergency(world, restricted(world))
    return only(BreakGlass)


@shows("The review is recorded.")
def _(world):
    opening = opened(world)
    by(world.governance, governing.end_emergency, opening)
    answers = {"finding": "justified", "note": "Checked"}
    response = officer(world).post(f"/governance/emergencies/{opening.pk}/", answers)
    return response, lambda: reread(opening).finding == "justified"


@shows(
    "Ended. This opening shows … nothing any more, and they are told by email. They may still see the record by "
    "another way, and open it again after a day: to keep them out, keep them from it."
)
def _(world):
    opening = opened(world)
    response = officer(world).post(f"/governance/emergencies/{opening.pk}/end/")
    return (
        response,
        lambda: (
            reread(opening).ended_at is not None
            and exists(OutboxMessage, template="break_glass_ended", to=world.social_worker.email)
        ),
    )


@shows(
    "Ended. This opening shows … nothing any more. Their account is suspended, so they are not told, and see nothing "
    "by another way either."
)
def _(world):
    opening = opened(world)
    by(world.administrator, accounts.suspend, user=world.social_worker)
    response = officer(world).post(f"/governance/emergencies/{opening.pk}/end/")
    return (
        response,
        lambda: (
            reread(opening).ended_at is not None
            and not exists(OutboxMessage, template="break_glass_ended")
            and not reread(world.social_worker).is_active
        ),
    )


@shows("The bar is confirmed.")
def _(world):
    key = suggested_bar(world, build_referral(world))
    response = officer(world).post(f"/governance/bars/{key}/confirm/")
    return response, lambda: only(Bar).confirmed_by_id == world.governance.pk


def end_bar(world, referral, *, confirmed: bool):
    key = suggested_bar(world, referral)
    if confirmed:
        by(world.governance, governing.confirm_bar, only(Bar))
    return officer(world).post(f"/governance/bars/{key}/end/", {"why": "Somebody else"})


@shows("The bar has ended.")
def _(world):
    referral = build_referral(world)
    response = end_bar(world, referral, confirmed=True)
    return response, lambda: only(Bar).confirmed_at is not None and sees(world.screener, referral)


@shows("The suggested bar is dismissed.")
def _(world):
    referral = build_referral(world)
    response = end_bar(world, referral, confirmed=False)
    return response, lambda: only(Bar).confirmed_at is None and sees(world.screener, referral)


@shows("… cannot see … now.")
def _(world):
    referral = build_referral(world)
    answers = {"person": world.screener.pk, "because": "related", "why": "", "reference": referral.reference}
    response = officer(world).post("/governance/bars/add/", answers)
    return response, lambda: not sees(world.screener, referral)


# Asking agencies ------------------------------------------------------------------------------------------------------

NOBODY = "Nobody can answer here for … yet: phone them, and ask an administrator to invite somebody."


def ask(world, case, *kinds):
    """Choose, write, preview and send; return the browser, the preview and the answer."""
    client = browser(world.manager)
    choose(client, case, *(world.agencies[kind] for kind in kinds))
    client.post(page(case, "questions/"), typed(world, case, *kinds))
    preview = client.get(page(case, "preview/"))
    return client, preview, client.post(page(case, "preview/"), seen_and_typed(preview))


def asked(case) -> set[str]:
    return {
        kind for kind in ("police", "health", "housing") if exists(InformationRequest, referral=case, agency__kind=kind)
    }


@shows("What you have written is kept for you alone, and nothing is sent. Choose “Ask agencies” to go on.")
def _(world):
    case, client = build_ready(world), browser(world.manager)
    choose(client, case, world.agencies["police"])
    response = client.post(page(case, "questions/"), {**typed(world, case, "police"), "later": "1"})
    return response, lambda: exists(CaseDraft, referral=case, by=world.manager) and asked(case) == set()


@shows("The request has been sent.")
def _(world):
    case = build_ready(world)
    _, _, response = ask(world, case, "police")
    return response, lambda: asked(case) == {"police"} and exists(OutboxMessage, template="request_sent")


@shows("The agency is told, and written to that there is something new.")
def _(world):
    [request] = build_asked(world)
    with acting_as(world.manager):
        person = request.referral.people.first()
    provenance = Provenance(source="professional", certainty="reported", why="The school rang.")
    facts = {"person": person, "kind": "name", "value": {"first_name": "Darren"}, "provenance": provenance}
    by(world.manager, record_fact, request.referral, **facts)
    address = reverse("referrals:tell_more", args=[request.referral.reference, request.reference])
    client = browser(world.manager)
    response = client.post(address, {"seen": client.get(address).context["form"]["seen"].value()})
    return response, lambda: exists(RequestUpdate, request=request) and exists(OutboxMessage, template="more_is_known")


@shows("The discussion is recorded. Now say who is to do what by when.")
def _(world):
    case = build_triaged(world)
    address = reverse("referrals:record_discussion", args=[case.reference])
    response = put(browser(world.social_worker), address, **discussion_typed(world, "police", "health"))
    return response, lambda: exists(StrategyDiscussion, referral=case)


@shows("The corrected record is saved beside the earlier one.")
def _(world):
    case = build_triaged(world)
    earlier = held(world, case)
    address = reverse("referrals:correct_discussion", args=[case.reference, earlier.pk])
    response = put(browser(world.social_worker), address, **discussion_typed(world, "police", "health"))
    return response, lambda: exists(StrategyDiscussion, replaces=earlier)


@shows("They are given it, and written to that there is something.")
def _(world):
    case = build_triaged(world)
    due = moment("due_at", timezone.now() + timedelta(days=1))
    police = f"agency-{world.agencies['police'].pk}"
    address = reverse("referrals:give_action", args=[case.reference])
    response = put(browser(world.manager), address, what="Visit.", who=police, **due)
    return response, lambda: exists(CaseAction, referral=case) and exists(OutboxMessage, template="agency_action")


@shows("It is recorded, and off the lists.")
def _(world):
    case = build_triaged(world)
    action = entrusted(world, case, agency="police")
    address = reverse("referrals:close_action", args=[case.reference, action.reference])
    response = put(browser(world.manager), address, was_done="no", closing_words="Nobody was there.")
    return response, lambda: exists(CaseAction, pk=action.pk, was_done=False)


@shows("The hub sees what you recorded.")
def _(world):
    action = entrusted(world, build_triaged(world), agency="police")
    address = reverse("referrals:agency_action", args=[action.reference])
    response = put(browser(world.police), address, was_done="yes", closing_words="Seen at school.")
    return response, lambda: exists(CaseAction, pk=action.pk, was_done=True)


@shows("Your message has been sent.")
def _(world):
    [request] = build_asked(world)
    address = reverse("referrals:message_hub", args=[request.reference])
    response = browser(world.police).post(address, {"text": "Which car was it?"})
    return response, lambda: exists(RequestMessage) and exists(OutboxMessage, template="message_from_agency")


def follow_up(world, name, **typed):
    """Return the answer of a page that changes a request, and the request."""
    [request] = build_asked(world)
    address = reverse(f"referrals:{name}", args=[request.referral.reference, request.reference])
    client = browser(world.manager)
    with acting_as(world.manager):
        seen = Referral.objects.get(pk=request.referral_id).version
    return client.post(address, {"seen": seen, "reason": "Not needed.", **typed}), request


@shows("The request is withdrawn, and its agency is told. An answer that crosses it is kept.")
def _(world):
    response, request = follow_up(world, "withdraw_request")
    give_answer(world.police, request)
    return response, lambda: exists(OutboxMessage, template="request_withdrawn") and exists(Response, request=request)


@shows("When the request is due is changed, and its agency is told.")
def _(world):
    due = timezone.localtime() + timedelta(days=3)
    parts = {"day": due.day, "month": due.month, "year": due.year, "time": "2:30pm"}
    response, request = follow_up(world, "change_due", **{f"due_at_{part}": value for part, value in parts.items()})
    moved = {"pk": request.pk, "due_at__gt": timezone.now() + timedelta(days=2)}
    return response, lambda: exists(InformationRequest, **moved) and exists(OutboxMessage, template="request_amended")


@shows("The agency is asked this too, and told.")
def _(world):
    response, request = follow_up(world, "ask_further", questions="Whose car is it?")
    question = {"request": request, "text": "Whose car is it?"}
    return response, lambda: exists(RequestQuestion, **question) and exists(OutboxMessage, template="request_amended")


@shows("The agency is reminded now, by e-mail.")
def _(world):
    response, _ = follow_up(world, "chase_now")
    return response, lambda: exists(OutboxMessage, template__startswith="chaser_")


@shows("… requests have been sent.")
def _(world):
    case = build_ready(world)
    _, _, response = ask(world, case, "police", "health")
    return response, lambda: asked(case) == {"police", "health"}


@shows(f"… requests have been sent. {NOBODY}")
def _(world):
    case = build_ready(world)
    _, _, response = ask(world, case, "police", "housing")
    return (
        response,
        lambda: asked(case) == {"police", "housing"} and not exists(type(world.police), agency__kind="housing"),
    )


@shows(f"The request has been sent. {NOBODY}")
def _(world):
    by(world.administrator, accounts.suspend, user=world.police)
    case = build_ready(world)
    _, _, response = ask(world, case, "police")
    return response, lambda: asked(case) == {"police"} and not reread(world.police).is_active


@shows("No request waits to be sent: yours were already sent, and nothing was sent now. You can see how they stand.")
def _(world):
    case = build_ready(world)
    client, preview, _ = ask(world, case, "police")
    client.get("/")  # which shows that it was sent
    response = client.get(page(case, "preview/"))
    return response, lambda: only(InformationRequest).sent_by_id == world.manager.pk


# Answering ------------------------------------------------------------------------------------------------------------


def answering(world, name: str, answers: dict | None = None):
    [request] = build_asked(world)
    return browser(world.police).post(f"/requests/{request.reference}/{name}", answers or {}), request


@shows("You have acknowledged this request.")
def _(world):
    response, request = answering(world, "acknowledge/")
    return response, lambda: reread(request).acknowledged_by_id == world.police.pk


@shows("You have taken this request. Your colleagues see that.")
def _(world):
    response, request = answering(world, "take/")
    return response, lambda: reread(request).taken_by_id == world.police.pk


@shows("It is saved who is to answer this request. Your colleagues see that.")
def _(world):
    response, request = answering(world, "give/", {"to": str(world.police.pk)})
    return response, lambda: reread(request).taken_by_id == world.police.pk


SEVERAL = {"systems": "Call and incident logs", "identifiers": "Name"}


def answering_several(world, requests, *more: str):
    chosen = [*(request.reference for request in requests), *more]
    return browser(world.police).post("/requests/nothing-known/", SEVERAL | {"chosen": chosen})


@shows(f"Nothing known has been sent for {SOMETHING} of your requests.")
def _(world):
    requests = build_asked(world) + build_asked(world)
    response = answering_several(world, requests)
    return response, lambda: [reread(request).outcome for request in requests] == ["nothing_known"] * 2


@shows("None of the requests you selected waits for an answer. Select some under Open, then try again.")
def _(world):
    return answering_several(world, []), lambda: not exists(Response)


@shows(f"{SOMETHING} of those you selected no longer wait for an answer: nothing was sent there.")
def _(world):
    requests = build_asked(world)
    response = answering_several(world, requests, "REQ-2222-2222")
    return response, lambda: only(Response).request_id == requests[0].pk


@shows(f"{SOMETHING} was not answered. {SOMETHING}")
def _(world):
    begun, other = build_asked(world) + build_asked(world)
    colleague = build_colleague(world)
    browser(colleague).post(f"/requests/{begun.reference}/answer/", sheet(item(1), save="back"))
    response = answering_several(world, [begun, other])
    return response, lambda: only(Response).request_id == other.pk and reread(begun).closed_at is None


@shows(f"Your answer to {SOMETHING} has been sent: nothing known. To undo it, give a further one.")
def _(world):
    response, request = answering(world, "nothing-known/", {"systems": "Call and incident logs", "identifiers": "Name"})
    return response, lambda: only(Response).outcome == reread(request).outcome == "nothing_known"


@shows(f"Your answer to {SOMETHING} has been sent: held but not shared.")
def _(world):
    response, _ = answering(
        world, "not-shared/", {"decline_reason": "live_investigation", "reason": "An officer’s source."}
    )
    return response, lambda: only(Response).outcome == "held_not_shared" and not exists(Item)


@shows("You have asked for more time. The hub sees this. Asking does not move the target.")
def _(world):
    at = timezone.localtime() + timedelta(days=1)
    until = {"until_day": at.day, "until_month": at.month, "until_year": at.year, "until_time": "14:30"}
    response, request = answering(world, "more-time/", {**until, "reason": "The archive is shut"})
    return (
        response,
        lambda: reread(request).more_time_reason == "The archive is shut" and reread(request).due_at == request.due_at,
    )


@shows(f"Your answer to {SOMETHING} has been sent.")
def _(world):
    both = sheet(item(1, question="1"), item(2, question="2"), rows=["1", "2"])
    response, request = answering(world, "answer/", both)
    return response, lambda: exists(Item, request=request) and reread(request).closed_at is not None


@shows(f"Your answer to {SOMETHING} has been sent. {SOMETHING} unanswered.")
def _(world):
    response, request = answering(world, "answer/", sheet(item(1)))
    return response, lambda: only(Item).question_id is None and reread(request).closed_at is not None


@shows("Your agency has sent this answer already. Nothing is sent or saved a second time.")
def _(world):
    [request] = build_asked(world)
    client, answers = browser(world.police), sheet(item(1))
    client.post(f"/requests/{request.reference}/answer/", answers)
    client.get("/")
    response = client.post(f"/requests/{request.reference}/answer/", answers)
    return response, lambda: only(Response).number == 1 and not exists(AnswerDraft)


@shows("Your answer is saved, not sent. Those who answer for your agency can go on with it.")
def _(world):
    response, request = answering(world, "answer/", sheet(item(1), save="back"))
    return response, lambda: only(AnswerDraft).request_id == request.pk and not exists(Response)


def mark(world, **marks):
    [request] = build_asked(world)
    give_answer(world.police, request)
    return browser(world.police).post(f"/requests/{request.reference}/items/1/", {"marked": "", "seen": "", **marks})


@shows("The marks on item … have been changed.")
def _(world):
    response = mark(world, handling="decision_maker")
    return response, lambda: only(Item).handling == "decision_maker" and exists(OutboxMessage, template="marks_changed")


@shows("You left the marks as they were, so nothing was changed.")
def _(world):
    response = mark(world, handling="hub_team")
    return response, lambda: only(Item).handling == "hub_team" and not exists(OutboxMessage, template="marks_changed")
