"""Names are spelled in one way, by referrals/people/matching/normalise.py: for matching, search, repeats and staff.

A second rule takes for two names what the first takes for one, and then somebody is not met whom the hub knows.
"""

import re

import pytest
from django.db import connection

from tests.house.source import modules, relative

HOME = "referrals.people.matching.normalise"
FOLDS = re.compile(r"casefold\(|NFKD|NFKC|NFD\b|unaccent|anyascii|unidecode|__i(?:exact|contains|startswith|regex)\b")
OF_SOMETHING_ELSE = {
    "referrals.people.addresses": "keeps the marks between the parts of an address, which matching spells by the rule",
    "referrals.people.matching.facts": "the letter for somebody’s sex",
    "agencies.signing_in.attempts": "what is nobody’s e-mail address",
    "agencies.rules.actions": "a hub’s own reasons for a pause, of which two may not be the same",
    "agencies.people.listing": "accounts of a hub, by any part of a name as it is written",
    "audit.search_terms": "a mark of words in the log, whose stored ones it must equal for ever",
    "audit.searching": "parts of the words for kinds of lines",
}
# In SQL lower() of an e-mail address stands in tests/house/test_addresses.py.
IN_SQL = re.compile(r"unaccent\(|normalize\(|\blower\([^)]*name|similarity\(|soundex\(|metaphone\(", re.IGNORECASE)


@pytest.mark.parametrize("name", [name for name in modules() if ".migrations" not in name and name != HOME])
def test_no_other_module_spells_names(name):
    path = modules()[name]
    folding = [line.strip() for line in path.read_text().splitlines() if FOLDS.search(line)]
    if name in OF_SOMETHING_ELSE:
        assert folding, f"{name} no longer folds anything: remove it from the list"
    else:
        assert not folding, f"{relative(path)}: {folding}: ask {HOME}, or say here what it folds that is no name"


def test_no_function_and_no_index_of_the_database_spells_names(db):
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.proname, p.prosrc FROM pg_proc p
                WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'mash\\_%'
               UNION ALL SELECT indexname, indexdef FROM pg_indexes
                WHERE schemaname = 'public' AND tablename LIKE 'referrals\\_%'"""
        )
        spelling = {name for name, source in cursor.fetchall() if IN_SQL.search(source)}
    assert spelling == set()
