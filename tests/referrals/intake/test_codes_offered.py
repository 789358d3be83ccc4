"""A referral is received with codes that are offered on the day, and no others."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from mash.refusals import RuleViolation
from referrals.intake.forms.concern import OwnConcernsForm, PublicConcernsForm
from referrals.intake.pages import PAGES
from tests.builders import adult, build_referral, child
from tests.writing import UNBORN, Writer

BEFORE = datetime(2026, 11, 29, 12, tzinfo=ZoneInfo("Europe/London"))
AFTER = datetime(2026, 11, 30, 12, tzinfo=ZoneInfo("Europe/London"))


def test_a_concern_is_refused_from_the_day_after_its_last(northvale):
    assert build_referral(northvale, concerns=["gangs"], now=BEFORE).concerns == ["gangs"]
    with pytest.raises(RuleViolation, match="is not offered for this referral now. Select another answer") as refused:
        build_referral(northvale, concerns=["gangs"], now=AFTER)
    assert refused.value.field == "concerns"


@pytest.mark.parametrize("concern", ["county_lines", "non_recent", "sextortion", "bruise_not_moving", "hate_crime"])
def test_the_new_concerns_are_received(northvale, concern):
    assert build_referral(northvale, concerns=[concern], now=AFTER).concerns == [concern]


def test_the_new_plans_and_ties_are_received(northvale):
    people = [child(), adult(is_subject=False, relationship="special_guardian")]
    referral = build_referral(northvale, people=people, known_to=["looked_after", "family_help"], now=AFTER)
    assert referral.known_to_labels == ["Looked after by a council", "Family Help plan"]


@pytest.mark.parametrize("reason", ["statutory", "no_capacity"])
def test_a_duty_or_a_lack_of_capacity_is_no_reason_for_not_telling(northvale, reason):
    with pytest.raises(RuleViolation) as refused:
        build_referral(northvale, people=[adult()], concerns=[], not_informed_reason=reason, now=AFTER)
    assert refused.value.field == "not_informed_reason"


@pytest.mark.parametrize("reason", ["fabricated", "child_competent"])
def test_a_reason_about_a_child_is_none_in_a_referral_about_an_adult(northvale, reason):
    build_referral(northvale, not_informed_reason=reason, now=AFTER)
    with pytest.raises(RuleViolation) as refused:
        build_referral(northvale, people=[adult()], concerns=[], not_informed_reason=reason, now=AFTER)
    assert refused.value.field == "not_informed_reason"


def test_what_only_a_born_child_can_have_is_not_told_of_the_unborn(northvale):
    unborn = child(kind="unborn", date_of_birth=None)
    with pytest.raises(RuleViolation) as refused:
        build_referral(northvale, people=[unborn], concerns=["school_absence"], now=AFTER)
    assert refused.value.field == "concerns"
    assert build_referral(northvale, people=[unborn, child()], concerns=["school_absence"], now=AFTER)
    assert build_referral(northvale, people=[unborn], concerns=["neglect", "domestic_abuse_parent"], now=AFTER)


@pytest.mark.parametrize(("start", "signed_in"), [("start_account", "referrer"), ("key_referral", "screener")])
def test_the_forms_offer_what_is_stored(northvale, as_person, start, signed_in):
    browser = as_person(getattr(northvale, signed_in))
    writer = Writer(browser).start(reverse(f"referrals:{start}"))
    writer.post("people/add/unborn", UNBORN)
    writer.post("family-told", {"family_informed": "no"})
    reasons = _offered(browser, writer, "why-not-told")["not_informed_reason"]
    assert "risk_child" in reasons
    assert not {"statutory", "no_capacity"} & set(reasons)
    concerns = {code for codes in _offered(browser, writer, "concerns").values() for code in codes}
    assert {"neglect", "unborn"} <= concerns
    assert not {"school_absence", "child_mental_health", "bruise_not_moving"} & concerns


def _offered(browser, writer, page) -> dict[str, list[str]]:
    form = browser.get(writer.url(page)).context["form"]
    return {
        name: [choice[0] for choice in field.choices]
        for name, field in form.fields.items()
        if hasattr(field, "choices")
    }


def test_the_concerns_are_asked_before_whether_the_family_knows():
    slugs = [page.slug for page in PAGES]
    assert slugs.index("concerns") < slugs.index("risks") < slugs.index("family-told") < slugs.index("agreement")


@pytest.mark.parametrize("capacity", ["public", "self"])
def test_forced_marriage_and_fgm_have_plain_words_for_the_public_and_the_girl_herself(capacity):
    form = {"public": PublicConcernsForm, "self": OwnConcernsForm}[capacity]
    words = dict(form.base_fields["common"].choices)
    assert "made to marry" in words["honour_based"]
    assert "cut" in words["fgm"]
