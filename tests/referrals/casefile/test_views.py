"""The case page and the pages around it, through the HTTP stack."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as
from referrals.access.granting import grant_to_user, open_request
from referrals.access.visible import visible_referrals
from referrals.casefile import actions
from referrals.decisions.closing import excuse_feedback
from referrals.information_requests.answering.actions import ask_for_more_time, change_handling
from referrals.models import InformationRequest, Item, Referral, ReferralUserGrant, Referrer
from referrals.triage.actions import rate
from referrals.triage.lawful_basis import authorise
from referrals.triage.returning import return_referral
from tests.builders import adult, build_referral, child, send_away
from tests.builders_requests import NOT_TOLD, build_basis, build_ready, build_triaged, give_answer, new_item
from tests.builders_requests import send as send_requests
from tests.database import as_role
from tests.referrals.decisions.browsing import text
from tests.referrals.decisions.stories import MONDAY, answered, build_asked_case, draft, fact, sign, triaged


def url(referral, page=""):
    return f"/cases/{referral.reference}/{page}"


def body(response) -> str:
    return " ".join(response.content.decode().split())


def without_token(response) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body(response))


def events(code) -> list[Event]:
    with as_role("mash_owner"):
        return list(Event.objects.filter(code=code))


def send(client, address, **data):
    """Open the page and post its form with its hidden fields, as a browser does."""
    form = client.get(address).context["form"]
    hidden = {"seen": form["seen"].value()} if "seen" in form.fields else {}
    return client.post(address, {**hidden, **data})


def test_the_page_shows_who_what_and_where_it_stands(northvale, as_person):
    about = child(nhs_number="9990000018", school="Example Primary School", gp="Example Surgery")
    mother = adult(first_name="Test", last_name="Mother", is_subject=False, relationship="parent", alleged_source=True)
    referral = build_referral(northvale, people=[about, mother])
    page = body(as_person(northvale.manager).get(url(referral)))
    for words in [
        referral.reference, "Received", "Not rated", "Test Child", "999 000 0018", "Example Primary School",
        "Example Surgery", "1 Example Street", "Test Mother", "Parent", "Alleged source of harm", "Neglect",
        "Arrived hungry three days running.", "No food at home.", "First decision", " left",
        "Terry Teacher", "Class teacher", "Referral received", "Northvale team", "Not allocated", "None yet",
    ]:  # fmt: skip
        assert words in page, words


def test_the_title_names_nobody(northvale, referral, as_person):
    page = body(as_person(northvale.manager).get(url(referral)))
    title = page[page.index("<title>") : page.index("</title>")]
    assert referral.reference in title
    assert "Test Child" not in title


def test_an_unborn_child_has_a_due_date(northvale, as_person):
    due = timezone.localdate() + timedelta(days=90)
    unborn = {"kind": "unborn", "is_subject": True, "expected_on": due, "sex": "U"}
    page = body(as_person(northvale.manager).get(url(build_referral(northvale, people=[unborn]))))
    assert f"Unborn child, due {due.day} {due:%B %Y}" in page
    assert f"Not yet, due {due.day} {due:%B %Y}" in page


def test_the_clocks_say_what_came_about(northvale, as_person):
    back, on, quiet = (triaged(northvale) if n else build_referral(northvale, now=MONDAY) for n in range(3))
    manager = northvale.manager
    with acting_as(manager):
        return_referral(back, reason="not_enough_detail", words="Say which child.", by=manager)
        send_away(on, by=manager)
        drafted = draft(quiet, manager)
        sign(quiet, drafted, manager)
        excuse_feedback(quiet, reason="No way to reach them.", by=manager)
    shown = {case: text(as_person(manager).get(url(case))) for case in (back, on, quiet)}
    assert "First decision: ‖ paused" in shown[back], "to return it decides nothing"
    assert "transferred to another area" in shown[on]
    assert "decided in" in shown[on], "the first decision was to ask partners"
    assert "Feedback to the referrer: ● not told, with a reason" in shown[quiet]
    assert "told in" not in shown[quiet]


def build_with_secrets(northvale):
    hidden = child(
        address="9 Hidden Lane", postcode="ZZ99 9ZZ", whereabouts="With an aunt in Hidden", address_withheld=True
    )
    mother = adult(is_subject=False, address="9 Hidden Lane", address_withheld=True, safe_to_contact="Never by phone")
    return build_referral(northvale, people=[hidden, mother], keep_confidential="The Hidden refuge")


@pytest.mark.parametrize("page", ["", "as-received/"])
def test_what_must_be_kept_secret_is_folded_for_the_hub_and_not_for_the_printer(northvale, as_person, page):
    shown = body(as_person(northvale.manager).get(url(build_with_secrets(northvale), page)))
    folded = re.findall(r"<details.*?</details>", shown, re.DOTALL)
    assert len(folded) == 4
    assert all("app-no-print" in part for part in folded)
    assert "9 Hidden Lane ZZ99 9ZZ" in folded[0]
    assert "Hidden" not in re.sub(r"<details.*?</details>", "", shown, flags=re.DOTALL)


def test_a_print_leaves_out_what_must_be_kept_secret(northvale, as_person):
    shown = body(as_person(northvale.manager).get(url(build_with_secrets(northvale), "print/")))
    assert "Hidden" not in shown
    assert "ZZ99 9ZZ" not in shown
    assert "Not printed: it must be kept secret" in shown


def test_how_it_is_safe_to_contact_somebody_stands_beside_how_to_reach_them(northvale, as_person):
    referral = build_with_secrets(northvale)
    with as_role("mash_owner"):
        Referrer.objects.filter(referral=referral).update(safe_to_contact="After school only", wants_anonymity=True)
    client = as_person(northvale.screener)
    for page in ("", "as-received/", "print/"):
        shown = body(client.get(url(referral, page)))
        assert "Never by phone" in shown
        assert "After school only" in shown
        assert "teacher@school.example" in shown
        assert "Asked for extra care that nobody can guess it was them" in shown


@pytest.mark.parametrize("part", ["police", "referrer", "auditor", "governance", "administrator"])
def test_nobody_whose_role_opens_no_case_gets_in(northvale, referral, as_person, part):
    assert as_person(getattr(northvale, part)).get(url(referral)).status_code in (403, 404)


def test_an_unknown_and_a_foreign_case_answer_alike(northvale, southmere, referral, as_person):
    client = as_person(southmere.manager)
    foreign, unknown = client.get(url(referral)), client.get("/cases/MASH-2222-2222/")
    assert foreign.status_code == unknown.status_code == 404
    assert without_token(foreign) == without_token(unknown)


@pytest.mark.parametrize("reference", ["%00", "🙂", "a" * 3000, "MASH%20OR%201=1", "..%2f"])
def test_a_reference_that_makes_no_sense_is_not_found(northvale, as_person, reference):
    assert as_person(northvale.manager).get(f"/cases/{reference}/").status_code == 404


def test_opening_and_printing_are_noted(northvale, referral, as_person):
    client = as_person(northvale.screener)
    client.get(url(referral))
    client.get(url(referral, "print/"))
    assert [event.detail["page"] for event in events("case.opened")] == ["case"]
    assert [event.detail["page"] for event in events("case.printed")] == ["case_print"]


def full(world, rows: int):
    """Return a case with `rows` of everything a hub's user can add, and as many past referrals."""
    same = child(nhs_number="9990000018")
    for _ in range(rows):
        build_referral(world, people=[same])
    others = [adult(is_subject=False, relationship="parent", last_name=f"Other{n}") for n in range(rows)]
    referral = build_referral(world, people=[same, *others])
    with acting_as(world.manager):
        for number in range(rows):
            now = timezone.now() - timedelta(minutes=rows - number)
            referral.notes.create(text=f"Note {number}", by=world.manager, at=now)
            referral.ratings.create(stage="triage", level="amber", reason=f"Reason {number}", by=world.manager, at=now)
            referral.lawful_bases.create(
                purpose="section_17", gateway="CA89-17", article6="6e", article9="9g-18", necessity="Needed",
                family_informed="yes", agreement="given", by=world.manager, at=now,
            )  # fmt: skip
            referral.professionals.create(organisation=f"Organisation {number}")
            ask(world, referral, f"REQ-{number}")
    answer(world, referral)
    return referral


