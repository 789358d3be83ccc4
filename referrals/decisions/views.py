"""The pages of collating, deciding, signing, feedback, releasing and closing."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from agencies import roles
from audit.recording import record
from mash import paging
from mash.govuk.forms import CaseForm
from mash.guards import NotFound, allow, posted
from mash.lists import way_back
from referrals import codes, events
from referrals.access.break_glass import existence_cards
from referrals.access.items import pieces_of, readable_items
from referrals.access.pages import case_page, product_page
from referrals.access.visible import products_released_to
from referrals.decisions import actions, closing, duplicates, forms
from referrals.decisions.collation import collate, unanswered, withheld
from referrals.decisions.decision_form import DecisionForm
from referrals.decisions.family_words import words_to_tell
from referrals.decisions.freezing import agency_ratings
from referrals.decisions.notifying import open_notifications, record_notification
from referrals.decisions.products import AUDIENCES, releasable
from referrals.decisions.products import release as release_product
from referrals.decisions.records import records_of, vouched_for
from referrals.decisions.reopening import ended_as_duplicate
from referrals.decisions.saved_page import ADULTS, CHILDREN, DECIDING, SavedPage, amending
from referrals.decisions.standing import Standings
from referrals.decisions.steps import asked_agencies, next_steps, to_decide_on
from referrals.drafts.case_drafts import pages_begun
from referrals.evidence.frozen_records import checked
from referrals.models import Decision, Product, Referral
from referrals.models.identifiers import as_written
from referrals.overview.knows_now import stricter_now
from referrals.overview.next_steps import STEPS
from referrals.pages import submit_case_form
from referrals.people.as_told import readable_facts
from referrals.people.hidden_records import hidden_records
from referrals.people.other_hubs import other_hubs
from referrals.people.other_referrals import other_referrals
from referrals.workflow import check_may_draft, why_not

A_PAGE = 25
NO_DUPLICATE = "The case is open again, as no duplicate. Its time counts from its arrival."
REOPENED = (
    "The case is reopened. To decide differently, correct the decision. If nothing changes, close the case again."
)


@case_page(roles.COLLATE)
def collation(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Show what the agencies answered, side by side and by date."""
    now = timezone.now()
    collated = collate(referral, reader=request.user, now=now)
    form = forms.ChronologyFilter(request.GET or None, agencies=[column.agency for column in collated.columns])
    record(events.COLLATION_OPENED, about=referral, by=request.user, references=collated.references)
    context = {
        "collation": collated,
        "chronology": form.keep(collated.chronology),
        "filter": form,
        "frozen_records": checked(referral, about=referral, by=request.user),
        "referral": referral,
        "now": now,
        "page_title": "Collation",
    }
    return render(request, "referrals/decisions/collation.html", context)


