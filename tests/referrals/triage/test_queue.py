"""The work queue: order, filters and search, recorded without names."""

from datetime import UTC, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.people.actions import set_team
from agencies.rules.actions import change_hub
from audit.models import Event
from mash.identity import acting_as
from referrals.models import Referral
from referrals.people.other_referrals import Times
from referrals.triage import actions, allocation, returning
from referrals.triage.lawful_basis import authorise
from referrals.triage.ways import Way
from referrals.working_day.actions import raise_flag
from tests.builders import adult, build_referral, child, send_away, set_repeat_months
from tests.builders_requests import NOT_TOLD, build_basis, build_ready, send
from tests.database import as_role
from tests.referrals.decisions.stories import child_decision, draft, sign
from tests.referrals.decisions.test_signing import NO_ACTION

QUEUE = "/queue/"


def look(browser, **query):
    response = browser.get(QUEUE, query)
    assert response.status_code == 200
    return response


def shown(response) -> list[str]:
    return [row.referral.reference for row in response.context["queue"].rows]


def rated(world, level: str, way=Way.PARTNERS, **facts) -> Referral:
    referral = build_referral(world, **facts)
    with acting_as(world.manager):
        return actions.triage(referral, level=level, reason="Because", way=way, rationale="So", by=world.manager)


def last_listing() -> Event:
    with as_role("mash_owner"):
        return Event.objects.filter(code="queue.listed").order_by("-pk").first()


@pytest.fixture
def desk(northvale, as_person):
    return as_person(northvale.manager)


def test_each_stage_has_its_tab_with_its_count(northvale, desk):
    build_referral(northvale)
    build_referral(northvale)
    rated(northvale, "amber")
    rated(northvale, "red", way=Way.DECIDE)
    returned = build_referral(northvale)
    with acting_as(northvale.manager):
        returning.return_referral(returned, reason="duplicate", words="See the other.", by=northvale.manager)
    counts = {tab.code: tab.count for tab in look(desk).context["queue"].tabs}
    assert counts == {
        "received": "2",
        "triaged": "1",
        "gathering": "0",
        "deciding": "1",
        "decided": "0",
        "returned": "1",
        "open": "5",
        "ended": "0",
    }
    assert shown(look(desk, stage="returned")) == [returned.reference]  # still the hub's
    assert len(shown(look(desk, stage="open"))) == 5


def test_the_least_time_left_comes_first_and_no_target_last(northvale, desk):
    now = timezone.now()
    late = build_referral(northvale, now=now - timedelta(days=20))
    fresh = build_referral(northvale, now=now)
    middle = build_referral(northvale, now=now - timedelta(days=10))
    assert shown(look(desk)) == [late.reference, middle.reference, fresh.reference]
    assert shown(look(desk, sort="-due")) == [fresh.reference, middle.reference, late.reference]
    assert shown(look(desk, sort="received"))[0] == late.reference
    assert "overdue by" in look(desk).content.decode()


def test_what_has_arrived_stands_by_the_risk_it_reports_and_then_by_time(northvale, desk):
    old = build_referral(northvale, now=timezone.now() - timedelta(days=20))
    baby = child(date_of_birth=timezone.localdate() - timedelta(days=100))
    bruise = build_referral(northvale, people=[baby], concerns=["physical_abuse"])
    danger = build_referral(northvale, immediate_danger="yes")
    assert shown(look(desk)) == [danger.reference, bruise.reference, old.reference]
    assert "Injury, under 2" in look(desk).text
    assert shown(look(desk, sort="-risk"))[0] == old.reference
    assert shown(look(desk, sort="due")) == [old.reference, danger.reference, bruise.reference]
    rate = {"level": "amber", "reason": "So", "way": Way.PARTNERS, "by": northvale.manager}
    with acting_as(northvale.manager):
        actions.triage(bruise, **rate)
    assert "Injury, under 2" not in look(desk, stage="triaged").text


def test_an_empty_stage_says_where_the_rows_are(northvale, desk):
    for _ in range(2):
        rated(northvale, "red")
    rated(northvale, "amber", way=Way.DECIDE)
    assert "0 received; 3 in other stages:" in look(desk).text
    assert "0 received; 2 red in other stages:" in look(desk, rating="red").text
    assert "0 received; 3 red or amber in other stages:" in look(desk, rating=["red", "amber"]).text
    assert (
        "0 deciding; 2 that fit in other stages:" in look(desk, stage="deciding", rating="red", about="children").text
    )
    assert "in other stages" not in look(desk, rating="blue").text


