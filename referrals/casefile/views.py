"""The case: its page, prints and notes, who may see it, and its public referrer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from agencies import roles
from mash import paging
from mash.guards import NotFound, allow, posted, recently_confirmed
from mash.lists import way_back
from referrals import codes, events
from referrals.access.bars import barred_from
from referrals.access.break_glass import existence_cards
from referrals.access.granting import GIVEN_BY_PEOPLE
from referrals.access.pages import case_page
from referrals.access.visible import visible_referrals
from referrals.access.who_can_see import looked_at as looks_at
from referrals.access.who_can_see import past_access
from referrals.access.who_can_see import who_can_see as ways_in
from referrals.casefile import actions, asks, forms, linking
from referrals.casefile.asks import asks_for, put_ask
from referrals.casefile.at_address import VERY_MANY, as_rows, homes_at, how_many, told_at
from referrals.casefile.case import contact_on_paper, contacts, gather
from referrals.casefile.emergency import open_in_emergency
from referrals.casefile.link_forms import LinkForm, UnlinkForm
from referrals.evidence.frozen_records import checked, record_mismatches
from referrals.models import CaseLink, Referral
from referrals.overview.next_steps import STEPS
from referrals.overview.referrer_rows import concern_rows, family_rows, hub_rows
from referrals.pages import submit_case_form
from referrals.people.as_told import people_as_told, readable_facts
from referrals.people.case_links import SAYS
from referrals.people.hidden_records import HiddenRecord, hidden_records
from referrals.people.other_referrals import other_referrals
from referrals.people.secret_homes import Secrets, secrets_of
from referrals.people.shown import Shown, people_shown, rows_without_secrets

A_PAGE = 25  # rows of the page of an address
OPENING = "Open a record in an emergency"
NOT_OPENED = "No record can be opened in an emergency with this reference. Check it, or phone the record’s team"
SECTIONS = [
    ("who", "Who"),
    ("what", "What"),
    ("ratings", "Ratings"),
    ("basis", "Lawful basis"),
    ("requests", "Requests"),
    ("discussions", "Discussions and actions"),
    ("decisions", "Decisions"),
    ("notes", "Notes"),
    ("documents", "Documents"),
    ("history", "History"),
    ("stands", "Where it stands"),
    ("access", "Who can see this"),
    ("linked", "Linked cases"),
    ("earlier", "Other referrals"),
]


RESTRICTED = "The case is restricted: its team no longer sees it. “Who can see this, and why?” lists who does."
ASKED = "Your ask is sent to those who can answer it. The answer will be on this case."
ANSWERED = "Your answer is recorded. They read it on the case they asked from."


@case_page(roles.VIEW_CASE)
def case(request: HttpRequest, referral: Referral) -> HttpResponse:
    return _case(request, referral, "case", referral.reference)


@case_page(roles.VIEW_CASE, event=events.CASE_PRINTED)
def case_print(request: HttpRequest, referral: Referral) -> HttpResponse:
    return _case(request, referral, "case_print", f"{referral.reference}, summary", printed=True)


def _case(
    request: HttpRequest, referral: Referral, template: str, title: str, *, printed: bool = False
) -> HttpResponse:
    now = timezone.now()
    gathered = gather(referral, user=request.user, now=now, printed=printed, reads_only=request.reading is not None)
    record_mismatches(gathered.frozen_records, about=referral, by=request.user)
    # The access log records the other referrals this page shows.
    request.also_shown = gathered.other_referrals.references
    context = {
        "referral": referral,
        "case": gathered,
        "risk_to_visitors": _visiting(referral, gathered.secret, printed=printed),
        "hub_concerns": hub_rows(referral),
        "concern": rows_without_secrets(concern_rows(referral), gathered.secret, printed=printed),
        "family": rows_without_secrets(family_rows(referral, printed=printed), gathered.secret, printed=printed),
        "sections": SECTIONS,
        "frozen_records": gathered.frozen_records,
        "now": now,
        **_way_back(request, referral),
        "page_title": title,
    }
    return render(request, f"referrals/casefile/{template}.html", context)


def _way_back(request: HttpRequest, referral: Referral) -> dict:
    """Return the list that the case was opened from: of those that lead to it, and at its very row."""
    address = way_back(request, "referrals:queue", referral.reference, or_of=["referrals:needs", "referrals:search"])
    lists = {"referrals:needs": "What needs you now", "referrals:search": "Search"}
    words = next((words for name, words in lists.items() if address.startswith(reverse(name))), "Work queue")
    return {"way_back": address, "way_back_words": words}


def _visiting(referral: Referral, secret: Secrets, *, printed: bool) -> str:
    return secret.on_paper(referral.risk_to_visitors) if printed else referral.risk_to_visitors


@case_page(roles.VIEW_CASE)
def as_recorded(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Compare every frozen record of the case with its line in the access log."""
    frozen_records = checked(referral, about=referral, by=request.user)
    groups = [
        (frozen_records.wrong, "Not as recorded"),
        (frozen_records.unsure, "Not vouched for"),
        (frozen_records.unchanged, "Unchanged"),
    ]
    return _page(
        request, "as_recorded", referral, "Is it as it was recorded?", frozen_records=frozen_records, groups=groups
    )


