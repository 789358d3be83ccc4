"""What a hub has settled for itself: targets, opening hours, telephones and second signatures."""

from django.contrib import messages
from django.shortcuts import redirect, render

from agencies import registry, roles
from agencies.admin_pages import load_hub_with_version, record_visit
from agencies.rules import actions
from agencies.rules.forms import HoursForm, HubForm, PausesForm, TargetsForm
from mash.guards import allow, posted
from mash.refusals import RuleViolation

RUNNING = "Clocks that run already keep the target they began with."


@allow(roles.MANAGE_TARGETS)
def targets(request):
    hub, seen = load_hub_with_version(request, "targets")
    form = TargetsForm(posted(request), hub=hub, seen=seen)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_targets(hub=hub, targets=form.targets(), seen=form.cleaned_data["seen"], by=request.user)
            messages.success(request, f"The targets have been saved. {RUNNING}")
            return redirect("agencies:targets")
        except RuleViolation as refusal:
            form.refuse(refusal)
    record_visit(request, "targets")
    return render(request, "agencies/rules/targets.html", {"form": form, "page_title": "Targets"})


@allow(roles.MANAGE_TARGETS)
def hours(request):
    hub, seen = load_hub_with_version(request, "hours")
    form = HoursForm(posted(request), hub=hub, seen=seen)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("closed_on", "seen")}
        try:
            actions.set_hours(hub=hub, hours=form.hours(), by=request.user, **facts)
            messages.success(request, "The opening hours have been saved.")
            return redirect("agencies:hours")
        except RuleViolation as refusal:
            form.refuse(refusal)
    record_visit(request, "hours")
    return render(request, "agencies/rules/hours.html", {"form": form, "page_title": "Opening hours"})


@allow(roles.MANAGE_TARGETS)
def pauses(request):
    hub, seen = load_hub_with_version(request, "pauses")
    form = PausesForm(posted(request), hub=hub, seen=seen)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_pause_rules(hub=hub, by=request.user, **form.cleaned_data)
            messages.success(request, "The rules of pauses have been saved.")
            return redirect("agencies:pauses")
        except RuleViolation as refusal:
            form.refuse(refusal)
    record_visit(request, "pauses")
    page = {"form": form, "usual": registry.PAUSE_REASONS, "page_title": "Pauses of clocks"}
    return render(request, "agencies/rules/pauses.html", page)


@allow(roles.MANAGE_TARGETS)
def hub_settings(request):
    hub, seen = load_hub_with_version(request, "settings")
    form = HubForm(posted(request), hub=hub, seen=seen)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_hub(hub=hub, by=request.user, **form.cleaned_data)
            messages.success(request, "The hub’s settings have been saved.")
            return redirect("agencies:hub_settings")
        except RuleViolation as refusal:
            form.refuse(refusal)
    record_visit(request, "hub settings")
    return render(request, "agencies/rules/hub_settings.html", {"form": form, "page_title": "Hub settings"})
