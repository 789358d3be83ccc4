"""Account changes that need a second person, and what the database enforces of the rule."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from agencies.approvals import actions as approvals
from agencies.approvals.domains import domains_of
from agencies.approvals.forms import DomainsForm
from agencies.approvals.listing import due_for_review, stale_accounts
from agencies.models import AccountChange, Membership, User
from agencies.people import actions
from agencies.people.actions import invite_by_mail, send_link
from agencies.roles import ROLES, needs_second_person
from agencies.signing_in.second_factor.actions import reset
from agencies.signing_in.second_factor.codes import replace_app
from agencies.tasks import end_roles_past_their_date, lapse_changes
from audit.models import Event
from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals.models import Referral
from tests import two_hands
from tests.agencies.pages import REASON, save
from tests.builders import PASSWORD, browser, build_referral
from tests.database import as_role

NOVA = {"name": "Nova Newcomer", "email": "nova@northvale.example", "reason": REASON}
NEW_PASSWORD = {"password": "three random words", "again": "three random words"}


def reload(person: User) -> User:
    return User.objects.select_related("hub", "agency").get(pk=person.pk)


def roles_of(person: User) -> list[str]:
    return reload(person).role_codes


def propose_role(world, role="manager", **fields) -> AccountChange:
    """Invite somebody with a role that waits; return the change."""
    with acting_as(world.administrator):
        user = actions.invite(hub=world.hub, role=role, by=world.administrator, **{**NOVA, **fields})
        return AccountChange.objects.waiting().get(user=user)


def confirm(change: AccountChange, by: User) -> None:
    with acting_as(by):
        approvals.confirm(change, by=by)


def events_of(code: str) -> list[Event]:
    with as_role("mash_owner"):
        return list(Event.objects.filter(code=code).order_by("id"))


# What needs a second person ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [code for code in ROLES if code != "referrer"])
def test_every_role_but_referrer_waits_for_a_second_person(northvale, role):
    agency = northvale.agencies["police"] if ROLES[role].of_agency else None
    change = propose_role(northvale, role, agency=agency)
    assert roles_of(change.user) == []
    assert not change.user.groups.exists()
    confirm(change, northvale.manager)
    assert roles_of(change.user) == [role]
    assert needs_second_person([role])


def test_one_person_can_give_the_referrer_role(northvale):
    with acting_as(northvale.administrator):
        user = actions.invite(
            hub=northvale.hub, role="referrer", by=northvale.administrator, **{**NOVA, "email": "n@school.example"}
        )
    assert roles_of(user) == ["referrer"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash_needs_two(%s), mash_needs_two(%s)", [user.pk, northvale.police.pk])
        assert cursor.fetchone() == (False, True)


def test_a_waiting_role_gives_no_access(northvale):
    referral = build_referral(northvale)
    change = propose_role(northvale)
    with acting_as(change.user):
        assert not Referral.objects.exists()
    confirm(change, northvale.second_manager)
    with acting_as(change.user):
        assert Referral.objects.get() == referral


def test_neither_proposer_nor_subject_can_confirm(northvale):
    change = propose_role(northvale)
    with pytest.raises(RuleViolation, match="asked for this yourself"):
        confirm(change, northvale.administrator)
    with acting_as(northvale.administrator):
        actions.give_role(user=northvale.manager, role="screener", by=northvale.administrator)
        own_role = AccountChange.objects.waiting().get(user=northvale.manager)
    with pytest.raises(RuleViolation, match="your own account"):
        confirm(own_role, northvale.manager)


@pytest.mark.parametrize("person_key", ["social_worker", "screener", "auditor", "governance", "police", "referrer"])
def test_other_roles_cannot_confirm(northvale, person_key):
    change = propose_role(northvale)
    with pytest.raises(RuleViolation, match="does not confirm"):
        confirm(change, getattr(northvale, person_key))
    assert browser(getattr(northvale, person_key)).get(f"/people/changes/{change.pk}/").status_code == 403


def test_a_manager_of_another_hub_cannot_see_the_change(northvale, southmere):
    change = propose_role(northvale)
    assert browser(southmere.manager).get(f"/people/changes/{change.pk}/").status_code == 404
    assert change.in_words not in browser(southmere.manager).get("/people/changes/").text
    with acting_as(southmere.manager):
        assert not AccountChange.objects.filter(pk=change.pk).exists()


def test_a_suspended_administrators_proposal_cannot_be_confirmed(northvale):
    change = propose_role(northvale)
    with as_role("mash_owner"):
        User.objects.filter(pk=northvale.administrator.pk).update(is_active=False)
    with pytest.raises(RuleViolation, match="no longer an administrator"):
        confirm(change, northvale.manager)
    assert roles_of(change.user) == []


@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_an_administrators_second_account_cannot_confirm(northvale, role):
    """An administrator cannot invite themselves again and confirm their own proposals with that account."""
    own_role = propose_role(northvale, role)
    for change in (own_role, propose_role(northvale, "manager", email="third@northvale.example")):
        with pytest.raises(RuleViolation, match="your own account|does not confirm"):
            confirm(change, own_role.user)
    assert roles_of(own_role.user) == []


# Refusing, withdrawing, lapsing --------------------------------------------------------------------------------------


def test_a_change_can_be_refused_or_withdrawn_once(northvale):
    change = propose_role(northvale)
    with acting_as(northvale.manager):
        approvals.refuse(change, reason="Not one of ours", by=northvale.manager)
        change.refresh_from_db()
        assert (change.decision, change.decided_why) == ("refused", "Not one of ours")
    with pytest.raises(RuleViolation, match="Morgan Manager decided on this already: refused"):
        confirm(change, northvale.second_manager)
    with acting_as(northvale.administrator):
        again = actions.give_role(user=change.user, role="manager", by=northvale.administrator)
        approvals.withdraw(again, by=northvale.administrator)
    with pytest.raises(RuleViolation, match="withdrawn"):
        confirm(again, northvale.manager)
    assert roles_of(change.user) == []
    assert [event.code for event in events_of("account_change.refused") + events_of("account_change.withdrawn")] == [
        "account_change.refused",
        "account_change.withdrawn",
    ]


def test_a_change_lapses(northvale):
    change = propose_role(northvale)
    with as_role("mash_owner"):
        AccountChange.objects.filter(pk=change.pk).update(lapses_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(RuleViolation, match="lapsed"):
        confirm(change, northvale.manager)
    assert lapse_changes.apply().get() == 1
    assert lapse_changes.apply().get() == 0
    assert len(events_of("account_change.lapsed")) == 1
    with acting_as(northvale.administrator):
        actions.give_role(user=change.user, role="manager", by=northvale.administrator)


def test_only_one_change_of_a_kind_can_wait(northvale):
    change = propose_role(northvale)
    with acting_as(northvale.administrator), pytest.raises(RuleViolation, match="waits already"):
        actions.give_role(user=change.user, role="manager", by=northvale.administrator)


# Every other way to a role -------------------------------------------------------------------------------------------


def test_moving_and_restoring_need_a_second_person(northvale):
    health = northvale.agencies["health"]
    with acting_as(northvale.administrator):
        moving = actions.move(user=northvale.police, agency=health, by=northvale.administrator)
        assert reload(northvale.police).agency == northvale.agencies["police"]
    confirm(moving, northvale.manager)
    assert reload(northvale.police).agency == health

    actions.suspend(user=northvale.police, by=northvale.administrator)
    with acting_as(northvale.administrator):
        back = actions.restore(user=reload(northvale.police), by=northvale.administrator)
    assert not reload(northvale.police).is_active
    confirm(back, northvale.manager)
    assert reload(northvale.police).is_active


def test_removing_access_needs_one_person(northvale):
    with acting_as(northvale.administrator):
        actions.end_role(user=northvale.manager, role="manager", by=northvale.administrator)
        actions.suspend(user=northvale.screener, by=northvale.administrator)
        actions.move(user=northvale.police, agency=None, by=northvale.administrator)
    assert roles_of(northvale.manager) == roles_of(northvale.police) == []


def test_a_new_address_needs_two_people_and_notifies_both(
    northvale, worker_at_once, django_capture_on_commit_callbacks
):
    old, new = northvale.manager.email, "m.manager@northvale.example"
    with acting_as(northvale.administrator):
        change = actions.change_details(user=northvale.manager, email=new, by=northvale.administrator)
    assert reload(northvale.manager).email == old
    with django_capture_on_commit_callbacks(execute=True):
        confirm(change, northvale.second_manager)
    assert reload(northvale.manager).email == new
    messages = {to for message in mail.outbox for to in message.to}
    assert {old, new} <= messages
    assert events_of("person.details_changed")[-1].detail["changed"] == ["email"]


def test_a_new_address_of_another_domain_is_refused(northvale):
    with pytest.raises(RuleViolation, match="Addresses of the hub end in northvale.example"):
        actions.change_details(user=northvale.manager, email="me@elsewhere.example", by=northvale.administrator)


def test_resetting_a_second_factor_needs_a_second_person(northvale):
    replace_app(northvale.manager, "A" * 32, 0)
    with acting_as(northvale.administrator):
        change = reset(user=northvale.manager, reason="Lost telephone", by=northvale.administrator)
    assert northvale.manager.authenticator_set.exists()
    confirm(change, northvale.second_manager)
    assert not northvale.manager.authenticator_set.exists()
    assert events_of("second_factor.reset")[-1].detail["proposed_by"] == northvale.administrator.name


# Domains -------------------------------------------------------------------------------------------------------------


def test_a_role_is_refused_for_an_address_of_another_domain(northvale):
    elsewhere = {**NOVA, "email": "nova@elsewhere.example"}
    with pytest.raises(RuleViolation, match="Use a work address") as error:
        actions.invite(hub=northvale.hub, role="manager", by=northvale.administrator, **elsewhere)
    assert error.value.field == "email"
    police = {"agency": northvale.agencies["police"], "role": "representative"}
    with pytest.raises(RuleViolation, match="Northvale police end in northvale.example"):
        actions.invite(hub=northvale.hub, by=northvale.administrator, **police, **elsewhere)


@pytest.mark.parametrize("open_to_all", ["gmail.com", "GMail.com", "gov.uk", "nhs.uk"])
def test_public_mail_domains_are_refused(open_to_all):
    form = DomainsForm({"domains": f"northvale.gov.uk\n{open_to_all}", "reason": "A colleague asked"})
    assert "not one organisation" in " ".join(form.errors["domains"])


def test_changing_domains_needs_a_second_person(northvale):
    with acting_as(northvale.administrator):
        change = approvals.change_domains(
            hub=northvale.hub, domains=["northvale.example", "northvale.gov.uk"], by=northvale.administrator
        )
    assert domains_of(northvale.hub, None) == ["northvale.example"]
    confirm(change, northvale.manager)
    assert domains_of(northvale.hub, None) == ["northvale.example", "northvale.gov.uk"]
    assert events_of("mail_domains.changed")[-1].detail["before"] == ["northvale.example"]
    propose_role(northvale, email="nova@northvale.gov.uk")


# Links ---------------------------------------------------------------------------------------------------------------


def test_the_link_is_emailed_once_the_role_is_confirmed_and_never_shown(
    northvale, worker_at_once, django_capture_on_commit_callbacks
):
    administrator, manager = browser(northvale.administrator), browser(northvale.manager)
    pages = []
    with django_capture_on_commit_callbacks(execute=True):
        pages.append(administrator.post("/people/invite/", {**NOVA, "role": "manager"}, follow=True))
    nova = User.objects.get(email=NOVA["email"])
    assert {to for message in mail.outbox for to in message.to} == {
        northvale.manager.email,
        northvale.second_manager.email,
    }
    assert not [message for message in mail.outbox if "Nova" in message.subject + message.body]
    pages.append(administrator.get(f"/people/{nova.pk}/"))
    assert "waits for a second person" in save(administrator, f"/people/{nova.pk}/link/").text

    with acting_as(northvale.manager):
        change = AccountChange.objects.waiting().get(user=nova)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        pages.append(manager.post(f"/people/changes/{change.pk}/", follow=True))
    pages.append(administrator.get(f"/people/{nova.pk}/"))
    with django_capture_on_commit_callbacks(execute=True):
        pages.append(administrator.get(save(administrator, f"/people/{nova.pk}/link/").url))
    links = [word for message in mail.outbox for word in message.body.split() if "/choose-password/" in word]
    assert [message.to for message in mail.outbox] == [[nova.email]] * 2
    assert len(links) == 2
    assert not [page for page in pages if "choose-password" in page.text]
    newcomer = Client()
    newcomer.get(links[-1])
    assert newcomer.post("/choose-password/", NEW_PASSWORD).status_code == 302
    assert roles_of(nova) == ["manager"]


PROVIDERS = [
    {"id": "council", "name": "C", "server_url": "https://x.example", "verified_domains": ["northvale.example"]}
]


def test_single_sign_on_users_cannot_be_sent_a_link(northvale, settings):
    settings.SINGLE_SIGN_ON = PROVIDERS
    colleague = northvale.manager
    colleague.set_unusable_password()
    colleague.last_login = timezone.now()
    colleague.save(update_fields=["password", "last_login"])
    with pytest.raises(RuleViolation, match="single sign-on"):
        send_link(user=colleague, by=northvale.administrator)
    assert "/link/" not in browser(northvale.administrator).get(f"/people/{colleague.pk}/").text


def test_a_forgotten_password_sends_no_link_to_single_sign_on_users(
    northvale, settings, worker_at_once, django_capture_on_commit_callbacks
):
    settings.SINGLE_SIGN_ON = PROVIDERS
    colleague = northvale.manager
    User.objects.filter(pk=colleague.pk).update(password=make_password(None), last_login=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/forgotten-password/", {"email": colleague.email})
    assert not mail.outbox


def test_single_sign_on_users_are_invited_without_a_link(
    northvale, settings, worker_at_once, django_capture_on_commit_callbacks
):
    settings.SINGLE_SIGN_ON = PROVIDERS
    with acting_as(northvale.administrator):
        user = invite_by_mail(hub=northvale.hub, role="screener", by=northvale.administrator, **NOVA)
        change = AccountChange.objects.waiting().get(user=user)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(change, northvale.manager)
    [message] = [message for message in mail.outbox if message.to == [user.email] and "/sign-in/" in message.body]
    assert not [message for message in mail.outbox if "/choose-password/" in message.body]


# Telling -------------------------------------------------------------------------------------------------------------


def test_users_are_notified_of_every_change_to_their_account(
    northvale, worker_at_once, django_capture_on_commit_callbacks
):
    person, by = northvale.screener, northvale.administrator
    with django_capture_on_commit_callbacks(execute=True):
        two_hands.give_role(user=person, role="social_worker", by=by, reason="Cover")
        actions.end_role(user=person, role="social_worker", by=by, reason="Cover is over")
        actions.change_details(user=person, job_title="Officer", by=by, reason="New post")
        actions.suspend(user=person, by=by, reason="On leave")
        two_hands.restore(user=person, by=by, reason="Back")
    messages = [message for message in mail.outbox if message.to == [person.email]]
    assert len(messages) == 5
    assert not [
        message for message in messages if person.name in message.subject + message.body or "Cover" in message.body
    ]


def test_governance_sees_every_account_change(northvale):
    two_hands.give_role(
        user=northvale.screener, role="social_worker", by=northvale.administrator, reason="Winter cover"
    )
    page = browser(northvale.governance).get("/people/watched/")
    assert "Winter cover" in page.text
    assert "Role: Social worker" in page.text
    assert events_of("account_change.listed")
    assert browser(northvale.manager).get("/people/watched/").status_code == 403


# End dates and reviews -----------------------------------------------------------------------------------------------


def test_a_role_ends_at_its_date_in_python_and_the_database(northvale):
    build_referral(northvale)
    soon = timezone.now() + timedelta(days=1)
    two_hands.give_role(user=northvale.referrer, role="screener", by=northvale.administrator, ends_at=soon)
    with acting_as(northvale.referrer):
        assert Referral.objects.exists()
    with as_role("mash_owner"):
        membership = Membership.objects.filter(user=northvale.referrer, role="screener")
        membership.update(ends_at=timezone.now() - timedelta(seconds=1))
    with acting_as(northvale.referrer):
        assert not Referral.objects.exists()  # though he is in the group still
    assert roles_of(northvale.referrer) == ["referrer"]
    assert not reload(northvale.referrer).has_perm("referrals.view_queue")
    assert end_roles_past_their_date.apply().get() == 1
    assert not northvale.referrer.groups.exists()
    assert membership.get().ended_at == membership.get().ends_at
    assert events_of("role.ran_out")


@pytest.mark.parametrize(
    ("person_key", "function"),
    [
        ("manager", "mash_account_hubs"),
        ("manager", "mash_team_hubs"),
        ("manager", "mash_decider_hubs"),
        ("auditor", "mash_event_hubs"),
        ("governance", "mash_event_hubs"),
        ("governance", "mash_governed_hubs"),
        ("administrator", "mash_administered_hubs"),
    ],
)
def test_database_functions_ignore_a_role_past_its_date(northvale, person_key, function):
    person = getattr(northvale, person_key)
    with acting_as(person), connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}()")
        assert cursor.fetchone() == ([northvale.hub.pk],)
    with as_role("mash_owner"):
        Membership.objects.filter(user=person).update(ends_at=timezone.now() - timedelta(seconds=1))
    with acting_as(person), connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}()")
        assert cursor.fetchone() == ([],)


def test_roles_are_reviewed_but_not_ones_own(northvale):
    hub = northvale.hub
    assert not due_for_review(hub).exists()
    with as_role("mash_owner"):
        Membership.objects.filter(user__hub=hub).update(started_at=timezone.now() - timedelta(days=100))
    manager = browser(northvale.manager)
    page = manager.get("/people/review/")
    assert "Overdue" in page.text
    own_role = Membership.objects.get(user=northvale.manager)
    colleagues_role = Membership.objects.get(user=northvale.screener)
    ended_role = Membership.objects.get(user=northvale.school)
    assert str(own_role.pk) not in dict(page.context["form"].fields["held"].choices)
    answer = manager.post("/people/review/", {"held": [own_role.pk], "what": "keep", "reason": REASON})
    assert "Select the roles" in answer.text
    with pytest.raises(RuleViolation, match="your own role"):
        approvals.certify(memberships=[own_role], reason="", by=northvale.manager)
    manager.post("/people/review/", {"held": [colleagues_role.pk], "what": "keep", "reason": REASON})
    manager.post("/people/review/", {"held": [ended_role.pk], "what": "end", "reason": REASON})
    assert colleagues_role not in due_for_review(hub)
    assert own_role in due_for_review(hub)
    assert roles_of(northvale.school) == []
    assert events_of("role.certified")[-1].purpose == REASON
    assert northvale.manager.name in browser(northvale.governance).get("/people/watched/").text


def test_unused_accounts_are_listed(northvale):
    long_ago = timezone.now() - timedelta(days=61)
    User.objects.filter(pk=northvale.police.pk).update(last_login=long_ago)
    User.objects.filter(pk=northvale.health.pk).update(invited_at=long_ago)
    assert set(stale_accounts(northvale.hub)) == {northvale.police, northvale.health}


# A fresh confirmation and a reason -----------------------------------------------------------------------------------

PERSON_PAGES = ["roles/", "roles/screener/end/", "suspend/", "restore/", "move/", "link/", "details/", "second-factor/"]


@pytest.mark.parametrize("case", [*PERSON_PAGES, "invite"])
def test_account_changes_require_a_fresh_confirmation_and_a_reason(northvale, case):
    administrator = browser(northvale.administrator)
    url = "/people/invite/" if case == "invite" else f"/people/{northvale.screener.pk}/{case}"
    assert "reason" in administrator.get(url).context["form"].fields
    session = administrator.session
    session["confirmed"] = 0
    session.save()
    assert administrator.get(url).url.startswith("/account/confirm/")


def test_confirming_a_change_requires_a_fresh_confirmation(northvale):
    change, manager = propose_role(northvale), browser(northvale.manager)
    session = manager.session
    session["confirmed"] = 0
    session.save()
    url = f"/people/changes/{change.pk}/"
    assert manager.post(url).url.startswith("/account/confirm/")
    manager.post("/account/confirm/", {"password": PASSWORD})
    assert manager.post(url).url == "/people/changes/"
    assert roles_of(change.user) == ["manager"]


def test_the_navigation_counts_changes_waiting_for_the_user(northvale):
    propose_role(northvale)
    assert "Changes to confirm (1)" in browser(northvale.manager).get("/people/changes/").text
    assert "Changes to confirm (" not in browser(northvale.administrator).get("/people/changes/").text
    assert "Changes to confirm" not in browser(northvale.screener).get("/account/").text


# The operator --------------------------------------------------------------------------------------------------------


def test_the_operator_can_confirm_if_the_hub_has_no_second_person(northvale, capsys):
    change = propose_role(northvale)
    with pytest.raises(CommandError, match="has a second person"):
        call_command("confirm_role", "northvale", str(change.pk), reason="In a hurry")
    actions.suspend(user=northvale.manager, by=northvale.administrator)
    actions.suspend(user=northvale.second_manager, by=northvale.administrator)
    call_command("confirm_role", "northvale")
    assert str(change.pk) in capsys.readouterr().out
    with pytest.raises(CommandError, match="Say why"):
        call_command("confirm_role", "northvale", str(change.pk))
    call_command("confirm_role", "northvale", str(change.pk), reason="Its first manager")
    assert roles_of(change.user) == ["manager"]
    assert events_of("account_change.confirmed")[-1].by_name == "Operator"


# The second wall: what the app's own login is refused, whatever its code does ----------------------------------------

FORBIDDEN_SQL = {
    "a role": "INSERT INTO agencies_membership (user_id, role, started_at) VALUES ({user}, 'manager', now())",
    "a role by a change that waits": "INSERT INTO agencies_membership (user_id, role, started_at, change_id) "
    "SELECT user_id, role, now(), id FROM agencies_accountchange WHERE id = '{change}'",
    "another role": "UPDATE agencies_membership SET role = 'manager' WHERE user_id = {screener}",
    "somebody else's role": "UPDATE agencies_membership SET user_id = {user} WHERE user_id = {manager}",
    "a longer time": "UPDATE agencies_membership SET ends_at = 'infinity' WHERE user_id = {brief}",
    "a role back": "UPDATE agencies_membership SET ended_at = NULL WHERE user_id = {ended}",
    "a group": "INSERT INTO agencies_user_groups (user_id, group_id) SELECT {user}, team_group_id FROM agencies_hub",
    "an agency's group": "INSERT INTO agencies_user_groups (user_id, group_id) SELECT {user}, group_id "
    "FROM agencies_agency LIMIT 1",
    "another team": "UPDATE agencies_hub SET team_group_id = (SELECT min(group_id) FROM agencies_agency)",
    "an agency that is the team": "UPDATE agencies_agency SET group_id = (SELECT min(team_group_id) FROM agencies_hub) "
    "WHERE kind = 'police'",
    "a new agency that is the team": "INSERT INTO agencies_agency (hub_id, name, kind, link, notice_email, is_active, "
    "group_id) SELECT id, 'X', 'other', 'core', 'x@x.example', true, team_group_id FROM agencies_hub",
    "another agency": "UPDATE agencies_user SET agency_id = "
    "(SELECT min(id) FROM agencies_agency WHERE kind = 'health') WHERE id = {police}",
    "another address": "UPDATE agencies_user SET email = 'x@x.example' WHERE id = {manager}",
    "the way back in": "UPDATE agencies_user SET is_active = true WHERE id = {suspended}",
    "another hub": "UPDATE agencies_user SET hub_id = (SELECT id FROM agencies_hub WHERE slug = 'southmere') "
    "WHERE id = {user}",
    "every permission": "UPDATE agencies_user SET is_superuser = true WHERE id = {user}",
    "a domain": "UPDATE agencies_hub SET mail_domains = '{{x.example}}'",
    "an agency's domain": "UPDATE agencies_agency SET mail_domains = '{{x.example}}'",
    "their own confirming": "UPDATE agencies_accountchange SET decision = 'confirmed', decided_at = now(), "
    "decided_by_id = {administrator} WHERE id = '{change}'",
    "confirming as another": "UPDATE agencies_accountchange SET decision = 'confirmed', decided_by_id = {manager}, "
    "decided_at = now() WHERE id = '{change}'",
    "another role in what waits": "UPDATE agencies_accountchange SET role = 'governance', decision = 'withdrawn', "
    "decided_by_id = {administrator} WHERE id = '{change}'",
    "what waits, away": "DELETE FROM agencies_accountchange WHERE id = '{change}'",
    "a confirmed change": "INSERT INTO agencies_accountchange (id, hub_id, user_id, kind, role, facts, ends_at, "
    "reason, proposed_by_id, proposed_at, lapses_at, decision, decided_by_id, decided_at, decided_why) "
    "SELECT gen_random_uuid(), hub_id, user_id, 'role', 'governance', facts, ends_at, reason, proposed_by_id, "
    "proposed_at, lapses_at, 'confirmed', {manager}, now(), '' FROM agencies_accountchange WHERE id = '{change}'",
}


@pytest.mark.parametrize("case", FORBIDDEN_SQL)
def test_the_database_refuses_changes_without_a_second_person(northvale, southmere, case):
    change = propose_role(northvale)
    two_hands.give_role(
        user=northvale.referrer, role="screener", by=northvale.administrator, ends_at=timezone.now() + timedelta(days=1)
    )
    actions.end_role(user=northvale.school, role="representative", by=northvale.administrator)
    actions.suspend(user=northvale.second_manager, by=northvale.administrator)
    people = {
        person_key: getattr(northvale, person_key).pk
        for person_key in ("screener", "manager", "police", "administrator")
    }
    people |= {"brief": northvale.referrer.pk, "ended": northvale.school.pk, "suspended": northvale.second_manager.pk}
    sql = FORBIDDEN_SQL[case].format(user=change.user_id, change=change.pk, **people)
    with acting_as(northvale.administrator), pytest.raises(DatabaseError) as error, transaction.atomic():
        execute(sql)
    assert error.value.__cause__.sqlstate in ("42501", "42601"), error.value


def execute(sql: str, *values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.rowcount


def test_a_confirmed_change_cannot_be_applied_twice(northvale):
    """A confirmed change gives the role only once, even after the role has ended."""
    change = propose_role(northvale)
    confirm(change, northvale.manager)
    with as_role("mash_owner"):  # as if it had been another transaction
        execute("UPDATE agencies_accountchange SET decided_in = '3' WHERE id = %s", change.pk)
        execute("UPDATE agencies_membership SET ended_at = now(), change_id = NULL WHERE user_id = %s", change.user_id)
    again = "INSERT INTO agencies_membership (user_id, role, started_at, change_id) VALUES (%s, 'manager', now(), %s)"
    refused = pytest.raises(DatabaseError, match="two people give this role")
    with acting_as(northvale.administrator), refused, transaction.atomic():
        execute(again, change.user_id, change.pk)
