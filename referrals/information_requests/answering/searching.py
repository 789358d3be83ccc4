"""The systems and identifiers an agency can tick as searched. None is ticked beforehand."""

from agencies.kinds import AgencyKind as Kind
from referrals.models import InformationRequest

SYSTEMS: dict[str, tuple[str, ...]] = {
    Kind.POLICE: (
        "Police National Computer (PNC)",
        "Police National Database (PND)",
        "Crime and intelligence records",
        "Call and incident logs",
    ),
    Kind.HEALTH: ("GP record", "Health visiting and school nursing record", "Hospital record", "CP-IS"),
    Kind.EDUCATION: ("Attendance and pupil record", "Safeguarding log", "Special educational needs record"),
    Kind.EARLY_YEARS: ("Attendance record", "Safeguarding log"),
    Kind.CHILDRENS_SERVICES: ("Social care case record", "Early help record", "Archived files"),
    Kind.ADULT_SOCIAL_CARE: ("Social care case record", "Safeguarding adults record", "Archived files"),
    Kind.MENTAL_HEALTH: ("Electronic patient record", "Crisis and liaison record"),
    Kind.CAMHS: ("Electronic patient record", "Referrals waiting"),
    Kind.HOUSING: ("Tenancy record", "Antisocial behaviour record", "Homelessness record"),
    Kind.PROBATION: ("nDelius", "OASys"),
    Kind.YOUTH_OFFENDING: ("Case record", "AssetPlus"),
    Kind.AMBULANCE: ("Patient care records", "Safeguarding referrals", "Call logs"),
    Kind.SUBSTANCE_MISUSE: ("Treatment record", "Archived files"),
    Kind.DOMESTIC_ABUSE_SERVICE: ("Case record", "MARAC record", "Helpline record"),
    Kind.COUNCIL_EDUCATION: ("Pupil database", "Home education record", "Missing education record", "EHCP record"),
    Kind.FIRE: ("Incident records", "Home visit records", "Safeguarding referrals"),
    Kind.CAFCASS: ("Case record",),
    Kind.PRISON: ("Prison record", "Visits and contact record", "Security reports"),
    Kind.CARE_PROVIDER: ("Care plan and daily notes", "Incident records", "Staff records"),
    Kind.REGULATOR: ("Register of services", "Inspection records", "Notifications and complaints"),
}
ANYWHERE = ("Case or client record", "Archived files")
ANOTHER = "another"

IDENTIFIERS = {
    "name": "Name",
    "other_names": "Other names",
    "born": "Date of birth or age",
    "address": "Address",
    "nhs_number": "NHS number",
    "upn": "UPN",
}


def systems_of(kind: str) -> list[tuple[str, str]]:
    listed = SYSTEMS.get(kind, ANYWHERE)
    return [*((system, system) for system in listed), (ANOTHER, "Another system or paper record")]


def identifiers_of(request: InformationRequest) -> list[tuple[str, str]]:
    """Return the identifiers the request actually provides."""
    return [
        (words, words) for key, words in IDENTIFIERS.items() if any(subject.get(key) for subject in request.subjects)
    ]


def in_words(systems: list[str], another: str, identifiers: list[str]) -> str:
    looked_in = "; ".join(another if system == ANOTHER else system for system in systems)
    searched_by = f"Searched by: {', '.join(identifiers).lower()}" if identifiers else ""
    return " ".join(f"{part}." for part in (looked_in, searched_by) if part)
