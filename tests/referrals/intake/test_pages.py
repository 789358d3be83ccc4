"""The order of the intake pages, and how it depends on the answers."""

import re

import pytest

from referrals import codes
from referrals.codes import ADULT_CONCERNS, CHILD_CONCERNS
from referrals.intake.pages import PAGES
from tests.writing import CHILD, PUBLIC, Writer


@pytest.fixture
def writer(northvale, client):
    return Writer(client).start("/refer/in/northvale/")


def shown(writer) -> list[str]:
    return [page.slug for page in writer.client.get(writer.url("check")).context["journey"].pages]


def test_every_concern_about_a_child_stands_in_one_group():
    grouped = [concern for _, concerns in codes.CONCERN_GROUPS.values() for concern in concerns]
    assert sorted(grouped) == sorted(CHILD_CONCERNS)
    assert len(set(grouped)) == len(grouped)


def test_every_concern_about_an_adult_can_be_told(writer):
    writer.post("people/add/adult", {"first_name": "Jo"})
    form = writer.client.get(writer.url("risks")).context["form"]
    offered = {code for code, _ in form.fields["concerns"].choices}
    assert offered == {concern.value for concern in ADULT_CONCERNS} - {"transfer_in"}, "another council writes as such"


def test_the_public_are_asked_a_short_list_in_plain_words_and_may_not_know(writer):
    writer.post("people/add/child", CHILD)
    form = writer.client.get(writer.url("concerns")).context["form"]
    assert len(form.fields["common"].choices) <= 20
    assert sorted(set(CHILD_CONCERNS) | {"not_known"}) == sorted(
        code for field in form.fields.values() for code, _ in field.choices
    )
    assert "<details" in writer.client.get(writer.url("concerns")).content.decode()
    assert writer.post("concerns", {"common": ["not_known"]}).status_code == 302
    assert "“Not sure”" in writer.post("concerns", {}).content.decode()


def test_abuse_at_home_is_named_as_done_by_somebody_and_the_child_is_asked_about(writer):
    writer.post("people/add/child", CHILD)
    page = writer.client.get(writer.url("concerns")).content.decode()
    assert "A parent or carer who is hurt, frightened or controlled by someone" in page
    assert "A child who sees or hears someone at home being hurt, frightened or controlled" in page


def test_a_worry_of_the_old_list_is_offered_no_more_and_asked_for_again(writer):
    writer.post("people/add/child", CHILD)
    assert writer.post("concerns", {"home": ["drugs_parent"]}).status_code == 200
    assert writer.post("concerns", {"common": ["drug_use_parent"]}).status_code == 302


def test_a_special_guardian_and_a_kinship_carer_can_be_named(writer):
    writer.post("people/add/child", CHILD)
    page = writer.client.get(writer.url("household/add/person")).content.decode()
    assert {"special_guardian", "kinship_carer", "adoptive_parent"} <= set(re.findall(r'<option value="(\w+)"', page))


def test_a_folded_worry_stays_in_sight_once_it_is_ticked(writer):
    writer.post("people/add/child", CHILD)
    writer.post("concerns", {"abuse": ["faith_or_belief"]})
    assert "<details" in (page := writer.client.get(writer.url("concerns")).content.decode())
    assert 'class="govuk-details" open' in page


def test_worries_stay_ticked_for_a_user_who_turns_out_to_be_a_professional(writer):
    writer.post("people/add/child", CHILD)
    writer.post("concerns", {"common": ["neglect", "missing"], "abuse": ["fgm"]})
    writer.post("who", {"capacity": "professional"})
    form = writer.client.get(writer.url("concerns")).context["form"]
    assert set(form["abuse"].value()) == {"neglect", "fgm"}
    assert form["outside"].value() == ["missing"]


def test_the_questions_are_put_of_the_people_it_is_about(writer):
    def words(page):
        return writer.client.get(writer.url(page)).content.decode()

    writer.post("people/add/adult", {"first_name": "Jo"})
    assert "Does the adult know you are telling us?" in words("family-told")
    assert "What did the adult say?" in words("what-happened")
    assert "27 3 1971" in words("people/add/adult")
    assert "parental responsibility" not in words("household/add/person")
    assert "school" not in words("agencies").lower()
    writer.post("people/add/child", CHILD)
    assert "Does the child’s family know you are telling us?" in words("family-told")
    assert "Does the adult know you are telling us about them?" in words("adult-views")
    assert "parental responsibility" in words("household/add/person")
    writer.post("people/1/remove", {})
    assert "Does the family know you are telling us?" in words("family-told")
    assert "What did the child say?" in words("what-happened")


