"""A grant that allows reading opens no other way in, whatever page or statement is tried.

Each way in is tried with every page that acts and on the database itself. What each allows is in
referrals/access/grounds.py; pages come from the list of addresses, so a new page is tried too.
"""

import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mash.browser_sessions import SessionStore
from mash.guards import CONFIRMED
from mash.identity import acting_as
from referrals import codes
from referrals.access import break_glass
from referrals.access.grounds import GROUNDS, READING_GRANTS, WORKING_GRANTS, Act
from referrals.casefile.actions import grant_access
from referrals.models import Referral, ReferralUserGrant
from tests.database import as_role
from tests.need_to_know.walk.addresses import patterns
from tests.need_to_know.walk.forms import filled
from tests.need_to_know.walk.visiting import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quietly")]

READERS = {"visitor": "You were let in to read this case for a time", "glass": "You opened this case in an emergency"}
WORKERS = ("manager", "named")
# Rows that record a user's own reading, whatever their access.
OF_READING = {"audit_event", "django_session", "mash_submission", "agencies_signin", "audit_seal"}
# The second arguments of these pages.
BESIDE = {
    "unshare_case": {"person": 1},
    "ask_to_see": {"card": "0" * 20},
    "break_glass_card": {"card": "0" * 20},
    "who_is_it": {"pair": "01930000-0000-7000-8000-000000000001"},
    "unlink_case": {"link": "01930000-0000-7000-8000-000000000001"},
    "answer_ask": {"ask": "01930000-0000-7000-8000-000000000001"},
    "clear_flag": {"flag": "01930000-0000-7000-8000-000000000001"},
    "correct_discussion": {"discussion": "01930000-0000-7000-8000-000000000001"},
    "close_action": {"action": "ACT-2345-ZZZZ"},
    "amend": {"position": 1},
    "case_person": {"position": 1},
    "record_fact": {"position": 1, "kind": "name"},
    **dict.fromkeys(
        ("tell_more", "sent_request", "message_agency", "withdraw_request", "chase_now", "change_due", "ask_further"),
        {"number": "REQ-2345-ZZZZ"},
    ),
    "take_over": {"item": "01930000-0000-7000-8000-000000000001"},
    "at_address": {"position": 1},
    "released": {"product": "A"},
    "ask_hub": {"hub": 1},
}


def case_pages() -> list[str]:
    return [name for name, entry in patterns() if str(entry.pattern).startswith("cases/<")]


def address(page: str, referral: Referral) -> str:
    name = page.removeprefix("referrals:")
    return reverse(page, kwargs={"reference": referral.reference, **BESIDE.get(name, {})})


def confirmed(walker) -> Browser:
    browser = Browser(walker)
    session = SessionStore(browser.cookies_kept["sessionid"])
    session[CONFIRMED] = time.time() + 1000
    session.save()
    return browser


@pytest.fixture(scope="module")
def browsers(world) -> dict[str, Browser]:
    return {who: confirmed(world.walkers[who]) for who in (*READERS, *WORKERS)}


@pytest.fixture
def restricted(world) -> Referral:
    return world.cases["restricted"].referral


@pytest.fixture(params=list(READERS))
def reader(request, world) -> str:
    """A user who reads by one of the read-only ways in, with a manager's role besides."""
    return request.param


def rows_of(referral: Referral) -> dict[str, list]:
    """Return every row of the case's tables, and its grants and bars, as the owner sees them."""
    with as_role("mash_owner"), connection.cursor() as cursor:
        cursor.execute(
            """SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
               AND table_name LIKE 'referrals\\_%%' AND column_name IN ('referral_id', 'content_object_id')
               AND data_type = 'uuid'"""
        )
        rows = {}
        for table, column in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t WHERE {column} = %s ORDER BY 1", [referral.pk])  # noqa: S608
            rows[table] = cursor.fetchall()
        cursor.execute("SELECT t::text FROM referrals_referral t WHERE id = %s", [referral.pk])
        return {**rows, "referrals_referral": cursor.fetchall()}


@pytest.mark.parametrize("name", case_pages(), ids=lambda name: name.removeprefix("referrals:"))
def test_a_user_with_reading_access_reads_every_page_and_changes_nothing(world, browsers, restricted, reader, name):
    url, before = address(name, restricted), rows_of(restricted)
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("agencies.backends.RoleBackend.has_perm", lambda backend, user, perm, obj=None: user.is_active)
        shown = browsers[reader].ask("GET", url)
        assert shown.status in (200, 302, 404), name
        for data in ({}, filled(shown.text) if shown.status == 200 else {"reason": "A sentence."}):
            answer = browsers[reader].ask("POST", url, data)
            assert answer.status == 403, (name, answer.status)
            assert READERS[reader] in answer.text
            assert not {table for table in answer.wrote if table.startswith("referrals_")}
        assert rows_of(restricted) == before
        assert any(line.code == "access.denied" for line in answer.lines)
        transaction.set_rollback(True)


