"""What a signed record holds, compared whole: a key spelled otherwise, or a fact left empty, makes another record."""

from datetime import timedelta

import pytest

from mash.identity import acting_as
from referrals import codes
from referrals.decisions.freezing import agency_ratings, digest_of, fingerprint, is_unchanged, ratings, signature
from referrals.models import Decision, Item
from tests.builders import adult
from tests.database import as_role
from tests.referrals.decisions.stories import (
    HOUR,
    MONDAY,
    adult_decision,
    answered,
    build_asked_case,
    child_decision,
    draft,
    fact,
    sign,
)

NOT_ASKED = {"agrees": "not_asked", "words": "Not asked", "reason": "", "spoken_for_by": ""}


def answered_case(world, **facts):
    """Return a case with two open items and one for decision-makers; the agency asked last answered first."""
    referral, requests = build_asked_case(world, **facts)
    police = [
        fact(occurred_on=MONDAY.date()),
        fact("An informant says so.", handling=codes.ItemHandling.DECISION_MAKER),
    ]
    answered(requests["health"], by=world.health, items=[fact("Seen by us.")], rating="green", rating_reason="Well.")
    later = {"rating": "red", "rating_reason": "Third call.", "now": MONDAY + HOUR + timedelta(minutes=5)}
    answered(requests["police"], by=world.police, items=police, **later)
    return referral, requests


def signed(world, referral, facts) -> Decision:
    with acting_as(world.manager):
        referral.refresh_from_db()
        items = Item.objects.filter(request__referral=referral)
        views = [{"agency": world.agencies["police"].pk, "agrees": "disagrees", "reason": "No.", "spoken_for_by": "PC"}]
        [decision] = draft(referral, world.manager, facts, cited=list(items.values_list("pk", flat=True)), views=views)
        sign(referral, [decision], world.manager)
        decision.refresh_from_db()
        return decision


def test_the_record_of_a_child(northvale):
    northvale.manager.job_title, northvale.manager.registration = "Team manager", "SW123456"
    northvale.manager.save()
    referral, requests = answered_case(northvale)
    decision = signed(northvale, referral, child_decision())
    record = decision.frozen
    for_all, private = (
        [item for item in record["items"] if item["words"]],
        [item for item in record["items"] if item["words"] is None],
    )
    assert {key: record[key] for key in record if key not in ("items", "lawful_basis")} == {
        "format": 1,
        "case": {
            "reference": referral.reference,
            "hub": "Northvale",
            "received_at": "2026-06-01T08:30:00+00:00",
            "channel": "Phone call",
            "concerns": ["Neglect"],
        },
        "subject": {"position": 1, "name": "Test Child", "kind": "Child", "born": "2019-12-01"},
        "decision": {
            "version": 1,
            "correction_reason": "",
            "stage": "After gathering information",
            "threshold": "Level 3: targeted or complex need, child in need",
            "outcome": "assessment",
            "outcome_label": "Child and family assessment, section 17",
            "outcome_reason": "",
            "also": ["Housing (homelessness duty)"],
            "final_rating": "amber",
            "contradiction_reason": "",
            "rationale": "A pattern of neglect over a year.",
            "voice": "Says the house is cold.",
            "next_steps": "Visit within two days.",
            "further": [],
        },
        "adult": None,
        "ratings": [
            {
                "stage": "At triage",
                "by": "Morgan Manager",
                "level": "amber",
                "reason": "Hungry again.",
                "at": "2026-06-01T08:30:00+00:00",
            },
            *AGENCY_VIEWS,
        ],
        "views": [
            {"agency": "Northvale health", **NOT_ASKED},
            {
                "agency": "Northvale police",
                "agrees": "disagrees",
                "words": "Disagrees",
                "reason": "No.",
                "spoken_for_by": "PC",
            },
        ],
        "decided_without": [],
        "drafted": {"name": "Morgan Manager", "at": "2026-06-01T09:30:00+00:00"},
        "second_signature": "",
        "signatures": [
            {
                "part": "Signature",
                "name": "Morgan Manager",
                "role": "Team manager",
                "registration": "SW123456",
                "at": "2026-06-01T10:30:00+00:00",
            }
        ],
    }
    assert sorted(for_all, key=lambda item: item["agency"]) == [
        {
            "id": item["id"],
            "agency": f"Northvale {kind}",
            "request": requests[kind].reference,
            "date": date,
            "kind": "Event",
            "basis": "Fact",
            "words": words,
            "salt": "",
            "fingerprint": "",
        }
        for item, kind, date, words in zip(
            sorted(for_all, key=lambda item: item["agency"]),
            ["health", "police"],
            ["", "2026-06-01"],
            ["Seen by us.", "Officers found the house cold and no food."],
            strict=True,
        )
    ]
    [secret] = private
    assert len(secret["salt"]) == 32
    assert secret == {
        "id": secret["id"],
        "agency": "Northvale police",
        "request": requests["police"].reference,
        "date": "",
        "kind": "",
        "basis": "",
        "words": None,
        "salt": secret["salt"],
        "fingerprint": fingerprint(secret["salt"], "An informant says so."),
    }
    assert is_unchanged(decision)


