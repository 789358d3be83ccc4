"""The demo's two hubs, their agencies and people. All are fictional; every address ends in .example."""

from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from agencies.approvals.actions import confirm
from agencies.kinds import AgencyKind
from agencies.models import AccountChange, Agency, Hub, OpeningHours, SharingAgreement, Target, User
from agencies.opening.actions import open_hub
from agencies.organisations.actions import add_agency
from agencies.people.actions import invite, set_team
from agencies.questions.actions import fill_question_sets
from agencies.rules.actions import change_hub
from audit.recording import SYSTEM
from mash.demo import PASSWORD
from mash.identity import acting_as
from referrals.timing.clocks import DEFAULT_RULES

ADDRESSES = ".example"

AGENCIES = [
    (AgencyKind.CHILDRENS_SERVICES, "Children's services", "core"),
    (AgencyKind.ADULT_SOCIAL_CARE, "Adult social care", "core"),
    (AgencyKind.POLICE, "Police", "core"),
    (AgencyKind.HEALTH, "Health (0–19 and GP)", "core"),
    (AgencyKind.EDUCATION, "Education", "core"),
    (AgencyKind.MENTAL_HEALTH, "Adult mental health", "virtual"),
    (AgencyKind.YOUTH_OFFENDING, "Youth justice", "virtual"),
    (AgencyKind.PROBATION, "Probation", "virtual"),
    (AgencyKind.HOUSING, "Housing", "core"),
    (AgencyKind.EARLY_YEARS, "Early years", "virtual"),
    (AgencyKind.CAMHS, "CAMHS", "virtual"),
    (AgencyKind.AMBULANCE, "Ambulance", "virtual"),
]

STAFF = [
    ("manager", "manager", "MASH manager"),
    ("manager2", "manager", "MASH manager"),
    ("socialworker", "social_worker", "Social worker"),
    ("socialworker2", "social_worker", "Social worker"),
    ("screener", "screener", "Screening officer"),
    ("referrer", "referrer", "Designated safeguarding lead"),
    ("adultsmanager", "adults_manager", "Safeguarding adults manager"),
    ("outofhours", "out_of_hours", "Out-of-hours social worker"),
    ("quality", "quality_auditor", "Practice quality lead"),
    ("dataprotection", "data_protection", "Data protection officer"),
    ("auditor", "auditor", "Auditor"),
    ("governance", "governance", "Information governance officer"),
    ("administrator", "administrator", "Hub administrator"),
]

FIRST = ("administrator", "manager")

HUBS = [
    {
        "name": "Northvale Council",
        "slug": "northvale",
        "names": [
            "Amara Hollis", "Daniel Prescott", "Ngozi Fairley", "Tom Wexford", "Priya Lindley",
            "Beth Carrow", "Martin Oakes", "Lorna Whitby", "Callum Denholm", "Anjali Frome", "Peter Lyle",
            "Sunita Rowell", "Gareth Pell",
        ],
        "digit": "1",
        "teams": {"Beacon team": ["socialworker", "screener"], "Valley team": ["socialworker2"]},
    },
    {
        "name": "Southmere Borough",
        "slug": "southmere",
        "names": [
            "Helena Voss", "Kwame Ashdown", "Rosa Tindall", "Imran Colby", "Joanne Merrow",
            "Luke Hathersage", "Pauline Thorne", "Dora Fenwick", "Ben Ackley", "Marta Quill", "Alan Stroud",
            "Edith Larkin", "Owen Strand",
        ],
        "digit": "2",
    },
]  # fmt: skip

REPRESENTATIVES = {
    "northvale": ["Alison Brand", "Peter Quayle", "Carla Denby", "Yusuf Marlow", "Fiona Keld", "Simon Harrow",
                  "Dawn Petrie", "Colin Frost", "Zara Whitlock", "Neil Garside", "Maya Orton", "Stuart Bewley"],
    "southmere": ["Grace Nettle", "Adam Rushworth", "Leila Corbin", "Hugh Salter", "Nina Drake", "Paul Selby",
                  "Olive Garner", "Ravi Thornhill", "Tessa Wynn", "Frank Elmore", "Iris Cole", "Victor Hale"],
}  # fmt: skip


@dataclass
class World:
    """A hub with its people by part, and its agencies and representatives by kind."""

    hub: Hub
    people: dict[str, User]
    agencies: dict[str, Agency]
    representatives: dict[str, User]

    def __getattr__(self, part: str) -> User:
        try:
            return self.__dict__["people"][part]
        except KeyError as unknown:
            raise AttributeError(part) from unknown


