"""Builders for a hub with its users, and for referrals, through the real actions."""

from datetime import time
from types import SimpleNamespace

from django.test import Client
from django.utils import timezone

from agencies.models import Hub, Letter, OpeningHours, User
from agencies.opening import actions as opening
from agencies.organisations.actions import add_agency
from agencies.rules.actions import change_hub
from audit.recording import SYSTEM
from mash.identity import acting_as, acting_as_system
from referrals import codes
from referrals.intake.actions import receive
from referrals.models import Referral
from referrals.people.matcher import match_people
from referrals.triage import returning
from tests import two_hands
from tests.database import as_role
from tests.standing import stand

PASSWORD = "correct horse battery staple"

CAST = {
    "manager": ("Morgan Manager", "manager", None),
    "second_manager": ("Sandy Second", "manager", None),
    "social_worker": ("Sasha Socialworker", "social_worker", None),
    "screener": ("Skyler Screener", "screener", None),
    "police": ("Parker Police", "representative", "police"),
    "health": ("Harper Health", "representative", "health"),
    "school": ("Ellis Education", "representative", "education"),
    "referrer": ("Robin Referrer", "referrer", None),
    "auditor": ("Aubrey Auditor", "auditor", None),
    "governance": ("Glenn Governance", "governance", None),
    "administrator": ("Addison Administrator", "administrator", None),
}
FIRST = ("administrator", "manager")  # invited by the operator, so that two people can confirm changes


def build_hub(slug: str = "northvale") -> SimpleNamespace:
    """Return a hub with its agencies by kind and its users by role: hub.manager, hub.police, …"""
    if not Hub.objects.filter(slug=slug).exists():
        stand(slug, lambda: _open_hub(slug))
    hub = Hub.objects.get(slug=slug)
    people = {user.email.partition("@")[0]: user for user in User.objects.filter(hub=hub)}
    return SimpleNamespace(hub=hub, agencies={agency.kind: agency for agency in hub.agencies.all()}, **people)


def build_colleague(world) -> User:
    """Return a second representative of the police."""
    facts = {"hub": world.hub, "role": "representative", "agency": world.agencies["police"], "by": world.administrator}
    person = two_hands.invite(email=f"second.police@{world.hub.slug}.example", name="Pat Police", **facts)
    return User.objects.get(pk=person.pk)


def _open_hub(slug: str) -> None:
    hub = opening.open_hub(
        name=slug.title(),
        slug=slug,
        phone="01632 960001",
        out_of_hours_phone="01632 960002",
        duty_email=f"duty@{slug}.example",
        second_signature_outcomes=["no_further_action"],
    )
    for weekday in range(5):
        OpeningHours.objects.create(hub=hub, weekday=weekday, opens_at=time(9), closes_at=time(17))
    agencies = {
        kind: add_agency(
            hub=hub,
            name=f"{slug.title()} {kind}",
            kind=kind,
            link="core",
            notice_email=f"{kind}@{slug}.example",
            by=SYSTEM,
        )
        for kind in ["police", "health", "education", "housing"]
    }
    first = {part: _invite(hub, slug, part, agencies, by=SYSTEM) for part in FIRST}
    for part in [part for part in CAST if part not in FIRST]:
        _invite(hub, slug, part, agencies, by=first["administrator"])
    with as_role("mash_owner"):
        Letter.objects.all().delete()  # account letters are no part of any test's story


def _invite(hub: Hub, slug: str, part: str, agencies, *, by) -> User:
    name, role, kind = CAST[part]
    address = f"{part}@{slug}.example"
    user = two_hands.invite(hub=hub, email=address, name=name, role=role, agency=agencies.get(kind), by=by)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def browser(person) -> Client:
    """Return a new test client signed in as this user, for tests with several users at once."""
    client = Client()
    client.force_login(person, backend="agencies.backends.EmailBackend")
    return client


def session_of(person) -> str:
    return browser(person).cookies["sessionid"].value


def child(**changes) -> dict:
    return {
        "kind": "child",
        "is_subject": True,
        "first_name": "Test",
        "last_name": "Child",
        "date_of_birth": timezone.localdate().replace(year=timezone.localdate().year - 7, day=1),
        "sex": "F",
        "address": "1 Example Street",
        **changes,
    }


def adult(**changes) -> dict:
    return {"kind": "adult", "is_subject": True, "first_name": "Test", "last_name": "Adult", "sex": "M", **changes}


def build_referral(
    world, *, by=None, now=None, received_at=None, people=None, professionals=(), referrer=None, **facts
) -> Referral:
    """Return a received referral, entered by the screener unless `by` says otherwise, as the matcher leaves it."""
    by, people = by or world.screener, people or [child()]
    with acting_as(by):
        referral = receive(
            hub=world.hub,
            by=by,
            now=now,
            received_at=received_at,
            facts={
                "channel": codes.Channel.PHONE,
                "source_code": codes.SourceCode.SCHOOL,
                "concerns": [codes.Concern.NEGLECT],
                "what_happened": "Arrived hungry three days running.",
                "worries": "No food at home.",
                "family_informed": "no",
                **facts,
            },
            people=people,
            professionals=professionals,
            referrer={
                "is_professional": True,
                "name": "Terry Teacher",
                "role": "Class teacher",
                "organisation": "Example Primary School",
                "email": "teacher@school.example",
                **(referrer or {}),
            },
        )
    compare_people()
    return referral


def set_repeat_months(world, months: int) -> None:
    """Let the hub count repeats over so many months, in the rows that the world holds as well."""
    change_hub(hub=world.hub, repeat_months=months, by=world.administrator)
    for part in CAST:
        getattr(world, part).hub.repeat_months = months


def compare_people() -> None:
    """Let the matcher look at everybody who waits, as the worker does a moment later."""
    with acting_as_system():
        while match_people(timezone.now()):
            pass


def send_away(
    referral, *, by, area="Southmere", why="They moved.", confirmed_by="Pat Duty, duty manager", to_hub=None, now=None
) -> Referral:
    """Forward a case to another council, which confirms at once that it has it."""
    now = now or timezone.now()
    returning.forward(referral, area=area, why=why, to_hub=to_hub, by=by, now=now)
    confirmed = {"confirmed_by": confirmed_by, "confirmed_on": timezone.localdate(now)}
    return returning.transfer(referral, **confirmed, confirmed_how="phone", by=by, now=now)
