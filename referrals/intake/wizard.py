"""The pages of a referral being written, for the public, professionals with an account and staff."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import path, reverse
from django.utils import timezone

from audit.recording import record
from mash.form_submission import submit_button, submit_form
from mash.guards import NotFound, posted
from mash.refusals import RuleViolation
from referrals import codes, events
from referrals.access.visible import visible_referrals
from referrals.intake import actions, flood, secrets
from referrals.intake.forms.finish import (
    DeclarationForm,
    DiscardForm,
    KeyedDeclarationForm,
    OwnDeclarationForm,
    RemoveForm,
)
from referrals.intake.forms.known import KnownForm
from referrals.intake.journey import Journey
from referrals.intake.lost import lost
from referrals.intake.review import CHANGING, adding, entries, missing, sections
from referrals.intake.taking_over import facts_to_take, who_is_known
from referrals.intake.ways import PUBLIC, STAFF, IntakeWay
from referrals.people.known_already import KnownPerson

REMOVE = "referrals/intake/remove.html"
TOO_LATE = "You have sent this already. What you wrote just now was not added. Phone us to add it."
BACK = "back"  # sent by the page's back link; what is typed is saved first (static/app/app.js)
SHOWN = "entry_shown"  # the hidden field that says which entry of a list a page shows
STEPS = (
    ("check", "check/"),
    ("discard", "discard/"),
    ("page", "<slug:slug>/"),
    ("add", "<slug:slug>/add/<slug:kind>/"),
    ("entry", "<slug:slug>/<int:number>/"),
    ("remove", "<slug:slug>/<int:number>/remove/"),
)
KNOWN = ("known", "<slug:slug>/<int:number>/known/")


def paths(way: IntakeWay, prefix: str) -> list:
    """Return the URL patterns of one way in, each view guarded for it."""
    steps = [
        path(f"{prefix}<uuid:draft>/{route}", door(way)(STEP_VIEWS[step]), name=f"{way.code}_{step}")
        for step, route in (*STEPS, *([KNOWN] if way.shows_who_is_known else []))
    ]
    return [path(f"{prefix}<uuid:draft>/sent/", way.guard(_shows_sent(way)), name=f"{way.code}_sent"), *steps]


def door(way: IntakeWay) -> Callable:
    """Return a decorator that opens a draft to its owner only.

    A draft that was sent redirects to its reference. Responses are never cached by the browser.
    """

    def mark(view: Callable) -> Callable:
        @wraps(view)
        def opened(request: HttpRequest, draft, **kwargs) -> HttpResponse:
            # After sending, the back button must lead to the reference and not to an empty form.
            if _was_sent(request, way, draft):
                if request.method == "POST" and "slug" in kwargs:  # a page left open in another tab
                    messages.info(request, TOO_LATE)
                return redirect(f"referrals:{way.code}_sent", draft)
            saved_draft = way.drafts(request).select_related("hub").filter(pk=draft).first()
            if saved_draft is None:
                return _not_found(request, way)
            return view(request, Journey(saved_draft, way, request.user), **kwargs)

        return way.guard(opened)

    return mark


def _not_found(request, way: IntakeWay) -> HttpResponse:
    if way is PUBLIC:
        # The public may have lost their session: they get an explanation, and their text back.
        return lost(request)
    raise NotFound("draft")


def _was_sent(request, way: IntakeWay, draft) -> bool:
    if way is PUBLIC:
        return bool(secrets.sent_reference(request, draft))
    return way.drafts(request).filter(pk=draft).exclude(sent_as="").exists()


def page(request, journey: Journey, slug: str) -> HttpResponse:
    """Show and save one page. Answers are saved even when invalid."""
    current_page = journey.page(slug)
    if current_page.is_list:
        return _list(request, journey, current_page)
    typed = posted(request)
    visited = journey.answers.typed(slug) is not None
    form = current_page.form(journey.answers, journey.answers.typed(slug) if typed is None else typed)
    if request.method == "POST":
        goes_back = BACK in request.POST
        try:
            # Going back from a page nobody has filled in must not save it as answered.
            if visited or not goes_back or any(map(any, form.typed().values())):
                actions.save_page(journey.draft, page=slug, typed=form.typed(), by=journey.by)
        except RuleViolation as refusal:
            form.refuse(refusal)
        else:
            # Going back needs no valid answers: they are checked again before sending.
            if goes_back:
                return redirect(_before(request, journey, current_page))
            if form.is_valid():
                return redirect(journey.fresh().after(current_page, changing=_changing(request)))
    return _show(request, journey, current_page, form, template=current_page.template, back_keeps=True)


def _list(request, journey, current_page) -> HttpResponse:
    """Show a list page; a POST confirms that the list is complete."""
    saved_entries = entries(journey, current_page)
    faults = _faults(journey, current_page, saved_entries) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        actions.save_list(journey.draft, page=current_page.slug, by=journey.by)
        return redirect(journey.fresh().after(current_page, changing=_changing(request)))
    more = {
        "entries": saved_entries,
        "faults": faults,
        "adding": adding(journey, current_page, changing=_changing(request)),
    }
    more["guidance"] = current_page.guiding(journey.answers)
    return _show(request, journey, current_page, None, template=current_page.template, **more)


def _faults(journey, current_page, saved_entries: list[dict]) -> list[dict]:
    """Return the errors of a list page, each with a link to the entry to correct."""
    if len(saved_entries) < current_page.least:
        return [{"text": journey.answers.in_words(current_page.too_few), "href": "#add-first"}]
    return [
        {"text": f"Finish or remove {entry['called']}", "href": f"#entry-{entry['number']}"}
        for entry in saved_entries
        if not entry["done"]
    ]


def add(request, journey: Journey, slug: str, kind: str) -> HttpResponse:
    current_page = journey.list_page(slug)
    if kind not in current_page.kinds:
        raise NotFound("page of a draft")
    unfinished = [entry for entry in entries(journey, current_page) if entry["kind"] == kind and not entry["done"]]
    # Continue the unfinished entry rather than start a second one of the same kind.
    if unfinished and request.method == "GET":
        return redirect(unfinished[0]["change"] + (CHANGING if _changing(request) else ""))
    return _entry(request, journey, current_page, kind, number=0)


def entry(request, journey: Journey, slug: str, number: int) -> HttpResponse:
    current_page = journey.list_page(slug)
    saved_entry = _saved_entry(journey, slug, number)
    return _entry(
        request, journey, current_page, current_page.kind_of(saved_entry), number=number, saved_entry=saved_entry
    )


def _entry(request, journey, current_page, kind: str, *, number: int, saved_entry: dict | None = None) -> HttpResponse:
    """Show and save one entry of a list; `number` 0 is a new entry."""
    typed = posted(request)
    form = current_page.entry_form(journey.answers, kind, saved_entry if typed is None else typed, number=number)
    oneself = journey.answers.is_oneself(current_page.slug, number)
    title = current_page.kinds[kind].link(oneself=oneself) if not number else f"Change {form.entry_name} {number}"
    back, shown = _list_or_check(request, journey, current_page), _mark_shown(request, saved_entry)
    if request.method == "POST" and (number or any(map(any, form.typed().values()))):
        try:
            # Saved even when invalid, so that nothing typed is lost.
            typed = {**form.typed(), **_marked(form, kind)}
            save = {"page": current_page.slug, "number": number, "typed": typed, "shown": request.POST.get(SHOWN)}
            number = actions.save_entry(journey.draft, **save, by=journey.by)
        except RuleViolation as refusal:
            form.refuse(refusal)
        else:
            if form.is_valid():
                return redirect(_known_or(back, request, journey.fresh(), current_page, number))
            # Sent again, the form corrects this entry instead of adding another.
            form.helper.form_action = journey.entry_url(current_page, number) + (CHANGING if _changing(request) else "")
            shown = actions.mark_of(typed)  # the page now edits the entry just saved
    return _show(request, journey, current_page, form, page_title=title, back_href=back, entry_shown=shown)


def _known_or(back: str, request, journey: Journey, current_page, number: int) -> str:
    """Return the page that shows whom the hub may know already as this entry, or `back` if there is nobody."""
    if not (journey.way.shows_who_is_known and _who_is_known(journey, current_page, number)):
        return back
    return journey.url("known", slug=current_page.slug, number=number) + (CHANGING if _changing(request) else "")


def _who_is_known(journey: Journey, current_page, number: int) -> list[KnownPerson]:
    return who_is_known(journey.answers, current_page, number, by=journey.by, now=timezone.now())


def known(request, journey: Journey, slug: str, number: int) -> HttpResponse:
    """Show whom the hub may know already as somebody just keyed in, and take over what is ticked."""
    current_page = journey.list_page(slug)
    saved_entry = _saved_entry(journey, slug, number)
    people = _who_is_known(journey, current_page, number)
    back = _list_or_check(request, journey, current_page)
    if not people:
        return redirect(back)
    typed = current_page.entry_form(journey.answers, current_page.kind_of(saved_entry), saved_entry, number=number)
    form = KnownForm(posted(request), known=[(person, facts_to_take(typed, person)) for person in people])

    def take_over(*, facts, by) -> None:
        shown = request.POST.get(SHOWN)
        actions.take_over(journey.draft, page=slug, number=number, facts=facts, shown=shown, by=by)

    def then(_) -> str:
        # A fact may contradict what was typed, as a birth date does an age: the entry shows that.
        is_done = current_page.forms(journey.fresh().answers)[number - 1].is_valid()
        return back if is_done else journey.entry_url(current_page, number)

    done = submit_form(request, form, take_over, then=then)
    if done:
        return done
    references = [reference for person in people for reference in person.references]
    record(events.KNOWN_SHOWN, about=journey.draft, by=request.user, references=references)
    return _show(
        request,
        journey,
        current_page,
        form,
        template="referrals/intake/known.html",
        page_title="We may know this person",
        back_href=journey.entry_url(current_page, number),
        entry_shown=_mark_shown(request, saved_entry),
    )


def _mark_shown(request, saved_entry: dict | None) -> str:
    """Return the mark of the entry this page shows.

    After a refusal the page still carries the mark it first showed, so the check cannot be skipped.
    """
    return request.POST.get(SHOWN) or (actions.mark_of(saved_entry) if saved_entry else "")


def _list_or_check(request, journey, current_page) -> str:
    """Return where an entry leads back to: "check your answers" if the visitor came from there."""
    return journey.url("check") if _changing(request) else journey.page_url(current_page)


def _marked(form, kind: str) -> dict:
    """Return the kind of an entry unless the form asks for it."""
    return {} if "kind" in form.fields else {"kind": [kind]}


def remove(request, journey: Journey, slug: str, number: int) -> HttpResponse:
    """Ask for confirmation, then remove an entry from a list."""
    current_page = journey.list_page(slug)
    saved_entry = _saved_entry(journey, slug, number)
    form = RemoveForm(request.POST or None)
    back = _list_or_check(request, journey, current_page)
    if request.method == "POST":

        def remove_entry(*, by) -> None:
            shown = request.POST.get(SHOWN)
            actions.remove_entry(journey.draft, page=slug, number=number, by=journey.by, shown=shown)

        return submit_button(request, remove_entry, then=back)
    form.secondary_label, form.secondary_href = "No, go back", back
    kind = current_page.kind_of(saved_entry)
    shown = current_page.entry_form(journey.answers, kind, saved_entry, number=number).summary()
    title = "Are you sure you want to remove this?"
    return _show(
        request,
        journey,
        current_page,
        form,
        template=REMOVE,
        page_title=title,
        back_href=back,
        what=shown,
        entry_shown=_mark_shown(request, saved_entry),
    )


def check(request, journey: Journey) -> HttpResponse:
    """Show all answers and send the referral."""
    form = _declaration(journey)(posted(request))

    def send(**declared) -> str:
        # An unfinished draft is refused below; it should not use up the sender's limit.
        if not missing(journey):
            admitted = {"hub": journey.draft.hub, "data": request.POST, "draft": journey.draft}
            flood.admit(flood.SEND, by=journey.by, now=timezone.now(), **admitted)
        return actions.send_draft(journey.draft, by=journey.by)

    done = submit_form(request, form, send, then=lambda reference: _arrived(request, journey, reference))
    if done:
        return done
    context = {
        "form": form,
        "journey": journey,
        "current_hub": journey.draft.hub,
        "sections": sections(journey),
        "missing": missing(journey),
        "do_not_tell": journey.answers.do_not_tell,
        "fgm_duty": journey.answers.fgm_duty,
        "to_the_public": journey.answers.is_public,
        "back_href": journey.page_url(journey.pages[-1]),
        "keyed": journey.answers.keyed_in,
        "challenge": None if journey.by else flood.challenge(flood.SEND),
        "page_title": "Check your answers",
    }
    return render(request, "referrals/intake/check.html", context, status=form.status)


def _declaration(journey: Journey) -> type[DeclarationForm | OwnDeclarationForm | KeyedDeclarationForm]:
    if journey.way is STAFF:
        return KeyedDeclarationForm
    return OwnDeclarationForm if journey.answers.about_oneself else DeclarationForm


def discard(request, journey: Journey) -> HttpResponse:
    """Ask for confirmation, then delete the draft."""
    form = DiscardForm(posted(request))

    def discard_draft(*, by) -> None:
        actions.discard_draft(journey.draft, by=journey.by)

    # Deleting needs a POST, so that no link or prefetch can do it.
    done = submit_form(request, form, discard_draft, then=resolve_url(*_start(journey)))
    if done:
        return done
    form.secondary_label, form.secondary_href = "No, keep it", journey.go_on_url()
    context = {"form": form, "current_hub": journey.draft.hub, "back_href": journey.go_on_url()}
    title = "Are you sure you want to delete what you have written?"
    return render(request, "referrals/intake/discard.html", {**context, "page_title": title})


def _arrived(request, journey, reference: str) -> str:
    """Return the address of the page that confirms the referral."""
    if journey.way is STAFF:
        return reverse("referrals:case", args=[reference])
    if journey.way is PUBLIC:
        # Without an account only this session can show the reference again.
        secrets.note_sent(request, journey.draft, reference)
    return journey.url("sent")


def _shows_sent(way: IntakeWay) -> Callable:
    def sent(request: HttpRequest, draft) -> HttpResponse:
        if way is PUBLIC:
            sent_draft = secrets.sent(request, draft)
        else:
            sent_draft = way.drafts(request).select_related("hub").filter(pk=draft).exclude(sent_as="").first()
        if sent_draft is None:
            return _not_found(request, way)
        # Staff go to the case, unless it has been restricted to others since.
        if way is STAFF and visible_referrals(request.user).filter(reference=sent_draft.sent_as).exists():
            return redirect("referrals:case", sent_draft.sent_as)
        context = {"reference": sent_draft.sent_as, "hub": sent_draft.hub, "current_hub": sent_draft.hub, "way": way}
        return render(request, "referrals/intake/sent.html", {**context, "page_title": "Referral sent"})

    return sent


def _saved_entry(journey, slug: str, number: int) -> dict:
    saved_entries = journey.answers.entries(slug)
    if not 1 <= number <= len(saved_entries):
        raise NotFound("entry of a draft")
    return saved_entries[number - 1]


def _changing(request) -> bool:
    return request.GET.get("change") == "yes"


def _before(request, journey, current_page) -> str:
    back = journey.url("check") if _changing(request) else journey.before(current_page)
    return back or resolve_url(*_start(journey))


def _show(
    request, journey, current_page, form, *, template: str = "referrals/intake/page.html", **more
) -> HttpResponse:
    """Render a page of the form."""
    context = {
        "form": form,
        "page": current_page,
        "caption": journey.progress(current_page),
        "hub": journey.draft.hub,
        "current_hub": journey.draft.hub,
        "keyed": journey.answers.keyed_in,
        "page_title": current_page.heading(journey.answers),
        **_about_telling(journey, current_page),
        # After the concerns, as soon as it is known.
        "fgm_duty": current_page.slug == "what-happened" and journey.answers.fgm_duty,
        "back_href": _before(request, journey, current_page),
        **more,
    }
    return render(request, template, context)


def _about_telling(journey: Journey, current_page) -> dict:
    """Return the warning not to tell, for pages that ask about it. Of oneself one decides who knows."""
    if current_page.slug not in ("family-told", "why-not-told", "agreement") or journey.answers.about_oneself:
        return {}
    # Pages may be answered in any order: before the concerns, the page names those for which nobody is told.
    warnings = journey.answers.do_not_tell
    return {
        "warnings": warnings or list(codes.DO_NOT_TELL_WARNINGS),
        "if_suspected": not warnings,
        "to_the_public": journey.answers.is_public,
    }


def _start(journey: Journey) -> tuple[str, ...]:
    """Return the route of the start page, which lists unsent drafts."""
    if journey.way is PUBLIC:
        return ("referrals:start_hub", journey.draft.hub.slug)
    return ("referrals:key_referral",) if journey.way is STAFF else ("referrals:start_account",)


STEP_VIEWS = {
    "check": check,
    "discard": discard,
    "page": page,
    "add": add,
    "entry": entry,
    "known": known,
    "remove": remove,
}
