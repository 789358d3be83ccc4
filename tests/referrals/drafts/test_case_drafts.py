"""Unsent input on a case page is restored to its writer in any browser, and to nobody else."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as
from referrals.access.bars import bar
from referrals.drafts.case_drafts import draft_of, forget, keep
from referrals.models import CaseDraft
from referrals.tasks import remove_old_drafts
from tests.builders import browser
from tests.builders_requests import build_ready
from tests.database import as_role
from tests.standing import standing_case

WORDS = "Why we ask about the household."


@pytest.fixture
def case(northvale):
    return standing_case("ready", lambda: build_ready(northvale))


def write(case, by, words=WORDS) -> None:
    with acting_as(by), transaction.atomic():
        keep(case, page="asking", data=QueryDict(f"reason={words}&csrfmiddlewaretoken=1"), by=by)


def written(person) -> list:
    with acting_as(person):
        return [draft.typed for draft in CaseDraft.objects.all()]


def test_its_writer_alone_reads_it(northvale, southmere, case):
    write(case, northvale.social_worker)
    assert written(northvale.social_worker) == [[["reason", WORDS]]]
    for other in [northvale.manager, northvale.administrator, northvale.auditor, northvale.police, southmere.manager]:
        assert written(other) == []


def test_nobody_writes_in_anothers_name_or_about_a_case_they_do_not_work_on(northvale, southmere, case):
    for writer, named in [
        (northvale.manager, northvale.social_worker),
        (northvale.police, northvale.police),
        (southmere.manager, southmere.manager),
    ]:
        with acting_as(writer), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            CaseDraft.objects.create(referral_id=case.pk, by=named, page="asking", typed=[], changed_at=timezone.now())


def test_a_barred_user_no_longer_reads_their_own_words(northvale, case):
    write(case, northvale.social_worker)
    with acting_as(northvale.manager):
        bar(case.pk, person=northvale.social_worker, because="related", why="Aunt.")
    assert written(northvale.social_worker) == []
    with acting_as(northvale.social_worker), connection.cursor() as cursor:
        cursor.execute("UPDATE referrals_casedraft SET changed_at = now()")
        assert cursor.rowcount == 0


def test_each_page_of_each_case_has_one_and_the_newest_words_stand(northvale, case):
    write(case, northvale.social_worker, "First.")
    write(case, northvale.social_worker, "Second.")
    assert written(northvale.social_worker) == [[["reason", "Second."]]]


def test_it_is_noted_once_for_each_change_and_never_with_its_words(northvale, case):
    write(case, northvale.social_worker)
    write(case, northvale.social_worker)
    with acting_as(northvale.auditor):
        (noted,) = Event.objects.filter(code="case_draft.kept").values()
    assert noted["reference"] == case.reference
    assert WORDS not in str(noted)


def test_what_is_sent_is_kept_no_longer(northvale, case):
    write(case, northvale.social_worker)
    with acting_as(northvale.social_worker):
        forget(case, page="asking", by=northvale.social_worker)
        assert draft_of(case, page="asking", by=northvale.social_worker) is None


def test_old_drafts_are_deleted_and_their_number_is_recorded(northvale, case):
    write(case, northvale.social_worker)
    remove_old_drafts.apply()
    assert len(written(northvale.social_worker)) == 1
    with as_role("mash_owner"):
        CaseDraft.objects.update(changed_at=timezone.now() - timedelta(days=29))
    remove_old_drafts.apply()
    assert written(northvale.social_worker) == []
    with acting_as(northvale.auditor):
        assert Event.objects.get(code="case_draft.removed").detail["count"] == 1


def test_requests_half_written_are_there_in_another_browser(northvale, case):
    police, page = northvale.agencies["police"], f"/cases/{case.reference}/ask/"
    browser(northvale.manager).post(page, {"core": [str(police.pk)]})
    typed = {"agency": str(police.pk), f"agency{police.pk}-reason": WORDS, f"agency{police.pk}-questions": ""}
    browser(northvale.manager).post(f"{page}questions/", typed)
    assert WORDS in browser(northvale.manager).get(f"{page}questions/").content.decode()
