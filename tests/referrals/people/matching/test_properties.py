"""What holds for any two people, whatever is known of them."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from referrals.people.matching import (
    Band,
    HomeMention,
    Mention,
    MentionKind,
    NameKind,
    NameMention,
    compare,
    keys_of,
)
from tests.referrals.people.matching.people import ANOTHER_NHS_NUMBER, NHS_NUMBER, UPN

SURENESS = [Band.BELOW, Band.POSSIBLY, Band.ALMOST_CERTAINLY]
FIRST_NAMES = [
    "Tomek",
    "Tomasz",
    "Ania",
    "Hal",
    "Ivy",
    "Mohammed",
    "Mo",
    "Ella",
    "Bella",
    "Baby",
    "T",
    "Muhammad Ali",
    "Zoë",
    "",
]
LAST_NAMES = ["Wolski", "Wolska", "O'Rafferty", "Lane-Pitt", "Pitt", "Khan", "McAllum", "Al-Hassan", "Łewicki", ""]
HOMES = ["Flat 2, 5 Lower Llan Sarn", "12 Matlock St", "14 Matlock Street", "Rose Cottage, Mill Lane", ""]
POSTCODES = ["ZZ95 1EE", "ZZ95 1EF", "ZZ97 2SA", ""]
FACTS = {
    "date_of_birth": None,
    "age": None,
    "expected_on": None,
    "sex": "",
    "nhs_number": "",
    "upn": "",
    "phones": (),
    "homes": (),
    "schools": (),
    "parents": (),
}

# Which levels a fact may have a hand in.
OF_FACT = {
    "date_of_birth": {"birth"},
    "age": {"birth"},
    "expected_on": {"birth"},
    "homes": {"postcode", "street", "house", "flat"},
    "phones": {"phone"},
    "schools": {"school"},
    "parents": {"parent"},
} | {fact: {fact} for fact in ("sex", "nhs_number", "upn")}

names = st.builds(NameMention, st.sampled_from(FIRST_NAMES), st.sampled_from(LAST_NAMES), st.sampled_from(NameKind))
homes = st.builds(
    HomeMention, st.sampled_from(HOMES), st.sampled_from(POSTCODES), st.sampled_from(["", "100023336956", "0100023337"])
)
birth_dates = st.sampled_from(
    [None, date(2022, 7, 5), date(2022, 5, 7), date(2022, 7, 6), date(2022, 1, 1), date(1985, 3, 2)]
)
mentions = st.builds(
    Mention,
    kind=st.sampled_from(MentionKind),
    names=st.lists(names, max_size=2).map(tuple),
    date_of_birth=birth_dates,
    age=st.none() | st.integers(0, 90),
    told_on=st.none() | st.dates(date(2024, 1, 1), date(2026, 12, 1)),
    expected_on=st.none() | st.dates(date(2022, 4, 1), date(2022, 9, 1)),
    sex=st.sampled_from(["", "F", "M"]),
    nhs_number=st.sampled_from(["", NHS_NUMBER, ANOTHER_NHS_NUMBER, "1111111111"]),
    upn=st.sampled_from(["", UPN]),
    phones=st.lists(st.sampled_from(["07700 900123", "+44 7700 900123", "0113 496 0000"]), max_size=2).map(tuple),
    homes=st.lists(homes, max_size=2).map(tuple),
    schools=st.lists(st.sampled_from(["Low School", "High School"]), max_size=1).map(tuple),
    parents=st.lists(names, max_size=2).map(tuple),
)


@given(mentions, mentions)
def test_it_does_not_matter_who_comes_first(a, b):
    assert compare(a, b) == compare(b, a)


@given(mentions, mentions, st.sampled_from(sorted(FACTS)))
def test_without_a_fact_that_agrees_nobody_is_surer(a, b, fact):
    sharing = replace(b, kind=a.kind, **{fact: getattr(a, fact)})
    without = replace(sharing, **{fact: FACTS[fact]})
    before, after = compare(a, sharing), compare(a, without)
    if any(level.fact in OF_FACT[fact] and level.bits > 0 for level in before.levels):
        assert after.bits <= before.bits + 0.01
        assert SURENESS.index(after.band) <= SURENESS.index(before.band)


@given(mentions, mentions)
def test_no_pair_becomes_certain_by_leaving_out_a_birth_date_or_a_name(a, b):
    """What speaks against a pair must not be got round by telling less."""
    if (comparison := compare(a, b)).band == Band.ALMOST_CERTAINLY:
        return
    nameless = replace(b, names=tuple(name._replace(first="") for name in b.names))
    undated = replace(b, date_of_birth=None, age=None, expected_on=None)
    identified = {level.fact for level in comparison.levels if level.level == "same"} & {"nhs_number", "upn"}
    assert identified or Band.ALMOST_CERTAINLY not in {compare(a, nameless).band, compare(a, undated).band}


@given(mentions, mentions, st.sampled_from([str.upper, str.lower, " {} ".format, "\u200b{}\ufeff".format]))
def test_capitals_spaces_and_what_cannot_be_seen_change_nothing(a, b, change):
    changed = replace(
        b,
        names=tuple(NameMention(change(n.first), change(n.last), n.kind) for n in b.names),
        homes=tuple(HomeMention(*map(change, h)) for h in b.homes),
        schools=tuple(map(change, b.schools)),
        nhs_number=change(b.nhs_number),
        upn=change(b.upn),
        phones=tuple(map(change, b.phones)),
    )
    assert compare(a, changed) == compare(a, b)
    assert keys_of(changed) == keys_of(b)


@given(mentions, mentions, st.sampled_from(["–", "‐", " ", "\u2011"]), st.sampled_from(["’", "‘", "ʼ", ""]))
def test_dashes_and_apostrophes_change_nothing(a, b, dash, apostrophe):
    last_names = [name._replace(last=name.last.replace("-", dash).replace("'", apostrophe)) for name in b.names]
    changed = replace(b, names=tuple(last_names))
    assert compare(a, changed) == compare(a, b)
    assert keys_of(changed) == keys_of(b)


@given(mentions, names.filter(lambda name: name.first and name.last))
def test_first_and_last_name_changed_over_hide_nobody(mention, name):
    straight = replace(mention, names=(name,))
    turned = replace(mention, names=(NameMention(name.last, name.first, name.kind),))
    if compare(straight, straight).band == Band.ALMOST_CERTAINLY:
        assert compare(straight, turned).band != Band.BELOW


@given(mentions, st.integers(1, 12), st.integers(1, 12))
def test_day_and_month_turned_round_share_their_keys_of_a_birth_date(mention, day, month):
    as_told = replace(mention, kind=MentionKind.CHILD, date_of_birth=date(2020, month, day))
    turned = replace(as_told, date_of_birth=date(2020, day, month))
    births = [{key for key in keys_of(m) if key.kind in {"birth", "last_day", "first_day"}} for m in (as_told, turned)]
    assert births[0] == births[1]