def ask(world, referral, reference):
    request = InformationRequest.objects.create(
        referral=referral, hub=world.hub, agency=world.agencies["police"], reference=reference,
        lawful_basis=referral.lawful_bases.last(), gateway="CA89-17", family_informed="yes", rating="amber",
        reason="Why we ask", subjects=[], sent_by=world.manager, sent_at=timezone.now(), clock_mode="working",
    )  # fmt: skip
    open_request(request)


def answer(world, referral):
    with acting_as(world.police):
        for request in InformationRequest.objects.all():
            request.responses.create(
                number=1,
                outcome="supplied",
                rating="red",
                rating_reason="Two call-outs",
                by=world.police,
                at=timezone.now(),
            )


def statements(capture) -> int:
    """Return the queries of a page; the test's own savepoints stand for BEGIN and COMMIT."""
    return sum("SAVEPOINT" not in query["sql"] for query in capture.captured_queries)


def test_what_happened_lists_every_answer_and_what_its_owner_changed_later(northvale, as_person):
    referral = build_ready(northvale)
    (request,) = send_requests(northvale, referral)
    give_answer(northvale.police, request, items=[new_item(), new_item(), new_item()])
    give_answer(northvale.police, request, items=[new_item(replaces=1)], withdraw=[2], seen=1)
    with acting_as(northvale.police):
        marked = Item.objects.get(position=3)
        change_handling(marked, handling="decision_maker", by=northvale.police)
        until = timezone.now() + timedelta(days=9)  # after its target, which is hours away
    (late,) = send_requests(northvale, referral, "health")
    with acting_as(northvale.health):
        ask_for_more_time(late, until=until, reason="The archive is shut.", by=northvale.health)
    page = body(as_person(northvale.manager).get(url(referral)))
    happened = page[page.index("What happened") :]
    for words in [
        "Northvale police answered",
        "Northvale police answered again",
        "Northvale police corrected item 1",
        "Northvale police withdrew item 2",
        "Northvale police changed the marks on item 3",
    ]:
        assert words in happened, words
    assert "The archive is shut." in page