def test_a_flag_is_on_the_row_and_the_queue_is_narrowed_by_it(northvale, desk):
    flagged, _ = build_referral(northvale), build_referral(northvale)
    with acting_as(northvale.screener):
        raise_flag(flagged, reason="He is at the door.", by=northvale.screener)
    page = look(desk, waiting="look_now")
    assert shown(page) == [flagged.reference]
    assert "Look at this now" in page.text


def test_red_comes_first_by_rating(northvale, desk):
    blue, red, amber = (rated(northvale, level) for level in ("blue", "red", "amber"))
    assert shown(look(desk, stage="triaged", sort="rating")) == [red.reference, amber.reference, blue.reference]
    assert shown(look(desk, stage="triaged")) == [red.reference, amber.reference, blue.reference]  # blue: no target


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"rating": "red"}, {"red"}),
        ({"rating": ["red", "none"], "about": "children"}, {"red", "plain"}),
        ({"concern": "domestic_abuse_parent"}, {"red"}),
        ({"concern": "risk:financial"}, {"adult"}),
        ({"channel": "letter"}, {"adult"}),
        ({"about": "adults"}, {"adult"}),
        ({"about": "children"}, {"plain", "red"}),
        ({"allocated": "me"}, {"red"}),
        ({"allocated": "nobody"}, {"plain", "adult"}),
        ({"allocated": "somebody"}, {"red"}),
        ({"due": "overdue"}, {"adult"}),
        ({"due": "soon"}, {"red"}),
        (
            {"rating": "purple", "due": "never", "allocated": "99999999", "page": "x", "sort": "x"},
            {"plain", "red", "adult"},
        ),
        ({"concern": "\x00", "about": "'; DROP TABLE"}, {"plain", "red", "adult"}),
    ],
)
def test_the_queue_is_narrowed_by(northvale, desk, query, names):
    then = timezone.now()
    cases = {
        "plain": build_referral(northvale),
        "red": rated(northvale, "red", concerns=["domestic_abuse_parent"]),
        "adult": build_referral(
            northvale,
            now=then - timedelta(days=20),
            people=[adult()],
            concerns=[],
            risk_types=["financial"],
            channel="letter",
        ),
    }
    with acting_as(northvale.manager):
        allocation.claim(cases["red"], by=northvale.manager)
    expected = {cases[name].reference for name in names}
    assert set(shown(look(desk, stage="open", **query))) == expected


def test_each_stage_is_narrowed_by_a_concern(northvale, desk):
    of_it = {status: build_referral(northvale, concerns=["fgm"]) for status in ("received", "closed", "transferred")}
    with acting_as(northvale.manager):
        for status, case in of_it.items():
            other = build_referral(northvale, concerns=["neglect"])
            Referral.objects.filter(pk__in=[case.pk, other.pk]).update(status=status)
    assert shown(look(desk, concern="fgm")) == [of_it["received"].reference]
    ended = look(desk, stage="ended", concern="fgm")
    assert set(shown(ended)) == {of_it["closed"].reference, of_it["transferred"].reference}
    assert {tab.code: tab.count for tab in ended.context["queue"].tabs if tab.count != "0"} == {
        "received": "1",
        "open": "1",
        "ended": "2",
    }


def test_cases_are_put_in_order_by_the_words_of_their_first_concern_and_of_how_they_came(northvale, desk):
    neglect = build_referral(northvale, concerns=["neglect", "domestic_abuse_seen"], channel="letter")
    money = build_referral(northvale, people=[adult()], concerns=[], risk_types=["financial"], channel="web_public")
    violence = build_referral(northvale, concerns=["domestic_abuse_seen"], channel="email")
    none = build_referral(northvale, concerns=[], channel="phone")
    in_order = [referral.reference for referral in (violence, money, neglect, none)]
    assert shown(look(desk, sort="concern")) == in_order
    assert shown(look(desk, sort="-concern")) == [*in_order[2::-1], none.reference]
    # by email, by letter, by phone, online
    came = [referral.reference for referral in (violence, neglect, none, money)]
    assert shown(look(desk, sort="channel")) == came
    assert shown(look(desk, sort="-channel")) == came[::-1]


