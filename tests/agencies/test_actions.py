"""Actions on people, agencies and settings: what they change, refuse and record."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from agencies.models import Question, QuestionSet, SharingAgreement, User
from agencies.organisations.actions import add_agency, add_agreement, change_agency, change_agreement, end_agreement
from agencies.people.actions import end_role, invite_by_mail, send_link, set_team, suspend
from agencies.questions.actions import QuestionInput, fill_question_sets, set_questions
from agencies.rules.actions import change_hub, hours_of, set_hours, set_targets, targets_of, teams_of
from audit.models import Event
from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals.models import InformationRequest
from tests import two_hands
from tests.database import as_role


def latest_event(code) -> Event:
    with as_role("mash_owner"):
        return Event.objects.filter(code=code).latest("id")


def count_events(code) -> int:
    with as_role("mash_owner"):
        return Event.objects.filter(code=code).count()


def reload(user) -> User:
    return User.objects.get(pk=user.pk)


def test_an_invited_person_has_the_role_and_its_groups(northvale):
    invited = two_hands.invite(
        hub=northvale.hub, email="New@Northvale.example", name="Nova", role="manager", by=northvale.administrator
    )
    assert invited.email == "new@northvale.example"
    assert not invited.has_usable_password()
    assert reload(invited).role_codes == ["manager"]
    assert set(invited.groups.all()) == {northvale.hub.team_group, northvale.hub.deciders_group}
    event = latest_event("role.given")
    assert (event.by_id, event.detail["proposed_by"]) == (northvale.manager.pk, northvale.administrator.name)


def test_an_email_address_belongs_to_one_account_across_hubs(northvale, southmere):
    with pytest.raises(RuleViolation, match="already has an account"):
        two_hands.invite(
            hub=southmere.hub,
            email=northvale.manager.email.upper(),
            name="Twin",
            role="referrer",
            by=southmere.administrator,
        )
    assert User.objects.filter(name="Twin").count() == 0


def test_a_representative_needs_an_agency(northvale):
    with pytest.raises(RuleViolation, match="agency first"):
        two_hands.give_role(user=northvale.screener, role="representative", by=northvale.administrator)


@pytest.mark.parametrize("role", ["manager", "social_worker", "screener", "auditor", "governance", "administrator"])
def test_agency_staff_cannot_hold_hub_roles(northvale, role):
    with pytest.raises(RuleViolation, match="for the hub’s own people"):
        two_hands.give_role(user=northvale.police, role=role, by=northvale.administrator)


@pytest.mark.parametrize(
    ("person", "role"),
    [("manager", "auditor"), ("screener", "administrator"), ("auditor", "manager"), ("governance", "social_worker")],
)
def test_oversight_roles_and_casework_roles_exclude_each_other(northvale, person, role):
    with pytest.raises(RuleViolation, match="read cases"):
        two_hands.give_role(user=getattr(northvale, person), role=role, by=northvale.administrator)
    two_hands.give_role(user=northvale.auditor, role="governance", by=northvale.administrator)


def test_moving_to_an_agency_ends_hub_roles(northvale):
    two_hands.move(user=northvale.screener, agency=northvale.agencies["police"], by=northvale.administrator)
    assert northvale.screener.role_codes == []
    assert not northvale.screener.groups.exists()


def test_a_role_cannot_be_given_twice(northvale):
    with pytest.raises(RuleViolation, match="already hold"):
        two_hands.give_role(user=northvale.screener, role="screener", by=northvale.administrator)


def test_ending_a_role_removes_its_groups_and_permissions(northvale, referral):
    end_role(user=northvale.manager, role="manager", by=northvale.administrator)
    assert list(northvale.manager.groups.all()) == []
    assert not reload(northvale.manager).has_perm("referrals.view_queue")
    with pytest.raises(RuleViolation, match="no longer"):
        end_role(user=northvale.manager, role="manager", by=northvale.administrator)


@pytest.mark.parametrize(
    "action",
    [
        lambda me: suspend(user=me, by=me),
        lambda me: two_hands.give_role(user=me, role="manager", by=me),
        lambda me: end_role(user=me, role="administrator", by=me),
        lambda me: two_hands.move(user=me, agency=None, by=me),
    ],
    ids=["suspend", "give a role", "end a role", "move"],
)
def test_administrators_cannot_change_their_own_access(northvale, action):
    with pytest.raises(RuleViolation, match="yourself|of your own"):
        action(northvale.administrator)
    assert reload(northvale.administrator).role_codes == ["administrator"]
    assert reload(northvale.administrator).is_active


def test_moving_a_user_removes_access_to_the_old_agency(northvale, client, referral):
    client.force_login(northvale.police, backend="agencies.backends.EmailBackend")
    two_hands.move(user=northvale.police, agency=northvale.agencies["health"], by=northvale.administrator)
    assert list(northvale.police.groups.all()) == [northvale.agencies["health"].group]
    assert client.get("/account/").status_code == 302  # signed out
    assert latest_event("person.moved").detail == {
        "before": "Northvale police",
        "after": "Northvale health",
        "person": northvale.police.name,
        "proposed_by": northvale.administrator.name,
        "roles_ended": [],
    }


def test_leaving_all_agencies_ends_agency_roles(northvale):
    two_hands.move(user=northvale.police, agency=None, by=northvale.administrator)
    assert reload(northvale.police).role_codes == []
    assert list(northvale.police.groups.all()) == []
    with acting_as(northvale.police):
        assert not InformationRequest.objects.exists()


def test_suspension_ends_sessions_and_restoring_does_not_revive_them(northvale, client):
    client.force_login(northvale.manager, backend="agencies.backends.EmailBackend")
    suspend(user=northvale.manager, by=northvale.administrator)
    assert client.get("/account/").status_code == 302
    two_hands.restore(user=northvale.manager, by=northvale.administrator)
    assert client.get("/account/").status_code == 302  # they sign in anew
    assert reload(northvale.manager).role_codes == ["manager"]


def test_suspension_leaves_other_users_sessions_alone(northvale, client):
    client.force_login(northvale.screener, backend="agencies.backends.EmailBackend")
    suspend(user=northvale.manager, by=northvale.administrator)
    assert client.get("/account/").status_code == 200


def test_an_invitation_email_contains_the_link_and_no_name(
    northvale, mailoutbox, worker_at_once, django_capture_on_commit_callbacks
):
    values = {"email": "new@school.example", "name": "Nova Newcomer", "role": "referrer", "reason": "New lead"}
    with django_capture_on_commit_callbacks(execute=True):
        invited = invite_by_mail(hub=northvale.hub, by=northvale.administrator, **values)
    link = next(message for message in mailoutbox if "Choose your password" in message.subject)
    assert link.to == ["new@school.example"]
    assert "/choose-password/" in link.body
    assert "Nova" not in "".join(message.subject + message.body for message in mailoutbox)
    assert latest_event("person.link_sent").about_id == str(invited.pk)


def test_a_suspended_user_cannot_be_sent_a_link(northvale):
    suspend(user=northvale.manager, by=northvale.administrator)
    with pytest.raises(RuleViolation, match="Restore them"):
        send_link(user=northvale.manager, by=northvale.administrator)


def test_a_renamed_agency_frees_its_old_name(northvale):
    old = northvale.agencies["housing"]
    change_agency(agency=old, name="Homes", notice_email=old.notice_email, by=northvale.administrator)
    again = add_agency(
        hub=northvale.hub,
        name="Northvale housing",
        kind="housing",
        link="core",
        notice_email="h@northvale.example",
        by=northvale.administrator,
    )
    assert Group.objects.get(pk=old.group_id).name == "northvale: Homes"
    assert again.group_id != old.group_id
    assert latest_event("agency.changed").detail == {
        "before": {"name": "Northvale housing"},
        "after": {"name": "Homes"},
    }


def test_saving_unchanged_settings_records_no_event(northvale):
    before = count_events("agency.changed") + count_events("hub.changed")
    agency = northvale.agencies["police"]
    change_agency(agency=agency, name=agency.name, link=agency.link, by=northvale.administrator)
    change_hub(hub=northvale.hub, phone=northvale.hub.phone, by=northvale.administrator)
    assert count_events("agency.changed") + count_events("hub.changed") == before


def test_changed_targets_are_recorded_with_their_old_values(northvale):
    by = northvale.administrator
    red = ("agency_response", "red")
    set_targets(hub=northvale.hub, targets={red: (Decimal(4), "continuous")}, by=by)
    set_targets(hub=northvale.hub, targets={red: (Decimal("1.5"), "continuous")}, by=by)
    assert targets_of(northvale.hub)[red] == (Decimal("1.50"), "continuous")
    assert latest_event("target.changed").detail == {
        "before": {"agency_response red": "4 hours, continuous"},
        "after": {"agency_response red": "1.5 hours, continuous"},
    }


@pytest.mark.parametrize(
    ("share", "decision", "field"),
    [
        ((4, "continuous"), (4, "continuous"), "hours_agency_response_red"),
        ((5, "continuous"), (4, "working"), "hours_agency_response_red"),
        ((2, "working"), (4, "continuous"), "mode_agency_response_red"),
    ],
)
def test_an_agency_target_cannot_exceed_the_final_decision_target(northvale, share, decision, field):
    targets = {("agency_response", "red"): share, ("final_decision", "red"): decision}
    with pytest.raises(RuleViolation, match="final decision") as caught:
        set_targets(hub=northvale.hub, targets=targets, by=northvale.administrator)
    assert caught.value.field == field
    assert targets_of(northvale.hub) == {}


def test_a_target_can_be_removed(northvale):
    set_targets(hub=northvale.hub, targets={("final_decision", "blue"): (None, "working")}, by=northvale.administrator)
    assert latest_event("target.changed").detail["after"] == {"final_decision blue": "no target"}


def test_changed_opening_hours_are_recorded_with_their_old_values(northvale):
    week = {0: (time(8), time(18))}
    set_hours(hub=northvale.hub, hours=week, closed_on=[date(2026, 12, 24)], by=northvale.administrator)
    assert hours_of(northvale.hub) == week
    detail = latest_event("hours.changed").detail
    assert detail["before"]["week"][0] == "Monday 9am to 5pm"
    assert detail["after"] == {"week": ["Monday 8am to 6pm"], "closed_on": ["2026-12-24"]}


def test_a_hub_must_open_on_at_least_one_day(northvale):
    with pytest.raises(RuleViolation, match="at least one day"):
        set_hours(hub=northvale.hub, hours={}, closed_on=[], by=northvale.administrator)
    assert len(hours_of(northvale.hub)) == 5


def test_changed_hub_settings_are_recorded_with_their_old_values(northvale):
    values = {"second_signature_outcomes": ["advice"], "duty_email": "red@northvale.example"}
    change_hub(hub=northvale.hub, by=northvale.administrator, **values)
    detail = latest_event("hub.changed").detail
    assert detail["before"]["second_signature_outcomes"] == ["no_further_action"]
    assert detail["after"] == values


def test_teams_can_be_renamed_by_case_and_removed_once_empty(northvale):
    by = northvale.administrator
    change_hub(hub=northvale.hub, teams=["North", "South"], by=by)
    assert latest_event("hub.changed").detail == {"before": {"teams": []}, "after": {"teams": ["North", "South"]}}
    north = northvale.hub.teams.get(name="North")
    set_team(user=northvale.screener, team=north, by=by)
    change_hub(hub=northvale.hub, teams=["NORTH", "East"], by=by)
    assert teams_of(northvale.hub) == ["East", "NORTH"]
    assert reload(northvale.screener).team == north
    with pytest.raises(RuleViolation, match="still has people"):
        change_hub(hub=northvale.hub, teams=["East"], by=by)
    lines = count_events("hub.changed")
    change_hub(hub=northvale.hub, teams=["East", "NORTH"], by=by)
    change_hub(hub=northvale.hub, phone="01632 960009", by=by)
    assert teams_of(northvale.hub) == ["East", "NORTH"]
    assert count_events("hub.changed") == lines + 1


def test_changing_a_team_is_recorded_and_changes_no_access(northvale):
    change_hub(hub=northvale.hub, teams=["North"], by=northvale.administrator)
    person, north = northvale.screener, northvale.hub.teams.get()
    groups, permissions = set(person.groups.all()), person.role_permissions
    set_team(user=person, team=north, by=northvale.administrator)
    assert latest_event("person.team_changed").detail.items() >= {"before": "", "after": "North"}.items()
    assert (set(person.groups.all()), reload(person).role_permissions) == (groups, permissions)
    with pytest.raises(RuleViolation, match="already belong"):
        set_team(user=person, team=north, by=northvale.administrator)
    set_team(user=person, team=None, by=northvale.administrator)
    assert latest_event("person.team_changed").detail.items() >= {"before": "North", "after": ""}.items()


def test_a_hub_copies_the_default_questions_once(northvale, southmere):
    copied = fill_question_sets(hub=northvale.hub, by=northvale.administrator)
    assert copied > 100
    always = QuestionSet.objects.get(hub=northvale.hub, agency_kind="police", concern="")
    assert always.questions.first().text.startswith("Is each person named known to you?")
    assert fill_question_sets(hub=northvale.hub, by=northvale.administrator) == 0
    assert not QuestionSet.objects.filter(hub=southmere.hub).exists()
    assert latest_event("question_set.changed").detail == {"copied_from_defaults": copied}


def test_a_question_set_is_replaced_in_order(northvale):
    args = {"hub": northvale.hub, "kind": "police", "concern": "neglect", "by": northvale.administrator}
    set_questions(questions=[QuestionInput("First?"), QuestionInput("Second?", 12, "child")], is_active=True, **args)
    only = {"questions": [QuestionInput("Second?", 12, "child")], "is_active": False}
    assert set_questions(**only, **args)
    assert not set_questions(**only, **args), "nothing has changed"
    question_set = QuestionSet.objects.get(hub=northvale.hub, agency_kind="police", concern="neglect")
    assert [(q.position, q.text) for q in Question.objects.filter(question_set=question_set)] == [(1, "Second?")]
    detail = latest_event("question_set.changed").detail
    assert detail["before"] == ["First? (both)", "Second? (child, last 12 months)"]
    assert detail["active"] is False
    assert QuestionSet.objects.filter(hub=northvale.hub, agency_kind="police", concern="neglect").count() == 1


def test_an_agreement_is_added_changed_and_ended_once(northvale):
    by = northvale.administrator
    agreement = add_agreement(
        hub=northvale.hub,
        agency=northvale.agencies["police"],
        title="Tier 2",
        signed_on=date(2026, 1, 1),
        review_on=date(2027, 1, 1),
        location="",
        by=by,
    )
    change_agreement(agreement=agreement, review_on=date(2027, 6, 1), by=by)
    assert latest_event("agreement.changed").detail["before"] == {"review_on": "2027-01-01"}
    end_agreement(agreement=agreement, by=by)
    assert SharingAgreement.objects.get(pk=agreement.pk).ended_on
    with pytest.raises(RuleViolation, match="already ended"):
        end_agreement(agreement=agreement, by=by)
    with pytest.raises(RuleViolation, match="has ended"):
        change_agreement(agreement=agreement, title="Tier 3", by=by)