@pytest.mark.parametrize("rows", [1, 12])
def test_the_page_takes_at_most_fifteen_queries_however_long_the_case(northvale, as_person, rows):
    referral = full(northvale, rows)
    client = as_person(northvale.manager)
    client.get(url(referral))  # the first visit records that no line vouches for these rows
    with CaptureQueriesContext(connection) as capture:
        page = body(client.get(url(referral)))
    noted = sum("audit_note_mismatches" in query["sql"] for query in capture.captured_queries)
    assert statements(capture) - noted <= 15
    for words in [
        f"Note {rows - 1}",
        f"Reason {rows - 1}",
        f"Other{rows - 1}",
        f"Organisation {rows - 1}",
        f"REQ-{rows - 1}",
        "Two call-outs",
    ]:
        assert words in page
    assert f"{rows} in 12 months, {rows} in all" in page


def test_earlier_referrals_leave_out_what_one_may_not_see(northvale, southmere, as_person):
    same = child(nhs_number="9990000018")
    open_one, hidden = build_referral(northvale, people=[same]), build_referral(northvale, people=[same])
    build_referral(southmere, people=[same])
    last = build_referral(northvale, people=[same])
    with acting_as(northvale.manager):
        actions.restrict(hidden, reason="high_risk", by=northvale.manager)
    page = body(as_person(northvale.social_worker).get(url(last)))
    assert open_one.reference in page
    assert hidden.reference not in page
    assert "1 in 12 months, 1 in all" in page


def test_ratings_of_the_hub_and_of_agencies_stand_in_the_order_they_were_given(northvale, as_person):
    referral, requests = build_asked_case(northvale, kinds=["police"])
    answered(requests["police"], by=northvale.police, items=[fact()], rating="red", rating_reason="Twice called out.")
    with acting_as(northvale.manager):
        rate(Referral.objects.get(pk=referral.pk), level="green", reason="Seen, and safe.", by=northvale.manager)
    page = body(as_person(northvale.manager).get(url(referral)))
    table = page[page.index("Ratings, newest first") :].split("</table>")[0]
    order = [table.index(words) for words in ("Seen, and safe.", "Twice called out.", "Hungry again.")]
    assert order == sorted(order)


def test_who_recorded_the_lawful_basis_and_who_authorised_it_are_two_people(northvale, as_person):
    referral = build_triaged(northvale)
    build_basis(northvale, referral, by=northvale.social_worker, **NOT_TOLD)
    with acting_as(northvale.manager):
        authorise(referral, authorising_reason="The visit comes first.", by=northvale.manager)
    page = body(as_person(northvale.manager).get(url(referral)))
    basis = page[page.index('id="basis"') :].split("</section>")[0]
    assert "Replaced" not in basis
    assert "Sasha Socialworker" in basis.split("Recorded")[1].split("</dd>")[0]
    assert "Morgan Manager" in basis.split("Authorised")[1].split("</dd>")[0]
    assert page.count("Lawful basis recorded") == page.count("Asking authorised") == 1