def test_cases_of_a_teams_people_are_found_where_the_hub_has_teams(northvale, southmere, desk):
    assert "team" not in look(desk).context["queue"].filter.form.fields
    change_hub(hub=northvale.hub, teams=["Beacon", "Valley"], by=northvale.administrator)
    change_hub(hub=southmere.hub, teams=["Elsewhere"], by=southmere.administrator)
    beacon, valley = northvale.hub.teams.all()
    set_team(user=northvale.social_worker, team=beacon, by=northvale.administrator)
    set_team(user=northvale.manager, team=valley, by=northvale.administrator)
    set_team(user=southmere.manager, team=southmere.hub.teams.get(), by=southmere.administrator)
    cases = {user: build_referral(northvale) for user in (northvale.social_worker, northvale.manager, None)}
    for user, case in cases.items():
        if user:
            with acting_as(user):
                allocation.claim(case, by=user)
    page = look(desk, team=beacon.pk)
    assert shown(page) == [cases[northvale.social_worker].reference]
    assert [label for _, label in page.context["queue"].filter.form.fields["team"].choices][-2:] == ["Beacon", "Valley"]
    assert "Team: Beacon" in page.content.decode()
    assert shown(look(desk, team=valley.pk)) == [cases[northvale.manager].reference]
    assert len(shown(look(desk, team=southmere.hub.teams.get().pk))) == 3


def test_a_team_gives_access_of_nothing(northvale, as_person):
    change_hub(hub=northvale.hub, teams=["Beacon"], by=northvale.administrator)
    for user in (northvale.screener, northvale.social_worker):
        set_team(user=user, team=northvale.hub.teams.get(), by=northvale.administrator)
    referral = build_referral(northvale)
    with acting_as(northvale.screener):
        allocation.claim(referral, by=northvale.screener)
        Referral.objects.filter(pk=referral.pk).update(restricted=True, restricted_reason="high_risk")
    browser = as_person(northvale.social_worker)
    assert shown(look(browser, team=northvale.hub.teams.get().pk)) == []
    assert browser.get(f"/cases/{referral.reference}/").status_code == 404


def test_a_row_says_what_its_case_waits_for_and_the_queue_is_narrowed_by_it(northvale, desk):
    recommended, plain = build_referral(northvale), build_referral(northvale)
    with acting_as(northvale.social_worker):
        actions.recommend(recommended, level="amber", way="partners", reason="Again.", by=northvale.social_worker)
    untold, authorised = rated(northvale, "amber"), rated(northvale, "amber")
    for case in (untold, authorised):
        build_basis(northvale, case, by=northvale.social_worker, **NOT_TOLD)
    with acting_as(northvale.manager):
        authorise(authorised, authorising_reason="The visit comes first.", by=northvale.manager)
    drafted, signed = (rated(northvale, "green", way=Way.NO_FURTHER_ACTION) for _ in range(2))
    for case in (drafted, signed):
        with acting_as(northvale.social_worker):
            decisions = draft(case, northvale.social_worker, child_decision(**NO_ACTION))
    with acting_as(northvale.manager):
        sign(signed, decisions, northvale.manager)
    waits = {
        recommended: ("recommended", "Recommended"),
        untold: ("authorise", "To be authorised"),
        drafted: ("sign", "Draft to sign"),
        signed: ("second_signature", "Second signature"),
    }
    page = look(desk, stage="open")
    waits_by_reference = {row.referral.reference: row.waits for row in page.context["queue"].rows}
    assert waits_by_reference == {
        **{case.reference: [tag] for case, (_, tag) in waits.items()},
        plain.reference: [],
        authorised.reference: [],
    }
    for case, (code, _) in waits.items():
        assert shown(look(desk, stage="open", waiting=code)) == [case.reference]
    with acting_as(northvale.manager):
        send_away(drafted, by=northvale.manager)
    assert [row.waits for row in look(desk, stage="ended").context["queue"].rows] == [[]]


def test_time_left_is_short_and_names_its_hours(northvale, desk):
    build_referral(northvale)
    rated(northvale, "red")
    due = timezone.localtime(look(desk).context["queue"].rows[0].referral.next_due_at)
    page = look(desk).content.decode()
    assert f'First decision <time datetime="{due.astimezone(UTC).isoformat()}">{due.day} {due:%b %Y}, ' in page
    assert "counts your hub’s opening hours" in page
    assert "working hours, due" not in page
    assert ", day and night</span>" in look(desk, stage="triaged").content.decode()


