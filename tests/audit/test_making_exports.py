"""Exports a worker makes: whole or not at all, for who asked and nobody else, and not for ever."""

import csv
import json
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.utils import timezone

from agencies import events as agency_events
from agencies.people import actions
from audit import tasks
from audit.exports import file, making
from audit.exports.columns import WORDS
from audit.exports.reading import CannotExport
from audit.models import Event, Export, ExportPiece
from audit.offline import verify_export
from audit.recording import SYSTEM, Subject, record
from mash.identity import acting_as, acting_as_system
from tests.database import as_role

FILTER = "/access-log/export/?reference=MASH-BBBB-2222"
ASK = {"purpose": "Annual review of access", "shape": "csv", "columns": list(WORDS), "proven": "on"}


@pytest.fixture
def auditor(as_person, northvale):
    return as_person(northvale.auditor)


def add_lines(world, number):
    about = Subject("test", "", "MASH-BBBB-2222", world.hub.pk)
    for step in range(number):
        record(agency_events.SETTINGS_OPENED, about=about, by=world.administrator, step=step)


def ask(auditor, **changes) -> str:
    """The address of the page that shows how far it is."""
    answer = auditor.post(FILTER, {**ASK, **changes})
    assert answer.status_code == 302
    return answer.url


def the_export() -> Export:
    with as_role("mash_owner"):
        return Export.objects.get()


def noted(code):
    with as_role("mash_owner"):
        return list(Event.objects.filter(code=code).order_by("at"))


def unzipped(answer) -> zipfile.ZipFile:
    content = b"".join(answer.streaming_content)
    assert len(content) == int(answer["Content-Length"])
    return zipfile.ZipFile(BytesIO(content))


def test_many_lines_are_made_by_the_worker_and_few_are_not(auditor, northvale, settings):
    settings.EXPORT_AT_ONCE = 3
    few = {**ASK, "proven": ""}
    add_lines(northvale, 3)
    assert auditor.post(FILTER, few).streaming
    add_lines(northvale, 1)
    page = ask(auditor, proven="")
    assert "Waiting to be made" in auditor.get(page).text
    assert tasks.make_exports() == 1
    assert "4 lines" in auditor.get(page).text
    file = unzipped(auditor.get(f"{page}file/"))
    lines = list(csv.DictReader(StringIO(file.read("access-log.csv").decode("utf-8-sig"))))
    assert [json.loads(line["detail"])["step"] for line in lines] == [0, 1, 2, 0]
    assert "verify_export.py access-log.csv" in file.read("READ ME.txt").decode()


def test_asking_making_and_each_download_are_lines_of_the_log(auditor, northvale):
    add_lines(northvale, 2)
    page = ask(auditor)
    [request_line] = noted("log.export_asked")
    assert (request_line.by_id, request_line.purpose) == (northvale.auditor.pk, ASK["purpose"])
    assert request_line.detail == {"filter": {"reference": "MASH-BBBB-2222"}, "shape": "csv", "columns": list(WORDS)}
    assert making.make_next("task-7")
    [made] = noted("log.export_made")
    assert (made.by_name, made.request_id, made.detail["rows"], made.hub_id) == (
        "SYSTEM",
        "task-7",
        2,
        request_line.hub_id,
    )
    answers = [auditor.get(f"{page}file/") for _ in range(2)]  # neither read yet
    assert [line.by_id for line in noted("log.export_downloaded")] == [northvale.auditor.pk] * 2
    assert {line.about_id for line in noted("log.export_downloaded")} == {str(the_export().pk)}
    assert all(unzipped(answer).testzip() is None for answer in answers)


def test_how_far_it_is_can_be_seen(auditor, northvale):
    page = ask(auditor)
    with acting_as_system():
        Export.objects.update(state="making", rows=2000, done=500)
    shown = auditor.get(page).text
    assert "500 of 2000 lines are done" in shown
    assert "MASH-BBBB-2222" in shown
    assert '<progress max="2000" value="500"' in shown
    assert "being made" in auditor.get("/access-log/export/").text


def test_only_who_asked_gets_it(auditor, northvale, southmere, client):
    page = ask(auditor)
    making.make_next()
    for other in (northvale.governance, southmere.auditor):
        client.force_login(other, backend="agencies.backends.EmailBackend")
        assert client.get(page).status_code in (403, 404)
        assert client.get(f"{page}file/").status_code in (403, 404)
    for other in (northvale.governance, southmere.auditor, northvale.manager):
        with acting_as(other):
            assert not Export.objects.exists()
            assert not ExportPiece.objects.exists()
    assert noted("log.export_downloaded") == []


def test_who_is_no_longer_an_auditor_gets_nothing(as_person, northvale, auditor):
    page = ask(auditor)
    making.make_next()
    actions.suspend(user=northvale.auditor, by=SYSTEM)
    assert auditor.get(f"{page}file/").status_code == 302
    with acting_as(northvale.auditor):
        assert not ExportPiece.objects.exists()


