"""The pages of an agency's representative: the inbox, one request, and the ways to answer it."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash.form_submission import NothingDone, Submittable, submit_button, submit_form
from mash.guards import NotFound, allow, posted
from mash.lists import way_back
from mash.refusals import TooLong
from referrals import events
from referrals.access.pages import request_page
from referrals.drafts.form_data import as_data
from referrals.evidence.frozen_records import checked
from referrals.information_requests.answering import actions
from referrals.information_requests.answering.drafts import (
    BACK,
    HERE,
    SAVE,
    SHOWN,
    clear_answer,
    is_saved,
    mark,
    save_answer,
    saved_answers,
    to_go_on_with,
)
from referrals.information_requests.answering.forms import (
    GiveRequestForm,
    MoreTimeForm,
    NothingKnownForm,
    NothingKnownForSeveralForm,
    NotSharedForm,
)
from referrals.information_requests.answering.inbox import inbox_of, next_to_answer
from referrals.information_requests.answering.item_forms import HandlingForm
from referrals.information_requests.answering.pasting import APPLY, READ
from referrals.information_requests.answering.searching import last_search
from referrals.information_requests.answering.several import MOST, SeveralAnswers, answer_each, waiting_among
from referrals.information_requests.answering.sheet import (
    ADD,
    REMOVE,
    AnswerSheet,
    rearranged,
    says_nothing_new,
    unanswered_words,
    with_chronology,
    without_sent,
)
from referrals.information_requests.answering.taking import colleagues_of, give_request, holder, take_request
from referrals.information_requests.asking.updates import told_later
from referrals.information_requests.following_up.thread import mark_read
from referrals.models import InformationRequest, Item, Response
from referrals.overview.knows_now import stricter_now
from referrals.pages import search_of, search_on
from referrals.timing.request_state import where_it_stands
from referrals.timing.targets import view_request_clock

TEMPLATES = "referrals/information_requests/"
SEARCH = "inbox-search"
NONE_WAITS = "None of the requests you selected waits for an answer. Select some under Open, then try again."
SAME_MARKS = NothingDone("You left the marks as they were, so nothing was changed.")
SAVED = "Your answer is saved, not sent. Those who answer for your agency can go on with it."
SENT_ALREADY = "Your agency has sent this answer already. Nothing is sent or saved a second time."


@allow(roles.VIEW_INBOX)
def inbox(request: HttpRequest) -> HttpResponse:
    form, search = search_of(request, SEARCH)
    if request.method == "POST" and form.is_valid():
        return search_on(request, SEARCH, form)
    listed = inbox_of(request.user, request.GET, now=timezone.now(), search=search)
    record(events.INBOX_LISTED, by=request.user, **listed.noted)
    page = {"inbox": listed, "search": form, "form": form, "actions": listed.actions, "now": timezone.now()}
    page["page_title"] = "Requests to your agency"
    return render(request, f"{TEMPLATES}inbox.html", page)


@allow(roles.ANSWER_REQUEST)
def nothing_known_for_several(request: HttpRequest) -> HttpResponse:
    references = list(dict.fromkeys((posted(request) or request.GET).getlist("chosen")))
    waiting = waiting_among(request.user, references)
    if not waiting:
        messages.error(request, NONE_WAITS)
        return redirect("referrals:inbox")
    last = last_search(request.user, waiting)
    form = NothingKnownForSeveralForm(_still_waiting(request, waiting), requests=waiting, last=last)
    if request.method == "POST" and form.is_valid():
        outcome = answer_each(**form.action_kwargs(), by=request.user)
        _say_what_became(request, outcome, len(references[:MOST]) - len(waiting))
        return redirect("referrals:inbox")
    record(events.INBOX_LISTED, by=request.user, references=[asked.reference for asked in waiting])
    # One warning for all: of the request that asks for the most caution.
    cautious = max(
        waiting, key=lambda asked: (asked.warns_not_to_tell, asked.names_somebody_untold, asked.others_untold)
    )
    page = {"form": form, "last": last, "cautious": cautious, "page_title": "Nothing known for several requests"}
    return render(request, f"{TEMPLATES}nothing_known_for_several.html", page)


def _still_waiting(request: HttpRequest, waiting: list[InformationRequest]) -> QueryDict | None:
    """Return what was sent without the requests that no longer wait; those are told of, and hold nothing up."""
    if request.method != "POST":
        return None
    data, references = request.POST.copy(), {asked.reference for asked in waiting}
    data.setlist("chosen", [reference for reference in data.getlist("chosen") if reference in references])
    return data


def _say_what_became(request: HttpRequest, outcome: SeveralAnswers, gone: int) -> None:
    if number := len(outcome.answered):
        messages.success(request, f"Nothing known has been sent for {number} of your requests.")
    for reference, why in outcome.refused.items():
        messages.error(request, f"{reference} was not answered. {why}")
    if gone:
        messages.error(request, f"{gone} of those you selected no longer wait for an answer: nothing was sent there.")


@request_page(roles.VIEW_INBOX)
def request(request: HttpRequest, information_request: InformationRequest) -> HttpResponse:
    now = timezone.now()
    state = where_it_stands(information_request, now)
    thread = list(information_request.messages.select_related("by"))
    mark_read(information_request, thread, by_hub=False)
    page = {
        "clock": view_request_clock(information_request, information_request.hub, now),
        "state": {"words": state.label, "colour": state.colour},
        "questions": information_request.questions.select_related("asked_with"),
        "thread": thread,
        "changes": information_request.changes.select_related("by"),
        "knows_now": stricter_now(information_request),
        "told_later": told_later(information_request, information_request.updates.all()),
        "answers": _answers(information_request),
        "drafts": saved_answers(information_request),
        "last_search": last_search(request.user, [information_request]),
        "frozen_records": checked(information_request, about=information_request, by=request.user),
        "way_back": way_back(request, "referrals:inbox", information_request.reference),
        "page_title": f"Request {information_request.reference}",
    }
    return _page(request, "request", information_request, page)


@request_page(roles.ANSWER_REQUEST)
def acknowledge(request: HttpRequest, information_request: InformationRequest) -> HttpResponse:
    action, words = partial(actions.acknowledge, information_request), "You have acknowledged this request."
    return submit_button(request, action, message=words, then=_address_of(information_request))


@request_page(roles.ANSWER_REQUEST)
def take(request: HttpRequest, information_request: InformationRequest) -> HttpResponse:
    action, words = partial(take_request, information_request), "You have taken this request. Your colleagues see that."
    return submit_button(request, action, message=words, then=_address_of(information_request))


@request_page(roles.ANSWER_REQUEST)
def give(request: HttpRequest, information_request: InformationRequest) -> HttpResponse:
    colleagues, seen = list(colleagues_of(request.user)), holder(information_request)
    form = GiveRequestForm(posted(request), request=information_request, colleagues=colleagues, seen=seen)
    words = "It is saved who is to answer this request. Your colleagues see that."
    return _submit(request, information_request, form, give_request, words) or _page(
        request, "give", information_request, {"form": form, "page_title": "Who answers this request"}
    )


@request_page(roles.ANSWER_REQUEST)
def nothing_known(request: HttpRequest, information_request: InformationRequest) -> HttpResponse:
    last = last_search(request.user, [information_request])
    form = NothingKnownForm(posted(request), request=information_request, last=last)
    words = (
        f"Your answer to {information_request.reference} has been sent: nothing known. To undo it, give a further one."
    )
    return _submit_answer(request, information_request, form, actions.answer_nothing_known, words) or _page(
        request, "nothing_known", information_request, {"form": form, "last": last, "page_title": "Nothing known"}
    )


@request_page(roles.ANSWER_REQUEST)
def not_shared(request: HttpRequest, information_request: InformationRequest) -> HttpResponse:
    form = NotSharedForm(posted(request), request=information_request)
    words = f"Your answer to {information_request.reference} has been sent: held but not shared."
    return _submit_answer(request, information_request, form, actions.hold_back, words) or _page(
        request, "not_shared", information_request, {"form": form, "page_title": "Held but not shared"}
    )


@request_page(roles.ANSWER_REQUEST)
def more_time(request: HttpRequest, information_request: InformationRequest) -> HttpResponse:
    form = MoreTimeForm(posted(request))
    words = "You have asked for more time. The hub sees this. Asking does not move the target."
    return _submit(request, information_request, form, actions.ask_for_more_time, words) or _page(
        request, "more_time", information_request, {"form": form, "page_title": "Ask for more time"}
    )


@request_page(roles.ANSWER_REQUEST)
def answer(request: HttpRequest, information_request: InformationRequest) -> HttpResponse:
    data = posted(request)
    if request.method == "POST":
        answers = _answers(information_request)
        data = sent = without_sent(request.POST, answers)
        if says_nothing_new(sent, answers) and ADD not in sent:
            messages.info(request, SENT_ALREADY)
            return redirect(_address_of(information_request))
        if {READ, APPLY} & sent.keys():
            return _read(request, information_request, sent)
        if {ADD, REMOVE, SAVE} & sent.keys():
            return _save(request, information_request, sent)
    data, shown = _typed(request, information_request, data)
    sheet = _sheet(information_request, data, check=request.method == "POST")

    def send(information_request: InformationRequest, *, by, **answer) -> None:
        actions.answer(information_request, by=by, **answer)
        clear_answer(information_request, shown=shown, by=by)

    done = _submit_answer(request, information_request, sheet, send, _sent_words(information_request, sheet))
    if done:
        return done
    if request.method == "POST":  # refused: saved, so that nothing is lost
        with suppress(TooLong):  # then it stays on the screen
            shown = mark(save_answer(information_request, data=sheet.outcome.data, by=request.user))
    return _answer_page(request, information_request, sheet, shown)


@request_page(roles.ANSWER_REQUEST)
def item_handling(request: HttpRequest, information_request: InformationRequest, number: int) -> HttpResponse:
    item = information_request.items.filter(position=number, withdrawn_at=None).select_related("body").first()
    if item is None:
        raise NotFound(information_request.reference)
    form = HandlingForm(posted(request), item=item)
    action = partial(actions.change_handling, item)

    def words(changed: bool) -> str:
        return f"The marks on item {number} have been changed." if changed else SAME_MARKS

    done = submit_form(request, form, action, message=words, then=_address_of(information_request))
    page = {"form": form, "item": item, "page_title": f"Marks on item {number}"}
    return done or _page(request, "item_handling", information_request, page)


def _sent_words(information_request: InformationRequest, sheet: AnswerSheet) -> str:
    if not sheet.unanswered:
        return f"Your answer to {information_request.reference} has been sent."
    missing = unanswered_words(sheet.unanswered, sheet.questions)
    return f"Your answer to {information_request.reference} has been sent. {missing} unanswered."


def _answer_page(
    request: HttpRequest, information_request: InformationRequest, sheet: AnswerSheet, shown: str
) -> HttpResponse:
    # Colleagues' versions are offered beside the page, never merged into it.
    others = [draft for draft in saved_answers(information_request) if mark(draft) != shown]
    page = {"form": sheet, "questions": sheet.questions, "shown": shown, "drafts": others}
    page["knows_now"] = stricter_now(information_request)
    return _page(request, "answer", information_request, page | {"page_title": "Answer"})


def _read(request: HttpRequest, information_request: InformationRequest, sent: QueryDict) -> HttpResponse:
    """Make items of a pasted chronology, or set the marks for all, and save the page; or say what these need."""
    button = READ if READ in sent else APPLY
    sheet = AnswerSheet(information_request, _answers(information_request), sent, check=False, button=button)
    if not sheet.paste.is_valid():
        return _answer_page(request, information_request, sheet, sent.get(SHOWN, ""))
    save_answer(information_request, data=with_chronology(sheet, sent), by=request.user)
    return redirect(f"{request.path}#items")


def _page(request: HttpRequest, name: str, information_request: InformationRequest, page: dict) -> HttpResponse:
    frame = {"information_request": information_request, "caption": information_request.reference}
    return render(request, f"{TEMPLATES}{name}.html", {**frame, **page})


def _submit(
    request: HttpRequest, information_request: InformationRequest, form: Submittable, action: Callable, words: str
) -> HttpResponse | None:
    # The request comes from the guarded address, never from the form.
    action = partial(action, information_request)
    return submit_form(request, form, action, message=words, then=_address_of(information_request))


def _submit_answer(
    request: HttpRequest, information_request: InformationRequest, form: Submittable, action: Callable, words: str
) -> HttpResponse | None:
    """Send an answer and go on to the next request that waits for one. A correction goes back to its own request."""
    is_correction = information_request.first_answered_at is not None

    def next_address(_) -> str:
        following = None if is_correction else next_to_answer(request.user)
        return _address_of(following or information_request)

    return submit_form(request, form, partial(action, information_request), message=words, then=next_address)


def _address_of(information_request: InformationRequest) -> str:
    return reverse("referrals:request", args=[information_request.reference])


def _typed(
    request: HttpRequest, information_request: InformationRequest, data: QueryDict | None
) -> tuple[QueryDict | None, str]:
    """Return what the page shows and the version it comes from: what was sent, or a saved draft."""
    if data is not None:
        return data, data.get(SHOWN, "")
    draft = to_go_on_with(saved_answers(information_request), request.GET.get("version", ""), by=request.user)
    return (as_data(draft.typed) if draft else None), mark(draft)


def _save(request: HttpRequest, information_request: InformationRequest, sent: QueryDict) -> HttpResponse:
    """Save the page, then stay, go back, or show it with a row added or removed."""
    data, row = rearranged(sent)
    button, back = sent.get(SAVE), redirect("referrals:request", information_request.reference)
    if button == BACK and not _is_to_save(information_request, data):
        return back
    save_answer(information_request, data=data, by=request.user)
    if button:
        messages.success(request, SAVED)
        return redirect(request.path) if button == HERE else back
    return redirect(f"{request.path}#{f'item-{row}' if row else 'items'}")


def _is_to_save(information_request: InformationRequest, data: QueryDict) -> bool:
    if is_saved(information_request, data):
        return False
    return bool(data.get(SHOWN)) or _sheet(information_request, data, check=False).was_filled_in


def _sheet(information_request: InformationRequest, data, *, check: bool) -> AnswerSheet:
    return AnswerSheet(information_request, _answers(information_request), data, check=check)


def _answers(information_request: InformationRequest) -> list[Response]:
    """Return the answers with their items, each linked to those it corrects, in two queries."""
    items = Item.objects.select_related("body", "question").order_by("position")
    responses = list(information_request.responses.select_related("by").prefetch_related(Prefetch("items", items)))
    every = {item.pk: item for response in responses for item in response.items.all()}
    for item in every.values():
        item.request = information_request  # spares a query for the people it may be about
        item.corrects, item.corrected_by = every.get(item.replaces_id), None
    for item in every.values():
        if item.corrects:
            item.corrects.corrected_by = item
    view = InformationRequest.objects.with_views().get(pk=information_request.pk).standing_view
    for response in responses:
        response.view_stands = response == view
    return responses
