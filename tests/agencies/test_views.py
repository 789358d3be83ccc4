"""The administrator's pages: limited to their own hub, with errors for invalid input, and no case data."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.kinds import AgencyKind
from agencies.models import Agency, Membership, OpeningHours, Question, QuestionSet, SharingAgreement, Target, User
from agencies.people import actions
from agencies.rules.actions import change_hub
from audit.models import Event
from audit.recording import SYSTEM
from tests import two_hands
from tests.agencies.pages import REASON, initial_data, save
from tests.builders import PASSWORD
from tests.database import as_role

INVITATION = {"name": "Nova Newcomer", "email": "nova@northvale.example", "role": "screener", "reason": REASON}
AGENCY = {"name": "Probation", "kind": "probation", "link": "virtual", "notice_email": "p@northvale.example"}
PAGES = ["/people/", "/people/find/", "/people/invite/", "/agencies/", "/agencies/add/", "/questions/", "/targets/"]
PAGES += ["/questions/police/", "/questions/police/always/", "/hours/", "/hub/", "/agreements/", "/agreements/add/"]


@pytest.fixture
def administrator(as_person, northvale):
    return as_person(northvale.administrator)


def date_parts(field, day):
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}


def create_agreement(world, review_on=None, title="Tier 2 agreement"):
    today = timezone.localdate()
    return SharingAgreement.objects.create(
        hub=world.hub,
        agency=world.agencies["police"],
        title=title,
        signed_on=today - timedelta(days=300),
        review_on=review_on or today + timedelta(days=200),
    )


def test_every_page_opens_and_records_the_visit(administrator, northvale):
    for url in PAGES:
        assert administrator.get(url).status_code == 200, url
    with as_role("mash_owner"):
        assert Event.objects.filter(code="settings.opened", by_id=northvale.administrator.pk).count() == len(PAGES)


@pytest.mark.parametrize("part", ["manager", "screener", "police", "referrer", "auditor"])
def test_other_roles_are_forbidden(as_person, northvale, part):
    person = as_person(getattr(northvale, part))
    assert {person.get(url).status_code for url in PAGES} == {403}


def test_a_governance_officer_sees_agreements_and_nothing_else(as_person, northvale):
    person = as_person(northvale.governance)
    answers = {url: person.get(url).status_code for url in PAGES}
    assert {url for url, code in answers.items() if code == 200} == {"/agreements/", "/agreements/add/"}


def test_records_of_another_hub_are_not_found(administrator, southmere):
    person, agency, agreement = southmere.manager.pk, southmere.agencies["police"].pk, create_agreement(southmere).pk
    for page_path in ["", "roles/", "roles/manager/end/", "suspend/", "restore/", "move/", "link/", "details/"]:
        assert administrator.get(f"/people/{person}/{page_path}").status_code == 404
        assert administrator.post(f"/people/{person}/{page_path}").status_code == 404
    for url in [f"/agencies/{agency}/", f"/agreements/{agreement}/", f"/agreements/{agreement}/end/"]:
        assert administrator.get(url).status_code == 404
        assert administrator.post(url, AGENCY).status_code == 404
    assert User.objects.get(pk=person).is_active
    assert administrator.get("/people/99999999999999999999/").status_code == 404


def test_lists_show_nothing_of_another_hub(administrator, southmere):
    create_agreement(southmere)
    for url in ["/people/", "/agencies/", "/agreements/", "/agreements/add/", "/people/invite/"]:
        assert "outhmere" not in administrator.get(url).text, url


def test_an_agency_of_another_hub_cannot_be_chosen(administrator, northvale, southmere):
    theirs = str(southmere.agencies["police"].pk)
    answer = administrator.post("/people/invite/", {**INVITATION, "role": "representative", "agency": theirs})
    assert "There is a problem" in answer.text
    answer = administrator.post(f"/people/{northvale.police.pk}/move/", {"agency": theirs})
    assert "There is a problem" in answer.text
    assert not User.objects.filter(email=INVITATION["email"]).exists()


def test_a_double_submission_invites_once(administrator):
    number = administrator.get("/people/invite/").text.split('name="submission" value="')[1].split('"')[0]
    first = administrator.post("/people/invite/", {**INVITATION, "submission": number})
    second = administrator.post("/people/invite/", {**INVITATION, "submission": number})
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.url == "/people/invite/"
    assert User.objects.filter(email=INVITATION["email"]).count() == 1


BAD_INVITATIONS = {
    "no name": ({"name": ""}, "Enter their full name"),
    "no such role": ({"role": "king"}, "Select what they will do"),
    "an address already in use": ({"email": "MANAGER@northvale.example"}, "already has an account"),
    "no address": ({"email": "nova@"}, "correct format"),
    "an agency's role without an agency": ({"role": "representative"}, "Select the agency"),
    "far too long": ({"name": "n" * 5000}, "120 characters or less"),
    "nothing but a control character": ({"name": "\x00\x07"}, "Enter their full name"),
}


@pytest.mark.parametrize(("changes", "words"), BAD_INVITATIONS.values(), ids=BAD_INVITATIONS)
def test_an_invalid_invitation_shows_errors_and_keeps_the_input(administrator, changes, words):
    answer = administrator.post("/people/invite/", {**INVITATION, "job_title": "Night officer 😀", **changes})
    assert answer.status_code == 200
    assert words in answer.text
    assert "Night officer 😀" in answer.text


def test_people_are_filtered_by_status_role_and_agency(administrator, northvale):
    actions.suspend(user=northvale.screener, by=SYSTEM)

    def names(**terms):
        return {row["person"].name for row in administrator.get("/people/", terms).context["rows"]}

    assert names(state="suspended") == {northvale.screener.name}
    assert names(role="manager") == {northvale.manager.name, northvale.second_manager.name}
    assert names(agency=northvale.agencies["police"].pk) == {northvale.police.name}
    assert northvale.administrator.name in names(state="active")
    assert administrator.get("/people/", {"state": "nonsense", "page": "x"}).status_code == 200


def test_the_name_search_uses_post(administrator, northvale):
    page = administrator.post("/people/find/", {"words": "parker POL"})
    assert [row["person"].pk for row in page.context["rows"]] == [northvale.police.pk]
    assert "Nobody of your hub" in administrator.post("/people/find/", {"words": "😀\x00%_"}).text
    assert "There is a problem" in administrator.post("/people/find/", {"words": "x" * 500}).text


def test_a_long_list_takes_as_many_queries_as_a_short_one(administrator, northvale, django_assert_max_num_queries):
    for number in range(40):
        two_hands.invite(hub=northvale.hub, email=f"p{number}@northvale.example", name="P", role="screener", by=SYSTEM)
    with django_assert_max_num_queries(16):
        assert len(administrator.get("/people/").context["rows"]) == 25
    with django_assert_max_num_queries(16):
        assert administrator.get("/people/", {"role": "auditor"}).context["rows"]


def test_roles_are_given_and_ended(administrator, northvale):
    url = f"/people/{northvale.screener.pk}/"
    assert save(administrator, f"{url}roles/", {"role": "social_worker"}).url == url
    assert "waits for a second person" in administrator.get(url).text
    two_hands.confirm_all(northvale.screener, by=northvale.administrator)
    assert "Social worker" in administrator.get(url).text
    assert save(administrator, f"{url}roles/social_worker/end/").url == url
    memberships = Membership.objects.filter(user=northvale.screener).values_list("role", "ended_at")
    assert [role for role, ended in memberships if ended is None] == ["screener"]


def test_a_role_change_that_is_refused_shows_why(administrator, northvale):
    url = f"/people/{northvale.screener.pk}/roles/"
    assert "Select" in save(administrator, url, {"role": "king"}).text
    assert "agency first" in save(administrator, url, {"role": "representative"}).text
    assert "no longer hold" in save(administrator, f"{url}manager/end/").text
    assert "no longer hold" in save(administrator, f"{url}nonsense/end/").text


def test_administrators_cannot_raise_their_own_access(administrator, northvale):
    me = f"/people/{northvale.administrator.pk}/"
    page = administrator.get(me).text
    assert "This is you" in page
    assert "suspend/" not in page
    assert "Ask another administrator" in save(administrator, f"{me}roles/", {"role": "manager"}).text
    assert "Ask another administrator" in save(administrator, f"{me}suspend/").text
    assert "Ask another administrator" in save(administrator, f"{me}roles/administrator/end/").text
    assert "Ask another administrator" in save(administrator, f"{me}move/", {"agency": ""}).text
    assert User.objects.get(pk=northvale.administrator.pk).role_codes == ["administrator"]


def test_suspending_asks_for_confirmation_and_can_be_reversed(administrator, northvale, client):
    url = f"/people/{northvale.manager.pk}/"
    assert "signed out everywhere at once" in administrator.get(f"{url}suspend/").text
    assert User.objects.get(pk=northvale.manager.pk).is_active
    save(administrator, f"{url}suspend/")
    assert "Suspended" in administrator.get(url).text
    save(administrator, f"{url}restore/")
    assert not User.objects.get(pk=northvale.manager.pk).is_active
    two_hands.confirm_all(northvale.manager, by=northvale.administrator)
    administrator.post("/sign-out/")
    assert client.post("/sign-in/", {"email": northvale.manager.email, "password": PASSWORD}).status_code == 302


def test_an_agency_is_added_and_changed(administrator, northvale):
    assert administrator.post("/agencies/add/", AGENCY).url == "/agencies/"
    added = Agency.objects.get(name="Probation")
    changed = {"name": "Probation service", "link": "core", "notice_email": AGENCY["notice_email"], "is_active": "no"}
    assert save(administrator, f"/agencies/{added.pk}/", changed).url == "/agencies/"
    assert "Cannot be asked" in administrator.get("/agencies/").text


BAD_AGENCIES = {
    "a name that is taken": ({"name": "northvale POLICE"}, "already has an agency of this name"),
    "no kind": ({"kind": "circus"}, "Select the kind of agency"),
    "far too long": ({"name": "a" * 400}, "90 characters or less"),
    "no address": ({"notice_email": "x"}, "correct format"),
}


@pytest.mark.parametrize(("changes", "words"), BAD_AGENCIES.values(), ids=BAD_AGENCIES)
def test_an_invalid_agency_shows_errors(administrator, changes, words):
    answer = administrator.post("/agencies/add/", {**AGENCY, **changes})
    assert answer.status_code == 200
    assert words in answer.text


def test_agreements_show_whether_their_review_is_due(administrator, northvale):
    today = timezone.localdate()
    create_agreement(northvale, today - timedelta(days=1))
    create_agreement(northvale, today + timedelta(days=60), "Tier 3 agreement")
    create_agreement(northvale, today + timedelta(days=61), "Custody protocol")
    page = administrator.get("/agreements/")
    assert [row["state"] for row in page.context["rows"]] == ["Review overdue", "Review due soon", "In force"]
    assert {agency.name for agency in page.context["without"]} == {
        f"Northvale {k}" for k in ("health", "education", "housing")
    }


def test_an_agreement_is_added_changed_and_ended(administrator, northvale):
    today = timezone.localdate()
    form_data = {"agency": northvale.agencies["health"].pk, "title": "Tier 2", "location": "Legal, shelf 3"}
    form_data |= date_parts("signed_on", today) | date_parts("review_on", today + timedelta(days=365))
    assert administrator.post("/agreements/add/", form_data).url == "/agreements/"
    added = SharingAgreement.objects.get()
    assert (
        save(administrator, f"/agreements/{added.pk}/", {**form_data, "title": "Tier 2, second"}).url == "/agreements/"
    )
    assert "Tier 2, second" in administrator.get("/agreements/").text
    assert save(administrator, f"/agreements/{added.pk}/end/").url == "/agreements/"
    assert "already ended" in save(administrator, f"/agreements/{added.pk}/end/").text
    assert "has ended" in save(administrator, f"/agreements/{added.pk}/", form_data).text


def test_invalid_agreement_dates_show_errors(administrator, northvale):
    today = timezone.localdate()
    form_data = {"agency": northvale.agencies["health"].pk, "title": "Tier 2"}
    later = date_parts("signed_on", today + timedelta(days=2)) | date_parts("review_on", today)
    assert "today or in the past" in administrator.post("/agreements/add/", {**form_data, **later}).text
    same = date_parts("signed_on", today) | date_parts("review_on", today)
    assert "must be after the date it was signed" in administrator.post("/agreements/add/", {**form_data, **same}).text
    unreal = {**date_parts("signed_on", today), "review_on_day": "31", "review_on_month": "2", "review_on_year": "2027"}
    assert "real date" in administrator.post("/agreements/add/", {**form_data, **unreal}).text


def test_current_targets_are_shown_and_saved(administrator, northvale):
    page = initial_data(administrator, "/targets/")
    assert page["hours_agency_response_red"] == "2"
    answer = administrator.post("/targets/", {**page, "hours_agency_response_red": "2.5"})
    assert answer.url == "/targets/"
    assert Target.objects.get(hub=northvale.hub, measure="agency_response", rating="red").hours == 2.5
    assert Target.objects.get(hub=northvale.hub, measure="agency_response", rating="blue").hours is None
    assert Target.objects.filter(hub=northvale.hub).count() == 10


@pytest.mark.parametrize("typed", ["0", "-4", "four", "99999", "99999999", "1e400", "NaN", "Infinity", "4.123", "٤"])
def test_an_invalid_target_shows_an_error(administrator, northvale, typed):
    page = initial_data(administrator, "/targets/")
    answer = administrator.post("/targets/", {**page, "hours_final_decision_red": typed})
    if typed == "٤":  # a four, in other figures
        assert answer.status_code == 302
    else:
        (words,) = answer.context["form"].errors["hours_final_decision_red"]
        assert words.startswith("Final decision, red: hours must be")
        assert not Target.objects.filter(hub=northvale.hub).exists()


WEEK = {f"{end}_{day}": hour for day in range(5) for end, hour in [("opens", "8:30am"), ("closes", "17:00")]}


def test_opening_hours_and_closed_days_are_saved(administrator, northvale):
    answer = save(administrator, "/hours/", {**WEEK, "closed_on": "24 December 2026\n31/12/2026\n\n"})
    assert answer.url == "/hours/"
    northvale.hub.refresh_from_db()
    assert [str(day) for day in northvale.hub.closed_on] == ["2026-12-24", "2026-12-31"]
    assert {str(row.opens_at) for row in OpeningHours.objects.filter(hub=northvale.hub)} == {"08:30:00"}
    page = administrator.get("/hours/").text
    assert "8:30am" in page
    assert "24 December 2026" in page


BAD_HOURS = {
    "nothing at all": (dict.fromkeys(WEEK, ""), "at least one day"),
    "half a day": ({"closes_0": ""}, "Enter when you close on Monday"),
    "closed before it opens": ({"opens_2": "6pm"}, "On Wednesday you must close after you open"),
    "no time": ({"opens_1": "25:00"}, "Tuesday, opens must be a time"),
    "nonsense": ({"opens_1": "\x00😀"}, "Tuesday, opens must be a time"),
    "thirteen o'clock": ({"opens_1": "13pm"}, "Tuesday, opens must be a time"),
    "no date": ({"closed_on": "24 December 2026\n31 February 2027"}, "“31 February 2027” must be a real date"),
    "markup": ({"closed_on": "<script>"}, "“&lt;script&gt;” must be a real date"),
}


@pytest.mark.parametrize(("changes", "words"), BAD_HOURS.values(), ids=BAD_HOURS)
def test_invalid_opening_hours_show_errors(administrator, northvale, changes, words):
    answer = save(administrator, "/hours/", {**WEEK, **changes})
    assert answer.status_code == 200
    assert words in answer.text
    assert OpeningHours.objects.filter(hub=northvale.hub, opens_at="09:00").count() == 5


def test_the_hubs_settings_are_saved(administrator, northvale):
    page = initial_data(administrator, "/hub/")
    form_data = {
        **page,
        "second_signature_outcomes": ["advice", "no_further_action"],
        "duty_email": "red@northvale.example",
    }
    assert administrator.post("/hub/", form_data).url == "/hub/"
    northvale.hub.refresh_from_db()
    assert northvale.hub.second_signature_outcomes == ["advice", "no_further_action"]
    bad = administrator.post("/hub/", {**form_data, "phone": "ring me", "second_signature_outcomes": ["hanging"]})
    assert "Enter a phone number" in bad.text


def test_a_hubs_own_reasons_for_a_pause_are_added_and_removed(administrator, northvale):
    url = "/pauses/"
    assert "Waiting for the court" in administrator.get(url).content.decode()
    typed = {"pause_reasons": "Waiting for the interpreter\nSchool holidays", "pause_review_days": "5", "seen": "0"}
    administrator.post(url, typed)
    northvale.hub.refresh_from_db()
    assert northvale.hub.pause_reasons == ["Waiting for the interpreter", "School holidays"]
    assert northvale.hub.pause_review_days == 5
    administrator.post(url, {**typed, "pause_reasons": "School holidays", "seen": "1"})
    northvale.hub.refresh_from_db()
    assert northvale.hub.pause_reasons == ["School holidays"]
    stale = administrator.post(url, typed)
    assert "changed the hub’s own reasons for a pause" in stale.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pause_reasons": "waiting for the COURT"}, "is one of the usual reasons"),
        ({"pause_reasons": "x" * 81}, "must be 80 characters or less each"),
        ({"pause_review_days": "0"}, "must be 1 or more"),
        ({"pause_review_days": "61"}, "must be 60 or less"),
        ({"pause_review_days": "ten"}, "must be a whole number"),
    ],
)
def test_invalid_rules_of_pauses_show_errors(administrator, northvale, changes, words):
    typed = {"pause_reasons": "", "pause_review_days": "5", "seen": "0", **changes}
    page = administrator.post("/pauses/", typed)
    assert page.status_code == 200
    assert words in page.content.decode()


def test_teams_are_set_up_on_the_hub_page_and_chosen_on_the_person_page(administrator, northvale, southmere):
    person = f"/people/{northvale.screener.pk}/"
    assert "their team" not in administrator.get(person).text
    form_data = {
        **initial_data(administrator, "/hub/"),
        "second_signature_outcomes": [],
        "teams": "North\n\n South \nnorth",
    }
    assert administrator.post("/hub/", form_data).url == "/hub/"
    assert initial_data(administrator, "/hub/")["teams"] == "north\nSouth"
    change_hub(hub=southmere.hub, teams=["Elsewhere"], by=southmere.administrator)
    south = northvale.hub.teams.get(name="South")
    assert "There is a problem" in save(administrator, person + "team/", {"team": southmere.hub.teams.get().pk}).text
    assert save(administrator, person + "team/", {"team": south.pk}).url == person
    assert "South" in administrator.get(person).text.split("Team</dt>")[1].split("</dd>")[0]
    long = {**initial_data(administrator, "/hub/"), "second_signature_outcomes": [], "teams": "x" * 61}
    assert "Team names must be 60 characters or less each" in administrator.post("/hub/", long).text


def test_questions_start_from_the_defaults_and_can_be_edited(administrator, northvale):
    page = administrator.get("/questions/police/neglect/")
    assert "These are the default questions" in page.text
    rows = {
        "text_1": "Second?",
        "order_1": "2",
        "text_2": "First?",
        "order_2": "1",
        "look_back_2": "6",
        "is_active": "yes",
    }
    assert save(administrator, "/questions/police/neglect/", rows).url == "/questions/police/"
    question_set = QuestionSet.objects.get(hub=northvale.hub, agency_kind="police", concern="neglect")
    assert list(question_set.questions.values_list("text", "look_back_months")) == [("First?", 6), ("Second?", None)]
    assert "Your own" in administrator.get("/questions/police/").text


BAD_ROWS = {
    "far too long": ({"text_1": "x" * 501}, "Question 1 must be 500 characters or less"),
    "the same twice": ({"text_2": "One?"}, "Question 2 is the same as question 1"),
    "no number": ({"order_1": "first"}, "order must be a whole number"),
    "too far back": ({"look_back_1": "5000"}, "months to look back must be 1200 or less"),
    "asked or not": ({"is_active": ""}, "Select yes if these questions are asked"),
}


@pytest.mark.parametrize(("changes", "words"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_invalid_questions_show_errors(administrator, northvale, changes, words):
    answer = save(
        administrator, "/questions/police/always/", {"text_1": "One?", "order_1": "1", "is_active": "yes", **changes}
    )
    assert answer.status_code == 200
    assert words in answer.text
    assert not Question.objects.exists()


def test_a_kind_or_concern_that_does_not_exist_is_not_found(administrator):
    for url in ["/questions/circus/", "/questions/circus/always/", "/questions/police/boredom/"]:
        assert administrator.get(url).status_code == 404, url


def test_every_kind_of_agency_has_its_page_of_questions_with_the_concerns_that_are_offered(administrator):
    for kind in AgencyKind:
        assert administrator.get(f"/questions/{kind}/").status_code == 200, kind
    page = administrator.get("/questions/cafcass/").text
    assert "Questions to Cafcass" in page
    assert "Child exploited through county lines" in page
    assert "dealing" not in page


def test_the_defaults_are_copied_once(administrator, northvale, southmere):
    assert "Copy the default questions" in administrator.get("/questions/").text
    administrator.post("/questions/copy/")
    number = QuestionSet.objects.filter(hub=northvale.hub).count()
    administrator.post("/questions/copy/")
    assert QuestionSet.objects.filter(hub=northvale.hub).count() == number > 100
    assert not QuestionSet.objects.filter(hub=southmere.hub).exists()
    assert "Copy the default questions" not in administrator.get("/questions/").text


def test_input_survives_an_expired_sign_in(administrator, northvale):
    number = administrator.get("/people/invite/").text.split('name="submission" value="')[1].split('"')[0]
    administrator.session.flush()
    answer = administrator.post("/people/invite/", {**INVITATION, "submission": number})
    assert answer.url.startswith("/sign-in/?next=/people/invite/")
    credentials = {"email": northvale.administrator.email, "password": PASSWORD}
    back = administrator.post(answer.url, credentials)
    assert back.url == "/people/invite/"
    assert "Nova Newcomer" in administrator.get(back.url).text