def test_each_page_that_acts_is_one_that_a_worker_may_send(world, browsers, restricted):
    """This shows that the tests above are refused for the way in and not by the page itself."""
    with transaction.atomic():
        answer = browsers["named"].ask("POST", address("referrals:note", restricted), {"text": "Seen."})
        assert answer.status == 302
        transaction.set_rollback(True)


def test_the_case_offers_a_reader_nothing_that_they_cannot_do(world, browsers, restricted, reader):
    acts = [address(page, restricted) for page in case_pages() if page.removeprefix("referrals:") not in READS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("agencies.backends.RoleBackend.has_perm", lambda backend, user, perm, obj=None: user.is_active)
        for page in ("case", "who_can_see", "collation", "decision", "case_print"):
            shown = browsers[reader].ask("GET", address(f"referrals:{page}", restricted)).text
            assert not [url for url in acts if f'"{url}"' in shown], page
            assert "but not change it" in shown
            assert " until " in shown
        queue = browsers[reader].ask("GET", "/queue/?stage=open").text
        assert address("referrals:claim", restricted) not in queue


READS = ["case", "case_print", "referral_as_received", "public_referrer", "who_can_see", "looked_at", "collation"]
READS += ["decision", "released", "as_recorded", "case_person", "at_address"]


# The database, asked past the pages ----------------------------------------------------------------------------------


def attempts(referral: Referral, world) -> dict[str, tuple[str, list]]:
    """Return a statement for each function that gives or withdraws access, bars or hands over."""
    person, now = world.north.screener.pk, timezone.now()
    later = now + timedelta(days=1)
    return {
        "give access": ("SELECT mash_grant_access(%s, %s, 'named', %s, 'x')", [referral.pk, person, later]),
        "give oneself the work": (
            "SELECT mash_grant_access(%s, mash_uid(), 'allocation', '9999-01-01 00:00+00', 'x')",
            [referral.pk],
        ),
        "withdraw access": ("SELECT mash_withdraw_access(%s, %s, ARRAY['named'])", [referral.pk, world.north.named.pk]),
        "bar": ("SELECT mash_bar(%s, %s, 'other', 'x')", [referral.pk, world.north.named.pk]),
        "suggest bars": ("SELECT mash_suggest_bars(%s, %s)", [referral.pk, now]),
        "hand over": ("SELECT mash_hand_over(%s, %s, %s, 'x')", [referral.pk, world.south.hub.pk, later]),
    }


def refused(sql: str, values: list) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError as error:
        return "permission" in str(error) or "may not" in str(error) or "policy" in str(error) or "only" in str(error)
    return False


def test_the_database_lets_a_reader_give_take_and_open_nothing(world, restricted, reader):
    with transaction.atomic(), acting_as(getattr(world.north, reader)):
        allowed = {name for name, (sql, values) in attempts(restricted, world).items() if not refused(sql, values)}
        assert allowed == set()
        cards = break_glass.existence_cards(restricted)
        for card in cards:
            assert break_glass.ask_to_see(restricted, card=card.card, key=KEY, why="x") is None
            assert break_glass.break_glass(card.card, seen_from=restricted, key=KEY, why="x") is None
        transaction.set_rollback(True)


KEY = "01930000-0000-7000-8000-0000000000aa"


def writable() -> dict[str, str]:
    """Return each table of cases the app may write, with the condition for the rows of a record."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
               AND table_name LIKE 'referrals\\_%%' ORDER BY 1, 2"""
        )
        columns: dict[str, set] = {}
        for table, column in cursor.fetchall():
            columns.setdefault(table, set()).add(column)
    of_a_case = {}
    for table, named in columns.items():
        if "referral_id" in named:
            of_a_case[table] = "referral_id = %s"
        elif "decision_id" in named:
            of_a_case[table] = "decision_id IN (SELECT id FROM referrals_decision WHERE referral_id = %s)"
        elif "product_id" in named:
            of_a_case[table] = "product_id IN (SELECT id FROM referrals_product WHERE referral_id = %s)"
        elif "request_id" in named:
            of_a_case[table] = "request_id IN (SELECT id FROM referrals_informationrequest WHERE referral_id = %s)"
        elif "item_id" in named:
            of_a_case[table] = (
                "item_id IN (SELECT i.id FROM referrals_item i JOIN referrals_informationrequest q"
                " ON q.id = i.request_id WHERE q.referral_id = %s)"
            )
    return {**of_a_case, "referrals_referral": "id = %s"}


def touched(table: str, where: str, verb: str, key, column: str) -> int:
    sql = {
        "UPDATE": f"UPDATE {table} SET {column} = {column} WHERE {where}",  # noqa: S608
        "DELETE": f"DELETE FROM {table} WHERE {where}",  # noqa: S608
    }[verb]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [key])
            count = cursor.rowcount
            transaction.set_rollback(True)
        return count
    except DatabaseError:
        return 0