@case_page(roles.COLLATE, event=events.DECISION_OPENED)
def decision(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Show the decisions of a case, in all versions, and the next steps."""
    standings, now = Standings.of(referral), timezone.now()
    versions = [version for standing in standings.all for version in standing.versions]
    frozen_records = checked(referral, about=referral, by=request.user)
    records = vouched_for(records_of(referral, versions, reader=request.user, now=now), frozen_records)
    shown = {entry.decision.pk: entry for entry in records}
    people = [
        {"standing": standing, "records": [shown[version.pk] for version in standing.versions]}
        for standing in standings.all
    ]
    signed = [version.signed_at for version in versions if version.state == Decision.State.SIGNED]
    known_since = [fact for fact in readable_facts(referral, user=request.user) if signed and fact.at > min(signed)]
    context = {
        "people": people,
        "known_since": known_since,
        "frozen_records": frozen_records,
        "steps": [] if request.reading else next_steps(referral, standings, reader=request.user),
        "feedback": closing.told_since_decided(referral),
        "products": referral.products.prefetch_related("agencies").order_by("number"),
        "referral": referral,
        "page_title": "Decision",
        "caption": referral.reference,
    }
    return render(request, "referrals/decisions/decision.html", context)


@case_page(roles.DRAFT_DECISION)
def decide(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Draft a decision for the children or the adults of a case."""
    standings, data = Standings.of(referral), posted(request)
    begun = pages_begun(referral, by=request.user)
    children, adults = (
        to_decide_on(
            [standing.subject for standing in standings.all] if data or page in begun else standings.undecided,
            adults=page == ADULTS,
        )
        for page in DECIDING
    )
    # Children and adults are decided on separate pages; the form says which this one is.
    about = (data or request.GET).get("about")
    about_adults = bool(adults) and (about == "adults" or not children)
    subjects, others = (adults, children) if about_adults else (children, adults)
    if not subjects:
        messages.info(request, "Every person this case is about has a decision or a draft of one.")
        return redirect("referrals:decision", referral.reference)
    page = SavedPage(request, referral, ADULTS if about_adults else CHILDREN, data)
    form = page.form(DecisionForm, subjects=subjects, **_answers(request, referral))

    def save(referral, **answers):
        return actions.draft(referral, subjects=form.chosen, **answers)

    message = "The draft is saved. Nothing is decided until it is signed."
    done = page.sent(form, lambda: _submit(request, form, save, message))
    context = {
        "about_adults": about_adults,
        "shut": None if request.method == "POST" else why_not(check_may_draft, referral),  # a POST shows it as an error
        "others": others,
        "kept_at": page.kept_at,
        **_beside(request, referral),
    }
    return done or _page(request, "decide", form, STEPS["decide"].words, **context)


@case_page(roles.DRAFT_DECISION)
def amend(request: HttpRequest, referral: Referral, position: int) -> HttpResponse:
    """Change the draft about one person; the address has their number in the referral."""
    person = get_object_or_404(referral.people.filter(is_subject=True), position=position)
    draft = person.decisions.order_by("version").last()
    # A POST still goes to the action, which explains who signed meanwhile.
    if draft is None or (draft.state != Decision.State.DRAFT and request.method != "POST"):
        return redirect("referrals:decision", referral.reference)
    page = SavedPage(request, referral, amending(position), posted(request))
    form = page.form(DecisionForm, subjects=[person], draft=draft, **_answers(request, referral))

    def save(_, **answers):
        return actions.amend(draft, **answers)

    message = "The draft is changed. Nothing is decided until it is signed."
    done = page.sent(form, lambda: _submit(request, form, save, message))
    context = {"person": person, "kept_at": page.kept_at, **_beside(request, referral)}
    return done or _page(request, "amend", form, "Change the draft decision", **context)


@case_page(roles.SIGN_DECISION)
def sign(request: HttpRequest, referral: Referral) -> HttpResponse:
    return _signing(
        request,
        referral,
        Decision.State.DRAFT,
        forms.SignForm,
        actions.sign,
        "sign",
        STEPS["sign"].words,
        _signed_words,
    )


def _signed_words(signed: list[Decision]) -> str:
    if any(decision.state == Decision.State.SECOND_SIGNATURE for decision in signed):
        return "Signed. Another manager must now give the second signature."
    return "Signed."


@case_page(roles.SIGN_DECISION)
def second_sign(request: HttpRequest, referral: Referral) -> HttpResponse:
    message, title = "The second signature is given.", STEPS["second_sign"].words
    return _signing(
        request,
        referral,
        Decision.State.SECOND_SIGNATURE,
        forms.SecondSignForm,
        actions.second_sign,
        "second_sign",
        title,
        message,
    )


@case_page(roles.SIGN_DECISION)
def send_back(request: HttpRequest, referral: Referral) -> HttpResponse:
    message, title = "The decision is a draft again.", "Send the decision back"
    return _signing(
        request,
        referral,
        Decision.State.SECOND_SIGNATURE,
        forms.SendBackForm,
        actions.send_back,
        "send_back",
        title,
        message,
    )


@case_page(roles.DRAFT_DECISION)
def correct(request: HttpRequest, referral: Referral) -> HttpResponse:
    standings = Standings.of(referral)
    if request.method != "POST" and not any(standing.state == Decision.State.SIGNED for standing in standings.all):
        messages.info(request, "There is no signed decision to correct.")
        return redirect("referrals:decision", referral.reference)
    form = forms.CorrectForm(posted(request), referral=referral, standings=standings)
    done = _submit(request, form, actions.correct, "A new version is drafted. Change it, then sign it.")
    return done or _page(request, "correct", form, STEPS["correct"].words)


@case_page(roles.SEND_FEEDBACK)
def feedback(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Tell the referrer, or show one of the letters to those concerned, as it is printed.

    Where somebody must not know there is no letter: whoever must not could open it.
    """
    words, only_spoken = words_to_tell(referral), referral.asks_for_silence
    letter = request.GET.get("letter", "")
    if request.method == "GET" and not only_spoken and letter.isdecimal() and int(letter) < len(words):
        context = {"referral": referral, "letter": words[int(letter)], "page_title": "Letter", "today": timezone.now()}
        return render(request, "referrals/decisions/letter.html", context)
    joined = ended_as_duplicate(referral) is not None
    form = forms.FeedbackForm(posted(request), referral=referral, joined=joined)

    def tell(referral, **answers):
        return (closing.send_feedback if form.is_sent else closing.excuse_feedback)(referral, **answers)

    done = _submit(request, form, tell, "Feedback is recorded.")
    return done or _page(
        request,
        "feedback",
        form,
        STEPS["feedback"].words,
        feedback=closing.told_since_decided(referral),
        words_to_tell=words,
        only_spoken=only_spoken,
    )


@case_page(roles.DRAFT_DECISION)
def notify(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Record that something was told which the law asks to be told by a day."""
    waiting = open_notifications(referral, Standings.of(referral))
    if not waiting and request.method != "POST":
        messages.info(request, "No notification that the law asks for is still to be made.")
        return redirect("referrals:decision", referral.reference)
    form = forms.NotifyForm(posted(request), referral=referral, waiting=waiting)
    done = _submit(request, form, record_notification, "The notification is recorded.")
    return done or _page(request, "notify", form, STEPS["notify"].words)


@case_page(roles.CLOSE)
def close(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Close the case."""
    standings = Standings.of(referral)
    if request.method != "POST":
        refusal = why_not(partial(closing.check_may_close, standings=standings), referral)
        if refusal:
            messages.info(request, refusal.words)
            return redirect("referrals:decision", referral.reference)
    form = forms.CloseForm(posted(request), referral=referral, unchanged=standings.stand_again(referral))
    done = _submit(request, form, closing.close, "The case is closed.")
    feedback_given = closing.told_since_decided(referral)
    open_requests = referral.requests.open().count()
    return done or _page(
        request, "close", form, STEPS["close"].words, feedback=feedback_given, open_requests=open_requests
    )


@case_page(roles.CLOSE)
def end_as_duplicate(request: HttpRequest, referral: Referral) -> HttpResponse:
    """End the case into another, of which it is a duplicate, and tell its referrer."""
    refusal = why_not(duplicates.check_may_end, referral)
    if refusal and request.method != "POST":
        messages.info(request, refusal.words)
        return redirect("referrals:case", referral.reference)
    others = other_referrals(referral, referral.people.all())
    request.also_shown = others.references  # for the access log
    initial = {"other": request.GET.get("other")}
    form = forms.DuplicateForm(posted(request), referral=referral, others=others, initial=initial)
    message = "The case has ended into the other, and both say so."
    done = submit_case_form(request, referral, form, duplicates.end_as_duplicate, message)
    return done or _page(request, "end_as_duplicate", form, STEPS["end_as_duplicate"].words)


@case_page(roles.CLOSE)
def reopen(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.ReopenForm(posted(request), referral=referral)
    ended = ended_as_duplicate(referral)
    message, then = (NO_DUPLICATE, "case") if ended else (REOPENED, "decision")
    done = submit_case_form(request, referral, form, closing.reopen, message, then=then)
    return done or _page(request, "reopen", form, STEPS["reopen"].words, was_duplicate=ended is not None)


@case_page(roles.RELEASE_PRODUCT)
def release(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Choose an audience, then items and agencies, and release after a preview."""
    audience = request.GET.get("audience", "")
    if audience not in dict(AUDIENCES):
        chosen = forms.AudienceForm(request.GET if {"audience", "choosing"} & request.GET.keys() else None)
        return _page(request, "audience", chosen, STEPS["release"].words, referral=referral)
    form = forms.ReleaseForm(
        posted(request),
        referral=referral,
        audience=audience,
        agencies=list(referral.hub.agencies.filter(is_active=True)),
        decisions=Standings.of(referral).in_force,
        items=releasable(referral, audience=audience, reader=request.user),
    )
    done = None
    if request.method == "POST" and form.is_valid() and not form.is_previewed:
        form.preview()
    else:
        done = _submit(request, form, release_product, "The product is released.")
    return done or _page(request, "release", form, STEPS["release"].words, audience=codes.ReleaseMark(audience))


@case_page(roles.COLLATE)
def released(request: HttpRequest, referral: Referral, product: str) -> HttpResponse:
    """Show a released product to the hub, within its case."""
    gone_out = referral.products.select_related("by").prefetch_related("agencies")
    released_product = next((candidate for candidate in gone_out if candidate.reference == as_written(product)), None)
    if released_product is None:
        raise NotFound(referral.reference)
    record(events.PRODUCT_OPENED, about=released_product, by=request.user, case=referral.reference)
    vouched = checked(released_product, about=released_product, by=request.user).of(released_product)
    context = {
        "product": released_product,
        "items": pieces_of(released_product),
        "is_released": True,
        "referral": referral,
        "knows_now": stricter_now(released_product),
    }
    context["vouched"] = vouched
    context["page_title"] = f"Product {released_product.reference}"
    return render(request, "referrals/decisions/released.html", context)


@allow(roles.READ_PRODUCT)
def products(request: HttpRequest) -> HttpResponse:
    # A hub releases to agencies of its own: by the hub an index has the newest first.
    here = products_released_to(request.user).filter(hub=request.user.hub_id)
    released_products = here.select_related("hub").order_by("-at", "-id")
    page = paging.page_of(released_products, request.GET, size=A_PAGE)
    record(events.PRODUCTS_LISTED, by=request.user, references=[product.reference for product in page])
    context = {"page_obj": page, "page_title": "Released to us"}
    return render(request, "referrals/decisions/products.html", context)


@product_page(roles.READ_PRODUCT)
def product(request: HttpRequest, product: Product) -> HttpResponse:
    vouched = checked(product, about=product, by=request.user).of(product)
    context = {"product": product, "items": pieces_of(product), "is_released": True, "vouched": vouched}
    context["knows_now"] = stricter_now(product)
    context["page_title"] = f"Product {product.reference}"
    context["way_back"] = way_back(request, "referrals:products", product.reference)
    return render(request, "referrals/decisions/product.html", context)


# What the pages share ---------------------------------------------------------------------------------------------


def _submit(request: HttpRequest, form: CaseForm, action: Callable, message: str | Callable[..., str]):
    return submit_case_form(request, form.referral, form, action, message, then="decision")


def _page(request: HttpRequest, template: str, form, title: str, **more) -> HttpResponse:
    referral = more.pop("referral", None) or form.referral
    context = {"form": form, "referral": referral, "page_title": title, "caption": referral.reference, **more}
    return render(request, f"referrals/decisions/{template}.html", context)


def _signing(request, referral, state, form_class, action, template, title, message) -> HttpResponse:
    """Show the records that wait for a signature, and sign or send back those chosen."""
    waiting = Standings.of(referral).waiting(state)
    if state == Decision.State.SECOND_SIGNATURE:
        # Nobody can give both signatures, so a page for the second omits one's own.
        waiting = [decision for decision in waiting if decision.signed_by_id != request.user.pk]
    form = form_class(posted(request), referral=referral, waiting=waiting)
    if not waiting and request.method != "POST":
        messages.info(request, "Nothing here waits for your signature.")
        return redirect("referrals:decision", referral.reference)
    done = _submit(request, form, action, message)
    # A redirect shows no records, so it needs no check of them.
    frozen_records = None if done else checked(referral, about=referral, by=request.user)
    records = [] if done else records_of(referral, waiting, reader=request.user, now=timezone.now())
    if frozen_records:
        vouched_for(records, frozen_records)
    if isinstance(form, forms.SignForm):
        form.show(records)
    return done or _page(request, template, form, title, records=records, frozen_records=frozen_records)


def _answers(request: HttpRequest, referral: Referral) -> dict:
    readable = [item for item in readable_items(request.user, referral) if item.words is not None]
    return {"items": readable, "agencies": asked_agencies(referral)}


def _beside(request: HttpRequest, referral: Referral) -> dict:
    """Return what the form shows beside the items: ratings, what is not known, and what else the hub was told."""
    others = other_referrals(referral, referral.people.all())
    request.also_shown = others.references  # for the access log
    ratings = referral.ratings.exclude(stage=codes.RatingStage.FINAL).select_related("by")
    without = unanswered(referral, timezone.now()) + withheld(referral)
    return {
        "ratings": ratings,
        "agency_ratings": agency_ratings(referral),
        "without": without,
        "other_referrals": others,
        "hidden_records": hidden_records(existence_cards(referral), others.people, user=request.user),
        "other_hubs": other_hubs(referral, others.people),
    }
