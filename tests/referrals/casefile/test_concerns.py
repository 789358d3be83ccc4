"""Concerns that the hub adds to the referrer's: they warn, ask and suggest as if they had been named at the start."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from agencies.kinds import AgencyKind
from audit.models import Event
from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals import codes
from referrals.casefile.actions import add_concerns, concerns_to_add
from referrals.decisions.further import asks_about_fgm
from referrals.information_requests.asking.suggestions import suggested_kinds
from referrals.models import Referral
from tests.builders import adult, build_referral, child
from tests.builders_requests import build_asked, build_ready
from tests.database import as_role
from tests.referrals.decisions.browsing import text

FORCED, FGM = codes.Concern.HONOUR_BASED, codes.Concern.FGM
WHY = "She told her teacher today."
DO_NOT = "Do not tell the family"


def add(world, referral, *concerns, by=None, reason=WHY, **more) -> Referral:
    by = by or world.screener
    with acting_as(by), transaction.atomic():
        add_concerns(referral, concerns=concerns, reason=reason, by=by, **more)
        return Referral.objects.get(pk=referral.pk)


def offered(world, referral) -> dict[str, str]:
    with acting_as(world.screener):
        return dict(concerns_to_add(referral))


def test_what_is_added_stands_beside_what_the_referrer_told(northvale):
    referral = add(northvale, build_referral(northvale, concerns=["neglect"]), FORCED, codes.Concern.NEGLECT)
    assert (referral.concerns, referral.hub_concerns) == (["neglect"], [FORCED])
    assert referral.known_concerns == ["neglect", FORCED]
    assert referral.known_concern_labels == ["Neglect", "Honour-based abuse or forced marriage"]
    again = add(northvale, referral, FGM, by=northvale.social_worker)
    assert again.hub_concerns == [FORCED, FGM]


def test_who_added_it_when_and_why_stands_in_a_note_and_in_the_access_log(northvale):
    before = build_referral(northvale, concerns=["neglect"])
    referral = add(northvale, before, FORCED)
    with acting_as(northvale.manager):
        note = referral.notes.get()
    assert note.by == northvale.screener
    assert note.text == f"Concerns added: Honour-based abuse or forced marriage.\n\n{WHY}"
    assert referral.version == before.version + 1
    assert referral.changed_what == "added concerns"
    with as_role("mash_owner"):
        line = Event.objects.get(code="concerns.added")
    assert "forced" not in str(line.detail).lower()  # whoever reads the log does not read the case


def test_two_at_once_and_two_after_one_another(northvale):
    before = build_referral(northvale, concerns=["neglect"])
    add(northvale, before, FORCED, seen=before.version)
    with pytest.raises(StalePage):
        add(northvale, before, FGM, seen=before.version)
    with pytest.raises(RuleViolation, match="does not have yet"):
        add(northvale, before, FORCED)


@pytest.mark.parametrize(
    ("concerns", "reason", "field"),
    [([], WHY, "concerns"), (["gangs"], WHY, "concerns"), (["sexual"], WHY, "concerns"), ([FORCED], " ", "reason")],
)
def test_what_is_refused(northvale, concerns, reason, field):
    referral = build_referral(northvale, concerns=["neglect"])
    with pytest.raises(RuleViolation) as refusal:
        add(northvale, referral, *concerns, reason=reason)
    assert refusal.value.field == field


def test_offered_is_what_fits_the_people_and_is_not_there_yet(northvale):
    children = offered(northvale, build_referral(northvale, concerns=["neglect"]))
    assert FORCED in children
    assert not {"neglect", "gangs", "sexual"} & children.keys()
    grown = offered(northvale, build_referral(northvale, people=[adult()], concerns=[], risk_types=["financial"]))
    assert "sexual" in grown
    assert not {"financial", "neglect"} & grown.keys()


def test_concerns_and_types_of_risk_share_no_code():
    assert not set(codes.Concern.values) & set(codes.RiskType.values)


def test_the_database_lets_none_be_taken_away(northvale):
    referral = add(northvale, build_referral(northvale), FORCED)
    with acting_as(northvale.manager), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(hub_concerns=[])


def test_every_rule_goes_by_the_union(northvale):
    people = [child(sex="F")]
    before = build_ready(northvale, people=people, concerns=["neglect"])
    with acting_as(northvale.manager):
        subjects = list(before.people.all())
        assert not before.do_not_tell
        assert not asks_about_fgm(before, subjects)
        assert AgencyKind.CAFCASS not in suggested_kinds(before, subjects, before.received_at.date())
    after = add(northvale, before, FORCED, FGM, codes.Concern.PRIVATE_LAW, by=northvale.manager)
    with acting_as(northvale.manager):
        assert [warning.suspected for warning in after.do_not_tell] == ["honour-based abuse or forced marriage"]
        assert asks_about_fgm(after, subjects)
        assert AgencyKind.CAFCASS in suggested_kinds(after, subjects, after.received_at.date())


def test_found_at_triage_it_warns_on_the_pages_that_follow(northvale, as_person):
    referral = build_ready(northvale, concerns=["neglect"], family_informed="yes")
    add(northvale, referral, FORCED)
    manager = as_person(northvale.manager)
    for name in ("case", "lawful_basis"):
        page = text(manager.get(reverse(f"referrals:{name}", args=[referral.reference])))
        assert DO_NOT in page, name
    case = text(manager.get(reverse("referrals:case", args=[referral.reference])))
    assert "Concerns the hub added Honour-based abuse or forced marriage" in case
    received = text(manager.get(reverse("referrals:referral_as_received", args=[referral.reference])))
    assert "Honour-based" not in received


def test_the_page_names_the_agencies_that_were_asked_before(northvale, as_person):
    [request] = build_asked(northvale, "police", concerns=["neglect"])
    url = reverse("referrals:add_concerns", args=[request.referral.reference])
    browser = as_person(northvale.manager)
    shown = browser.get(url)
    assert "not told of what is added here: Northvale police" in text(shown)
    typed = {"abuse": [FORCED], "reason": WHY, "seen": shown.context["form"]["seen"].value()}
    page = browser.post(url, typed, follow=True)
    assert "The concerns are added." in text(page)


def test_the_page_has_every_concern_once_under_the_headings_of_the_referral_form(northvale, as_person):
    referral = build_referral(northvale, people=[child(), adult()], concerns=["neglect"])
    shown = as_person(northvale.screener).get(reverse("referrals:add_concerns", args=[referral.reference]))
    form = shown.context["form"]
    asked = [choice for name in form.headings for choice in form.fields[name].choices]
    assert sorted(asked) == sorted(offered(northvale, referral).items())
    assert form.fields["risk_types"].label == "Harm to an adult"
    assert len(form.headings) == len(codes.CONCERN_GROUPS) + 1


def test_a_heading_with_nothing_to_add_is_left_out(northvale, as_person):
    _, group = codes.CONCERN_GROUPS["other"]
    referral = build_referral(northvale, concerns=list(group))
    shown = as_person(northvale.screener).get(reverse("referrals:add_concerns", args=[referral.reference]))
    assert {"other", "risk_types"}.isdisjoint(shown.context["form"].headings)


def test_whoever_selects_nothing_and_says_nothing_is_told_of_both(northvale, as_person):
    url = reverse("referrals:add_concerns", args=[build_referral(northvale).reference])
    errors = as_person(northvale.screener).post(url, {}).context["form"].errors
    assert errors.keys() >= {"abuse", "reason"}