def search(browser, words: str):
    answer = browser.post(QUEUE, {"words": words})
    assert words not in answer.url
    return browser.get(answer.url)


def test_a_case_is_found_by_its_reference_or_a_name(northvale, desk):
    jo = build_referral(northvale, people=[child(first_name="Jo", last_name="Pearson")])
    build_referral(northvale, people=[child(first_name="Sam", last_name="Okoro")])
    assert shown(search(desk, jo.reference.lower())) == [jo.reference]
    assert shown(search(desk, "pears")) == [jo.reference]
    assert shown(search(desk, "Pearson jo")) == [jo.reference]
    assert shown(search(desk, "Jo Okoro")) == []


@pytest.mark.parametrize(
    "typed",
    ["kz4t mjnq", "KZ4T-MJNQ", "kz4tmjnq", "mash kz4t", "mashkz4tmjnq", " Mash kz4t  mjnq ", "MJNQ", "kz4t – mjnq"],
)
def test_a_reference_is_found_however_it_is_typed_or_a_part_of_it(northvale, desk, monkeypatch, typed):
    other = build_referral(northvale)
    monkeypatch.setattr("referrals.models.identifiers.new_reference", lambda prefix: f"{prefix}-KZ4T-MJNQ")
    referral = build_referral(northvale)
    assert other.reference != referral.reference == "MASH-KZ4T-MJNQ"
    assert shown(search(desk, typed)) == [referral.reference]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ({"first_name": "Zoë", "last_name": "Núñez"}, "zoe nunez"),
        ({"last_name": "Smith-Jones"}, "jones"),
        ({"last_name": "Smith-Jones"}, "Smith Jones"),
        ({"last_name": "O’Brien"}, "o'brien"),
        ({"first_name": "Mary Ann"}, "ann"),
        ({"other_names": "known as Teddy"}, "teddy"),
        ({"first_name": "Li", "last_name": "Wu"}, "wu"),
    ],
)
def test_a_name_is_found_however_it_is_written(northvale, desk, name, words):
    referral = build_referral(northvale, people=[child(**name)])
    build_referral(northvale, people=[child(first_name="Sam", last_name="Okoro")])
    assert shown(search(desk, words)) == [referral.reference]


def test_a_search_looks_in_every_stage_and_never_in_another_hub(northvale, southmere, desk):
    build_referral(southmere, people=[child(last_name="Pearson")])
    ended = build_referral(northvale, people=[child(last_name="Pearson")])
    with acting_as(northvale.manager):
        send_away(ended, by=northvale.manager)
    assert shown(search(desk, "Pearson")) == [ended.reference]


def test_a_case_is_found_by_the_reference_of_a_request_about_it(northvale, desk):
    referral = build_ready(northvale)
    (request,) = send(northvale, referral)
    assert shown(search(desk, request.reference.lower())) == [referral.reference]


@pytest.mark.parametrize("words", ["", "   ", "x" * 200, "\x00"])
def test_a_search_that_cannot_be_made_says_so(northvale, desk, words):
    page = desk.post(QUEUE, {"words": words})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()


@pytest.mark.parametrize("words", ["%", "_", "😢", "' OR 1=1", "\\"])
def test_strange_searches_find_nothing_and_break_nothing(northvale, desk, words):
    build_referral(northvale)
    page = search(desk, words)
    assert shown(page) == []
    assert "No case fits what you searched for" in page.text


def test_the_log_holds_references_and_filters_and_never_what_was_searched(northvale, desk):
    referral = build_referral(northvale, people=[child(last_name="Pearson")])
    desk.get(desk.post(QUEUE, {"words": "Pearson"}).url + "&rating=none")
    line = last_listing()
    assert line.detail["references"] == [referral.reference]
    assert line.detail["filters"] == {"rating": ["none"]}
    assert line.detail["results"] == 1
    assert "Pearson" not in str(line.detail)


def test_a_row_says_who_what_and_how_long(northvale, desk):
    build_referral(
        northvale,
        people=[child(first_name="Jo", last_name="Pearson"), child(first_name="Al"), adult(is_subject=False)],
        concerns=["domestic_abuse_seen", "neglect"],
    )
    [row] = look(desk).context["queue"].rows
    assert row.who in {"Jo Pearson, 7", "Jo Pearson, 6"}
    assert (row.others, row.concern, row.more_concerns) == (1, "Child as a victim of domestic abuse", 1)
    assert (row.source, row.channel) == ("School", "by phone")
    assert row.clock.words.endswith("left")


