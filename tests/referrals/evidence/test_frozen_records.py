"""Pages and verify_trail compare every write-once record with its line of the access log."""

import re
from collections.abc import Callable
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from audit.models import Attestation, Event
from mash.identity import acting_as, acting_as_system
from referrals.evidence import frozen_records
from referrals.evidence.frozen_records import KINDS, Standing, frozen_in
from referrals.models import InformationRequest, Item, Product, Referral
from tests.audit.sealed import run, seal, value
from tests.database import as_role, script
from tests.referrals.evidence.stories import every_kind
from tests.standing import standing_case

pytestmark = pytest.mark.django_db(transaction=True)

# For each kind, a statement that changes frozen columns.
CHANGES = {
    "referral": "UPDATE referrals_referral SET what_happened = 'Nothing.' WHERE id = %s",
    "person": "UPDATE referrals_person SET first_name = 'Other' WHERE id = %s",
    "fact": "UPDATE referrals_personfact SET words = 'Nobody.' WHERE id = %s",
    "referrer": "UPDATE referrals_referrer SET name = 'Somebody else' WHERE id = %s",
    "professional": "UPDATE referrals_involvedprofessional SET organisation = 'Another' WHERE id = %s",
    "move": "UPDATE referrals_move SET reason = 'Another.' WHERE id = %s",
    "rating": "UPDATE referrals_ratinggiven SET level = 'green' WHERE id = %s",
    "note": "UPDATE referrals_note SET text = 'Nobody phoned.' WHERE id = %s",
    "discussion": "UPDATE referrals_strategydiscussion SET shared = 'Nothing.' WHERE id = %s",
    "notification": "UPDATE referrals_notificationmade SET made_on = made_on - 1 WHERE id = %s",
    "lawful basis": "UPDATE referrals_lawfulbasis SET authorised_by_id = by_id, authorised_at = at WHERE id = %s",
    "request": "UPDATE referrals_requestquestion SET text = 'Nothing?' WHERE request_id = %s",
    "change": "UPDATE referrals_requestchange SET reason = 'Nothing.' WHERE id = %s",
    "message": "UPDATE referrals_requestmessage SET text = 'Nothing.' WHERE id = %s",
    "update": "UPDATE referrals_requestupdate SET subjects = '[]' WHERE id = %s",
    "response": "UPDATE referrals_response SET outcome = 'nothing_known' WHERE id = %s",
    "item": "UPDATE referrals_item SET occurred_on = '2020-01-01' WHERE id = %s",
    "existence": "UPDATE referrals_item SET position = 99 WHERE id = %s",
    "words": "UPDATE referrals_itembody SET text = 'Nothing at all.' WHERE item_id = %s",
    "withdrawal": "UPDATE referrals_item SET withdrawn_at = NULL WHERE id = %s",
    "first signature": """UPDATE referrals_decision SET digest = repeat('0', 64),
        frozen = jsonb_set(frozen, '{decision,rationale}', '"Other."') WHERE id = %s""",
    "decision": """UPDATE referrals_decision SET digest = repeat('0', 64),
        frozen = jsonb_set(frozen, '{decision,rationale}', '"Other."') WHERE id = %s""",
    "feedback": "UPDATE referrals_feedback SET text = 'Other.' WHERE id = %s",
    "product": "UPDATE referrals_productitem SET text = 'Other.' WHERE product_id = %s",
    "pause": "UPDATE referrals_clockpause SET why = 'Nobody.' WHERE id = %s",
    "emergency opening": "UPDATE referrals_breakglass SET reason = 'Curious.' WHERE id = %s",
    "restriction review": "UPDATE referrals_restrictionreview SET note = 'Not needed.' WHERE id = %s",
}
NOT_ON_THE_CASE = {"restriction review"}  # governance alone sees it


@pytest.fixture
def case(northvale) -> Referral:
    referral = standing_case("every kind", lambda: every_kind(northvale))
    seal()
    return referral


class Undone(Exception):
    pass


def altering(*statements: tuple[str, list], then: Callable):
    """Return the result of `then` after these statements, which are rolled back."""
    results = []
    try:
        with transaction.atomic():
            _run_as_owner(statements)
            results.append(then())
            raise Undone
    except Undone:
        return results[0]


