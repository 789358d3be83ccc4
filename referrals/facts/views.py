"""One person of a case: what is known of them, and recording more; and people whom the referral did not name."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies import roles
from mash.guards import NotFound, posted
from referrals.access.items import readable_items
from referrals.access.pages import case_page
from referrals.codes import FactKind
from referrals.facts import actions, forms
from referrals.facts.about import about
from referrals.models import Item, Person, PersonFact, Referral
from referrals.overview.next_steps import STEPS
from referrals.pages import submit_case_form
from referrals.people.as_told import readable_facts
from referrals.people.secret_homes import secrets_of

RECORDED = "It is recorded, with its source."


@case_page(roles.VIEW_CASE)
def case_person(request: HttpRequest, referral: Referral, position: int) -> HttpResponse:
    """Show everything known of one person, and where each fact comes from."""
    secret = secrets_of(referral)
    known = about(_person(referral, secret.everybody, position), secret, user=request.user, today=timezone.localdate())
    request.also_shown = [mention.person.referral.reference for mention, _ in known.elsewhere]  # for the access log
    may_record = not request.reading and not referral.is_ended and request.user.has_perm(roles.RECORD_FACTS)
    rows = known.rows_to_change(partial(_form_for, referral, known.person)) if may_record else known.rows
    context = {"about": known, "rows": rows, "may_record": may_record}
    return _page(request, "case_person", referral, "What is known of them", **context)


@case_page(roles.RECORD_FACTS)
def record_fact(request: HttpRequest, referral: Referral, position: int, kind: str) -> HttpResponse:
    """Record a fact of one kind about one person.

    It may be taken over from an agency's item, or be one that stands beside what the case shows, to be shown now.
    """
    subject = _person(referral, referral.people.all(), position)
    if kind not in forms.kinds_for(subject):
        raise NotFound(referral.reference)
    known = _fact(request, subject)
    item = known.item if known else _item(request, referral)
    form_of = forms.FORMS[FactKind(kind)]
    form = form_of(posted(request), referral=referral, person=subject, item=item, known=known)
    then = {"then": "case_person", "about": (subject.position,)}
    done = submit_case_form(request, referral, form, actions.record_fact, RECORDED, **then)
    context = {"form": form, "person": subject, "item": item}
    return done or _page(request, "record_fact", referral, FactKind(kind).label, **context)


@case_page(roles.RECORD_FACTS)
def add_person(request: HttpRequest, referral: Referral) -> HttpResponse:
    item = _item(request, referral)
    form = forms.AddPersonForm(posted(request), referral=referral, item=item)
    done = submit_case_form(request, referral, form, actions.add_person, "They are added to the case.")
    return done or _page(request, "add_person", referral, STEPS["add_person"].words, form=form, item=item)


@case_page(roles.RECORD_FACTS)
def add_professional(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = forms.AddProfessionalForm(posted(request), referral=referral)
    done = submit_case_form(request, referral, form, actions.add_professional, "They are added to the case.")
    return done or _page(request, "add_professional", referral, STEPS["add_professional"].words, form=form)


@case_page(roles.RECORD_FACTS)
def take_over(request: HttpRequest, referral: Referral, item: UUID) -> HttpResponse:
    """An item of an agency's answer beside the people of the case: what of it is a fact about whom?"""
    chosen = next((known for known in readable_items(request.user, referral) if known.pk == item), None)
    if chosen is None or chosen.words is None:
        raise NotFound(referral.reference)
    people = [(person, forms.kinds_for(person)) for person in referral.people.all()]
    return _page(request, "take_over", referral, "Take a fact over", item=chosen, people=people)


def _form_for(referral: Referral, person: Person, kind: FactKind) -> str:
    return reverse("referrals:record_fact", args=[referral.reference, person.position, kind])


def _person(referral: Referral, people, position: int) -> Person:
    person = next((person for person in people if person.position == position), None)
    if person is None:
        raise NotFound(referral.reference)
    return person


def _fact(request: HttpRequest, person: Person) -> PersonFact | None:
    """Return the fact that is to be shown from now on, if the address names one that this user may read."""
    number = request.GET.get("fact", "")
    if not number:
        return None
    facts = readable_facts(person.referral, user=request.user, person=person)
    known = next((fact for fact in facts if str(fact.pk) == number), None)
    if known is None:
        raise NotFound(person.referral.reference)
    return known


def _item(request: HttpRequest, referral: Referral) -> Item | None:
    """Return the item that a fact is taken over from, with its words, if the address names one this user may read."""
    number = request.GET.get("item", "")
    if not number:
        return None
    items = readable_items(request.user, referral)
    item = next((item for item in items if str(item.pk) == number and item.words is not None), None)
    if item is None:
        raise NotFound(referral.reference)
    return item


def _page(request: HttpRequest, template: str, referral: Referral, title: str, **context) -> HttpResponse:
    context = {"referral": referral, "caption": referral.reference, "page_title": title, **context}
    return render(request, f"referrals/facts/{template}.html", context)
