"""Pages on the agencies of a hub and its sharing agreements with them."""

from datetime import timedelta
from functools import partial

from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies import roles
from agencies.admin_pages import load_with_version, record_visit
from agencies.models import Agency, SharingAgreement
from agencies.organisations import actions
from agencies.organisations.answerers import answerers
from agencies.organisations.forms import (
    AddAgencyForm,
    AddAgreementForm,
    AgreementForm,
    ChangeAgencyForm,
    EndAgreementForm,
)
from mash.form_submission import submit_form, words_of_saving
from mash.guards import allow, posted

REVIEW_SOON = timedelta(days=60)


@allow(roles.MANAGE_AGENCIES)
def agencies(request):
    active = Count("people", filter=Q(people__is_active=True))
    can_answer = Exists(answerers().filter(user__agency=OuterRef("pk")))
    agencies = Agency.objects.filter(hub=request.user.hub).annotate(active_people=active, can_answer=can_answer)
    agencies = agencies.order_by("name")
    record_visit(request, "agencies")
    return render(request, "agencies/organisations/agencies.html", {"agencies": agencies, "page_title": "Agencies"})


@allow(roles.MANAGE_AGENCIES)
def add_agency(request):
    form = AddAgencyForm(posted(request), hub=request.user.hub)

    def message(agency: Agency) -> str:
        return f"{agency.name} has been added. Now invite its people."

    action = partial(actions.add_agency, hub=request.user.hub)
    done = submit_form(request, form, action, message=message, then="agencies:agencies")
    if done:
        return done
    record_visit(request, "add an agency")
    return render(request, "agencies/organisations/add_agency.html", {"form": form, "page_title": "Add an agency"})


@allow(roles.MANAGE_AGENCIES)
def agency(request, pk):
    agency, seen = load_with_version(request, Agency.objects.select_related("hub", "group"), pk)
    form = ChangeAgencyForm(posted(request), hub=request.user.hub, agency=agency, seen=seen)
    action = partial(actions.change_agency, agency=agency)
    message = words_of_saving("The agency has been saved.")
    done = submit_form(request, form, action, message=message, then="agencies:agencies")
    if done:
        return done
    record_visit(request, "agency", agency)
    page = {"form": form, "agency": agency, "page_title": "Agency", "caption": agency.get_kind_display()}
    page |= {"people": agency.people.order_by("name"), "agreements": agency.sharing_agreements.filter(ended_on=None)}
    return render(request, "agencies/organisations/agency.html", page)


@allow(roles.VIEW_AGREEMENTS)
def agreements(request):
    agreements = (
        SharingAgreement.objects.filter(hub=request.user.hub).select_related("agency").order_by("review_on", "pk")
    )
    in_force = SharingAgreement.objects.filter(agency=OuterRef("pk"), ended_on=None)
    record_visit(request, "agreements")
    page = {
        "rows": [_agreement_row(agreement) for agreement in agreements if not agreement.ended_on],
        "ended": [agreement for agreement in agreements if agreement.ended_on],
        "without": Agency.objects.filter(~Exists(in_force), hub=request.user.hub, is_active=True),
        "may_change": request.user.has_perm(roles.MANAGE_AGREEMENTS),
        "page_title": "Sharing agreements",
    }
    return render(request, "agencies/organisations/agreements.html", page)


def _agreement_row(agreement: SharingAgreement) -> dict:
    remaining = agreement.review_on - timezone.localdate()
    if remaining < timedelta(0):
        return {"agreement": agreement, "state": "Review overdue", "colour": "red"}
    if remaining <= REVIEW_SOON:
        return {"agreement": agreement, "state": "Review due soon", "colour": "yellow"}
    return {"agreement": agreement, "state": "In force", "colour": "green"}


@allow(roles.MANAGE_AGREEMENTS)
def add_agreement(request):
    form = AddAgreementForm(posted(request), hub=request.user.hub)
    action = partial(actions.add_agreement, hub=request.user.hub)
    done = submit_form(request, form, action, message="The agreement has been added.", then="agencies:agreements")
    if done:
        return done
    record_visit(request, "add an agreement")
    return render(
        request, "agencies/organisations/add_agreement.html", {"form": form, "page_title": "Add an agreement"}
    )


@allow(roles.MANAGE_AGREEMENTS)
def agreement(request, pk):
    agreement, seen = load_with_version(request, SharingAgreement.objects.select_related("agency"), pk)
    form = AgreementForm(posted(request), agreement=agreement, seen=seen)
    action = partial(actions.change_agreement, agreement=agreement)
    message = words_of_saving("The agreement has been saved.")
    done = submit_form(request, form, action, message=message, then="agencies:agreements")
    if done:
        return done
    record_visit(request, "agreement", agreement)
    page = {"form": form, "agreement": agreement, "page_title": "Sharing agreement", "caption": agreement.agency.name}
    return render(request, "agencies/organisations/agreement.html", page)


@allow(roles.MANAGE_AGREEMENTS)
def end_agreement(request, pk):
    agreement, seen = load_with_version(request, SharingAgreement.objects.select_related("agency"), pk)
    back = reverse("agencies:agreement", kwargs={"pk": pk})
    form = EndAgreementForm(
        posted(request), submit_label="End this agreement", back=back, agreement=agreement, seen=seen
    )
    action = partial(actions.end_agreement, agreement=agreement)
    done = submit_form(request, form, action, message="The agreement has ended.", then="agencies:agreements")
    if done:
        return done
    page = {"form": form, "agreement": agreement, "page_title": "End this agreement", "caption": agreement.agency.name}
    return render(request, "agencies/organisations/end_agreement.html", page)