def test_nothing_is_made_for_who_may_no_longer_export(northvale, auditor):
    ask(auditor)
    actions.suspend(user=northvale.auditor, by=SYSTEM)
    assert making.make_next()
    assert (the_export().state, the_export().failure) == (
        "failed",
        "You may no longer export the access log of this hub.",
    )
    assert len(noted("log.export_failed")) == 1


def test_after_its_time_it_cannot_be_downloaded_and_is_gone(auditor, northvale, settings):
    settings.EXPORT_HOURS = 1
    page = ask(auditor)
    making.make_next()
    with acting_as_system():
        Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert auditor.get(f"{page}file/").url == page
    assert "No longer kept" in auditor.get(page).text
    with acting_as(northvale.auditor):
        assert not ExportPiece.objects.exists()
    assert tasks.remove_exports() == 1
    assert tasks.remove_exports() == 0
    with as_role("mash_owner"):
        assert not ExportPiece.objects.exists()
    assert "no longer kept" in auditor.get("/access-log/export/").text
    assert len(noted("log.export_removed")) == 1


class Killed(BaseException):
    """The worker ends here, without a word."""


def test_a_killed_workers_export_is_made_by_another_and_no_half_of_it_is_offered(auditor, northvale, monkeypatch):
    add_lines(northvale, 5)
    page = ask(auditor)

    def half(self, size):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(making.ExportJob, "_finish", half)
        with pytest.raises(Killed):
            making.make_next()
    with as_role("mash_owner"):
        assert ExportPiece.objects.exists()
    assert auditor.get(f"{page}file/").url == page
    assert not making.make_next()  # it may still be alive
    with acting_as_system():
        Export.objects.update(stirred_at=timezone.now() - making.STALLED_AFTER)
    assert making.make_next()
    assert unzipped(auditor.get(f"{page}file/")).testzip() is None
    assert the_export().attempt == 2


def test_a_worker_thought_dead_stops_when_another_has_begun(auditor, northvale, monkeypatch):
    add_lines(northvale, 5)
    page = ask(auditor)
    finish, others = making.ExportJob._finish, []

    def overtaken(self, size):
        Export.objects.update(stirred_at=timezone.now() - making.STALLED_AFTER)
        monkeypatch.setattr(making.ExportJob, "_finish", finish)
        others.append(making.make_next())
        finish(self, size)

    monkeypatch.setattr(making.ExportJob, "_finish", overtaken)
    assert making.make_next()
    assert others == [True]
    assert (the_export().state, the_export().attempt) == ("ready", 2)
    assert unzipped(auditor.get(f"{page}file/")).testzip() is None


def test_what_fails_three_times_is_said_to_have_failed(auditor, northvale, monkeypatch):
    page = ask(auditor)

    def fails(self):
        raise RuntimeError("not today")

    monkeypatch.setattr(making.ExportJob, "run", fails)
    assert [making.make_next() for _ in range(4)] == [True, True, True, False]
    assert the_export().state == "failed"
    assert "begun three times" in auditor.get(page).text
    assert not making.make_next()


def test_proofs_want_every_column(auditor):
    page = auditor.post(FILTER, {**ASK, "columns": ["at", "reference"]})
    assert "only a whole line can be proven" in page.text
    assert noted("log.export_asked") == []


def test_a_filter_that_means_nothing_any_more_fails_in_words(auditor, northvale):
    ask(auditor)
    with acting_as_system():
        Export.objects.update(query="code=no.such")
    making.make_next()
    assert "can no longer be read" in the_export().failure


def desk(auditor, query: str) -> set[str]:
    """Every line the desk shows for a filter, screen after screen."""
    shown, after = [], ""
    while True:
        page = auditor.get(f"/access-log/?{query}&after={after}")
        shown += [str(line["event"].pk) for line in page.context["lines"]]
        if not (after := page.context["page_of"].after):
            assert len(shown) == len(set(shown))
            return set(shown)


def taken_away(answer, shape: str) -> set[str]:
    content = b"".join(answer.streaming_content)
    if shape == "csv":
        return {row["id"] for row in csv.DictReader(StringIO(content.decode("utf-8-sig")))}
    if shape == "jsonl":
        return {json.loads(line)["id"] for line in content.splitlines()}
    with zipfile.ZipFile(BytesIO(content)) as book:
        heads, *lines = verify_export.cells_of(BytesIO(book.read("xl/worksheets/sheet1.xml")))
    return {line[heads.index("id")] for line in lines}


@pytest.mark.parametrize("shape", ["csv", "jsonl", "xlsx"])
def test_an_exports_lines_are_the_desks_lines(auditor, northvale, southmere, shape):
    add_lines(northvale, 60)
    add_lines(southmere, 2)
    for by in (northvale.manager, northvale.police):
        record(agency_events.SETTINGS_OPENED, about=northvale.hub, by=by, references=["MASH-BBBB-2222"])
    queries = [
        "reference=mash-big",
        f"by={northvale.manager.pk}",
        "by=system",
        f"agency={northvale.police.agency.name}",
        "code=settings.opened",
    ]
    for query in queries:
        shown = desk(auditor, query)
        assert (
            taken_away(auditor.post(f"/access-log/export/?{query}", {**ASK, "shape": shape, "proven": ""}), shape)
            == shown
        )
        page = auditor.post(f"/access-log/export/?{query}", {**ASK, "shape": shape}).url
        assert making.make_next()
        file = unzipped(auditor.get(f"{page}file/")).read(f"access-log.{shape}")
        assert taken_away(type("Answer", (), {"streaming_content": [file]}), shape) == shown


