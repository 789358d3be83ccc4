"""Every line is sealed once and in the end, whoever writes at the same time, and nobody waits."""

import threading
import time
import uuid
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit import keys, positions, sealing, tasks, trail
from audit.models import Seal, SealedLines
from mash.identity import acting_as_system
from tests.audit.sealed import a_log, seal, value, write
from tests.database import another_login

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nobody_here")]
LINE = """INSERT INTO audit_event (id, at, code, by_name, by_role, by_agency, about_kind, about_id, reference, detail,
    purpose, address, agent, request_id)
    VALUES (gen_random_uuid(), now(), 'test.line', 'Late', '', '', '', '', '', '{}', '', '', '', '')"""


def verified():
    with acting_as_system(), transaction.atomic():
        return trail.verify()


def sealed_ids() -> list:
    with acting_as_system(), transaction.atomic():
        return [line for lines in SealedLines.objects.order_by("pk") for line, _ in lines.pairs()]


def test_lines_are_sealed_in_order_each_once():
    a_log()
    assert [seal.count for seal in Seal.objects.all()] == [3, 1, 7, 2, 5, 1]
    ids = sealed_ids()
    assert len(ids) == len(set(ids)) == 19
    report = verified()
    assert (report.findings, report.seals, report.lines, report.waiting) == ([], 6, 19, 0)


def test_what_a_transaction_wrote_before_a_seal_and_committed_after_it_is_in_the_next():
    with another_login() as late:
        late.execute(LINE)
        write(3)
        assert seal() == 1  # the first ever; it takes nothing of transactions that began after the late one
        assert value("SELECT sum(count) FROM audit_seal") == 0
        late.commit()
    assert seal() == 1
    assert value("SELECT sum(count) FROM audit_seal") == 4
    assert verified().findings == []


def test_a_transaction_that_comes_to_nothing_holds_a_place_for_nobody():
    with another_login() as late:
        late.execute(LINE)
        write(2)
        late.rollback()
    seal()
    assert len(sealed_ids()) == 2


def write_and_roll_back(slow: float, committed: list[int]) -> None:
    """Twenty-five transactions of one to three lines, every fifth of them for nothing."""
    with another_login() as own:
        for turn in range(25):
            for _ in range(turn % 3 + 1):
                own.execute(LINE)
            time.sleep(slow)
            if turn % 5 == 4:
                own.rollback()
            else:
                own.commit()
                committed.append(turn % 3 + 1)


def seal_until(stop: threading.Event, failures: list[Exception]) -> None:
    try:
        while not stop.wait(0.005):
            seal()
    except Exception as fault:
        failures.append(fault)
    finally:
        connection.close()


def test_writers_and_sealers_at_once_lose_and_repeat_nothing():
    committed, failures, stop = [], [], threading.Event()
    writers = [threading.Thread(target=write_and_roll_back, args=[slow, committed]) for slow in (0, 0.001, 0.004, 0.01)]
    sealers = [threading.Thread(target=seal_until, args=[stop, failures]) for _ in range(2)]
    for thread in writers + sealers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    seal()
    report, ids = verified(), sealed_ids()
    assert (failures, report.findings) == ([], [])
    assert len(ids) == len(set(ids)) == report.lines == sum(committed)
    assert report.seals > 1  # how many depends on what else runs in the cluster, which holds seals up


def test_two_workers_do_not_seal_at_once_and_neither_waits():
    write(2)
    with another_login() as first:
        first.execute("SELECT pg_advisory_xact_lock(hashtext('audit.sealing'))")
        assert seal() == 0
    assert seal() == 1
    assert seal() == 0


def test_a_seal_is_made_each_hour_even_when_nothing_happened():
    now = timezone.now()
    write(1)
    assert seal(now=now) == 1
    assert seal(now=now + timedelta(minutes=59)) == 0
    assert seal(now=now + timedelta(minutes=61)) == 1
    assert Seal.objects.last().count == 0
    assert verified().findings == []


def test_an_hour_to_the_second_is_an_hour():
    now = timezone.now()
    write(1)
    seal(now=now)
    assert seal(now=now + timedelta(hours=1) - timedelta(microseconds=1)) == 0
    assert seal(now=now + timedelta(hours=1)) == 1


def test_a_seal_that_is_just_full_ends_where_any_other_does(monkeypatch):
    """And not before its last line, as it would if it were taken for one that leaves a line over."""
    monkeypatch.setattr(sealing, "MOST_LINES", 10)
    write(10)
    assert seal() == 1
    assert [made.count for made in Seal.objects.all()] == [10]
    write(11)
    assert seal() == 2
    assert [made.count for made in Seal.objects.order_by("number")] == [10, 10, 1]
    assert len(set(sealed_ids())) == 21


def test_each_line_is_in_the_seal_whose_range_has_its_place():
    a_log()
    with acting_as_system(), transaction.atomic():
        for lines in SealedLines.objects.select_related("seal").order_by("pk"):
            for line, _ in lines.pairs():
                place = positions.of_row(row_of(line))
                assert sealing.seal_of(lines.seal.cluster, place) == lines.seal
        last = Seal.objects.order_by("-number").first()
        assert sealing.seal_of(last.cluster, positions.Position(last.to_xid + 1, last.to_id)) is None
        assert sealing.seal_of(last.cluster + 1, place) is None
        assert sealing.seal_of(last.cluster, positions.Position(last.to_xid, last.to_id)) is None


