"""A person's address leaves the database through few hands, each of which asks whether it must be kept secret."""

import ast
import re

import pytest

from tests.house.source import ROOT, modules, relative, tree

# What each does with it is tested in tests/journeys/test_secret_address.py.
MAY_READ = {
    "referrals.people.addresses",  # decides
    "referrals.intake.actions",  # marks those who were received together
    "referrals.same_people.side_by_side",  # two people beside each other
    "referrals.casefile.at_address",  # everybody at one address
    "referrals.people.shown",  # the case page, its print and the referral as received
    "referrals.intake.taking_over",  # what staff may take over from other cases, unless it is kept secret
    "referrals.information_requests.asking.copies",  # what an agency is sent
}
HASHES = "referrals.people.homes"  # makes numbers of them, by which a home is known again
PLACES = {"address", "postcode", "uprn", "whereabouts", "address_withheld"}
# Other modules read an `address` too: a browser's, an e-mail's, a page's.
OF_A_PERSON = {"person", "subject", "child", "adult", "somebody"}


def reads_of_an_address(path) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in PLACES
        and (node.attr in {"whereabouts", "address_withheld"} or _last_name(node.value) in OF_A_PERSON)
    ]


def _last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


@pytest.mark.parametrize(
    "name", [name for name in modules() if name.startswith("referrals") and name not in {*MAY_READ, HASHES}]
)
def test_nobody_else_reads_where_a_person_lives(name):
    lines = reads_of_an_address(modules()[name])
    assert not lines, f"{relative(modules()[name])}:{lines} reads an address; ask referrals/people/addresses.py first"


@pytest.mark.parametrize("name", sorted(MAY_READ))
def test_whoever_reads_it_asks_whether_it_is_secret(name):
    named = {getattr(node, "id", getattr(node, "arg", "")) for node in ast.walk(tree(modules()[name]))}
    assert reads_of_an_address(modules()[name])
    assert named & {"kept_secret", "secret", "secrets_of"}


def test_no_template_reads_it_from_the_record():
    """Templates show `person.address` of the case page's Shown and of an agency's copy; a Person is `person.person`."""
    reads = re.compile(r"\b(?:subject|person\.person|described\.person)\.(?:address|postcode|whereabouts)")
    for path in (ROOT / "templates").rglob("*.html"):
        assert not reads.search(path.read_text()), path