@pytest.mark.parametrize("page", ["", "print/", "recommend/"])
def test_the_access_log_names_each_other_case_of_which_a_page_shows_something(northvale, as_person, page):
    same = child(nhs_number="9990000018")
    other, last = (build_referral(northvale, people=[same]) for _ in range(2))
    as_person(northvale.social_worker).get(url(last, page))
    with as_role("mash_owner"):
        line = Event.objects.filter(reference=last.reference, by_id=northvale.social_worker.pk).first()
    assert line.detail["references"] == [other.reference]


def test_the_green_button_is_for_those_who_may(northvale, referral, as_person):
    assert ">Triage</a>" in body(as_person(northvale.manager).get(url(referral)))
    assert ">Recommend at triage</a>" in body(as_person(northvale.social_worker).get(url(referral)))
    screener = body(as_person(northvale.screener).get(url(referral)))
    assert 'class="govuk-button" data-module' not in screener


def test_a_note_is_added_once_though_sent_twice(northvale, referral, as_person):
    client = as_person(northvale.screener)
    token = client.get(url(referral, "note/")).content.decode().split('name="submission" value="')[1].split('"')[0]
    for _ in range(2):
        client.post(url(referral, "note/"), {"text": "Rang the school.", "submission": token})
    with acting_as(northvale.screener):
        assert [note.text for note in referral.notes.all()] == ["Rang the school."]
    assert "Rang the school." in body(client.get(url(referral)))
    assert len(events("note.added")) == 1


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "x" * 10001])
def test_a_note_that_cannot_be_kept_says_why_and_loses_nothing(northvale, referral, as_person, text):
    response = as_person(northvale.screener).post(url(referral, "note/"), {"text": text})
    assert response.status_code == 200
    assert "There is a problem" in body(response)
    assert response.context["form"]["text"].value() == text


def test_emoji_and_control_characters_are_kept_or_dropped_without_fuss(northvale, referral, as_person):
    as_person(northvale.screener).post(url(referral, "note/"), {"text": "Smiled 🙂\x00 today\r\nand left"})
    with acting_as(northvale.screener):
        assert referral.notes.get().text == "Smiled 🙂 today\nand left"


@pytest.fixture
def from_the_public(northvale):
    referral = build_referral(northvale, source_code="1B")
    with as_role("mash_owner"):
        from referrals.models import Referrer

        Referrer.objects.filter(referral=referral).update(
            is_professional=False,
            name="Nat Neighbour",
            role="Lives next door",
            organisation="",
            email="nat@public.example",
        )
    return referral


@pytest.mark.parametrize("page", ["", "print/", "as-received/"])
def test_a_public_referrer_is_kept_apart(northvale, from_the_public, as_person, page):
    shown = body(as_person(northvale.manager).get(url(from_the_public, page)))
    assert "Member of the public – identity kept apart" in shown
    for words in ["Nat Neighbour", "Lives next door", "nat@public.example"]:
        assert words not in shown


def test_looking_at_a_public_referrer_is_for_managers_and_noted(northvale, from_the_public, as_person):
    assert as_person(northvale.social_worker).get(url(from_the_public, "referrer/")).status_code == 403
    assert events("referrer.identity_seen") == []
    assert "Nat Neighbour" in body(as_person(northvale.manager).get(url(from_the_public, "referrer/")))
    (seen,) = events("referrer.identity_seen")
    assert seen.by_name == northvale.manager.name
    assert "Nat" not in str(seen.detail)


def test_a_professional_referrer_has_no_page_of_their_own(northvale, referral, as_person):
    assert as_person(northvale.manager).get(url(referral, "referrer/")).status_code == 404


def test_a_restricted_case_vanishes_for_everybody_else_behind_both_walls(northvale, referral, as_person):
    client = as_person(northvale.manager)
    response = send(client, url(referral, "restrict/"), reason="high_risk", people=[str(northvale.screener.pk)])
    assert response.status_code == 302
    assert "Restricted" in body(client.get(url(referral)))
    for part, sees in [("manager", 1), ("screener", 1), ("social_worker", 0), ("second_manager", 0)]:
        user = getattr(northvale, part)
        assert as_person(user).get(url(referral)).status_code == (200 if sees else 404), part
        with acting_as(user):
            assert Referral.objects.count() == sees, part
            assert visible_referrals(user).count() == sees, part