def test_the_row_says_how_often_in_a_year_and_in_all(northvale, southmere, desk):
    now = timezone.now()
    same = {"last_name": "Pearson"}
    build_referral(northvale, now=now - timedelta(days=400), people=[child(**same)])
    build_referral(northvale, now=now - timedelta(days=300), people=[child(**same)])
    build_referral(
        northvale, now=now - timedelta(days=30), people=[child(last_name="Elsewise", nhs_number="9990000018")]
    )
    build_referral(southmere, now=now - timedelta(days=30), people=[child(**same)])
    last = build_referral(northvale, now=now, people=[child(**same, nhs_number="9990000018")])
    rows = {row.referral.reference: row for row in look(desk).context["queue"].rows}
    assert rows[last.reference].earlier == Times(recently=2, in_all=3, months=12)
    assert rows[last.reference].needs_second_look
    assert sorted(row.earlier.recently for row in rows.values()) == [0, 1, 1, 2]
    assert "2 in 12 months, 3 in all before" in look(desk).content.decode()


def test_the_row_counts_over_the_months_of_the_hub_and_never_falls_silent(northvale, desk):
    set_repeat_months(northvale, 2)
    now, same = timezone.now(), [child(last_name="Pearson")]
    for days in (400, 300, 30):
        build_referral(northvale, now=now - timedelta(days=days), people=same)
    last = build_referral(northvale, now=now, people=same)
    rows = {row.referral.reference: row for row in look(desk).context["queue"].rows}
    assert rows[last.reference].earlier == Times(recently=1, in_all=3, months=2)
    assert not rows[last.reference].needs_second_look
    page = look(desk).content.decode()
    assert "1 in 2 months, 3 in all before" in page
    assert "0 in 2 months, 2 in all before" in page


def test_a_restricted_case_is_not_in_the_queue_of_who_is_not_named(northvale, desk):
    referral = build_referral(northvale)
    with acting_as(northvale.screener):
        allocation.claim(referral, by=northvale.screener)
        Referral.objects.filter(pk=referral.pk).update(restricted=True, restricted_reason="high_risk")
    page = look(desk)
    assert shown(page) == []
    assert page.context["queue"].tabs[0].count == "0"


@pytest.mark.parametrize("part", ["police", "referrer", "auditor", "administrator"])
def test_the_queue_is_the_teams_own(northvale, as_person, part):
    assert as_person(getattr(northvale, part)).get(QUEUE).status_code == 403


def queries(browser, **query) -> int:
    look(browser, **query)
    with CaptureQueriesContext(connection) as seen:
        look(browser, **query)
    return sum(not statement["sql"].startswith(("SAVEPOINT", "RELEASE")) for statement in seen)


def test_as_many_queries_for_a_full_page_as_for_a_hundred_cases_and_at_most_twelve(northvale, desk, monkeypatch):
    monkeypatch.setattr("referrals.triage.queue.PAGE_SIZE", 100)
    for _ in range(25):
        build_referral(northvale, people=[child(nhs_number="9990000018"), adult()])
    few = queries(desk)
    for _ in range(75):
        build_referral(northvale, people=[child(nhs_number="9990000018"), adult()])
    many = queries(desk)
    assert len(shown(look(desk))) == 100
    assert few == many <= 12


def test_twenty_five_on_a_page(northvale, desk):
    for _ in range(27):
        build_referral(northvale)
    first = look(desk)
    assert len(shown(first)) == 25
    assert "25 on this page" in first.text
    second = look(desk, after=first.context["queue"].page.after)
    assert len(shown(second)) == 2
    back = look(desk, before=second.context["queue"].page.before)
    assert shown(back) == shown(first)
    assert shown(look(desk, after="no such place")) == shown(first)


def test_ended_cases_beyond_the_counting_limit_are_shown_as_more(northvale, desk, monkeypatch):
    monkeypatch.setattr("referrals.triage.queue.MOST_ENDED", 2)
    for _ in range(4):
        referral = build_referral(northvale)
        with acting_as(northvale.manager):
            send_away(referral, by=northvale.manager)
    page = look(desk, stage="ended")
    assert page.context["queue"].tabs[-1].count == "2+"
    assert "More cases than can be listed" in page.content.decode()
