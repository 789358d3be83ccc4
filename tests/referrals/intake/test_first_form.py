"""The optional details of a first form are stored and shown beside the answers they belong to."""

import pytest

from mash.identity import acting_as
from referrals.information_requests.asking.copies import details
from referrals.models import Person, Referral
from tests.writing import ADULT, CHILD, HOUSEHOLD, PROFESSIONAL, PUBLIC, Writer

ANSWERS = {
    "people": [
        ("child", CHILD),
        ("adult", {**ADULT, "lives_alone": "no", "next_of_kin": "A niece, Fay", "advocate": "Fay, by attorney"}),
    ],
    "household": [
        (
            "person",
            {
                **HOUSEHOLD,
                "sex": "M",
                "first_language": "Polish",
                "main_carer": "no",
                "works_with": "Football coach at a club",
                "at_risk_too": "not_known",
                "knows_concern": "yes",
            },
        )
    ],
    "agencies": [("service", {"organisation": "Example Clinic", "may_contact": "no"})],
    "risks": {**PUBLIC["risks"], "children_at_risk": "yes"},
    "what-happened": {
        **PUBLIC["what-happened"],
        "how_often": "Weekly since May.",
        "earlier_worries": "In 2024; a school meeting.",
    },
    "worries": {**PUBLIC["worries"], "risk_to_visitors": "A dog that bites."},
    "actions": {**PUBLIC["actions"], "known_to": ["marac", "ehcp"], "regulator_told": "not_known"},
}
READ = [
    "Weekly since May.",
    "In 2024; a school meeting.",
    "MARAC: high-risk domestic abuse",
    "A niece, Fay",
    "Fay, by attorney",
    "Polish",
    "Football coach at a club",
    "They may not be contacted",
    "Children in the home at risk",
    "CQC or commissioner told",
    "Never by phone",
    "Risk to professionals who visit: ",
]


@pytest.fixture
def reference(northvale, as_person):
    # A professional: the public are asked less.
    Writer(as_person(northvale.referrer)).start("/refer/account/").answer(**{**PROFESSIONAL, **ANSWERS}).send()
    with acting_as(northvale.manager):
        return Referral.objects.get().reference


@pytest.mark.parametrize("page", ["", "as-received/", "print/"])
def test_all_of_it_is_read_on_the_case(northvale, as_person, reference, page):
    read = as_person(northvale.manager).get(f"/cases/{reference}/{page}").content.decode()
    for words in READ:
        assert words in read


def test_none_of_it_goes_into_an_agencys_copy(northvale, reference):
    with acting_as(northvale.manager):
        copies = [str(details(person, "police", secret=False)) for person in Person.objects.all()]
    assert not any(words in copy for copy in copies for words in READ)


def test_nothing_is_known_of_these_plans_is_an_answer_that_stands_alone(northvale, as_person):
    writer = Writer(as_person(northvale.referrer)).start("/refer/account/")
    assert (
        "Select the answers that apply" in writer.post("actions", {"known_to": ["not_known", "nrm"]}).content.decode()
    )
    assert writer.post("actions", {"known_to": ["not_known"]}).status_code == 302


def test_where_a_professional_works_is_filled_in_from_what_they_last_sent(northvale, as_person):
    client = as_person(northvale.referrer)
    Writer(client).start("/refer/account/").answer(**PROFESSIONAL).send()
    form = client.get(Writer(client).start("/refer/account/").url("you")).context["form"]
    assert form["organisation"].value() == "Example Primary School"
    assert form["source_code"].value() == "2A"
    assert form["role"].value() == "Class teacher"
    assert form["phone"].value() == "01632 960 111"
    assert form["email"].value() == northvale.referrer.email


def test_nobody_is_given_what_somebody_else_sent(northvale, as_person):
    Writer(as_person(northvale.referrer)).start("/refer/account/").answer(**PROFESSIONAL).send()
    from referrals.intake.own import own_workplace

    for other in (northvale.police, northvale.manager):
        with acting_as(other):
            assert own_workplace() is None
