"""Whatever the owner of the database does to a sealed log is found, every time; a log left alone raises nothing."""

# ruff: noqa: S608 (tampering is SQL put together from the names above it)

import random
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from audit import keys, merkle, sealing, trail
from audit.models import Seal, SealedLines
from mash.identity import acting_as_system
from tests.audit.sealed import a_log, run
from tests.database import as_role

pytestmark = pytest.mark.django_db(transaction=True)
CASES = 520
COLUMNS = {  # another value of each column of a line
    "at": "at + interval '1 microsecond'",
    "code": "code || 'x'",
    "by_id": "coalesce(by_id, 0) + 1",
    "by_name": "by_name || ' '",
    "by_role": "upper(by_role) || '!'",
    "by_agency": "by_agency || 'y'",
    "hub_id": "NULL",
    "about_kind": "'other'",
    "about_id": "'1'",
    "reference": "lower(reference) || '-'",
    "detail": "detail || '{\"step\": 99}'",
    "purpose": "'because'",
    "address": "'10.0.0.1'",
    "agent": "'Other'",
    "request_id": "'r'",
    "xid": "xid + 1",
    "cluster": "cluster + 1",
    "id": "gen_random_uuid()",
}
COPIED = "at, code, by_id, by_name, by_role, by_agency, hub_id, about_kind, about_id, reference, detail, purpose, \
address, agent, request_id, cluster, xid"
A_LINE = "id = (SELECT id FROM audit_event ORDER BY md5(id::text || %s) LIMIT 1)"


def change_a_field(chance):
    column = chance.choice(list(COLUMNS))
    return run(f"UPDATE audit_event SET {column} = {COLUMNS[column]} WHERE {A_LINE}", str(chance.random()))


def change_a_number_in_the_detail(chance):
    return run(
        f"""UPDATE audit_event SET detail = jsonb_set(detail, '{{share}}', '0.25000000000000000001') WHERE {A_LINE}""",
        str(chance.random()),
    )


def delete(chance):
    return run(f"DELETE FROM audit_event WHERE {A_LINE}", str(chance.random()))


def insert_a_copy(chance):
    new_id = chance.choice(["gen_random_uuid()", "'00000000-0000-0000-0000-000000000001'", "id"])
    moved = COPIED.replace("at,", "at + interval '1 hour',", 1)
    return run(
        f"INSERT INTO audit_event (id, {COPIED}) SELECT {new_id}, {moved} FROM audit_event WHERE {A_LINE}",
        str(chance.random()),
    )


def insert_where_no_seal_looks(chance):
    xid, cluster = chance.choice([("-5", "cluster"), ("9e17::bigint", "cluster"), ("xid", "12345")])
    copied = COPIED.replace("cluster, xid", f"{cluster}, {xid}")
    chosen = (
        f"INSERT INTO audit_event (id, {COPIED}) SELECT gen_random_uuid(), {copied} FROM audit_event WHERE {A_LINE}"
    )
    return run(chosen, str(chance.random()))


def reorder(chance):
    """Two lines of one seal take each other's id, which is what they stand in order by."""
    return _swap(chance, "a.xid = b.xid", "id")


def swap_between_seals(chance):
    return _swap(chance, "a.xid < b.xid", chance.choice(["id", "xid"]))


def swap_between_months(chance):
    return _swap(chance, "a.at < b.at - interval '100 days'", "at")