def row_of(line) -> tuple:
    cluster, _ = positions.current()
    rows = positions.read_first_lines(cluster, positions.START, positions.END, 1000)
    [row] = [row for row in rows if row[positions.ID] == str(line)]
    return row


def test_within_one_transaction_the_place_of_a_line_decides(monkeypatch):
    monkeypatch.setattr(sealing, "MOST_LINES", 2)
    write(5)
    assert seal() == 3
    with acting_as_system(), transaction.atomic():
        for lines in SealedLines.objects.select_related("seal").order_by("pk"):
            for line, _ in lines.pairs():
                assert sealing.seal_of(lines.seal.cluster, positions.of_row(row_of(line))) == lines.seal


def test_how_far_sealing_is_behind_is_the_age_of_the_oldest_line_left():
    now = timezone.now()
    write(1, now=now - timedelta(hours=5))
    seal()
    with acting_as_system(), transaction.atomic():
        assert sealing.behind() == timedelta(0)
    write(3, now=now - timedelta(hours=2))
    write(1, now=now - timedelta(minutes=1))
    with acting_as_system(), transaction.atomic():
        assert timedelta(hours=2) <= sealing.behind() < timedelta(hours=2, minutes=1)


def test_what_is_signed_of_a_seal_is_this_and_nothing_else():
    """A verifier written years from now reads these names (audit/offline)."""
    first, second = uuid.UUID(int=1), uuid.UUID(int=2)
    seal = Seal(
        number=7, cluster=5, from_xid=10, from_id=first, to_xid=20, to_id=second, count=3, root=b"\x0a\x0b",
        previous=b"", key="k1", signed_at=datetime(2026, 6, 1, 9, 0, tzinfo=UTC),
    )  # fmt: skip
    assert sealing.body(seal) == {
        "number": 7,
        "cluster": 5,
        "from": f"10/{first}",
        "to": f"20/{second}",
        "count": 3,
        "root": "0a0b",
        "key": "k1",
        "signed_at": "2026-06-01T09:00:00.000000Z",
    }


def test_many_lines_become_several_seals_even_of_one_transaction(monkeypatch):
    monkeypatch.setattr(sealing, "MOST_LINES", 10)
    write(25)
    write(4)
    assert seal() == 3
    assert [seal.count for seal in Seal.objects.all()] == [10, 10, 9]
    assert verified().findings == []


def test_after_a_dump_was_loaded_into_another_cluster_sealing_goes_on(monkeypatch):
    """Numbers of transactions begin anew there; lines written before and not sealed yet are sealed first."""
    from tests.database import as_role

    a_log((2, 3))
    write(1)
    write(1)  # a later transaction than the other
    with as_role("mash_owner"), transaction.atomic():
        connection.cursor().execute("""CREATE OR REPLACE FUNCTION audit_cluster() RETURNS bigint LANGUAGE sql
            VOLATILE RETURN (pg_control_system()).system_identifier + 1""")
    try:
        write(4)
        assert seal() == 2
        assert [seal.count for seal in Seal.objects.all()] == [2, 3, 2, 4]
        assert len(set(Seal.objects.values_list("cluster", flat=True))) == 2
        write(1)
        seal()
        report = verified()
        assert (report.findings, report.lines) == ([], 12)
    finally:
        with as_role("mash_owner"), transaction.atomic():
            connection.cursor().execute("""CREATE OR REPLACE FUNCTION audit_cluster() RETURNS bigint LANGUAGE sql
                VOLATILE RETURN (pg_control_system()).system_identifier""")


def test_seals_of_a_key_that_was_replaced_still_verify(monkeypatch):
    a_log((2, 1))
    old = keys.public_part(keys.sealing_key())
    monkeypatch.setattr(settings, "AUDIT_SEALING_KEY", "A" * 43 + "=")
    write(1)
    seal()
    assert {finding.seal for finding in verified().findings} == {1, 2}
    monkeypatch.setattr(settings, "AUDIT_SEALING_PUBLIC_KEYS", [old])
    assert verified().findings == []


def test_without_a_key_the_task_says_so_and_nothing_is_sealed(monkeypatch, caplog):
    monkeypatch.setattr(settings, "AUDIT_SEALING_KEY", "")
    write(1)
    assert tasks.seal() == 0
    assert "AUDIT_SEALING_KEY is not set" in caplog.text
    assert not Seal.objects.exists()


def test_a_transaction_left_open_is_complained_of(monkeypatch, caplog):
    monkeypatch.setattr(tasks, "TOO_LONG", timedelta(0))
    with another_login() as left_open:
        left_open.execute(LINE)
        write(1)
        tasks.seal()
    assert "look for a transaction left open" in caplog.text


def test_the_app_gives_no_line_a_place_of_its_own_choosing():
    for column in ["xid", "cluster"]:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), another_login() as app:
            app.execute(LINE.replace("(id,", f"({column}, id,").replace("VALUES (", "VALUES (1, "))


def test_only_background_work_seals_and_nobody_changes_a_seal():
    a_log((1,))
    with another_login() as app:
        for statement in [
            "UPDATE audit_seal SET count = 2",
            "DELETE FROM audit_seal",
            "TRUNCATE audit_seal",
            "DELETE FROM audit_sealedlines",
            "INSERT INTO audit_tombstone SELECT",
            "INSERT INTO audit_seal SELECT (jsonb_populate_record(s, '{\"number\": 9}')).* FROM audit_seal s",
        ]:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)
            app.rollback()
