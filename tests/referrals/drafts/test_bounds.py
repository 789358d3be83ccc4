"""Drafts have size limits; what exceeds them is shown again to its writer, but not stored."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test import Client

from mash import guards
from mash.identity import acting_as, draft_key
from mash.refusals import TooLong
from referrals.drafts.case_drafts import keep
from referrals.models import Draft
from tests.writing import CHILD, PUBLIC, Writer

LONG = "a word " * 60_000  # 420,000 characters


@pytest.fixture
def writer(northvale, client):
    return Writer(client).start("/refer/in/northvale/")


def draft_of(writer) -> Draft:
    with acting_as(draft=draft_key(writer.client.session["draft-secret"])):
        return Draft.objects.get()


def size(writer) -> int:
    return len(json.dumps(draft_of(writer).answers))


def test_an_answer_far_too_long_is_shown_again_and_not_stored(writer):
    answer = writer.post("before-you-start", {"social_worker_name": LONG, "immediate_danger": "no"})
    assert answer.status_code == 200
    assert "far too long" in answer.text
    assert LONG.strip() in answer.text
    assert size(writer) < 1000


def test_an_answer_a_little_too_long_is_kept_to_be_shortened(writer):
    answer = writer.post("before-you-start", {"social_worker_name": "b" * 500, "immediate_danger": "no"})
    assert "characters or less" in answer.text
    assert draft_of(writer).answers["before-you-start"]["social_worker_name"] == ["b" * 500]


def test_a_draft_does_not_grow_beyond_its_bound(writer, settings):
    settings.DRAFT_KB = 30
    for _ in range(12):
        answer = writer._quickly("people/add/child", {**CHILD, "school": "c" * 4000})
        assert answer.status_code == 200
    assert "the whole referral has become too long" in answer.text
    assert "c" * 4000 in answer.text
    assert size(writer) <= 30 * 1024


def test_an_entry_too_many_is_refused_with_what_was_typed(writer, settings):
    settings.DRAFT_ENTRIES = 2
    for _ in range(2):
        assert writer.post("people/add/child", CHILD).status_code == 302
    answer = writer.post("people/add/child", {**CHILD, "first_name": "Third"})
    assert "You can add 2 of these" in answer.text
    assert 'value="Third"' in answer.text
    assert len(draft_of(writer).answers["people"]) == 2


def test_a_list_ticked_thousands_of_times_is_not_stored(writer):
    answer = writer.post("people/add/child", {**CHILD, "disabilities": ["LD"] * 1000})
    assert answer.status_code == 200
    assert size(writer) < 100


@pytest.mark.parametrize("way", ["/refer/in/northvale/", "/refer/account/"])
def test_referrals_begun_are_few(northvale, as_person, settings, way):
    settings.DRAFTS_AT_ONCE = 2
    browser = as_person(northvale.referrer) if "account" in way else Client()
    for _ in range(2):
        Writer(browser).start(way)
    page = browser.post(way, Writer(browser)._hidden(browser.get(way)))
    assert page.status_code == 200
    assert "begun 2 referrals" in page.text
    assert page.text.count("Continue the referral") == 2


def test_a_page_of_a_case_has_its_bound(northvale, referral, settings):
    settings.DRAFT_KB = 10
    with acting_as(northvale.manager), pytest.raises(TooLong):
        keep(referral, page="asking", data=QueryDict(f"made_up={'d' * 20_000}"), by=northvale.manager)


def test_the_database_keeps_a_bound_of_its_own(writer):
    draft = draft_of(writer)
    large = Draft.objects.filter(pk=draft.pk)
    with acting_as(draft=draft.secret_hash), pytest.raises(IntegrityError, match="has_a_bound"), transaction.atomic():
        large.update(answers={"you": {"name": ["e" * 2**21]}})


def test_every_table_of_drafts_has_one(db):
    with connection.cursor() as cursor:
        cursor.execute("""SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'c'
            AND pg_get_constraintdef(oid) LIKE '%octet_length%'""")
        bounded = {table for (table,) in cursor.fetchall()}
        cursor.execute("""SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'
            AND data_type = 'jsonb' AND table_name LIKE '%draft'""")
        assert {table for (table,) in cursor.fetchall()} == bounded


def test_what_a_session_keeps_of_pages_has_a_bound(northvale, as_person, rf):
    from types import SimpleNamespace

    request = rf.post("/somewhere/", {})
    request.user, request.session = northvale.manager, {}
    for number, length in enumerate((400_000, 400_000, 400_000, 600_000)):
        request.path = f"/page/{number}/"
        token = guards.new_submission(SimpleNamespace(user=northvale.manager))
        request.POST = rf.post("/", {"submission": token, "words": "f" * length}).POST
        guards.save_input(request, why="confirm")
    assert list(request.session[guards.SAVED_INPUT]) == ["/page/1/", "/page/2/"]


def test_a_whole_referral_is_far_from_the_bound(writer):
    writer.answer(**PUBLIC)
    assert size(writer) < 20_000