def test_restricting_needs_a_reason_and_known_people(northvale, southmere, referral, as_person):
    client = as_person(northvale.manager)
    response = send(client, url(referral, "restrict/"), people=[str(southmere.manager.pk)])
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"reason", "people"}
    assert as_person(northvale.social_worker).get(url(referral, "restrict/")).status_code == 403


def test_a_stale_restriction_says_who_changed_the_case(northvale, referral, as_person):
    client = as_person(northvale.manager)
    with acting_as(northvale.second_manager):
        actions.restrict(referral, reason="adoption", people=[northvale.manager], by=northvale.second_manager)
    response = client.post(url(referral, "restrict/"), {"seen": 1, "reason": "high_risk"})
    assert "Sandy Second changed this case" in body(response)


def test_the_team_sees_the_case_again(northvale, referral, as_person):
    client = as_person(northvale.manager)
    send(client, url(referral, "restrict/"), reason="high_risk")
    assert send(client, url(referral, "unrestrict/"), why="The arrest is made.").status_code == 302
    page = body(as_person(northvale.social_worker).get(url(referral)))
    assert "No longer restricted: The arrest is made." in page
    assert len(events("referral.unrestricted")) == 1


def test_access_is_given_until_a_day_shown_and_withdrawn(northvale, referral, as_person):
    client = as_person(northvale.manager)
    send(client, url(referral, "restrict/"), reason="high_risk")
    day = timezone.localdate() + timedelta(days=7)
    dates = {"how_long": "date", "until_day": day.day, "until_month": day.month, "until_year": day.year}
    access = {"person": str(northvale.social_worker.pk), "why": "Knows the family", **dates}
    assert send(client, url(referral, "who-can-see/give/"), **access).status_code == 302
    page = body(client.get(url(referral, "who-can-see/")))
    assert "Sasha Socialworker" in page
    assert "Knows the family" in page
    with acting_as(northvale.social_worker):
        assert timezone.localtime(ReferralUserGrant.objects.get().expires_at).date() == day + timedelta(days=1)
    withdraw = url(referral, f"who-can-see/{northvale.social_worker.pk}/")
    assert as_person(northvale.social_worker).get(url(referral)).status_code == 200
    assert send(as_person(northvale.manager), withdraw).status_code == 302
    assert as_person(northvale.social_worker).get(url(referral)).status_code == 404


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (("1", "1", "2020"), "The last day must be today or in the future"),
        (("1", "1", str(timezone.localdate().year + 3)), "The last day must be within a year"),
        (("31", "2", "2027"), "There is a problem"),
        (("x", "\x00", "🙂"), "There is a problem"),
    ],
)
def test_a_last_day_that_makes_no_sense_is_answered_beside_the_field(northvale, referral, as_person, until, words):
    dates = dict(zip(["until_day", "until_month", "until_year"], until, strict=True))
    data = {"person": str(northvale.screener.pk), "why": "Knows the family", "how_long": "date", **dates}
    response = as_person(northvale.manager).post(url(referral, "who-can-see/give/"), data)
    assert response.status_code == 200
    assert words in body(response)
    assert "Knows the family" in body(response)


def test_a_worker_of_a_restricted_case_keeps_access(northvale, referral, as_person):
    client = as_person(northvale.manager)
    send(client, url(referral, "restrict/"), reason="high_risk")
    response = client.post(url(referral, f"who-can-see/{northvale.manager.pk}/"), {})
    assert "keep access to a restricted case" in body(response)


def test_only_managers_give_access_but_the_team_reads_who_has_it(northvale, referral, as_person):
    client = as_person(northvale.social_worker)
    page = body(client.get(url(referral, "who-can-see/")))
    assert "Northvale team" in page
    assert "Give somebody access" not in page
    assert client.get(url(referral, "who-can-see/give/")).status_code == 403


def test_access_that_has_gone_cannot_be_withdrawn_twice(northvale, referral, as_person):
    with acting_as(northvale.manager):
        grant_to_user(referral, with_user=northvale.screener, kind="named", why="x", by=northvale.manager)
    client, address = as_person(northvale.manager), url(referral, f"who-can-see/{northvale.screener.pk}/")
    assert client.post(address, {}).status_code == 302
    assert client.post(address, {}).status_code == 302
    assert len(events("grant.withdrawn")) == 1
