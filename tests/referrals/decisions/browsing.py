"""Fill in the decision pages as a browser does: what is on the page is sent back with the input."""

import re

from django.urls import reverse

from audit.models import Event
from mash.identity import acting_as
from referrals.models import Decision
from tests.database import as_role

DRAFT = {
    "threshold": "3",
    "outcome": "assessment",
    "final_rating": "amber",
    "rationale": "A pattern of neglect over a year.",
    "also": ["housing_duty"],
}
NO_ACTION = {
    "outcome": "no_further_action",
    "outcome_reason": "no_concern",
    "threshold": "2",
    "final_rating": "green",
}


def url(name, referral, *more):
    return reverse(f"referrals:{name}", args=[referral.reference, *more])


def prefilled(page) -> dict:
    """Return what a browser sends back unchanged: hidden fields, ticked boxes and radios."""
    values: dict = {}
    for tag in re.findall(r"<input[^>]*>", page.content.decode()):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if attributes.get("type") == "hidden" and attributes["name"] != "csrfmiddlewaretoken":
            values[attributes["name"]] = attributes.get("value", "")
        elif attributes.get("type") in ("radio", "checkbox") and re.search(r"\schecked\b", tag):
            values.setdefault(attributes["name"], []).append(attributes.get("value", "on"))
    return values


def send(client, where, **answers):
    """Open the page and send its form, as a browser does; `where` may hold a query."""
    return client.post(where, {**prefilled(client.get(where)), **answers})


def text(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def keys(world, model, **where) -> list[str]:
    with acting_as(world.manager):
        return [str(pk) for pk in model.objects.filter(**where).values_list("pk", flat=True)]


def people(world, referral) -> list[str]:
    with acting_as(world.manager):
        return [str(pk) for pk in referral.people.filter(is_subject=True).values_list("pk", flat=True)]


def fresh(world, referral):
    with acting_as(world.manager):
        referral.refresh_from_db()
        return referral


def lines(code):
    with as_role("mash_owner"):
        return list(Event.objects.filter(code=code))


def signed(manager, world, referral, **changes):
    send(manager, url("decide", referral), subjects=people(world, referral), **{**DRAFT, **changes})
    return send(manager, url("sign", referral), decisions=keys(world, Decision, state="draft"), declared="on")