@cache
def hashed() -> str:
    return make_password(PASSWORD)


def build_worlds() -> list[World]:
    return [_build(facts) for facts in HUBS]


def find_worlds() -> list[World]:
    """Return the hubs built earlier."""
    return [_find(facts["slug"]) for facts in HUBS]


def _find(slug: str) -> World:
    hub = Hub.objects.get(slug=slug)
    people = {
        user.email.partition("@")[0]: user for user in User.objects.filter(hub=hub).select_related("hub", "agency")
    }
    agencies = {agency.kind: agency for agency in Agency.objects.filter(hub=hub).order_by("-pk")}
    representatives = {kind.value: people[_name_of(kind)] for kind, _, _ in AGENCIES}
    return World(hub, people, agencies, representatives)


def _build(facts: dict) -> World:
    slug = facts["slug"]
    hub = open_hub(
        name=facts["name"],
        slug=slug,
        phone=f"01632 960{facts['digit']}01",
        out_of_hours_phone=f"01632 960{facts['digit']}99",
        duty_email=f"duty@{slug}.example",
        second_signature_outcomes=["no_further_action"],
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(hub=hub, weekday=day, opens_at=time(9), closes_at=time(17)) for day in range(5)
    )
    Target.objects.bulk_create(
        Target(hub=hub, measure=rule.measure, rating=rule.rating, hours=rule.hours, mode=rule.mode)
        for rule in DEFAULT_RULES
    )
    agencies = {kind.value: _agency(hub, kind, name, link) for kind, name, link in AGENCIES}
    staff = {part: (name, role, job) for (part, role, job), name in zip(STAFF, facts["names"], strict=True)}
    # Later accounts need two people, so the operator creates the first administrator and the first manager.
    first = {part: _person(hub, f"{part}@{slug}.example", *staff[part]) for part in FIRST}
    hands = [first[part] for part in FIRST]
    rest = {
        part: _person(hub, f"{part}@{slug}.example", *staff[part], hands=hands) for part in staff if part not in FIRST
    }
    people = {part: (first | rest)[part] for part in staff}
    representatives = {
        kind: _person(
            *(hub, f"{_name_of(kind)}@{slug}.example", name, "representative", agency.name, agency), hands=hands
        )
        for (kind, agency), name in zip(agencies.items(), REPRESENTATIVES[slug], strict=True)
    }
    _put_in_teams(hub, people, facts.get("teams", {}))
    _fill_questions(hub, people["administrator"])
    return World(hub, people, agencies, representatives)


def _agency(hub: Hub, kind: AgencyKind, name: str, link: str) -> Agency:
    agency = add_agency(
        hub=hub,
        name=name,
        kind=kind,
        link=link,
        notice_email=f"{kind.replace('_', '')}.mash@{hub.slug}.example",
        by=SYSTEM,
    )
    signed = timezone.localdate() - timedelta(days=300)
    SharingAgreement.objects.create(
        hub=hub,
        agency=agency,
        title="Tier 2 information sharing agreement",
        signed_on=signed,
        review_on=signed + timedelta(days=365 if link == "core" else 280),
    )
    return agency


def _person(
    hub: Hub, email: str, name: str, role: str, job: str, agency: Agency | None = None, hands: list[User] | None = None
) -> User:
    """Create an account: invited and confirmed by `hands`, or by the operator if there are none."""
    facts = {"hub": hub, "email": email, "name": name, "role": role, "agency": agency, "job_title": job}
    administrator, manager = hands or (SYSTEM, None)
    with acting_as(administrator if manager else None), transaction.atomic():
        user = invite(by=administrator, reason="For the demo", **facts)
        user.set_hashed_password(hashed())
        user.save(update_fields=["password"])
        waiting = list(AccountChange.objects.waiting().filter(user=user))
    with acting_as(manager), transaction.atomic():
        for change in waiting:
            confirm(change, by=manager)
    return User.objects.select_related("hub", "agency").get(pk=user.pk)


def _name_of(kind: str) -> str:
    return kind.replace("_", "")


def _put_in_teams(hub: Hub, people: dict[str, User], teams: dict[str, list[str]]) -> None:
    change_hub(hub=hub, teams=list(teams), by=people["administrator"])
    for team in hub.teams.all():
        for part in teams[team.name]:
            set_team(user=people[part], team=team, by=people["administrator"])


def _fill_questions(hub: Hub, by: User) -> None:
    fill_question_sets(hub=hub, by=by)
