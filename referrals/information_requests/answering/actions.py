"""What an agency does with a request it has received.

Given answers never change; a further answer corrects them.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from mash.govuk.moments import words
from mash.hub_time import days_after
from mash.postgres.functions import value_of
from mash.refusals import RuleViolation, StalePage, need
from referrals import codes, events
from referrals.evidence.frozen_records import frozen
from referrals.information_requests.answering.declining import decline_reasons
from referrals.information_requests.answering.drafts import saved_answers
from referrals.information_requests.answering.items import (
    NewItem,
    add_items,
    check_items,
    frozen_by_answer,
    keep_only_that_it_is_held,
    marks_shown,
    narrow_what_it_corrects,
    only_held,
    what_is_corrected,
    withdraw_items,
)
from referrals.information_requests.answering.searching import Search
from referrals.messages.outbox import post
from referrals.models import InformationRequest, Item, Response
from referrals.timing.targets import let_run

LONGEST_WAIT = 90  # days


class AlreadyAnswered(RuleViolation):
    """A colleague answered after this page was opened."""


@transaction.atomic
def acknowledge(information_request: InformationRequest, *, by, now: datetime | None = None) -> None:
    """Record that the agency has seen the request.

    Raises RuleViolation if it has been acknowledged.
    """
    now = now or timezone.now()
    request = _lock(information_request)
    if request.acknowledged_at:
        who = request.acknowledged_by.name if request.acknowledged_by else "Somebody"
        raise RuleViolation(
            f"{who} acknowledged this request on {words(request.acknowledged_at)}. There is no need to again."
        )
    request.acknowledged_at, request.acknowledged_by = now, by
    request.save(update_fields=["acknowledged_at", "acknowledged_by"])
    record(events.REQUEST_ACKNOWLEDGED, about=request, by=by, now=now)


@transaction.atomic
def ask_for_more_time(
    information_request: InformationRequest, *, until: datetime, reason: str, by, now: datetime | None = None
) -> None:
    """Ask the hub for more time. The target stays where it is."""
    now = now or timezone.now()
    request = _lock(information_request)
    if request.closed_at:
        raise RuleViolation("Your agency has answered this request in full, so it needs no more time.")
    if until <= now:
        raise RuleViolation("When you can answer by must be in the future", field="until")
    if until > days_after(now, LONGEST_WAIT):
        raise RuleViolation(f"When you can answer by must be within {LONGEST_WAIT} days", field="until")
    request.more_time_until, request.more_time_reason = until, reason
    request.save(update_fields=["more_time_until", "more_time_reason"])
    record(events.MORE_TIME_ASKED, about=request, by=by, now=now, until=until.isoformat())
    _tell_the_hub(request, "more_time", f"more_time:{request.pk}:{now.isoformat()}", now, due=until.isoformat())


@transaction.atomic
def answer(
    information_request: InformationRequest,
    *,
    outcome: str,
    by,
    reason: str = "",
    decline_reason: str = "",
    search_made: str = "",
    searched: Mapping[str, Any] | None = None,
    rating: str = "",
    rating_reason: str = "",
    takes_back_view: bool = False,
    items: Sequence[NewItem] = (),
    withdraw: Collection[int] = (),
    seen: int = 0,
    now: datetime | None = None,
) -> Response:
    """Record an answer, with its items.

    `seen` is the number of answers when the page was opened; `withdraw` the numbers of earlier
    items that no longer stand. An item that is replaced is withdrawn with them. `takes_back_view`:
    the view of the risk given before no longer stands. `searched` is what was selected of
    `search_made`, `decline_reason` a code that the hub offers, for an answer that does not share.
    Raises AlreadyAnswered or RuleViolation.
    """
    now = now or timezone.now()
    request = _lock(information_request)
    earlier = list(request.responses.select_related("by"))
    # Checked under the lock: two colleagues may send their answers at the same moment.
    _refuse_what_was_answered(earlier, seen)
    standing = {item.position: item for item in request.items.filter(withdrawn_at=None)}
    replaced = what_is_corrected(standing, items)
    going = [standing[number] for number in {*withdraw, *replaced} if number in standing]
    _check(request, outcome, reason, items, left=len(standing) - len(going))
    if outcome == codes.ResponseOutcome.NOTHING_KNOWN:
        need(search_made, "Enter what you searched", "search_made")
    if takes_back_view:
        _check_view(request, rating)
    decline_reason = _why_declined(request, outcome, decline_reason)
    response = Response.objects.create(
        request=request,
        number=len(earlier) + 1,
        outcome=outcome,
        reason=reason,
        decline_reason=decline_reason,
        search_made=search_made,
        searched=searched or {},
        rating=rating,
        rating_reason=rating_reason,
        takes_back_view=takes_back_view,
        corrects=earlier[-1] if earlier and (request.closed_at or going) else None,
        by=by,
        at=now,
    )
    withdraw_items(going, now)
    add_items(response, items, replaced)
    _close(request, outcome, now)
    if rating == codes.Rating.RED:
        # A database function, because the agency may neither see nor change the hub's pauses.
        value_of("mash_review_pauses_after_red", request.pk)
    # So too: the agency may not know that the case is decided, or how the hub rates it.
    value_of("mash_flag_answer", request.pk)
    record(
        events.ANSWERED,
        about=request,
        by=by,
        now=now,
        frozen=[*frozen(response), *frozen_by_answer(response, going)],
        number=response.number,
        outcome=outcome,
        **({"decline_reason": decline_reason} if decline_reason else {}),
        items=len(items),
        withdrawn=len(going) - len(replaced),
        replaced=len(replaced),
        took_back_view=takes_back_view,
        minutes=int((now - request.sent_at).total_seconds() // 60),
    )
    if going or takes_back_view:
        _tell_the_hub(request, "items_withdrawn", f"withdrawn:{response.pk}", now)
    return response


@transaction.atomic
def answer_nothing_known(
    information_request: InformationRequest,
    *,
    search: Search,
    by,
    only_waited_for: bool = False,
    now: datetime | None = None,
) -> Response:
    """Answer "nothing known" after this search.

    Raises RuleViolation while a colleague is writing an answer and, if `only_waited_for`, when the hub has
    stopped waiting for one.
    """
    request = _lock(information_request)
    if only_waited_for and request.released_at:
        raise RuleViolation("The hub no longer waits for this answer. If you hold something, answer it by itself.")
    _refuse_over_a_draft(request, by)
    return answer(
        request,
        outcome=codes.ResponseOutcome.NOTHING_KNOWN,
        search_made=search.in_words,
        searched=search.as_stored,
        by=by,
        now=now,
    )


def _refuse_over_a_draft(request: InformationRequest, by) -> None:
    """Raise RuleViolation, naming the colleague, if one has saved an answer that nobody has sent."""
    draft = next((draft for draft in saved_answers(request) if draft.by_id != by.pk and not draft.overtaken_by), None)
    if draft is not None:
        raise RuleViolation(
            f"{draft.by.name} saved an answer to this request on {words(draft.changed_at)} and has not sent it."
            " Continue that answer, or ask them first. You can still answer “Nothing known” there."
        )


@transaction.atomic
def hold_back(
    information_request: InformationRequest,
    *,
    reason: str,
    decline_reason: str,
    by,
    ask_whom: str = "",
    search_made: str = "",
    now: datetime | None = None,
) -> Response:
    """Answer "held but not shared", with an item that only names whom to ask, if anybody."""
    existence = NewItem(codes.ItemHandling.EXISTENCE_ONLY, ask_whom=ask_whom)
    return answer(
        information_request,
        outcome=codes.ResponseOutcome.HELD_NOT_SHARED,
        reason=reason,
        decline_reason=decline_reason,
        search_made=search_made,
        items=[existence] if ask_whom else [],
        by=by,
        now=now,
    )


@transaction.atomic
def change_handling(
    item: Item,
    *,
    handling: str,
    by,
    release: Sequence[str] = (),
    ask_whom: str = "",
    marked: str | None = None,
    now: datetime | None = None,
) -> bool:
    """Change who may read an item, and how far it may go; return whether anything differed.

    The marks also apply to the items it corrected. "Existence only" deletes the words, and every
    fact recorded with them, for good. `marked` is what the page showed; raises StalePage if a
    colleague has changed the marks since.
    """
    now = now or timezone.now()
    item = Item.objects.select_for_update(of=("self",)).select_related("request__hub").get(pk=item.pk)
    if marked is not None and marked != marks_shown(item):
        changed = f"were changed on {words(item.marked_at)}" if item.marked_at else "are not those your page carried"
        raise StalePage(
            f"These marks {changed}. Who may read the item is now: {item.get_handling_display()}. "
            "Check that, then send your answers again if they still hold."
        )
    # Recorded with both states, so that the log shows who could read the item when.
    before, asked_before = {"handling": item.handling, "release": item.release}, item.ask_whom
    _check_marks(item, handling, ask_whom)
    if handling == codes.ItemHandling.EXISTENCE_ONLY:
        keep_only_that_it_is_held(item, ask_whom)
    else:
        item.handling, item.release = handling, list(release)
    after = {"handling": item.handling, "release": item.release}
    item.marked_at = now if before != after else item.marked_at
    item.save(update_fields=["handling", "release", "marked_at"])
    narrow_what_it_corrects(item)
    record(
        events.HANDLING_CHANGED,
        about=item,
        by=by,
        now=now,
        frozen=frozen(*only_held(item.request)) if handling == codes.ItemHandling.EXISTENCE_ONLY else (),
        number=item.position,
        before=before,
        after=after,
    )
    if before != after:
        _tell_the_hub(item.request, "marks_changed", f"marks:{item.pk}:{now.isoformat()}", now)
    return before != after or asked_before != item.ask_whom


def _tell_the_hub(request: InformationRequest, template: str, key: str, now: datetime, **facts: str) -> None:
    """Notify the hub by e-mail at once.

    A decision or product may rest on what changed; the agency does not learn which.
    """
    hub = request.hub
    post(template=template, to=hub.duty_email, hub=hub, key=key, now=now, reference=request.reference, **facts)


def _lock(information_request: InformationRequest) -> InformationRequest:
    """Lock the request and return its current row."""
    fresh = InformationRequest.objects.select_for_update(of=("self",)).select_related("hub")
    return fresh.get(pk=information_request.pk)


def _refuse_what_was_answered(earlier: list[Response], seen: int) -> None:
    """Raise AlreadyAnswered, naming the colleague, if the page had not seen the newest answer."""
    if not earlier or len(earlier) == seen:
        return
    newest = earlier[-1]
    what = f"{newest.by.name} answered on {words(newest.at)}: “{newest.get_outcome_display()}”."
    if not seen:
        raise AlreadyAnswered(f"{what} To add to that answer or correct it, give a further answer.")
    raise AlreadyAnswered(f"{what} Check that answer, then send yours again if it is still needed.")


def _check(request: InformationRequest, outcome: str, reason: str, items: Sequence[NewItem], *, left: int) -> None:
    """Raise RuleViolation unless outcome, reason and items fit together; `left` items still stand."""
    # Items given earlier count as well: an answer describes all that the agency shares by now.
    stands = left + len(items)
    if outcome in codes.OUTCOMES_LEAVING_OPEN and request.closed_at:
        raise RuleViolation(
            "This request was answered in full, so give what is new now or in a further answer.", "outcome"
        )
    if outcome in codes.OUTCOMES_NEEDING_REASON and not reason.strip():
        raise RuleViolation("Enter the reason", field="reason")
    if outcome in codes.OUTCOMES_NEEDING_ITEMS and not stands:
        raise RuleViolation("Add at least one item of information, or select another answer", field="outcome")
    if outcome == codes.ResponseOutcome.NOTHING_KNOWN and stands:
        raise RuleViolation(
            "You cannot say “Nothing known” while information you gave still stands. Withdraw it", "outcome"
        )
    check_items(request, items)


def _check_view(request: InformationRequest, rating: str) -> None:
    """Raise RuleViolation unless a view of the agency stands that can be taken back."""
    if rating:
        raise RuleViolation("Give a new view, or take back the one before, not both", "takes_back_view")
    if InformationRequest.objects.with_views().get(pk=request.pk).standing_view is None:
        raise RuleViolation("No view of your agency stands, so there is none to take back", "takes_back_view")


def _why_declined(request: InformationRequest, outcome: str, code: str) -> str:
    """Return the code of an answer that does not share, or nothing. Raises RuleViolation if none that is offered."""
    if outcome not in codes.NOT_SHARING:
        return ""
    if code not in dict(decline_reasons(request)):
        raise RuleViolation("Select why you are not sharing it", field="decline_reason")
    return code


def _check_marks(item: Item, handling: str, ask_whom: str) -> None:
    """Raise RuleViolation unless the item still stands and can have this handling."""
    existence_only = codes.ItemHandling.EXISTENCE_ONLY
    if item.withdrawn_at:
        raise RuleViolation("This item was withdrawn, so its marks no longer matter.")
    if item.handling == existence_only != handling:
        raise RuleViolation(
            "No words were stored for this item. To share them, give a further answer.", field="handling"
        )
    if handling == existence_only and not ask_whom.strip():
        raise RuleViolation("Enter who the hub should ask", field="ask_whom")


def _close(request: InformationRequest, outcome: str, now: datetime) -> None:
    """Close the request.

    The first full answer stops the clock, and a correction does not restart it.
    """
    request.first_answered_at = request.first_answered_at or now
    if outcome not in codes.OUTCOMES_LEAVING_OPEN:
        request.closed_at = request.closed_at or now
    request.outcome = outcome
    request.save(update_fields=["first_answered_at", "closed_at", "outcome"])
    if request.closed_at and request.pause_review_on:
        # An answer ends the request's pause, so that no paused clock is left on a closed request.
        let_run(request, request.hub, now=now)
        value_of("mash_end_pause_of_answered", request.pk)