def _run_as_owner(statements) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (app,) = cursor.fetchone()
        script("RESET ROLE; SET LOCAL session_replication_role = replica")
        with as_role("mash_owner"):
            for statement, parameters in statements:
                cursor.execute(statement, parameters)
                assert cursor.rowcount > 0, statement
        script(f"SET LOCAL session_replication_role = origin; SET ROLE {app}")


def records() -> dict[str, tuple[str, str]]:
    """Return {kind: (key, id)} of one existing record of each kind."""
    with acting_as_system(), transaction.atomic():
        there = {(frozen.kind, frozen.key) for frozen in frozen_records.every_record()}
        attested = [(frozen.kind, frozen.key, str(frozen.record)) for frozen in Attestation.objects.order_by("id")]
    return {kind: (key, record) for kind, key, record in reversed(attested) if (kind, key) in there}


def standings(person, subject) -> dict[tuple[str, str], Standing]:
    with acting_as(person), transaction.atomic():
        return {(frozen.attested.kind, frozen.attested.key): frozen.standing for frozen in frozen_in(subject).all}


def verified(**options) -> tuple[bool, str]:
    """Return (whether all is well, the output of verify_trail)."""
    out = StringIO()
    try:
        call_command("verify_trail", stdout=out, stderr=StringIO(), **options)
    except SystemExit as ended:
        return ended.code == 0, out.getvalue()
    return True, out.getvalue()


def test_every_record_of_every_kind_has_its_line_and_is_unchanged(northvale, case):
    assert set(records()) == set(KINDS) == set(CHANGES)
    shown = standings(northvale.manager, case)
    assert {kind for kind, _ in shown} == set(KINDS) - NOT_ON_THE_CASE
    assert set(shown.values()) == {Standing.UNCHANGED}
    fine, output = verified()
    assert fine, output
    assert "As it was sealed" in output


def test_each_kind_altered_with_its_digest_is_found_by_page_and_trail(northvale, case):
    missed = {}
    for kind, (key, record) in records().items():

        def look(kind=kind, key=key):
            return standings(northvale.manager, case).get((kind, key)), verified()

        standing, (fine, output) = altering((CHANGES[kind], [record]), then=look)
        expected = {"withdrawal": Standing.GONE}.get(kind, Standing.CHANGED)
        right = (kind in NOT_ON_THE_CASE and standing is None) or standing == expected
        if fine or f"{kind} {key}" not in output or not right:
            missed[kind] = (standing, output)
    assert not missed


def test_each_kind_removed_is_found(northvale, case):
    missed = {}
    tables = {kind: KINDS[kind].model._meta.db_table for kind in KINDS}
    for kind, (key, record) in records().items():
        column = "item_id" if kind == "words" else "id"
        deletion = (f"DELETE FROM {tables[kind]} WHERE {column} = %s", [record])  # noqa: S608 (our names)
        if kind == "referral":  # deleting it removes everybody's access
            fine, output = altering(deletion, then=verified)
            standing = Standing.GONE
        else:
            standing, (fine, output) = altering(
                deletion,
                then=lambda kind=kind, key=key: (standings(northvale.manager, case).get((kind, key)), verified()),
            )
        if fine or f"{kind} {key}" not in output or (kind not in NOT_ON_THE_CASE and standing != Standing.GONE):
            missed[kind] = (standing, output)
    assert not missed


def test_a_record_with_anothers_content_is_found(northvale, case):
    with transaction.atomic(), as_role("mash_owner"):
        notes = [row for (row,) in rows("SELECT id FROM referrals_note ORDER BY id")]
    swap = """UPDATE referrals_note n SET text = o.text, by_id = o.by_id, at = o.at
        FROM referrals_note o WHERE n.id = %s AND o.id = %s"""
    fine, output = altering((swap, notes[:2]), then=verified)
    assert not fine
    assert f"note {notes[0]}" in output
    assert f"note {notes[1]}" not in output


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_another_record_put_beside_them_has_no_line(northvale, case):
    added = str(uuid4())
    copy = "INSERT INTO referrals_note SELECT %s, 'Slipped in.', at, by_id, referral_id FROM referrals_note LIMIT 1"
    columns = "INSERT INTO referrals_note (id, text, at, by_id, referral_id) SELECT"
    copy = copy.replace("INSERT INTO referrals_note SELECT", columns)
    standing, (fine, output) = altering(
        (copy, [added]), then=lambda: (standings(northvale.manager, case)["note", added], verified())
    )
    assert standing == Standing.NO_LINE
    assert not fine
    assert f"note {added}: no line of the log records it" in output


