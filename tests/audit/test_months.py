"""Months are opened ahead and dropped when their time is over; what is left of them still verifies."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit import misfiled_events, months, retention, trail
from audit.models import Event, Tombstone
from audit.recording import SYSTEM
from mash.identity import acting_as_system
from tests.audit.sealed import a_log, run, seal, value, write
from tests.database import as_role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nobody_here")]
LATER = timezone.now() + timedelta(days=366 * 9)


@pytest.fixture
def upkeep():
    """A sealed log and the owner at work, in a transaction that comes to nothing."""
    a_log()
    with as_role("mash_owner"), acting_as_system(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def before():
    return next(month for month in retention.expired_months(LATER) if month.start is None)


def findings():
    return [str(finding) for finding in trail.verify().findings]


def test_there_is_room_for_the_months_to_come():
    assert max(month.until for month in months.months()) > timezone.now() + timedelta(days=62)
    write(1)
    with acting_as_system(), transaction.atomic():
        assert months.open_ahead() == 0
        assert months.lines_without_a_month() == 0


def test_the_worker_opens_a_month_though_it_owns_no_table(upkeep):
    newest = max(months.months(), key=lambda month: month.until)
    run(f"DROP TABLE {newest.table}")
    run("SET ROLE mash_worker")
    run("SELECT audit_open_month(%s::date)", newest.start + timedelta(days=3))
    assert newest in months.months()


def test_a_line_nobody_opened_a_month_for_is_kept_and_complained_of():
    write(1, now=timezone.now() + timedelta(days=900))
    with acting_as_system(), transaction.atomic():
        assert months.lines_without_a_month() == 1


def test_lines_without_a_month_are_given_one_and_stay_as_they_were_sealed():
    future, far = timezone.now() + timedelta(days=400), timezone.now() + timedelta(days=900)
    for moment in (future, future + timedelta(days=40), far):
        write(3, now=moment)
        seal()
    with as_role("mash_owner"), acting_as_system(), transaction.atomic():
        assert misfiled_events.move(by=SYSTEM) == (6, 3)
        assert months.lines_without_a_month() == 3
        part = f"audit_event_{future:%Y_%m}"
        assert value("SELECT count(*) FROM audit_event WHERE tableoid = %s::regclass", part) == 3
        assert Event.objects.get(code="log.strays_moved").detail["lines"] == 6
        report = trail.verify()
        assert (report.findings, report.lines) == ([], 9)
        assert misfiled_events.move(by=SYSTEM) == (0, 3)
        for each in (part, "audit_event_rest"):
            assert value("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = %s", each)
            run(f"ALTER TABLE {each} NO FORCE ROW LEVEL SECURITY")
            with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
                run(f"UPDATE {each} SET code = 'x'")  # noqa: S608 (our own names)
        transaction.set_rollback(True)


def test_with_nothing_astray_nothing_is_moved_nor_noted():
    output = StringIO()
    with as_role("mash_owner"):
        call_command("move_strays", stdout=output)
    assert output.getvalue() == "0 lines moved\n"
    with acting_as_system():
        assert not Event.objects.filter(code="log.strays_moved").exists()


def test_no_partition_is_reached_but_through_the_whole_table():
    for part in [month.table for month in months.months()] + ["audit_event_rest"]:
        for statement in [f"TABLE {part}", f"LOCK {part} IN ROW EXCLUSIVE MODE", f"TRUNCATE {part}"]:
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                run(statement)


def test_a_month_dropped_leaves_a_tombstone_and_the_rest_verifies(upkeep):
    run("UPDATE audit_sealedlines SET ids = ids")  # the control: the owner may
    assert findings() == []
    stone = retention.drop(before(), by=SYSTEM, now=LATER)
    assert stone.count + Event.objects.exclude(code="log.month_dropped").count() == 19
    assert findings() == []
    assert Event.objects.get(code="log.month_dropped").detail["lines"] == stone.count


def test_lines_dropped_without_a_signed_tombstone_are_missed(upkeep):
    retention.drop(before(), by=SYSTEM)
    run("ALTER TABLE audit_tombstone DISABLE TRIGGER final")
    run("UPDATE audit_tombstone SET count = count + 1")
    assert any("not signed" in finding for finding in findings())
    run("DELETE FROM audit_tombstone")
    assert findings()


def test_a_seal_that_lost_only_some_of_its_lines_still_vouches_for_the_others():
    now = timezone.now()
    with acting_as_system(), transaction.atomic():
        write(2, now=now - timedelta(days=200))
        write(3, now=now + timedelta(days=62))
    seal()
    with as_role("mash_owner"), acting_as_system(), transaction.atomic():
        stone = retention.drop(before(), by=SYSTEM)
        assert stone.seals == {"whole": [], "some": {"1": [0, 1]}}
        assert findings() == []
        run("ALTER TABLE audit_event DISABLE TRIGGER final")
        run("UPDATE audit_event SET by_name = 'x' WHERE at > now() + interval '60 days' AND detail @> '{\"step\": 1}'")
        assert [finding for finding in findings() if "1 lines changed" in finding]
        transaction.set_rollback(True)


def test_a_month_with_a_line_not_sealed_or_not_as_sealed_is_not_dropped(upkeep):
    run("ALTER TABLE audit_event DISABLE TRIGGER final")
    run("UPDATE audit_event SET by_name = 'x'")
    with pytest.raises(retention.CannotDrop, match="not as it was sealed"), transaction.atomic():
        retention.drop(before(), by=SYSTEM)
    run("UPDATE audit_event SET xid = xid + 1000000")
    with pytest.raises(retention.CannotDrop, match="in no seal yet"), transaction.atomic():
        retention.drop(before(), by=SYSTEM)
    assert not Tombstone.objects.exists()


def test_no_month_is_over_before_its_time():
    assert retention.expired_months() == []
    output = StringIO()
    call_command("drop_old_months", stdout=output)
    assert output.getvalue() == ""
