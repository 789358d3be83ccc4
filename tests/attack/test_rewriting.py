"""Records that are written once cannot be changed, and others only through their functions."""

import psycopg
import pytest
from django.db import transaction

from audit.models import Event
from mash.identity import acting_as
from referrals.decisions import actions
from referrals.models import Decision
from tests.audit.sealed import seal, write
from tests.database import as_role
from tests.referrals.decisions.stories import HOUR, MONDAY, build_asked_case, child_decision

GRANTS = [
    "referrals_referralusergrant",
    "referrals_referralgroupgrant",
    "referrals_requestgroupgrant",
    "referrals_productgroupgrant",
]
VIEW = """INSERT INTO referrals_dissent (id, decision_id, agency_id, agrees, reason, spoken_for_by)
    VALUES (gen_random_uuid(), %s, %s, 'disagrees', 'We never agreed.', '')"""


@pytest.fixture
def signed(transactional_db, northvale):
    with transaction.atomic(), acting_as(northvale.manager):
        referral, _ = build_asked_case(northvale)
        subjects = list(referral.people.filter(is_subject=True))
        drafted = actions.draft(
            referral, subjects=subjects, facts=child_decision(), by=northvale.manager, now=MONDAY + 2 * HOUR
        )
        (decision,) = actions.sign(
            referral, decisions=[decision.pk for decision in drafted], by=northvale.manager, now=MONDAY + 3 * HOUR
        )
    return decision


def speak_as(attacker, person) -> None:
    """Act as somebody who may work on the case, which is the worst case."""
    attacker.execute("SELECT set_config('mash.user_id', %s, false)", [str(person.pk)])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET by_name = 'somebody else'",
        "DELETE FROM audit_event",
        "INSERT INTO audit_event (id, at) VALUES (uuidv7(), now()) ON CONFLICT (id, at) DO UPDATE SET code = 'x'",
        "MERGE INTO audit_event e USING audit_event o ON o.id = e.id WHEN MATCHED THEN UPDATE SET code = 'x'",
        "MERGE INTO audit_event e USING audit_event o ON o.id = e.id WHEN MATCHED THEN DELETE",
        "SELECT * FROM audit_event_rest",
        "UPDATE audit_event_before SET code = 'x'",
        "UPDATE audit_seal SET root = ''",
        "DELETE FROM audit_sealedlines",
        "INSERT INTO audit_tombstone SELECT",
        "COPY audit_event (xid) FROM STDIN",
        "SELECT * FROM audit_event FOR UPDATE",
        "BEGIN; LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE",
    ],
)
def test_a_sealed_line(refused, statement):
    write(2)
    seal()
    refused(statement)
    with as_role("mash_owner"):
        assert set(Event.objects.filter(reference="MASH-SEAL").values_list("code", flat=True)) == {"settings.opened"}


@pytest.mark.parametrize(
    "change",
    [
        "rationale = 'else'",
        "frozen = '{}', digest = 'x'",
        "state = 'draft'",
        "state = 'corrected', rationale = 'else'",
        "referral_id = gen_random_uuid()",
        "id = gen_random_uuid()",
    ],
)
def test_a_signed_decision(attacker, northvale, signed, change):
    speak_as(attacker, northvale.manager)
    for statement in [
        f"UPDATE referrals_decision SET {change}",
        f"MERGE INTO referrals_decision d USING (SELECT 1) ON true WHEN MATCHED THEN UPDATE SET {change}",
        f"INSERT INTO referrals_decision SELECT * FROM referrals_decision ON CONFLICT (id) DO UPDATE SET {change}",
        "DELETE FROM referrals_decision",
    ]:
        with attacker.transaction(force_rollback=True):
            try:
                with attacker.transaction():
                    changed = attacker.execute(statement).rowcount
            except psycopg.errors.InsufficientPrivilege:
                changed = 0
            assert changed == 0, statement
    with transaction.atomic(), acting_as(northvale.manager):
        assert Decision.objects.get() == signed


def test_what_hangs_on_a_signed_decision(attacker, northvale, signed):
    speak_as(attacker, northvale.manager)
    for statement in [
        "DELETE FROM referrals_decisionitem",
        "DELETE FROM referrals_dissent",
    ]:
        assert attacker.execute(statement).rowcount == 0
    agency = northvale.agencies["housing"].pk
    for statement, parameters in [
        ("UPDATE referrals_dissent SET reason = 'else'", []),
        (VIEW, [signed.pk, agency]),
    ]:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(statement, parameters)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", GRANTS)
def test_a_grant(attacker, northvale, referral, table):
    speak_as(attacker, northvale.manager)
    for statement in [
        f"INSERT INTO {table} SELECT * FROM {table}",
        f"UPDATE {table} SET expires_at = 'infinity'",
        f"DELETE FROM {table}",
        f"COPY {table} FROM STDIN",
        f"SELECT * FROM {table} FOR UPDATE",
    ]:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE referrals_move SET to_status = 'closed'",
        "UPDATE referrals_ratinggiven SET level = 'blue'",
        "DELETE FROM referrals_note",
        "UPDATE referrals_response SET outcome = 'nothing_known'",
        "DELETE FROM referrals_referral",
        "DELETE FROM referrals_person",
        "DELETE FROM agencies_user",
        "DELETE FROM agencies_membership",
        "DELETE FROM agencies_hub",
        "INSERT INTO referrals_bar DEFAULT VALUES",
        "INSERT INTO referrals_breakglass DEFAULT VALUES",
        "DELETE FROM referrals_bar",
        "INSERT INTO auth_permission (name, content_type_id, codename) VALUES ('x', 1, 'x')",
        "UPDATE auth_permission SET codename = 'view_referral'",
        "UPDATE django_content_type SET app_label = 'x'",
        "DELETE FROM django_migrations",
        "SELECT setval('referrals_bar_id_seq', 1)",
        "SELECT nextval('referrals_bar_id_seq')",
        "SELECT last_value FROM referrals_bar_id_seq",
    ],
)
def test_history_and_rows_that_others_depend_on_cannot_be_changed(attacker, northvale, referral, refused, statement):
    speak_as(attacker, northvale.manager)
    refused(statement)
