"""An auditor finds who opened a case and exports the events, but never reads the case itself."""

import csv
import json
from io import StringIO

from django.test import Client

from audit.exports.columns import WORDS
from tests.builders import PASSWORD, build_referral

SECRET = "Arrived hungry three days running."


def browser(user, address="127.0.0.1") -> Client:
    client = Client(REMOTE_ADDR=address)
    assert client.post("/sign-in/", {"email": user.email, "password": PASSWORD}).status_code == 302
    return client


def read(answer) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def codes(page) -> list[str]:
    return [line["event"].code for line in page.context["lines"]]


def test_who_saw_this_case_and_when(northvale, southmere):
    referral = build_referral(northvale, what_happened=SECRET)
    case = f"/cases/{referral.reference}/"
    assert browser(northvale.manager, "192.0.2.10").get(case).status_code == 200
    assert browser(northvale.police).get(case).status_code in (403, 404)
    assert browser(southmere.manager).get(case).status_code == 404

    auditor = browser(northvale.auditor)
    assert auditor.get(case).status_code in (403, 404)
    results = auditor.get("/access-log/", {"reference": referral.reference})
    assert "case.opened" in codes(results)
    assert "referral.keyed" in codes(results)
    assert northvale.manager.name in results.text
    assert "192.0.2.10" in results.text
    assert southmere.manager.pk not in {line["event"].by_id for line in results.context["lines"]}

    opened = next(line["event"] for line in results.context["lines"] if line["event"].code == "case.opened")
    line = auditor.get(f"/access-log/{opened.pk}/").text
    assert "Opened a page of a case" in line
    assert SECRET not in results.text + line


def test_everything_one_person_did_leaves_for_a_stated_purpose(northvale):
    referral = build_referral(northvale, what_happened=SECRET)
    browser(northvale.manager).get(f"/cases/{referral.reference}/")
    auditor = browser(northvale.auditor)
    url = f"/access-log/export/?by={northvale.manager.pk}"
    assert "Morgan Manager" in auditor.get(url).text
    assert "Enter why you need these lines" in auditor.post(url, {"shape": "csv"}).text

    export = {"purpose": "Annual review of access", "shape": "csv", "columns": list(WORDS)}
    table = read(auditor.post(url, export))
    # What was done to their account stands with what they did.
    account, rows = ("person who signs in", str(northvale.manager.pk)), list(csv.DictReader(StringIO(table)))
    theirs = {row["by_name"] for row in rows if (row["about_kind"], row["about_id"]) != account}
    assert theirs == {northvale.manager.name}
    lines = read(auditor.post(url, {**export, "shape": "jsonl"})).splitlines()
    assert "sign_in.done" in {json.loads(line)["code"] for line in lines}
    assert SECRET not in table + "".join(lines)

    exports = auditor.get("/access-log/", {"code": "log.exported"})
    assert codes(exports) == ["log.exported", "log.exported"]
    [newest, _] = [line["event"] for line in exports.context["lines"]]
    assert newest.purpose == "Annual review of access"
    assert newest.detail["rows"] == len(lines)