@case_page(roles.VIEW_CASE)
def at_address(request: HttpRequest, referral: Referral, position: int) -> HttpResponse:
    """Everybody and every case at the address of somebody in this one, or at those that its words name."""
    today = timezone.localdate()
    secret = secrets_of(referral)
    person, homes = homes_at(secret, position)
    if not homes:
        raise NotFound(referral.reference)
    everything = told_at(homes, referral, request.user)
    page = paging.page_of(everything, request.GET, size=A_PAGE)
    rows = as_rows(list(page), referral, today)
    request.also_shown = sorted({row.referral.reference for row in rows} - {referral.reference})
    number = how_many(everything)
    context = {
        "of": Shown(person, today, secret) if person else None,
        "page_obj": page,
        "rows": rows,
        "number": number,
        "very_many": number["people"] > VERY_MANY,
    }
    return _page(request, "at_address", referral, "Everybody and every case at this address", **context)


@case_page(roles.VIEW_CASE, event=events.CASE_PRINTED)
def referral_as_received(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Show the referral as it was received, for printing."""
    as_told = people_as_told(referral.people.all(), readable_facts(referral, user=request.user))
    # An address that must be kept secret by now was perhaps not when it was told.
    secret = secrets_of(referral, as_told=as_told)
    people = people_shown(secret, timezone.localdate(referral.received_at))
    referrer, professionals = contacts(referral, as_received=True)
    context = {
        "referral": referral,
        "people": people,
        "risk_to_visitors": _visiting(referral, secret, printed=True),
        "referrer": contact_on_paper(referrer, secret) if referrer else None,
        "professionals": [contact_on_paper(contact, secret) for contact in professionals],
        "concern": rows_without_secrets(concern_rows(referral), secret, printed=False),
        "family": rows_without_secrets(family_rows(referral), secret, printed=False),
        "page_title": f"{referral.reference}, as received",
    }
    return render(request, "referrals/casefile/referral_as_received.html", context)


@case_page(roles.VIEW_PUBLIC_REFERRER, event=events.PUBLIC_REFERRER_SEEN)
def public_referrer(request: HttpRequest, referral: Referral) -> HttpResponse:
    # Only a public referrer has a page of their own; a professional is named on the case.
    if referral.referrer.is_professional:
        raise NotFound(referral.reference)
    return _page(request, "public_referrer", referral, "Who made this referral", referrer=referral.referrer)


@case_page(roles.ADD_NOTE)
def note(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.NoteForm(posted(request))
    done = submit_case_form(request, referral, form, actions.add_note, "The note is added.")
    return done or _page(request, "note", referral, STEPS["note"].words, form=form)


@case_page(roles.ADD_NOTE)
def add_concerns(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.AddConcernsForm(posted(request), referral=referral)
    done = submit_case_form(request, referral, form, actions.add_concerns, "The concerns are added.")
    if done:
        return done
    # A request keeps the words with which it was sent: whoever has it is told of a concern by phone.
    asked = [waiting.agency.name for waiting in referral.requests.open().select_related("agency")]
    context = {"form": form, "asked": get_text_list(asked, "and")}
    return _page(request, "add_concerns", referral, STEPS["add_concerns"].words, **context)


@case_page(roles.ADD_NOTE)
def link_case(request: HttpRequest, referral: Referral) -> HttpResponse:
    others = other_referrals(referral, referral.people.all())
    request.also_shown = others.references  # for the access log
    initial = {"other": request.GET.get("other"), "says": request.GET.get("says")}
    form = LinkForm(posted(request), referral=referral, others=others, initial=initial)
    done = submit_case_form(request, referral, form, linking.link, "The two cases are linked, and both say so.")
    return done or _page(request, "link_case", referral, STEPS["link_case"].words, form=form, others=others)


@case_page(roles.ADD_NOTE)
def unlink_case(request: HttpRequest, referral: Referral, link: UUID) -> HttpResponse:
    linked = linking.links_of(referral, by=request.user).filter(pk=link).first()
    if linked is None:
        raise NotFound(referral.reference)
    other = linking.other_side(linked, referral)
    request.also_shown = [other.reference]  # for the access log
    form = UnlinkForm(posted(request), referral=referral, link=linked)
    done = submit_case_form(request, referral, form, linking.unlink, "The link is undone, and both cases say so.")
    words = SAYS[CaseLink.Kind(linked.kind), linked.first_id == referral.pk]
    return done or _page(
        request, "unlink_case", referral, "Undo the link", form=form, link=linked, other=other, words=words
    )


@case_page(roles.VIEW_CASE)
def who_can_see(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Show who can see the case and why, past access, requests and bars."""
    context = {
        "ways": ways_in(referral),
        "past": past_access(referral),
        "asks": asks_for(referral),
        "barred": barred_from(referral) if request.user.has_perm(roles.SUGGEST_BAR) else [],
        "kinds": dict(codes.GrantKind.choices),
        "now": timezone.now(),
    }
    return _page(request, "who_can_see", referral, "Who can see this, and why?", **context)


@case_page(roles.SUGGEST_BAR)
def suggest_bar(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.SuggestBarForm(posted(request), referral=referral, by=request.user)
    message = "They cannot see this record now. A governance officer confirms it."
    done = submit_case_form(request, referral, form, actions.suggest_bar, message, then="who_can_see")
    return done or _page(request, "suggest_bar", referral, "Keep somebody from this record", form=form)


@case_page(roles.RESTRICT, event=events.LOOKS_SEEN)
def looked_at(request: HttpRequest, referral: Referral) -> HttpResponse:
    return _page(request, "looked_at", referral, "Who has looked at this", looks=looks_at(referral.reference))


@case_page(roles.RESTRICT)
def share_case(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.ShareForm(posted(request), referral=referral)
    done = submit_case_form(
        request, referral, form, actions.grant_access, "They can now see this case.", then="who_can_see"
    )
    return done or _page(request, "share_case", referral, "Give access to this case", form=form)


@case_page(roles.RESTRICT)
def unshare_case(request: HttpRequest, referral: Referral, person: int) -> HttpResponse:
    """Withdraw one person's own access."""
    ways = (way for way in ways_in(referral) if way.kind in GIVEN_BY_PEOPLE)
    way = next((way for way in ways if way.person == person), None)
    if way is None:
        return redirect("referrals:who_can_see", referral.reference)
    form = forms.WithdrawForm(posted(request), person=person)
    done = submit_case_form(
        request, referral, form, actions.withdraw_access, _withdrawn_words(referral), then="who_can_see"
    )
    return done or _page(request, "unshare_case", referral, "Withdraw access to this case", form=form, way=way)


@case_page(roles.RESTRICT)
def restrict(request: HttpRequest, referral: Referral) -> HttpResponse:
    if request.method == "GET" and referral.restricted:
        return redirect("referrals:who_can_see", referral.reference)
    form = forms.RestrictForm(posted(request), referral=referral, by=request.user)
    done = submit_case_form(request, referral, form, actions.restrict, RESTRICTED)
    return done or _page(request, "restrict", referral, STEPS["restrict"].words, form=form, ways=ways_in(referral))


@case_page(roles.RESTRICT)
def unrestrict(request: HttpRequest, referral: Referral) -> HttpResponse:
    if request.method == "GET" and not referral.restricted:
        return redirect("referrals:who_can_see", referral.reference)
    form = forms.UnrestrictForm(posted(request), referral=referral)
    done = submit_case_form(request, referral, form, actions.unrestrict, "The team can see this case again.")
    return done or _page(request, "unrestrict", referral, STEPS["unrestrict"].words, form=form)


@case_page(roles.RESTRICT)
def decide_restriction(request: HttpRequest, referral: Referral) -> HttpResponse:
    """A restriction that followed somebody to this case stays, or is lifted."""
    if request.method == "GET" and not referral.is_carried:
        return redirect("referrals:who_can_see", referral.reference)
    form = forms.DecideCarriedForm(posted(request), referral=referral)
    done = submit_case_form(request, referral, form, actions.decide_carried, "Your decision is saved, with its reason.")
    context = {"form": form, "ways": ways_in(referral)}
    return done or _page(request, "decide_restriction", referral, STEPS["decide_restriction"].words, **context)


# Records a person may only know to exist, and emergencies -----------------------------------------------------------


@case_page(roles.VIEW_CASE)
def ask_to_see(request: HttpRequest, referral: Referral, card: str) -> HttpResponse:
    hidden = _hidden(request, referral, card)
    form = forms.AskForm(posted(request), card=card)
    done = submit_case_form(request, referral, form, put_ask, ASKED)
    return done or _page(request, "ask_to_see", referral, "Ask to see a record", form=form, hidden=hidden)


@case_page(roles.RESTRICT)
def answer_ask(request: HttpRequest, referral: Referral, ask: UUID) -> HttpResponse:
    pending = next((candidate for candidate in asks_for(referral) if candidate.pk == ask), None)
    if pending is None or (request.method == "GET" and pending.answered_at):
        return redirect("referrals:who_can_see", referral.reference)
    form = forms.AnswerAskForm(posted(request), ask=pending)
    done = submit_case_form(request, referral, form, asks.answer_ask, ANSWERED, then="who_can_see")
    return done or _page(request, "answer_ask", referral, "Let somebody in who asks?", form=form, ask=pending)


@allow(roles.BREAK_GLASS)
@recently_confirmed
def break_glass(request: HttpRequest) -> HttpResponse:
    form = forms.EmergencyForm(posted(request))
    return _opened(request, form) or _page(request, "break_glass", None, OPENING, form=form, hub=request.user.hub)


@case_page(roles.BREAK_GLASS)
@recently_confirmed
def break_glass_card(request: HttpRequest, referral: Referral, card: str) -> HttpResponse:
    hidden = _hidden(request, referral, card)
    form = forms.EmergencyForm(posted(request), card=card)
    done = _opened(request, form, seen_from=referral)
    return done or _page(request, "break_glass", referral, OPENING, form=form, hub=referral.hub, hidden=hidden)


def _hidden(request: HttpRequest, referral: Referral, card: str) -> HiddenRecord:
    for hidden in hidden_records(existence_cards(referral), referral.people.all(), user=request.user):
        if hidden.card.card == card:
            return hidden
    raise NotFound(referral.reference)


def _opened(request: HttpRequest, form: forms.EmergencyForm, *, seen_from: Referral | None = None):
    """Open the record and redirect to it, or return None with the same message for all failures."""
    if request.method != "POST" or not form.is_valid():
        return None
    facts = form.action_kwargs()
    opened = open_in_emergency(**facts, seen_from=seen_from, by=request.user)
    # Somebody who may see the record anyway is sent there without an emergency opening.
    seen = visible_referrals(request.user).filter(reference=opened.reference if opened else facts["wanted"]).first()
    if seen is None:
        form.add_error(None if form.card else "wanted", NOT_OPENED)
        return None
    return redirect("referrals:case", seen.reference)


def _page(request: HttpRequest, name: str, referral: Referral | None, title: str, **context) -> HttpResponse:
    context |= {"referral": referral, "page_title": title, "caption": referral.reference if referral else ""}
    return render(request, f"referrals/casefile/{name}.html", context)


def _withdrawn_words(referral: Referral) -> str:
    """Say what is withdrawn: the team sees an unrestricted case without any grant."""
    if referral.restricted:
        return "The access they were given is withdrawn."
    return "The access they were given is withdrawn. If they are in the team, they still see this case."