def test_no_row_of_the_case_is_changed_or_removed_by_a_reader(world, restricted, reader):
    tables = writable()
    assert len(tables) > 20
    works = {
        "referrals_referral",
        "referrals_informationrequest",
        "referrals_decision",
    }  # tables that are not write-once
    for acting, expected in ((reader, set()), ("named", works)):
        with acting_as(getattr(world.north, acting)):
            changed = {
                table
                for table, where in tables.items()
                for verb in ("UPDATE", "DELETE")
                if touched(table, where, verb, restricted.pk, "item_id" if table == "referrals_itembody" else "id")
            }
        assert changed == expected if not expected else changed >= expected


def test_no_table_of_the_cases_is_left_out_of_the_rule(db):
    """Each table that the app may write checks `mash_works_on`, or has a reason here why not."""
    elsewhere = {
        "referrals_bar": "changed by governance alone, given by a function",
        "referrals_breakglass": "reviewed by governance alone, made by a function",
        "referrals_restrictionreview": "written by governance alone",
        "referrals_answerdraft": "the agency's own",
        "referrals_response": "the agency's own",
        "referrals_item": "the agency's own",
        "referrals_itembody": "the agency's own",
        "referrals_personhome": "written by a function, of what the case tells: tests/referrals/people/test_homes.py",
        "referrals_protectedidentity": "written by functions alone, for who works on the case and for governance",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT tablename FROM pg_policies WHERE concat(qual, with_check) LIKE '%%mash_works_on%%'
               AND cmd IN ('INSERT', 'UPDATE', 'ALL') GROUP BY tablename"""
        )
        ruled = {table for (table,) in cursor.fetchall()}
    grant_tables = {table for table in writable() if table.endswith("grant")}
    assert set(writable()) - ruled - grant_tables == set(elsewhere)


# The end --------------------------------------------------------------------------------------------------------------


def test_nothing_that_a_reader_does_outlives_their_time(world, browsers, restricted, reader):
    person = getattr(world.north, reader)
    with transaction.atomic():
        for page in case_pages():
            with transaction.atomic():
                browsers[reader].ask("POST", address(page, restricted), {"why": "x" * 30, "text": "x"})
                browsers[reader].ask("GET", address(page, restricted))
        with as_role("mash_owner"):
            grants = ReferralUserGrant.objects.filter(
                content_object=restricted, user=person, expires_at__gt=timezone.now()
            )
            assert {grant.kind for grant in grants} <= set(READING_GRANTS)
            assert all(grant.expires_at < timezone.now() + timedelta(days=2) for grant in grants)
            grants.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert browsers[reader].ask("GET", address("referrals:case", restricted)).status == 404
        transaction.set_rollback(True)


def test_nobody_gives_access_for_longer_than_they_hold_it(world, restricted):
    manager = world.north.manager
    with transaction.atomic():
        with as_role("mash_owner"):
            soon = timezone.now() + timedelta(hours=1)
            ReferralUserGrant.objects.filter(content_object=restricted, user=manager).update(expires_at=soon)
        with acting_as(manager):
            later = timezone.now() + timedelta(hours=2)
            give = "SELECT mash_grant_access(%s, %s, 'visit', %s, 'x')"
            assert refused(give, [restricted.pk, world.north.screener.pk, later])
            assert not refused(give, [restricted.pk, world.north.screener.pk, soon - timedelta(minutes=1)])
        transaction.set_rollback(True)


def test_somebody_in_by_an_emergency_who_is_then_named_works_on_the_case(world, browsers, restricted):
    with transaction.atomic():
        with acting_as(world.north.manager):
            grant_access(restricted, person=world.north.glass, why="Takes over.", by=world.north.manager)
        answer = browsers["glass"].ask("POST", address("referrals:note", restricted), {"text": "Mine now."})
        assert answer.status == 302
        transaction.set_rollback(True)


# The table -----------------------------------------------------------------------------------------------------------


def test_the_table_knows_every_kind_of_grant_and_the_database_says_the_same(db):
    assert set(codes.GrantKind.values) <= set(GROUNDS)
    assert set(WORKING_GRANTS) | set(READING_GRANTS) < set(codes.GrantKind.values)
    assert all(Act.WORK not in GROUNDS[kind].allows for kind in READING_GRANTS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'mash_works_on'")
        (source,) = cursor.fetchone()
    assert f"g.kind IN ({', '.join(repr(str(kind)) for kind in WORKING_GRANTS)})" in source


@pytest.mark.parametrize(
    "ground", [ground for ground in GROUNDS.values() if Act.WORK not in ground.allows], ids=lambda g: g.code
)
def test_a_ground_that_only_reads_allows_no_giving_and_no_going_on(ground):
    assert not ground.allows & {Act.GIVE, Act.GO_ON}