def test_attestations_cannot_be_forged_without_the_key(northvale, case):
    """Record, digest, line and attestation are replaced together, but the signature is not ours."""
    key, record = records()["note"]
    change = (CHANGES["note"], [record])

    def digest_now() -> str:
        with acting_as_system(), transaction.atomic():
            return next(
                frozen.digest for frozen in frozen_records.every_record() if (frozen.kind, frozen.key) == ("note", key)
            )

    digest = altering(change, then=digest_now)
    attest = ("UPDATE audit_attestation SET digest = %s WHERE kind = 'note' AND key = %s", [digest, key])
    line = """UPDATE audit_event SET detail = jsonb_set(detail, '{frozen,0,digest}', to_jsonb(%s::text))
        WHERE id = (SELECT line FROM audit_attestation WHERE kind = 'note' AND key = %s)"""
    both = change, attest, (line, [digest, key])
    standing, (fine, output) = altering(
        *both, then=lambda: (standings(northvale.manager, case)["note", key], verified())
    )
    assert standing == Standing.FORGED
    assert not fine
    assert f"note {key}" in output
    assert "lines changed" in output  # the seal detects it too


def test_no_record_is_shown_as_unchanged_before_sealing(northvale):
    case = every_kind(northvale)
    shown = standings(northvale.manager, case)
    assert set(shown.values()) == {Standing.WAITING}
    key, record = records()["decision"]
    assert (
        altering((CHANGES["decision"], [record]), then=lambda: standings(northvale.manager, case)["decision", key])
        == Standing.CHANGED
    )


def test_a_second_line_that_says_something_else_does_not_count(northvale, case):
    """The first line counts: a later line with the digest of an altered record is detected."""
    key, record = records()["note"]
    copied = """INSERT INTO audit_event (id, at, code, by_name, by_role, by_agency, hub_id, about_kind, about_id,
          reference, detail, purpose, address, agent, request_id)
        SELECT 'ffffffff-ffff-7fff-bfff-ffffffffffff', now(), code, by_name, by_role, by_agency, hub_id, about_kind,
          about_id, reference, jsonb_set(detail, '{frozen,0,digest}', to_jsonb(repeat('0', 64))), purpose, address,
          agent, request_id
        FROM audit_event WHERE id = (SELECT line FROM audit_attestation WHERE kind = 'note' AND key = %s)"""
    standing, (fine, output) = altering(
        (CHANGES["note"], [record]),
        (copied, [key]),
        then=lambda: (standings(northvale.manager, case)["note", key], verified()),
    )
    assert standing == Standing.CHANGED
    assert not fine
    assert f"note {key}" in output
    assert "several lines say different things" in output


def test_verifying_part_of_the_log_checks_the_records_of_its_lines(northvale, case):
    key, record = records()["note"]
    last = value("SELECT max(number) FROM audit_seal")
    number = altering(then=lambda: _seal_of("note", key))
    change = (CHANGES["note"], [record])
    fine, output = altering(change, then=lambda: verified(first=str(number), last=str(number)))
    assert not fine
    assert f"note {key}" in output
    if number < last:
        fine, output = altering(change, then=lambda: verified(first=str(last), last=str(last)))
        assert fine, output


def _seal_of(kind, key) -> int:
    with acting_as_system(), transaction.atomic():
        return Attestation.objects.get(kind=kind, key=key).seal


def test_records_from_before_digests_are_shown_as_such(northvale, case):
    key, record = records()["note"]
    before = [
        ("DELETE FROM audit_attestation WHERE kind = 'note' AND key = %s RETURNING 1", [key]),
        ("UPDATE audit_event SET detail = detail - 'frozen' WHERE detail::text LIKE %s", [f"%{key}%"]),
    ]
    since = """CREATE OR REPLACE FUNCTION audit_attested_since() RETURNS timestamptz LANGUAGE sql IMMUTABLE
        RETURN 'infinity'::timestamptz"""

    def look():
        with connection.cursor() as cursor, as_role("mash_owner"):
            cursor.execute(since)
        return standings(northvale.manager, case)["note", key], verified()

    standing, (_, output) = altering(*before, then=look)
    assert standing == Standing.BEFORE
    assert f"note {key}" not in output
    assert "1 were made when lines carried no digest yet" in output


