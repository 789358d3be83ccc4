"""The pages of a referral being written; the same for the public, professionals with an account, and staff."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import path, reverse
from django.utils import timezone

from mash.form_submission import submit_button, submit_form
from mash.guards import NotFound, posted
from mash.refusals import RuleViolation
from referrals.access.visible import visible_referrals
from referrals.intake import actions, flood, secrets
from referrals.intake.forms.finish import DeclarationForm, DiscardForm, KeyedDeclarationForm, RemoveForm
from referrals.intake.journey import Journey
from referrals.intake.lost import lost
from referrals.intake.review import CHANGING, adding, entries, missing, sections
from referrals.intake.ways import PUBLIC, STAFF, IntakeWay

REMOVE = "referrals/intake/remove.html"
BACK = "back"  # sent by the page's back link, so that what is typed is kept on the way (static/app/app.js)
SHOWN = "entry_shown"  # the hidden field that says which entry of a list a page shows
STEPS = (
    ("check", "check/"),
    ("discard", "discard/"),
    ("page", "<slug:slug>/"),
    ("add", "<slug:slug>/add/<slug:kind>/"),
    ("entry", "<slug:slug>/<int:number>/"),
    ("remove", "<slug:slug>/<int:number>/remove/"),
)


def paths(way: IntakeWay, prefix: str) -> list:
    """The pages of one way in, each carrying that way's mark."""
    steps = [
        path(f"{prefix}<uuid:draft>/{route}", door(way)(STEP_VIEWS[step]), name=f"{way.code}_{step}")
        for step, route in STEPS
    ]
    return [path(f"{prefix}<uuid:draft>/sent/", way.guard(_shows_sent(way)), name=f"{way.code}_sent"), *steps]


def door(way: IntakeWay) -> Callable:
    """Opens a draft to its owner alone, never from a browser's memory; a sent one leads to its reference."""

    def mark(view: Callable) -> Callable:
        @wraps(view)
        def opened(request: HttpRequest, draft, **kwargs) -> HttpResponse:
            if _was_sent(request, way, draft):
                return redirect(f"referrals:{way.code}_sent", draft)
            found = way.drafts(request).select_related("hub").filter(pk=draft).first()
            if found is None:
                return _not_found(request, way)
            return view(request, Journey(found, way, request.user), **kwargs)

        return way.guard(opened)

    return mark


def _not_found(request, way: IntakeWay) -> HttpResponse:
    if way is PUBLIC:
        return lost(request)
    raise NotFound("draft")


def _was_sent(request, way: IntakeWay, draft) -> bool:
    if way is PUBLIC:
        return bool(secrets.sent_reference(request, draft))
    return way.drafts(request).filter(pk=draft).exclude(sent_as="").exists()


def page(request, journey: Journey, slug: str) -> HttpResponse:
    asked = journey.page(slug)
    if asked.is_list:
        return _list(request, journey, asked)
    typed = posted(request)
    visited = journey.told.typed(slug) is not None
    form = asked.form(journey.told, journey.told.typed(slug) if typed is None else typed)
    if request.method == "POST":
        goes_back = BACK in request.POST
        try:
            if visited or not goes_back or any(map(any, form.typed().values())):
                actions.save_page(journey.draft, page=slug, typed=form.typed(), by=journey.by)
        except RuleViolation as refusal:
            form.refuse(refusal)
        else:
            if goes_back:
                return redirect(_before(request, journey, asked))
            if form.is_valid():
                return redirect(journey.fresh().after(asked, changing=_changing(request)))
    return _show(request, journey, asked, form, template=asked.template, back_keeps=True)


def _list(request, journey, asked) -> HttpResponse:
    kept = entries(journey, asked)
    faults = _faults(journey, asked, kept) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        actions.save_list(journey.draft, page=asked.slug, by=journey.by)
        return redirect(journey.fresh().after(asked, changing=_changing(request)))
    more = {"entries": kept, "faults": faults, "adding": adding(journey, asked, changing=_changing(request))}
    more["guidance"] = asked.guiding(journey.told)
    return _show(request, journey, asked, None, template=asked.template, **more)


def _faults(journey, asked, kept: list[dict]) -> list[dict]:
    """Why the list cannot be left as it is, each with a link to where it is mended."""
    if len(kept) < asked.least:
        return [{"text": journey.told.in_words(asked.too_few), "href": "#add-first"}]
    return [
        {"text": f"Finish or remove {one['called']}", "href": f"#entry-{one['number']}"}
        for one in kept
        if not one["done"]
    ]


def add(request, journey: Journey, slug: str, kind: str) -> HttpResponse:
    asked = journey.list_page(slug)
    if kind not in asked.kinds:
        raise NotFound("page of a draft")
    unfinished = [one for one in entries(journey, asked) if one["kind"] == kind and not one["done"]]
    if unfinished and request.method == "GET":
        return redirect(unfinished[0]["change"] + (CHANGING if _changing(request) else ""))
    return _entry(request, journey, asked, kind, number=0)


def entry(request, journey: Journey, slug: str, number: int) -> HttpResponse:
    asked = journey.list_page(slug)
    kept = _kept(journey, slug, number)
    return _entry(request, journey, asked, asked.kind_of(kept), number=number, kept=kept)


