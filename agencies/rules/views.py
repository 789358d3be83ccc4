"""What a hub has settled for itself: targets, opening hours, telephones and second signatures."""

from functools import partial

from django.shortcuts import render

from agencies import registry, roles
from agencies.admin_pages import load_hub_with_version, record_visit
from agencies.rules import actions
from agencies.rules.code_list_form import CodeListForm
from agencies.rules.code_lists import set_code_list, switchable
from agencies.rules.forms import HoursForm, HubForm, PausesForm, TargetsForm
from mash.form_submission import submit_form, words_of_saving
from mash.guards import NotFound, allow, posted

RUNNING = "Clocks that run already keep the target and the hours they began with."


@allow(roles.MANAGE_TARGETS)
def targets(request):
    hub, seen = load_hub_with_version(request, "targets")
    form = TargetsForm(posted(request), hub=hub, seen=seen)
    message = words_of_saving(f"The targets have been saved. {RUNNING}")
    done = submit_form(request, form, partial(actions.set_targets, hub=hub), message=message, then="agencies:targets")
    if done:
        return done
    record_visit(request, "targets")
    return render(request, "agencies/rules/targets.html", {"form": form, "page_title": "Targets"})


@allow(roles.MANAGE_TARGETS)
def hours(request):
    hub, seen = load_hub_with_version(request, "hours")
    form = HoursForm(posted(request), hub=hub, seen=seen)
    message = words_of_saving(f"The opening hours have been saved. {RUNNING}")
    done = submit_form(request, form, partial(actions.set_hours, hub=hub), message=message, then="agencies:hours")
    if done:
        return done
    record_visit(request, "hours")
    return render(request, "agencies/rules/hours.html", {"form": form, "page_title": "Opening hours"})


@allow(roles.MANAGE_TARGETS)
def pauses(request):
    hub, seen = load_hub_with_version(request, "pauses")
    form = PausesForm(posted(request), hub=hub, seen=seen)
    action = partial(actions.set_pause_rules, hub=hub)
    message = words_of_saving("The rules of pauses have been saved.")
    done = submit_form(request, form, action, message=message, then="agencies:pauses")
    if done:
        return done
    record_visit(request, "pauses")
    page = {"form": form, "usual": registry.PAUSE_REASONS, "page_title": "Pauses of clocks"}
    return render(request, "agencies/rules/pauses.html", page)


@allow(roles.MANAGE_TARGETS)
def hub_settings(request):
    hub, seen = load_hub_with_version(request, "settings")
    form = HubForm(posted(request), hub=hub, seen=seen)
    action = partial(actions.change_hub, hub=hub)
    message = words_of_saving("The hub’s settings have been saved.")
    done = submit_form(request, form, action, message=message, then="agencies:hub_settings")
    if done:
        return done
    record_visit(request, "hub settings")
    return render(request, "agencies/rules/hub_settings.html", {"form": form, "page_title": "Hub settings"})


@allow(roles.MANAGE_TARGETS)
def code_lists(request):
    record_visit(request, "lists")
    rows = [
        {"key": key, "title": listed.title, "number": len(listed.codes), "switchable": len(switchable(key))}
        for key, listed in registry.LISTS.items()
    ]
    return render(request, "agencies/rules/code_lists.html", {"rows": rows, "page_title": "Lists"})


@allow(roles.MANAGE_TARGETS)
def code_list(request, key):
    if key not in registry.LISTS:
        raise NotFound(key)
    hub, seen = load_hub_with_version(request, "list", key)
    form = CodeListForm(posted(request), hub=hub, key=key, seen=seen)
    action, message = partial(set_code_list, hub=hub, key=key), words_of_saving("The list has been saved.")
    done = submit_form(request, form, action, message=message, then="agencies:code_lists")
    if done:
        return done
    record_visit(request, "one list")
    page = {"form": form, "listed": registry.LISTS[key], "page_title": registry.LISTS[key].title}
    return render(request, "agencies/rules/code_list.html", page)