def test_standings_are_empty_for_records_one_may_not_see(northvale, southmere, case):
    for person in [southmere.manager, northvale.police, northvale.auditor, northvale.governance, northvale.referrer]:
        assert not standings(person, case), person
    with acting_as(northvale.manager), transaction.atomic():
        request, product = InformationRequest.objects.first(), Product.objects.get()
    assert standings(northvale.school, product) == {("product", str(product.pk)): Standing.UNCHANGED}
    assert not standings(northvale.police, product)
    kinds = {kind for kind, _ in standings(northvale.police, request)}
    assert kinds == {"request", "update", "change", "message", "response", "item", "existence", "words", "withdrawal"}
    assert not standings(northvale.school, request)
    with pytest.raises(Exception, match="only background work"), acting_as(northvale.manager), transaction.atomic():
        list(frozen_records.every_record())


def page(browser, case, name="case", **more) -> str:
    answer = browser.get(reverse(f"referrals:{name}", args=[case.reference]))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_pages_show_a_mismatch_and_the_log_records_it_once(northvale, case, as_person):
    browser = as_person(northvale.manager)
    assert "Unchanged since it was signed" in page(browser, case, "decision")
    assert "are not as the access log says" not in page(browser, case)
    key, record = records()["decision"]
    with transaction.atomic():
        _run_as_owner([(CHANGES["decision"], [record])])
    for name in ["case", "case_print", "decision", "collation", "as_recorded", "case"]:
        output = page(browser, case, name)
        assert "1 record here is not as the access log says: signed decision" in output, name
        assert "Tell information governance at once" in output
    with acting_as(northvale.auditor), transaction.atomic():
        (event,) = Event.objects.filter(code="record.not_as_recorded")
    assert event.detail == {"records": [f"decision {key}: changed"], "count": 1}
    assert event.reference == case.reference


def test_a_record_replaced_while_it_waits_is_not_signed_a_second_time(northvale, case, as_person):
    _, record = records()["first signature"]
    with transaction.atomic():
        # Only the column changes: the frozen copy and its digest still agree with each other.
        replace = "UPDATE referrals_decision SET rationale = 'Other.' WHERE id = %s"
        _run_as_owner([(replace, [record])])
    from mash.refusals import RuleViolation
    from referrals.decisions.actions import second_sign
    from tests.referrals.evidence.stories import by

    with pytest.raises(RuleViolation, match="not as it was signed"):
        by(northvale.second_manager, second_sign, case, decisions=[record])


def test_a_line_cannot_freeze_a_missing_record(northvale):
    from audit.recording import Frozen
    from audit.recording import record as write
    from referrals import events

    with pytest.raises(Exception, match="No note to freeze"), acting_as(northvale.manager), transaction.atomic():
        write(events.NOTE_ADDED, by=northvale.manager, frozen=[Frozen("note", uuid4())])


def test_the_program_cannot_say_another_digest(northvale, case):
    """The database ignores digests sent by the app and computes them itself."""
    from audit.recording import record as write
    from referrals import events

    key, record = records()["note"]
    with acting_as(northvale.manager), transaction.atomic():
        claimed = [{"kind": "note", "id": record, "key": key, "digest": "0" * 64}]
        write(events.NOTE_ADDED, about=case, by=northvale.manager, note="x")
        line = Event(
            at=case.received_at, code="note.added", by_name="x", hub_id=case.hub_id, detail={"frozen": claimed}
        )
        line.save(force_insert=True)
    seal()
    fine, output = verified()
    assert fine, output


def test_the_app_cannot_touch_what_vouches(northvale, case):
    for statement in [
        "UPDATE audit_attestation SET digest = ''",
        "DELETE FROM audit_attestation",
        "INSERT INTO audit_attestation (kind, key) VALUES ('note', 'x')",
        "SELECT secret FROM referrals_digestsecret",
        "SELECT mash_digest('note', 'x', '{}')",
        "SELECT * FROM audit_mismatch",
    ]:
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            run(statement)
    with acting_as(northvale.manager), transaction.atomic():
        assert not Attestation.objects.exists()
    with acting_as_system(), pytest.raises(Exception, match="never changed"), transaction.atomic():
        run("UPDATE audit_attestation SET seal = 1, signature = ''")
    assert Item._meta.db_table