def _entry(request, journey, asked, kind: str, *, number: int, kept: dict | None = None) -> HttpResponse:
    typed = posted(request)
    form = asked.entry_form(journey.told, kind, kept if typed is None else typed)
    title = asked.kinds[kind].label if not number else f"Change {form.one} {number}"
    back, shown = _list_or_check(request, journey, asked), _mark_shown(request, kept)
    if request.method == "POST" and (number or any(map(any, form.typed().values()))):
        try:
            typed = {**form.typed(), **_marked(form, kind)}
            save = {"page": asked.slug, "number": number, "typed": typed, "shown": request.POST.get(SHOWN)}
            number = actions.save_entry(journey.draft, **save, by=journey.by)
        except RuleViolation as refusal:
            form.refuse(refusal)
        else:
            if form.is_valid():
                return redirect(back)
            form.helper.form_action = journey.entry_url(asked, number) + (CHANGING if _changing(request) else "")
            shown = actions.mark_of(typed)  # what stands in the draft now, to be corrected from here
    return _show(request, journey, asked, form, page_title=title, back_href=back, entry_shown=shown)


def _mark_shown(request, kept: dict | None) -> str:
    """Of the entry this page shows; a page that was refused still goes by what it first showed."""
    return request.POST.get(SHOWN) or (actions.mark_of(kept) if kept else "")


def _list_or_check(request, journey, asked) -> str:
    """Where an entry leads back to: to the answers, for whoever came from there."""
    return journey.url("check") if _changing(request) else journey.page_url(asked)


def _marked(form, kind: str) -> dict:
    """The kind of an entry, where the form itself does not ask it."""
    return {} if "kind" in form.fields else {"kind": [kind]}


def remove(request, journey: Journey, slug: str, number: int) -> HttpResponse:
    asked = journey.list_page(slug)
    kept = _kept(journey, slug, number)
    form = RemoveForm(request.POST or None)
    back = _list_or_check(request, journey, asked)
    if request.method == "POST":

        def remove_entry(*, by) -> None:
            shown = request.POST.get(SHOWN)
            actions.remove_entry(journey.draft, page=slug, number=number, by=journey.by, shown=shown)

        return submit_button(request, remove_entry, then=back)
    form.secondary_label, form.secondary_href = "No, go back", back
    shown = asked.entry_form(journey.told, asked.kind_of(kept), kept).summary()
    title = "Are you sure you want to remove this?"
    return _show(
        request,
        journey,
        asked,
        form,
        template=REMOVE,
        page_title=title,
        back_href=back,
        what=shown,
        entry_shown=_mark_shown(request, kept),
    )


def check(request, journey: Journey) -> HttpResponse:
    form = (KeyedDeclarationForm if journey.way is STAFF else DeclarationForm)(posted(request))

    def send(**declared) -> str:
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
        "back_href": journey.page_url(journey.pages[-1]),
        "keyed": journey.told.keyed_in,
        "challenge": None if journey.by else flood.challenge(flood.SEND),
        "page_title": "Check your answers",
    }
    return render(request, "referrals/intake/check.html", context, status=form.status)


def discard(request, journey: Journey) -> HttpResponse:
    form = DiscardForm(posted(request))

    def discard_draft(*, by) -> None:
        actions.discard_draft(journey.draft, by=journey.by)

    done = submit_form(request, form, discard_draft, then=resolve_url(*_start(journey)))
    if done:
        return done
    form.secondary_label, form.secondary_href = "No, keep it", journey.go_on_url()
    context = {"form": form, "current_hub": journey.draft.hub, "back_href": journey.go_on_url()}
    title = "Are you sure you want to delete what you have written?"
    return render(request, "referrals/intake/discard.html", {**context, "page_title": title})


def _arrived(request, journey, reference: str) -> str:
    """The page that says so."""
    if journey.way is STAFF:
        return reverse("referrals:case", args=[reference])
    if journey.way is PUBLIC:
        secrets.note_sent(request, journey.draft, reference)
    return journey.url("sent")


def _shows_sent(way: IntakeWay) -> Callable:
    def sent(request: HttpRequest, draft) -> HttpResponse:
        if way is PUBLIC:
            found = secrets.sent(request, draft)
        else:
            found = way.drafts(request).select_related("hub").filter(pk=draft).exclude(sent_as="").first()
        if found is None:
            return _not_found(request, way)
        if way is STAFF and visible_referrals(request.user).filter(reference=found.sent_as).exists():
            return redirect("referrals:case", found.sent_as)
        context = {"reference": found.sent_as, "hub": found.hub, "current_hub": found.hub, "way": way}
        return render(request, "referrals/intake/sent.html", {**context, "page_title": "Referral sent"})

    return sent


def _kept(journey, slug: str, number: int) -> dict:
    kept = journey.told.entries(slug)
    if not 1 <= number <= len(kept):
        raise NotFound("entry of a draft")
    return kept[number - 1]


def _changing(request) -> bool:
    return request.GET.get("change") == "yes"


def _before(request, journey, asked) -> str:
    back = journey.url("check") if _changing(request) else journey.before(asked)
    return back or resolve_url(*_start(journey))


def _show(request, journey, asked, form, *, template: str = "referrals/intake/page.html", **more) -> HttpResponse:
    context = {
        "form": form,
        "page": asked,
        "caption": journey.progress(asked),
        "hub": journey.draft.hub,
        "current_hub": journey.draft.hub,
        "keyed": journey.told.keyed_in,
        "page_title": asked.heading(journey.told),
        "back_href": _before(request, journey, asked),
        **more,
    }
    return render(request, template, context)


def _start(journey: Journey) -> tuple[str, ...]:
    """The page this way in starts from, where unsent drafts are listed."""
    if journey.way is PUBLIC:
        return ("referrals:start_hub", journey.draft.hub.slug)
    return ("referrals:key_referral",) if journey.way is STAFF else ("referrals:start_account",)


STEP_VIEWS = {"check": check, "discard": discard, "page": page, "add": add, "entry": entry, "remove": remove}
