"""A draft answer belongs to the agency: colleagues continue it, former members cannot read it."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agencies.models import User
from agencies.people import actions
from audit.models import Event
from mash.identity import acting_as
from referrals.models import AnswerDraft, Response
from referrals.tasks import remove_old_drafts
from tests import two_hands
from tests.builders import browser, build_colleague
from tests.builders_requests import build_asked, give_answer
from tests.database import as_role
from tests.standing import standing_case

WORDS = "Known to us since the spring."


@pytest.fixture
def asking(northvale):
    return standing_case("asked", lambda: build_asked(northvale, "police")[0])


@pytest.fixture
def colleague(northvale):
    return build_colleague(northvale)


def path(request, name="answer/") -> str:
    return f"/requests/{request.reference}/{name}"


def typed(words=WORDS, **changes) -> dict:
    item = {"kind": "event", "basis": "fact", "handling": "hub_team", "text": words}
    page = {"seen": "0", "outcome": "supplied", "row": ["1"], "unanswered": "1 2"}
    return page | {f"item1-{k}": v for k, v in item.items()} | changes


def save(client, request, words=WORDS, **changes):
    shown = client.get(path(request)).context["shown"]
    return client.post(path(request), typed(words, save="1", shown=shown) | changes)


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def saved_words(person) -> list[str]:
    with acting_as(person):
        return [dict(draft.typed)["item1-text"] for draft in AnswerDraft.objects.all()]


def test_what_is_saved_stays_for_its_writer_and_their_colleagues_alone(northvale, southmere, asking, colleague):
    assert save(browser(northvale.police), asking).url == path(asking, "")
    assert WORDS in text(browser(northvale.police).get(path(asking)))
    page = text(browser(colleague).get(path(asking, "")))
    assert "Parker Police saved an answer here" in page
    for other in [northvale.health, northvale.manager, northvale.administrator, southmere.police]:
        assert saved_words(other) == []
    with acting_as(northvale.auditor):
        assert WORDS not in str(Event.objects.filter(code="answer.saved").values())
        assert Event.objects.get(code="answer.saved").reference == asking.reference


def test_a_colleague_goes_on_with_it_and_sends_it(northvale, asking, colleague):
    save(browser(northvale.police), asking)
    client = browser(colleague)
    assert WORDS not in text(client.get(path(asking))), "they may open it, but are not made to"
    with acting_as(colleague):
        draft = AnswerDraft.objects.get()
    page = client.get(f"{path(asking)}?version={draft.pk}")
    assert WORDS in text(page)
    client.post(path(asking), typed(shown=page.context["shown"]))
    with acting_as(colleague):
        assert Response.objects.get().by == colleague
        assert not AnswerDraft.objects.exists()


def test_two_users_writing_at_once_see_each_other_and_both_versions_stay(northvale, asking, colleague):
    first, second = browser(northvale.police), browser(colleague)
    second.get(path(asking))
    save(first, asking, "Parker’s words.")
    save(second, asking, "Pat’s words.")
    assert sorted(saved_words(colleague)) == ["Parker’s words.", "Pat’s words."]
    page = text(second.get(path(asking)))
    assert "Pat’s words." in page
    assert "Parker Police saved an answer here" in page


def test_one_person_in_two_windows_writes_over_nothing(northvale, asking):
    client = browser(northvale.police)
    save(client, asking, "First.")
    shown = client.get(path(asking)).context["shown"]
    client.post(path(asking), typed("One window.", save="1", shown=shown))
    client.post(path(asking), typed("The other window.", save="1", shown=shown))
    assert sorted(saved_words(northvale.police)) == ["One window.", "The other window."]


@pytest.mark.parametrize("shown", ["", "nonsense", "\x00 \x00", "0 2026-01-01T00:00:00+00:00", "a" * 9000])
def test_an_invalid_version_loses_no_input(northvale, asking, shown):
    assert browser(northvale.police).post(path(asking), typed("A\x00B", save="1", shown=shown)).status_code == 302
    assert saved_words(northvale.police) == ["AB"]
    assert browser(northvale.police).get(f"{path(asking)}?version={shown}").status_code == 200


def test_an_answer_with_mistakes_in_it_is_saved_too(northvale, asking):
    page = browser(northvale.police).post(path(asking), typed(outcome=""))
    assert "Select your answer" in text(page)
    assert saved_words(northvale.police) == [WORDS]


def sessions_of(person) -> int:
    with as_role("mash_owner"):
        return sum(session.get_decoded().get("_auth_user_id") == str(person.pk) for session in Session.objects.all())


@pytest.mark.parametrize("how", ["moved", "moved out", "suspended"])
def test_a_user_who_leaves_the_agency_is_out_at_once_and_the_answer_stays(northvale, asking, colleague, how):
    client = browser(northvale.police)
    save(client, asking)
    client.get(path(asking))
    assert sessions_of(northvale.police)
    user = User.objects.get(pk=northvale.police.pk)
    with acting_as(northvale.administrator), transaction.atomic():
        if how == "suspended":
            actions.suspend(user=user, by=northvale.administrator)
        else:
            agency = northvale.agencies["health"] if how == "moved" else None
            two_hands.move(user=user, agency=agency, by=northvale.administrator)
    assert not sessions_of(northvale.police)
    refused = client.post(path(asking), typed("After leaving."))
    assert (refused.status_code, refused.url.split("?")[0]) == (302, "/sign-in/")
    if how == "moved":
        assert browser(user).post(path(asking), typed("After leaving.")).status_code == 404
    assert saved_words(northvale.police) == []
    with acting_as(northvale.police), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM referrals_answerdraft")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE referrals_answerdraft SET changed_at = now()")
        assert cursor.rowcount == 0
    with acting_as(colleague):
        assert not Response.objects.exists()
    assert saved_words(colleague) == [WORDS]


def test_nobody_writes_for_another_or_to_another_agencys_request(northvale, asking, colleague):
    for writer, named in [(northvale.police, colleague), (northvale.health, northvale.health)]:
        with acting_as(writer), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            AnswerDraft.objects.create(request_id=asking.pk, by=named, typed=[], changed_at=timezone.now())


def test_a_draft_from_before_a_colleagues_answer_is_superseded_and_never_sent_by_accident(northvale, asking, colleague):
    first = browser(northvale.police)
    save(first, asking, "Older words.")
    give_answer(colleague, asking, outcome="nothing_known", now=timezone.now() + timedelta(seconds=1))
    remove_old_drafts.apply()
    assert saved_words(colleague) == ["Older words."]
    page = text(first.get(path(asking)))
    assert "Older words." not in page, "it does not open by itself"
    assert "It was never sent: Pat Police answered" in page
    with acting_as(northvale.police):
        draft = AnswerDraft.objects.get()
    offered = first.get(f"{path(asking)}?version={draft.pk}")
    assert "Older words." in text(offered)
    refused = first.post(path(asking), typed("Older words.", shown=offered.context["shown"]))
    assert "Pat Police answered" in text(refused)
    with acting_as(colleague):
        assert Response.objects.count() == 1


def test_old_ones_go(northvale, asking, colleague):
    save(browser(northvale.police), asking)
    remove_old_drafts.apply()
    assert saved_words(colleague) == [WORDS], "somebody is still writing it"
    with as_role("mash_owner"):
        AnswerDraft.objects.update(changed_at=timezone.now() - timedelta(days=29))
    remove_old_drafts.apply()
    assert saved_words(colleague) == []


STALE = {"save": {"save": "1"}, "save and go back": {"save": "back"}, "send": {}}


@pytest.mark.parametrize("button", STALE)
def test_a_page_left_open_saves_nothing_of_what_was_sent_elsewhere(northvale, asking, button):
    client = browser(northvale.police)
    save(client, asking)
    shown = client.get(path(asking)).context["shown"]
    assert client.post(path(asking), typed(shown=shown)).status_code == 302
    answer = client.post(path(asking), typed(shown=shown, **STALE[button]), follow=True)
    assert "has sent this answer already" in text(answer)
    assert saved_words(northvale.police) == []
    assert text(answer).count(WORDS) == 1
    with acting_as(northvale.police):
        assert Response.objects.count() == 1


def test_what_such_a_page_has_beside_it_is_saved_alone(northvale, asking):
    client = browser(northvale.police)
    assert client.post(path(asking), typed()).status_code == 302
    second = {"row": ["1", "2"], "item2-text": "Seen again in May.", "item2-handling": "hub_team"}
    page = client.post(path(asking), typed(**second))
    assert page.status_code != 302
    with acting_as(northvale.police):
        [draft] = AnswerDraft.objects.all()
    assert [value for name, value in draft.typed if name.endswith("-text")] == ["Seen again in May."]


def test_a_colleague_who_sends_the_same_words_later_means_them(northvale, asking):
    client = browser(northvale.police)
    assert client.post(path(asking), typed()).status_code == 302
    assert client.post(path(asking), typed(seen="1", outcome="supplied")).status_code == 302
    with acting_as(northvale.police):
        assert Response.objects.count() == 2