def _swap(chance, which, column):
    pairs = (
        f"SELECT a.id, a.{column}, b.id, b.{column} FROM audit_event a JOIN audit_event b ON a.id < b.id AND {which}"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{pairs} ORDER BY md5(a.id::text || b.id::text || %s) LIMIT 1", [str(chance.random())])
        row = cursor.fetchone()
        if row is None:
            return 0
        a, old, b, new = row
        if column == "id":
            cursor.execute("UPDATE audit_event SET id = gen_random_uuid(), purpose = 'moving' WHERE id = %s", [a])
            cursor.execute("UPDATE audit_event SET id = %s WHERE id = %s", [a, b])
            cursor.execute("UPDATE audit_event SET id = %s, purpose = '' WHERE purpose = 'moving'", [b])
        else:
            cursor.execute(f"UPDATE audit_event SET {column} = %s WHERE id = %s", [new, a])
            cursor.execute(f"UPDATE audit_event SET {column} = %s WHERE id = %s", [old, b])
    return 2


def empty(chance):
    return run("DELETE FROM audit_event") if chance.random() < 0.5 else run("TRUNCATE audit_event") or 1


def empty_one_month(chance):
    return run("DELETE FROM audit_event WHERE at < now() - interval '100 days'")


def edit_a_seal(chance):
    column, value = chance.choice(
        [
            ("count", "count + 1"),
            ("root", "sha256('x')"),
            ("previous", "sha256('x')"),
            ("signed_at", "signed_at + interval '1 second'"),
            ("to_xid", "to_xid + 1"),
            ("from_xid", "from_xid - 1"),
            ("key", "'0123456789abcdef'"),
            ("signature", "sha512('x')"),
            ("cluster", "cluster + 1"),
            ("number", "number + 100"),
        ]
    )
    return run(f"UPDATE audit_seal SET {column} = {value} WHERE number = %s", chance.randint(1, 6))


def drop_a_seal(chance):
    return run("DELETE FROM audit_seal WHERE number = %s", chance.randint(1, 5))


def drop_the_newest_seals(chance):
    """Nothing in the database tells of them any more: only who keeps the roots notices."""
    return run("DELETE FROM audit_seal WHERE number > %s", chance.randint(1, 5))


def replay_an_old_root(chance):
    old, new = sorted(chance.sample(range(1, 7), 2))
    return run(
        "UPDATE audit_seal n SET root = o.root, count = o.count, signature = o.signature, signed_at = o.signed_at "
        "FROM audit_seal o WHERE o.number = %s AND n.number = %s",
        *(old, new),
    )


def edit_the_list_of_lines(chance):
    return run(
        "UPDATE audit_sealedlines SET hashes = sha256('x') || substring(hashes FROM 33) WHERE seal_id = %s",
        chance.randint(1, 6),
    )


def change_a_line_with_its_hash(chance):
    """The list is made to fit the changed line, the root is not."""
    done = change_a_field(chance) and 1
    return done and run("DELETE FROM audit_sealedlines WHERE seal_id = %s", chance.randint(1, 6))


def sign_again_with_another_key(chance):
    """Every line changed, every list, root and link made to fit, all signed, by somebody without our key."""
    key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    own_name = chance.random() < 0.5
    previous = sealing.NO_PREVIOUS
    for seal in Seal.objects.order_by("number"):
        lines = SealedLines.objects.filter(pk=seal.pk).first()
        hashes = [merkle.leaf(bytes([n])) for n in range(seal.count)]
        if lines:
            run("UPDATE audit_sealedlines SET hashes = %s WHERE seal_id = %s", b"".join(hashes), seal.pk)
        seal.root, seal.previous = merkle.root(hashes), previous
        seal.key = keys.key_id(key.public_key()) if own_name else seal.key
        signature = keys.signed(keys.SEAL, sealing.hash_of(seal), key)
        run(
            "UPDATE audit_seal SET root = %s, previous = %s, key = %s, signature = %s WHERE number = %s",
            *(seal.root, previous, seal.key, signature, seal.pk),
        )
        previous = sealing.hash_of(seal)
    return 1


def rewrite_with_our_key(chance):
    """Even who has our key as well as the database cannot make up another history for who keeps the roots."""
    first = chance.randint(1, 6)
    run("DELETE FROM audit_seal WHERE number >= %s", first)
    run("DELETE FROM audit_sealedlines WHERE seal_id >= %s", first)
    change_a_field(chance)
    run("UPDATE audit_event SET by_name = 'Nobody'")
    with acting_as_system():
        sealing.seal_all(now=datetime.now(UTC) + timedelta(hours=2), most=6)
    return 1


ALONE = [  # found with nothing but the database and our public key
    *(change_a_field, change_a_number_in_the_detail, delete, insert_a_copy, insert_where_no_seal_looks, reorder),
    *(swap_between_seals, swap_between_months, empty, empty_one_month, edit_a_seal, drop_a_seal, replay_an_old_root),
    *(edit_the_list_of_lines, change_a_line_with_its_hash, sign_again_with_another_key),
]
WITH_ROOTS = [drop_the_newest_seals, rewrite_with_our_key]  # found by who keeps the roots


def kept_elsewhere():
    return [(seal.number, sealing.hash_of(seal)) for seal in Seal.objects.order_by("number")]


def tamper_and_look(how, chance, roots) -> tuple[int, list]:
    """In a savepoint that is rolled back, so that the next case finds the log as it was."""
    with transaction.atomic():
        done = how(chance)
        findings = trail.verify(elsewhere=roots).findings
        transaction.set_rollback(True)
    return done, findings


@pytest.fixture
def by_the_owner():
    """A sealed log, its triggers off, and the owner at work in a transaction that comes to nothing."""
    a_log()
    with as_role("mash_owner"), acting_as_system(), transaction.atomic():
        for table in ("event", "seal"):
            run(f"ALTER TABLE audit_{table} DISABLE TRIGGER final")
        run("ALTER TABLE audit_seal DROP CONSTRAINT audit_seal_pkey CASCADE")
        yield kept_elsewhere()
        transaction.set_rollback(True)


def test_every_tampering_is_found_and_an_untouched_log_raises_nothing(by_the_owner):
    tried, missed = dict.fromkeys([*ALONE, *WITH_ROOTS], 0), []
    for number in range(CASES):
        chance = random.Random(number)
        how = (ALONE + WITH_ROOTS)[number % (len(ALONE) + len(WITH_ROOTS))]
        done, findings = tamper_and_look(how, chance, by_the_owner if how in WITH_ROOTS else ())
        if done and not findings:
            missed.append((number, how.__name__))
        tried[how] += bool(done)
        if number % 10 == 0:
            assert trail.verify(elsewhere=by_the_owner).findings == []
    assert missed == []
    assert min(tried.values()) > 10, {how.__name__: count for how, count in tried.items()}
    assert sum(tried.values()) >= 500


def test_what_cannot_be_found_without_roots_is_not_pretended_to_be(by_the_owner):
    """The control: the same cut, looked at without the roots, leaves a whole shorter log."""
    done, findings = tamper_and_look(drop_the_newest_seals, random.Random(1), ())
    assert done
    assert findings == []


@pytest.mark.parametrize(
    ("how", "words"), [(delete, "1 lines missing"), (change_a_number_in_the_detail, "1 lines changed")]
)
def test_the_line_is_named(by_the_owner, how, words):
    _, [finding] = tamper_and_look(how, random.Random(3), ())
    assert words in str(finding)
    assert len(finding.lines) == 1
