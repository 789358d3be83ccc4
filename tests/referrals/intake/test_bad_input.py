"""Bad input gets an error beside the field and keeps all input; it never fails with a 500."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from mash.identity import acting_as, draft_key
from referrals.models import Draft
from tests.writing import ADULT, CHILD, PUBLIC, Writer

TODAY = timezone.localdate()


def on(name: str, day) -> dict:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


@pytest.fixture
def writer(northvale, client):
    return Writer(client).start("/refer/in/northvale/")


def answers(writer) -> dict:
    with acting_as(draft=draft_key(writer.client.session["draft-secret"])):
        return Draft.objects.get().answers


CHILD_FAULTS = {
    "a birth in the future": (on("date_of_birth", TODAY + timedelta(days=3)), "must be today or in the past"),
    "a day that does not exist": (
        {"date_of_birth_day": "31", "date_of_birth_month": "2", "date_of_birth_year": "2019"},
        "Date of birth must be a real date",
    ),
    "words for a date": (
        {"date_of_birth_day": "first", "date_of_birth_month": "of", "date_of_birth_year": "never"},
        "Date of birth must be a real date",
    ),
    "a grown-up child": (on("date_of_birth", TODAY - timedelta(days=19 * 366)), "A child must be under 18"),
    "an NHS number that fails its check": ({"nhs_number": "999 000 0019"}, "Check the NHS number"),
    "a pupil number that fails its check": ({"upn": "B123456789012"}, "Enter a unique pupil number"),
    "a postcode broken off": ({"postcode": "SW1A 2"}, "Enter a UK postcode, like SW1A 2AA, or just its first half"),
    "words for a phone": ({"phone": "ask at the desk"}, "Enter a phone number"),
    "an age in words": ({"estimated_age": "six or so"}, "Age must be a number, like 7, or like 3 weeks or 8 months"),
    "a name too long": ({"first_name": "A" * 81}, "First name must be 80 characters or less"),
    "no disability beside another": ({"disabilities": ["NONE", "LD"]}, "Select the answers that apply"),
    "a list answer nobody offered": ({"ethnicity": "XXXX"}, "Select ethnic background"),
}


@pytest.mark.parametrize("fault", CHILD_FAULTS)
def test_an_error_in_a_childs_details_is_shown_beside_its_field(writer, fault):
    wrong, words = CHILD_FAULTS[fault]
    answer = writer.post("people/add/child", {**CHILD, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "There is a problem" in page
    assert 'value="Example Primary School"' in page
    assert "1 Example Street" in page


def test_a_child_known_by_nothing_cannot_be_found(writer):
    answer = writer.post("people/add/child", {"sex": "F"})
    assert "anything else that would help us find this child" in answer.content.decode()


@pytest.mark.parametrize("known", [{"estimated_age": "0"}, {"school": "Example School"}, {"whereabouts": "Park"}])
def test_a_child_without_a_name_is_accepted_with_anything_to_find_them_by(writer, known):
    assert writer.post("people/add/child", known).status_code == 302
    assert "name not known" in writer.client.get(writer.url("people")).content.decode()


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        ("people/add/child", on("date_of_birth", TODAY - timedelta(days=8 * 366)) | {"estimated_age": "3"}),
        ("people/add/adult", on("date_of_birth", TODAY - timedelta(days=40 * 366)) | {"estimated_age": "30"}),
        (
            "household/add/person",
            on("date_of_birth", TODAY - timedelta(days=40 * 366)) | {"kind": "adult", "estimated_age": "30"},
        ),
    ],
)
def test_an_age_that_the_date_of_birth_contradicts_is_refused(writer, page, entry):
    words = writer.post(page, entry).content.decode()
    assert "Age does not match the date of birth, which makes them " in words
    assert 'href="#id_estimated_age"' in words
    assert f'value="{entry["estimated_age"]}"' in words


def test_a_date_of_birth_and_the_age_it_makes_go_together(writer):
    entry = on("date_of_birth", TODAY - timedelta(days=8 * 366)) | {"estimated_age": "8"}
    assert writer.post("people/add/child", entry).status_code == 302


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"kind": "child", "estimated_age": "18"}, "A child must be under 18. If they are 18 or over, select an adult"),
        ({"kind": "adult", "estimated_age": "17"}, "An adult must be 18 or over. If they are under 18, select a child"),
        ({"kind": "unborn", "estimated_age": "1"}, "An unborn child has no age. Leave it blank, or select a child"),
    ],
)
def test_somebody_in_the_household_has_an_age_that_fits(writer, entry, words):
    assert words in writer.post("household/add/person", entry).content.decode()


def test_an_adult_under_eighteen_is_to_be_added_as_a_child(writer):
    answer = writer.post("people/add/adult", {**ADULT, "estimated_age": "16"})
    assert "An adult must be 18 or over" in answer.content.decode()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (41 * 7, "Date the baby is due must be within the next 40 weeks"),
        (-35, "Date the baby is due was over 4 weeks ago"),
    ],
)
def test_a_due_date_no_pregnancy_has_is_refused(writer, days, words):
    answer = writer.post("people/add/unborn", on("expected_on", TODAY + timedelta(days=days)))
    assert words in answer.content.decode()


@pytest.mark.parametrize("days", [40 * 7, 0, -20])
def test_a_due_date_a_pregnancy_can_have_is_accepted(writer, days):
    assert writer.post("people/add/unborn", on("expected_on", TODAY + timedelta(days=days))).status_code == 302


def test_a_born_child_is_not_asked_when_it_is_due(writer):
    form = writer.client.get(writer.url("people/add/child")).context["form"]
    assert "expected_on" not in form.fields
    entry = {**CHILD, **on("expected_on", TODAY + timedelta(days=30))}
    assert writer.post("people/add/child", entry).status_code == 302
    assert not any(name.startswith("expected_on") for name in answers(writer)["people"][0])


def test_control_characters_go_and_everything_else_stays(writer):
    typed = "He said \x00\x07“stop” \U0001f622 \u202eתודה\r\nand left <b>"
    assert writer.post("what-happened", {"what_happened": typed, "basis_of_concern": "fact"}).status_code == 302
    assert answers(writer)["what-happened"]["what_happened"] == ["He said “stop” \U0001f622 תודה\nand left <b>"]
    assert "and left &lt;b&gt;" in writer.client.get(writer.url("check")).content.decode()


def test_a_text_too_long_is_kept_and_not_cut(writer):
    typed = "x" * 10_001
    answer = writer.post("what-happened", {"what_happened": typed, "basis_of_concern": "fact"})
    assert "What has happened must be 10000 characters or less" in answer.content.decode()
    assert typed in answer.content.decode()
    assert typed in writer.client.get(writer.url("what-happened")).content.decode()


def test_a_missing_answer_is_an_error_and_what_was_typed_stays(writer):
    answer = writer.post("what-happened", {"when_and_where": "Tuesday, at the gate"})
    page = answer.content.decode()
    assert "Enter what has happened, or what makes you worried" in page
    assert "Tuesday, at the gate" in page
    assert "Tuesday, at the gate" in writer.client.get(writer.url("what-happened")).content.decode()


def test_nobody_to_worry_about_is_not_a_referral(writer):
    answer = writer.post("people", {})
    assert "Add at least one child or adult you are worried about" in answer.content.decode()


def test_what_is_not_finished_is_not_sent(writer):
    page = writer.client.get(writer.url("check")).content.decode()
    assert "Some pages still need an answer" in page
    answer = writer.send()
    assert "Answer every page before you send this referral." in answer.content.decode()
    assert answers(writer) == {}


def test_a_wrong_answer_left_behind_holds_up_the_sending(writer):
    writer.answer(**PUBLIC)
    writer.post("what-happened", {"what_happened": ""})
    page = writer.client.get(writer.url("check"))
    assert [section["title"] for section in page.context["missing"]] == ["What has happened"]


def test_the_declaration_is_asked_for(writer):
    writer.answer(**PUBLIC)
    answer = writer.post("check", {})
    assert "Confirm that what you have told us is true" in answer.content.decode()


@pytest.mark.parametrize(
    "page", ["nonsense", "received", "people/9", "people/0", "people/add/dog", "who/add/child", "people/2/remove"]
)
def test_a_page_that_is_not_there_is_not_found(writer, page):
    assert writer.client.get(writer.url(page)).status_code == 404


def test_the_same_page_sent_twice_adds_one_person(writer):
    seen = writer.client.get(writer.url("people/add/child"))
    for _ in range(2):
        writer.post("people/add/child", CHILD, seen=seen)
    assert len(answers(writer)["people"]) == 1


def test_the_page_says_that_a_person_was_removed_in_another_tab(writer):
    writer.post("people/add/child", CHILD)
    seen = writer.client.get(writer.url("people/1"))
    writer.post("people/1/remove", {})
    assert answers(writer)["people"] == []
    assert writer.post("people/1", CHILD, seen=seen).status_code == 404


def test_an_unknown_hub_is_not_found(northvale, client):
    assert client.get("/refer/in/nowhere/").status_code == 404


def test_an_entry_that_moved_up_is_not_taken_for_the_one_that_was_shown(writer):
    for name in ("First", "Second", "Third"):
        writer.post("people/add/child", {**CHILD, "first_name": name})
    removing, changing = (writer.client.get(writer.url(f"people/{at}")) for at in ("2/remove", "2"))
    shown = [re.search(r'name="entry_shown" value="(\w+)"', page.text)[1] for page in (removing, changing)]
    writer.client.post(writer.url("people/2/remove"), {"entry_shown": shown[0]})
    again = writer.client.post(writer.url("people/2/remove"), {"entry_shown": shown[0]}, follow=True)
    assert "This list changed after you opened this page" in again.text
    late = writer.client.post(writer.url("people/2"), {**CHILD, "first_name": "Late", "entry_shown": shown[1]})
    assert "This list changed after you opened this page" in late.text
    assert "Late" in late.text
    people = writer.client.get(writer.url("people")).text
    assert all(name in people for name in ("First", "Third"))
    assert "Second" not in people


def test_a_faulty_change_of_an_entry_is_corrected_on_the_page_that_says_so(writer):
    writer.post("people/add/child", CHILD)
    wrong = writer.post("people/1", {**CHILD, "nhs_number": "1234567890"})
    assert wrong.status_code == 200
    assert writer.post("people/1", {**CHILD, "first_name": "Corrected"}, seen=wrong).status_code == 302
    assert answers(writer)["people"][0]["first_name"] == ["Corrected"]


@pytest.mark.parametrize(
    ("page", "entry", "words"),
    [
        ("people/add/child", {"estimated_age": "due in 6 weeks"}, "Add them as an unborn child"),
        ("people/add/child", {"estimated_age": "220 months"}, "A child must be under 18"),
        ("people/add/unborn", {"expected_in": "soon"}, "must be a number of weeks or months"),
        ("people/add/unborn", {"expected_in": "41 weeks"}, "must be 40 weeks or less"),
        (
            "people/add/unborn",
            {"expected_in": "6 weeks", **on("expected_on", TODAY + timedelta(weeks=6))},
            "not both",
        ),
    ],
)
def test_an_age_no_such_person_has_is_refused(writer, page, entry, words):
    assert words in writer.post(page, entry).content.decode()


@pytest.mark.parametrize(
    ("years", "asked"), [(99, ""), (105, "right? If it is, send this page again"), (131, "within the last 130 years")]
)
def test_a_birth_long_ago_is_asked_about_and_one_nobody_has_is_refused(writer, years, asked):
    born = TODAY.replace(year=TODAY.year - years, month=1, day=2)
    entry = {**ADULT, "estimated_age": "", **on("date_of_birth", born)}
    answer = writer.post("people/add/adult", entry)
    if not asked:
        assert answer.status_code == 302
        return
    assert asked in answer.content.decode()
    again = writer.post("people/add/adult", {**entry, "date_of_birth_right": born.isoformat()}, seen=answer)
    assert again.status_code == (302 if "right?" in asked else 200)
