"""The auditor's search of the access log, a single line of it, and the export with its purpose."""

from zipfile import is_zipfile

import pytest
from django.db import transaction
from django.utils import timezone

from audit.exports.making import make_next
from audit.models import UnusualAccess
from mash.identity import acting_as_system
from tests.builders import build_hub, build_referral

pytestmark = pytest.mark.django_db(transaction=True)


def list_one(world) -> UnusualAccess:
    now = timezone.now()
    with acting_as_system(), transaction.atomic():
        return UnusualAccess.objects.create(
            hub_id=world.hub.pk, by_id=world.manager.pk, by_name="Morgan Manager", day=now.date(), reason="many",
            lines=50, first_at=now, last_at=now,
        )  # fmt: skip


def test_an_auditor_searches_opens_a_line_and_exports(visit):
    northvale = build_hub("northvale")
    referral = build_referral(northvale)
    visit(northvale.manager).open("referrals:case", referral.reference)
    auditor = visit(northvale.auditor).open("audit:events")
    auditor.fill({"reference": referral.reference}).press("Apply filters")
    assert "Morgan Manager" in auditor.text
    auditor.click(auditor.page.locator("main table a")).judge().lands_on("audit:event")
    auditor.open("audit:timeline", query=f"?reference={referral.reference}")
    assert "Lines of the access log for each day, by role" in auditor.text
    auditor.open("audit:save_search", query=f"?reference={referral.reference}")
    auditor.answer({"name": "One record", "period": "7"}, then="audit:saved_searches")
    auditor.click(auditor.page.get_by_role("link", name="Rename")).judge().lands_on("audit:rename_search")
    auditor.open("audit:saved_searches")
    auditor.click(auditor.page.get_by_role("link", name="Delete")).judge().lands_on("audit:delete_search")
    auditor.open("audit:events", query="?reference=NOBODY")
    listed = list_one(northvale)
    auditor.open("audit:unusual_accesses", query="?state=waiting").click(auditor.page.locator("main table a")).judge()
    auditor.lands_on("audit:unusual_access").refused("Select what you make of it", "Enter why")
    auditor.answer({"finding": "taken_up", "note": "I asked them."}, then="audit:unusual_accesses")
    auditor.open("audit:unusual_access", listed.pk)
    officer = visit(northvale.governance).open("audit:events", query="?code=log.searched")
    officer.click(officer.page.locator("main table a"))
    officer.click(officer.page.get_by_role("link", name="Open the words searched for")).judge()
    officer.lands_on("audit:searched_words").refused("Enter why you need to know what was searched for")
    assert "NOBODY" in officer.fill({"why": "A complaint"}).press().text
    auditor.open("audit:who_looked", query=f"?reference={referral.reference}")
    assert "In the hub’s team, by their role: MASH manager" in auditor.text
    auditor.open("audit:export_who_looked", query=f"?reference={referral.reference}")
    auditor.refused("Enter why you need this summary")
    auditor.open("audit:export", query=f"?reference={referral.reference}")
    auditor.refused("Enter why you need these lines", "Select CSV, XLSX or JSON lines")
    auditor.fill({"purpose": "Annual review of access", "shape": "csv"})
    with auditor.page.expect_download() as download:
        auditor.page.locator("main button[type=submit]").first.click()
    assert referral.reference in download.value.path().read_text()


def test_an_export_with_proofs_is_waited_for_and_downloaded(visit):
    northvale = build_hub("northvale")
    auditor = visit(northvale.auditor).open("audit:export")
    auditor.fill({"purpose": "Annual review of access", "shape": "xlsx", "proven": "on"})
    auditor.click(auditor.page.locator("main button[type=submit]")).lands_on("audit:made_export")
    assert "Waiting to be made" in auditor.text
    assert make_next()
    auditor.page.get_by_role("button", name="Download").wait_for()  # appears without reloading the page
    auditor.judge()
    with auditor.page.expect_download() as download:
        auditor.page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.endswith(".zip")
    assert is_zipfile(download.value.path())