AGENCY_VIEWS = [
    {
        "stage": "In an agency’s response",
        "by": "Northvale health",
        "level": "green",
        "reason": "Well.",
        "at": "2026-06-01T09:30:00+00:00",
    },
    {
        "stage": "In an agency’s response",
        "by": "Northvale police",
        "level": "red",
        "reason": "Third call.",
        "at": "2026-06-01T09:35:00+00:00",
    },
]


def test_the_record_of_an_adult(northvale):
    referral, _ = answered_case(northvale, people=[adult()])
    record = signed(northvale, referral, adult_decision(capacity_detail="Seen.")).frozen
    assert record["subject"] == {"position": 1, "name": "Test Adult", "kind": "Adult", "born": ""}
    assert record["adult"] == {
        "test": "Is there reasonable cause to suspect that an adult in the council’s area:",
        "limbs": [
            {"part": part, "answer": "Met", "reason": "Seen at the visit."}
            for part in [
                "Has needs for care and support, whether or not they are being met",
                "Is experiencing, or at risk of, abuse or neglect",
                "Cannot protect themselves from it because of those needs",
            ]
        ],
        "capacity_decision": "Whether to go on living with a relative.",
        "capacity_on": "1 June 2026",
        "capacity": "Has capacity for this decision",
        "capacity_detail": "Seen.",
        "wishes_asked": "Asked, and said what they want",
        "wishes": "Wants to stay at home.",
    }
    assert record["signatures"][0]["role"] == "MASH manager"


def test_an_adult_whose_capacity_was_not_assessed_has_no_day_of_it(northvale):
    referral, _ = answered_case(northvale, people=[adult()])
    none_of_it = {"capacity": codes.Capacity.NOT_KNOWN, "capacity_on": None, "capacity_decision": ""}
    assert signed(northvale, referral, adult_decision(**none_of_it)).frozen["adult"]["capacity_on"] == ""


def test_a_record_has_one_form_whatever_the_order_of_its_keys():
    """The digest of signed records is computed in years to come, so the form never changes."""
    expected = "48b51afced61fa68"
    assert digest_of({"b": "Zoë", "a": [1, None]})[:16] == expected
    assert digest_of({"a": [1, None], "b": "Zoë"})[:16] == expected


def test_nothing_frozen_is_not_unchanged():
    assert not is_unchanged(Decision(frozen=None, digest=digest_of({})))
    assert not is_unchanged(Decision(frozen={"a": 1}, digest=digest_of({"a": 2})))


def test_ratings_say_who_gave_them_and_at_which_stage(northvale):
    referral, _ = answered_case(northvale)
    with acting_as(northvale.manager):
        advice = {"stage": "triage", "level": "red", "reason": "Look at it.", "is_recommendation": True}
        referral.ratings.create(by=northvale.social_worker, at=MONDAY + HOUR, **advice)
        rated = [(row["stage"], row["by"], row["level"]) for row in ratings(referral)]
        assert agency_ratings(referral) == AGENCY_VIEWS
    assert rated[:2] == [
        ("At triage", "Morgan Manager", "amber"),
        ("Recommended at triage", "Sasha Socialworker", "red"),
    ]


def test_the_views_of_agencies_stand_in_the_order_in_which_they_came(northvale):
    """Neither by name nor as they were asked."""
    referral, requests = build_asked_case(northvale, kinds=("police", "health", "education"))
    people = {"health": northvale.health, "education": northvale.school, "police": northvale.police}
    for step, (kind, person) in enumerate(people.items()):
        moment = MONDAY + timedelta(minutes=step)
        answered(requests[kind], by=person, items=[fact()], rating="green", rating_reason="Well.", now=moment)
    with acting_as(northvale.manager):
        assert [view["by"] for view in agency_ratings(referral)] == [f"Northvale {kind}" for kind in people]


def test_a_rating_that_the_service_gave_has_no_name(northvale):
    referral, _ = build_asked_case(northvale)
    with as_role("mash_owner"):
        referral.ratings.update(by=None)
        assert [row["by"] for row in ratings(referral)] == [""]


@pytest.mark.parametrize(("title", "role"), [("Team manager", "Team manager"), ("", "MASH manager")])
def test_a_signature_has_the_title_or_else_the_role(northvale, title, role):
    northvale.manager.job_title, northvale.manager.registration = title, "SW1"
    assert signature(northvale.manager, part="Signature", now=MONDAY) == {
        "part": "Signature",
        "name": "Morgan Manager",
        "role": role,
        "registration": "SW1",
        "at": "2026-06-01T08:30:00+00:00",
    }
