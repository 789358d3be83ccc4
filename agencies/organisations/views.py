"""The agencies a hub asks, and the sharing agreements it has with them."""

from datetime import timedelta
from functools import partial

from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies import roles
from agencies.looking import looked, to_change
from agencies.models import Agency, SharingAgreement
from agencies.organisations import actions
from agencies.organisations.forms import (
    AddAgencyForm,
    AddAgreementForm,
    AgreementForm,
    ChangeAgencyForm,
    EndAgreementForm,
)
from mash.form_submission import submit_form
from mash.guards import allow, posted

SOON = timedelta(days=60)


@allow(roles.MANAGE_AGENCIES)
def agencies(request):
    active = Count("people", filter=Q(people__is_active=True))
    found = Agency.objects.filter(hub=request.user.hub).annotate(active_people=active).order_by("name")
    looked(request, "agencies")
    return render(request, "agencies/organisations/agencies.html", {"agencies": found, "page_title": "Agencies"})


@allow(roles.MANAGE_AGENCIES)
def add_agency(request):
    form = AddAgencyForm(posted(request), hub=request.user.hub)

    def words(agency: Agency) -> str:
        return f"{agency.name} has been added. Now invite its people."

    action = partial(actions.add_agency, hub=request.user.hub)
    done = submit_form(request, form, action, message=words, then="agencies:agencies")
    if done:
        return done
    looked(request, "add an agency")
    return render(request, "agencies/organisations/add_agency.html", {"form": form, "page_title": "Add an agency"})


@allow(roles.MANAGE_AGENCIES)
def agency(request, pk):
    found, seen = to_change(request, Agency.objects.select_related("hub", "group"), pk)
    form = ChangeAgencyForm(posted(request), hub=request.user.hub, agency=found, seen=seen)
    action = partial(actions.change_agency, agency=found)
    done = submit_form(request, form, action, message="The agency has been saved.", then="agencies:agencies")
    if done:
        return done
    looked(request, "agency", found)
    page = {"form": form, "agency": found, "page_title": "Agency", "caption": found.get_kind_display()}
    page |= {"people": found.people.order_by("name"), "agreements": found.sharing_agreements.filter(ended_on=None)}
    return render(request, "agencies/organisations/agency.html", page)


@allow(roles.MANAGE_AGREEMENTS)
def agreements(request):
    found = SharingAgreement.objects.filter(hub=request.user.hub).select_related("agency").order_by("review_on", "pk")
    in_force = SharingAgreement.objects.filter(agency=OuterRef("pk"), ended_on=None)
    looked(request, "agreements")
    page = {
        "rows": [_row(one) for one in found if not one.ended_on],
        "ended": [one for one in found if one.ended_on],
        "without": Agency.objects.filter(~Exists(in_force), hub=request.user.hub, is_active=True),
        "page_title": "Sharing agreements",
    }
    return render(request, "agencies/organisations/agreements.html", page)


def _row(agreement: SharingAgreement) -> dict:
    left = agreement.review_on - timezone.localdate()
    if left < timedelta(0):
        return {"agreement": agreement, "state": "Review overdue", "colour": "red"}
    if left <= SOON:
        return {"agreement": agreement, "state": "Review due soon", "colour": "yellow"}
    return {"agreement": agreement, "state": "In force", "colour": "green"}


@allow(roles.MANAGE_AGREEMENTS)
def add_agreement(request):
    form = AddAgreementForm(posted(request), hub=request.user.hub)
    action = partial(actions.add_agreement, hub=request.user.hub)
    done = submit_form(request, form, action, message="The agreement has been added.", then="agencies:agreements")
    if done:
        return done
    looked(request, "add an agreement")
    return render(
        request, "agencies/organisations/add_agreement.html", {"form": form, "page_title": "Add an agreement"}
    )


@allow(roles.MANAGE_AGREEMENTS)
def agreement(request, pk):
    found, seen = to_change(request, SharingAgreement.objects.select_related("agency"), pk)
    form = AgreementForm(posted(request), agreement=found, seen=seen)
    action = partial(actions.change_agreement, agreement=found)
    done = submit_form(request, form, action, message="The agreement has been saved.", then="agencies:agreements")
    if done:
        return done
    looked(request, "agreement", found)
    page = {"form": form, "agreement": found, "page_title": "Sharing agreement", "caption": found.agency.name}
    return render(request, "agencies/organisations/agreement.html", page)


@allow(roles.MANAGE_AGREEMENTS)
def end_agreement(request, pk):
    found, seen = to_change(request, SharingAgreement.objects.select_related("agency"), pk)
    back = reverse("agencies:agreement", kwargs={"pk": pk})
    form = EndAgreementForm(posted(request), submit_label="End this agreement", back=back, agreement=found, seen=seen)
    action = partial(actions.end_agreement, agreement=found)
    done = submit_form(request, form, action, message="The agreement has ended.", then="agencies:agreements")
    if done:
        return done
    page = {"form": form, "agreement": found, "page_title": "End this agreement", "caption": found.agency.name}
    return render(request, "agencies/organisations/end_agreement.html", page)