@pytest.mark.parametrize("page", [page for page in PAGES if page.slug not in {"received", "call-999"}])
def test_nothing_is_ticked_before_anybody_answered(writer, page):
    for person in ("child", "adult"):
        writer.post(f"people/add/{person}", {"first_name": "Jo"})
    writer.post("family-told", {"family_informed": "no"})
    kinds = [f"{page.slug}/add/{kind}" for kind in page.kinds] if page.is_list else [page.slug]
    for slug in kinds:
        html = writer.client.get(writer.url(slug)).content.decode()
        assert page.slug == "family-told" or " checked" not in html


def test_each_page_has_an_address_of_its_own():
    assert len({page.slug for page in PAGES}) == len(PAGES)
    assert not {"check", "sent"} & {page.slug for page in PAGES}


def test_someone_in_danger_is_told_to_call_999_and_can_go_on(writer):
    answer = writer.post("before-you-start", {"immediate_danger": "yes", "has_social_worker": "no"})
    assert answer.url == writer.url("call-999")
    page = writer.client.get(answer.url).content.decode()
    assert "Call 999 now" in page
    assert writer.post("call-999", {}).url == writer.url("who")


def test_a_referral_about_a_child_does_not_ask_about_adults(writer):
    writer.post("people/add/child", CHILD)
    assert "concerns" in shown(writer)
    assert not {"risks", "adult-views"} & set(shown(writer))


def test_a_referral_about_an_adult_asks_for_their_wishes_and_not_a_childs_concerns(writer):
    writer.post("people/add/adult", {"first_name": "Jo"})
    assert {"risks", "adult-views"} <= set(shown(writer))
    assert "concerns" not in shown(writer)


def test_why_not_is_asked_only_of_professionals_who_did_not_tell(writer):
    writer.post("who", {"capacity": "professional"})
    writer.post("family-told", {"family_informed": "yes"})
    assert "why-not-told" not in shown(writer)
    writer.post("family-told", {"family_informed": "not_yet"})
    assert "why-not-told" in shown(writer)


def test_a_professional_must_say_why_the_family_was_not_told(writer):
    writer.post("who", {"capacity": "professional"})
    writer.post("family-told", {"family_informed": "no"})
    answer = writer.post("why-not-told", {"not_informed_reason": "risk_child"})
    assert "Enter why that applies here" in answer.content.decode()


def test_an_answer_changed_from_the_check_page_leads_back_to_it(writer):
    writer.answer(**PUBLIC)
    check = writer.client.get(writer.url("check")).content.decode()
    assert f"{writer.url('outcome')}?change=yes" in check
    seen = writer.client.get(writer.url("outcome"))
    change = {"submission": seen.context["form"] and _token(seen), "desired_outcome": "Advice."}
    answer = writer.client.post(writer.url("outcome") + "?change=yes", change)
    assert answer.url == writer.url("check")
    assert "Advice." in writer.client.get(answer.url).content.decode()


def _token(response) -> str:
    from tests.writing import TOKEN

    return TOKEN.search(response.content.decode())[1]


def test_check_your_answers_shows_words_not_codes(writer):
    page = writer.answer(**PUBLIC).client.get(writer.url("check")).content.decode()
    for words in [
        "Alex Sample",
        "Unborn child",
        "Learning, Diagnosed autism",
        "A parent or carer who is hurt, frightened or controlled by someone",
        "ZZ99 3WZ",
        "LOG 17",
    ]:
        assert words in page
    assert "risk_child" not in page


def test_a_page_of_a_draft_is_never_kept_by_the_browser(writer):
    assert "no-store" in writer.client.get(writer.url("people"))["Cache-Control"]


@pytest.mark.parametrize("page", ["before-you-start", "you", "people", "check"])
def test_no_title_holds_a_name(writer, page):
    writer.answer(**PUBLIC)
    title = writer.client.get(writer.url(page)).content.decode().split("<title>")[1].split("</title>")[0]
    assert "Alex" not in title
    assert "Nora" not in title


def test_a_writer_can_delete_their_draft(writer):
    question = writer.client.get(writer.url("discard"))
    assert "cannot be brought back" in question.content.decode()
    answer = writer.post("discard", {})
    assert answer.status_code == 302
    assert "Continue the referral" not in writer.client.get(answer.url).content.decode()
    assert writer.client.get(writer.url("check")).status_code == 404


def test_going_back_keeps_the_input_even_with_errors(writer):
    before = writer.client.get(writer.url("you")).context["back_href"]
    went = writer.post("you", {"name": "Half A. Name", "phone": "nonsense", "back": "1"})
    assert (went.status_code, went.url) == (302, before)
    page = writer.client.get(writer.url("you"))
    assert page.context["form"]["name"].value() == "Half A. Name"


def test_going_back_from_a_page_with_nothing_typed_leaves_it_unvisited(writer):
    writer.post("you", {"back": "1"})
    assert "There is a problem" not in writer.client.get(writer.url("you")).text
    assert writer.client.get(writer.url("check")).context["journey"].answers.typed("you") is None