def test_a_file_in_many_pieces_is_whole_and_its_size_is_what_the_log_says(auditor, northvale, monkeypatch):
    monkeypatch.setattr(file, "PIECE_SIZE", 1000)
    add_lines(northvale, 40)
    page = ask(auditor)
    assert making.make_next()
    with as_role("mash_owner"):
        pieces = list(ExportPiece.objects.order_by("number"))
    assert len(pieces) > 3
    assert [piece.number for piece in pieces] == list(range(len(pieces)))
    assert {len(piece.content) for piece in pieces[:-1]} == {1000}
    size = sum(len(piece.content) for piece in pieces)
    assert the_export().size == size
    [made] = noted("log.export_made")
    assert made.detail == {"rows": 40, "size": size}
    made = unzipped(auditor.get(f"{page}file/"))
    assert made.testzip() is None
    written = made.getinfo("access-log.csv")
    assert written.compress_size < written.file_size / 2


@pytest.mark.parametrize("shape", ["csv", "jsonl"])
def test_the_manifest_says_what_was_asked_for_and_why(auditor, northvale, shape):
    add_lines(northvale, 2)
    page = ask(auditor, shape=shape)
    assert making.make_next()
    made = unzipped(auditor.get(f"{page}file/"))
    assert set(made.namelist()) == {f"access-log.{shape}", "manifest.jsonl", "verify_export.py", "READ ME.txt"}
    head = json.loads(made.read("manifest.jsonl").splitlines()[0])
    assert {name: head[name] for name in ("filter", "purpose", "shape", "file")} == {
        "filter": {"reference": "MASH-BBBB-2222"},
        "purpose": ASK["purpose"],
        "shape": shape,
        "file": f"access-log.{shape}",
    }
    assert f"access-log.{shape}" in made.read("READ ME.txt").decode()
    assert made.read("verify_export.py") == Path(verify_export.__file__).read_bytes()


def test_a_failed_export_keeps_nothing_and_the_log_says_why(auditor, northvale, monkeypatch, caplog):
    add_lines(northvale, 3)
    ask(auditor)
    assert making.make_next()  # of an export that is ready everything stays
    with as_role("mash_owner"):
        pieces_before = ExportPiece.objects.count()
    ask(auditor)
    close = file.ExportFile.close

    def cannot(self, **facts):
        close(self, **facts)
        raise CannotExport("The log has gone.")

    monkeypatch.setattr(file.ExportFile, "close", cannot)
    assert making.make_next()
    with as_role("mash_owner"):
        assert ExportPiece.objects.count() == pieces_before > 0
        failed = Export.objects.get(state="failed")
    [line] = noted("log.export_failed")
    assert (line.by_name, line.by_id, line.detail, line.about_id, line.about_kind, line.hub_id) == (
        "SYSTEM",
        None,
        {"why": "The log has gone."},
        str(failed.pk),
        "export of the access log",
        northvale.hub.pk,
    )


def test_an_error_is_told_to_engineers_by_the_number_of_the_export(auditor, northvale, monkeypatch, caplog):
    ask(auditor)

    def fails(self):
        raise RuntimeError("not today")

    monkeypatch.setattr(making.ExportJob, "run", fails)
    making.make_next()
    assert f"Export {the_export().pk} could not be made" in caplog.text


def test_only_what_has_expired_is_removed(auditor, northvale):
    for _ in range(2):
        ask(auditor)
        assert making.make_next()
    with as_role("mash_owner"):
        first, second = Export.objects.order_by("asked_at")
    with acting_as_system():
        Export.objects.filter(pk=first.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert tasks.remove_exports() == 1
    with as_role("mash_owner"):
        assert [export.state for export in Export.objects.order_by("asked_at")] == ["expired", "ready"]
        assert set(ExportPiece.objects.values_list("export", flat=True)) == {second.pk}


def test_lines_of_other_hubs_and_later_ones_are_not_in_it(auditor, northvale, southmere):
    add_lines(southmere, 2)
    add_lines(northvale, 2)
    page = ask(auditor)
    add_lines(northvale, 2)
    assert making.make_next()
    rows = list(csv.reader(StringIO(unzipped(auditor.get(f"{page}file/")).read("access-log.csv").decode("utf-8-sig"))))
    assert len(rows) == 1 + 2


def test_of_two_workers_at_one_export_only_the_second_has_it(auditor):
    ask(auditor)
    with acting_as_system():
        first = making._claim()
        Export.objects.update(stirred_at=timezone.now() - making.STALLED_AFTER)
        second = making._claim()
        assert (first.pk, first.attempt, second.attempt) == (second.pk, 1, 2)
        assert not making._claimed(first).exists()
        assert making._claimed(second).exists()
