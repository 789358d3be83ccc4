"""The three pages that send requests: input survives errors, and the preview is what is sent."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from agencies.models import Agency
from agencies.organisations.actions import add_agency
from audit.models import Event
from audit.recording import SYSTEM
from mash.identity import acting_as
from referrals.models import InformationRequest, RequestQuestion
from tests.builders import adult, browser, build_referral, child
from tests.builders_requests import NOT_TOLD, build_basis, build_ready, build_triaged, send
from tests.database import as_role
from tests.standing import standing_case


@pytest.fixture
def case(northvale):
    other = adult(is_subject=False, last_name="Other")
    return standing_case("ready, with an adult", lambda: build_ready(northvale, people=[child(), other]))


@pytest.fixture
def manager(northvale, as_person):
    return as_person(northvale.manager)


def page(case, name="") -> str:
    return f"/cases/{case.reference}/ask/{name}"


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def without_tokens(response) -> str:
    return re.sub(r'value="[^"]*"', "", text(response))


def choose(client, case, *agencies):
    return client.post(page(case), {"core": [str(agency.pk) for agency in agencies]})


def typed(world, case, *kinds, **changes) -> dict:
    with acting_as(world.manager):
        people = [str(person.pk) for person in case.people.all()]
    data = {"agency": [str(world.agencies[kind].pk) for kind in kinds]}
    for kind in kinds:
        part = {"people": people, "reason": f"Why {kind}", "questions": f"First?\n\nSecond for {kind}?", **changes}
        data |= {f"agency{world.agencies[kind].pk}-{name}": value for name, value in part.items()}
    return data


def seen_and_typed(response) -> dict:
    form = response.context["form"]
    return {"seen": form["seen"].value(), "typed": form["typed"].value()}


def test_what_is_sent_is_what_was_previewed(northvale, case, manager):
    choose(manager, case, northvale.agencies["police"])
    manager.post(page(case, "questions/"), typed(northvale, case, "police"))
    preview = manager.get(page(case, "preview/"))
    copy = preview.context["copies"][0]
    response = manager.post(page(case, "preview/"), seen_and_typed(preview))
    assert response.status_code == 302
    with acting_as(northvale.manager):
        request = InformationRequest.objects.get()
        assert (request.subjects, request.reason) == (copy.request.subjects, copy.request.reason)
        assert [question.text for question in request.questions.all()] == ["First?", "Second for police?"]


@pytest.mark.parametrize(("button", "leads_to"), [("later", "/"), ("choose", "/ask/")])
def test_what_is_half_written_is_kept_whichever_way_one_leaves(northvale, case, manager, button, leads_to):
    choose(manager, case, northvale.agencies["police"])
    left = typed(northvale, case, "police", reason="Half a reason", questions="", from_on_day="40")
    response = manager.post(page(case, "questions/"), {**left, button: "1"})
    assert response.url == f"/cases/{case.reference}{leads_to}"
    assert "There is a problem" not in text(manager.get(response.url))
    choose(manager, case, northvale.agencies["police"], northvale.agencies["health"])
    again = browser(northvale.manager).get(page(case, "questions/"))
    assert "Half a reason" in text(again)
    assert "There is a problem" not in text(again)


def test_the_agency_is_shown_the_same_page_as_the_preview(northvale, case, as_person):
    manager = as_person(northvale.manager)
    choose(manager, case, northvale.agencies["police"])
    manager.post(page(case, "questions/"), typed(northvale, case, "police"))
    preview = manager.get(page(case, "preview/"))
    manager.post(page(case, "preview/"), seen_and_typed(preview))
    with acting_as(northvale.police):
        request = InformationRequest.objects.get()
    shown = as_person(northvale.police).get(f"/requests/{request.reference}/")
    both = [" ".join(text(seen).split("Why we are asking")[1].split("</ol>")[0].split()) for seen in (preview, shown)]
    assert both[0] == both[1]
    assert "First?" in both[0]


def test_the_preview_is_noted(northvale, case, manager):
    choose(manager, case, northvale.agencies["police"])
    manager.post(page(case, "questions/"), typed(northvale, case, "police"))
    manager.get(page(case, "preview/"))
    with acting_as(northvale.auditor):
        assert Event.objects.filter(code="request.previewed", reference=case.reference).count() == 1


def test_going_back_finds_what_was_typed_and_another_agency_can_be_added(northvale, case, manager):
    police, health = northvale.agencies["police"], northvale.agencies["health"]
    choose(manager, case, police)
    manager.post(page(case, "questions/"), typed(northvale, case, "police", reason="Typed with care"))
    choose(manager, case, police, health)
    again = manager.get(page(case, "questions/"))
    assert "Typed with care" in text(again)
    assert [form.agency for form in again.context["form"].forms] == [health, police]


def test_people_and_questions_start_from_what_is_least(northvale, case, manager):
    choose(manager, case, northvale.agencies["police"])
    form = manager.get(page(case, "questions/")).context["form"].forms[0]
    with acting_as(northvale.manager):
        assert form["people"].value() == [str(case.people.get(is_subject=True).pk)]
    assert "Is each person named known to you?" in form["questions"].value()
    assert form["reason"].value() == "The hub has received a concern about: neglect."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"people": []}, "Select who Northvale police should search for"),
        ({"reason": ""}, "Enter why you are asking Northvale police"),
        ({"reason": "x" * 2001}, "Northvale police: Why you are asking must be 2000 characters or less"),
        ({"questions": " \n "}, "Enter at least one question for Northvale police"),
        ({"questions": "x" * 501}, "Northvale police: Each question must be 500 characters or less"),
        ({"questions": "\n".join(f"{n}?" for n in range(41))}, "Questions must be 40 or fewer"),
        (
            {"from_on_day": "31", "from_on_month": "2", "from_on_year": "2024"},
            "Northvale police: Information from this date on must be a real date",
        ),
        ({"from_on_day": "1", "from_on_month": "1", "from_on_year": "2099"}, "must be today or in the past"),
        ({"people": ["' OR 1=1"]}, "Select who Northvale police should search for"),
    ],
)
def test_bad_input_is_explained_and_kept(northvale, case, manager, changes, words):
    answers = typed(northvale, case, "police", **{"reason": "Kept \U0001f600\x07 words", **changes})
    response = manager.post(page(case, "questions/"), answers)
    assert response.status_code == 200
    assert words in text(response)
    if "reason" not in changes:
        assert "Kept \U0001f600" in text(response)


def test_no_agency_chosen_is_explained(northvale, case, manager):
    assert "Select at least one agency to ask" in text(manager.post(page(case), {}))


def test_an_agency_of_another_hub_cannot_be_slipped_in(northvale, southmere, case, manager):
    other = southmere.agencies["police"]
    assert manager.post(page(case), {"core": [str(other.pk)]}).status_code == 200
    response = manager.post(page(case, "questions/"), {"agency": [str(other.pk)]})
    assert response.url == page(case)


def test_without_a_lawful_basis_the_page_says_so_and_leads_there(northvale, manager):
    case = build_triaged(northvale)
    shown = text(manager.get(page(case)))
    assert "Record the lawful basis for asking before you send" in shown
    assert f"/cases/{case.reference}/lawful-basis/" in shown


def test_the_gate_shuts_while_somebody_previews(northvale, manager):
    case = build_ready(northvale, level="amber")
    choose(manager, case, northvale.agencies["police"])
    manager.post(page(case, "questions/"), typed(northvale, case, "police"))
    preview = manager.get(page(case, "preview/"))
    build_basis(northvale, case, by=northvale.social_worker, **NOT_TOLD)
    first = manager.post(page(case, "preview/"), seen_and_typed(preview))
    assert "Sasha Socialworker changed this case" in text(first)
    second = manager.post(page(case, "preview/"), seen_and_typed(first))
    assert "a manager must authorise asking" in text(second)
    with acting_as(northvale.manager):
        assert not InformationRequest.objects.exists()


def test_the_preview_of_a_red_case_says_that_it_is_authorised_afterwards(northvale, case, manager):
    afterwards = "Another manager must authorise it by the next working day."
    for facts, shown in (({}, False), (NOT_TOLD, True)):
        build_basis(northvale, case, by=northvale.social_worker, **facts)
        choose(manager, case, northvale.agencies["police"])
        manager.post(page(case, "questions/"), typed(northvale, case, "police"))
        assert (afterwards in text(manager.get(page(case, "preview/")))) == shown


def test_an_expired_sign_in_loses_nothing(northvale, case, as_person):
    client = as_person(northvale.manager)
    choose(client, case, northvale.agencies["police"])
    shown = client.get(page(case, "questions/"))
    number = text(shown).split('name="submission" value="')[1].split('"')[0]
    client.session.flush()
    client.cookies.clear()
    answers = typed(northvale, case, "police", reason="Typed before it ran out") | {"submission": number}
    assert client.post(page(case, "questions/"), answers).status_code == 302
    client = as_person(northvale.manager)
    assert "Typed before it ran out" in text(client.get(page(case, "questions/")))


def test_what_the_preview_carried_over_a_lost_sign_in_can_be_changed(northvale, case, as_person):
    client = as_person(northvale.manager)
    choose(client, case, northvale.agencies["police"])
    client.post(page(case, "questions/"), typed(northvale, case, "police", reason="Long thoughts"))
    carried = seen_and_typed(client.get(page(case, "preview/")))
    client.session.flush()
    again = as_person(northvale.manager)
    assert again.post(page(case, "preview/"), {**carried, "seen": 1}).status_code == 200
    assert "Long thoughts" in text(again.get(page(case, "questions/")))


def test_a_question_about_somebody_nobody_named_is_pointed_out(northvale, case, manager):
    choose(manager, case, northvale.agencies["police"])
    questions = "List convictions of each adult named.\nWhen was the child last seen?"
    with acting_as(northvale.manager):
        (child_only,) = [str(person.pk) for person in case.people.all() if person.kind == "child"]
    sent = typed(northvale, case, "police", questions=questions, people=[child_only])
    manager.post(page(case, "questions/"), sent)
    preview = text(manager.get(page(case, "preview/")))
    assert "no adult is named for Northvale police to search for" in preview
    assert "no child is named" not in preview


def test_of_an_unborn_child_alone_nothing_is_asked_that_only_a_born_child_can_have(northvale, manager):
    people = [child(), child(kind="unborn", date_of_birth=None), adult(is_subject=False)]
    case = build_ready(northvale, people=people, concerns=["neglect"])
    choose(manager, case, northvale.agencies["health"])
    with acting_as(northvale.manager):
        unborn = str(case.people.get(kind="unborn").pk)
        mother = str(case.people.get(kind="adult").pk)
    form = manager.get(page(case, "questions/")).context["form"].forms[0]
    suggested = form.initial["questions"].splitlines()
    of_the_born = form.suggested.not_asked_of({"unborn"})
    assert of_the_born & set(suggested), "suggested for the sibling"
    own = "What is known of the pregnancy?"
    data = typed(northvale, case, "health", people=[unborn, mother], questions="\n".join([*suggested, own]))
    preview = manager.post(page(case, "questions/"), data, follow=True)
    [copy] = preview.context["copies"]
    asked = [question.text for question in copy.questions]
    assert not of_the_born & set(asked)
    assert own in asked
    assert set(copy.left_out) == of_the_born & set(suggested)
    assert "Left out, because they fit nobody named here" in text(preview)
    only_of_the_born = typed(northvale, case, "health", people=[unborn], questions="\n".join(sorted(of_the_born)))
    refused = text(manager.post(page(case, "questions/"), only_of_the_born))
    assert "Enter a question for Northvale health that fits the people selected" in refused


def test_a_question_about_a_child_is_pointed_out_where_only_the_unborn_is_named(northvale, manager):
    case = build_triaged(northvale, people=[child(kind="unborn", date_of_birth=None)])
    # Nobody of the case can be told of it.
    build_basis(northvale, case, by=northvale.social_worker, authorised=True, **NOT_TOLD)
    choose(manager, case, northvale.agencies["health"])
    data = typed(northvale, case, "health", questions="When was this child last seen alone?")
    assert "no born child is named" in text(manager.post(page(case, "questions/"), data, follow=True))
    data = typed(northvale, case, "health", questions="What is known of the unborn child?")
    assert "is named for" not in text(manager.post(page(case, "questions/"), data, follow=True))


def test_an_agency_of_a_kind_that_the_hub_took_off_is_not_suggested_and_choosing_it_says_so(northvale, manager):
    case = build_ready(northvale, concerns=["private_law"])
    with acting_as(northvale.administrator):
        cafcass = add_agency(
            hub=northvale.hub,
            name="Cafcass",
            kind="cafcass",
            link="core",
            notice_email="a@example.org",
            by=northvale.administrator,
        )
    assert "Suggested, for a dispute about a child" in text(manager.get(page(case)))
    northvale.hub.code_switches.create(list="agency_kind", code="cafcass", is_offered=False)
    taken_off = "Your hub has taken this kind of agency off its list."
    chosen = text(manager.get(page(case)))
    assert "for a dispute about a child" not in chosen
    assert taken_off in chosen
    choose(manager, case, cafcass)
    writing = manager.get(page(case, "questions/"))
    assert taken_off in text(writing)
    part = f"agency{cafcass.pk}-"
    with acting_as(northvale.manager):
        people = [str(person.pk) for person in case.people.all()]
    data = {"agency": [str(cafcass.pk)], f"{part}people": people, f"{part}reason": "Why", f"{part}questions": "First?"}
    assert taken_off in text(manager.post(page(case, "questions/"), data, follow=True))


def test_sending_twice_sends_once(northvale, case, manager):
    choose(manager, case, northvale.agencies["police"])
    manager.post(page(case, "questions/"), typed(northvale, case, "police"))
    preview = manager.get(page(case, "preview/"))
    number = text(preview).split('name="submission" value="')[1].split('"')[0]
    for _ in range(2):
        manager.post(page(case, "preview/"), seen_and_typed(preview) | {"submission": number})
    with acting_as(northvale.manager):
        assert InformationRequest.objects.count() == 1


def test_sending_again_or_going_back_lands_on_the_requests_that_were_sent(northvale, case, manager):
    choose(manager, case, northvale.agencies["police"])
    manager.post(page(case, "questions/"), typed(northvale, case, "police"))
    preview = manager.get(page(case, "preview/"))
    requests = f"/cases/{case.reference}/#requests"
    assert manager.post(page(case, "preview/"), seen_and_typed(preview)).url == requests
    for back in ["preview/", "questions/"]:
        assert manager.get(page(case, back)).url == requests
    assert "already sent" in text(manager.get(page(case, "preview/"), follow=True))
    choose(manager, case, northvale.agencies["health"])
    assert manager.get(page(case, "questions/")).status_code == 200


def test_no_agency_chosen_yet_leads_to_choosing(case, manager):
    assert manager.get(page(case, "preview/")).url == page(case)


@pytest.mark.parametrize("marked", [False, True])
def test_the_suspected_source_of_harm_is_marked_and_shared_only_on_request(northvale, as_person, marked):
    people = [child(), adult(is_subject=False, last_name="Other", alleged_source=True)]
    case, manager = build_ready(northvale, people=people), as_person(northvale.manager)
    choose(manager, case, northvale.agencies["police"])
    questions = manager.get(page(case, "questions/"))
    assert "thought to be the source of harm" in text(questions)
    form = questions.context["form"].forms[0]
    assert (form["tells_source"].value(), len(form["people"].value())) == (None, 1)
    manager.post(
        page(case, "questions/"), typed(northvale, case, "police", **({"tells_source": "on"} if marked else {}))
    )
    manager.post(page(case, "preview/"), seen_and_typed(manager.get(page(case, "preview/"))))
    with acting_as(northvale.police):
        request = InformationRequest.objects.get()
    assert [subject.get("alleged_source", False) for subject in request.subjects] == [False, marked]
    shown = text(as_person(northvale.police).get(f"/requests/{request.reference}/"))
    assert ("Thought to be the source of harm" in shown) is marked


def test_no_first_date_is_set_where_a_question_asks_about_any_time(northvale, case, manager):
    choose(manager, case, northvale.agencies["police"])
    questions = manager.get(page(case, "questions/"))
    assert questions.context["form"].forms[0]["from_on"].value() is None
    assert "some questions below ask about any time" in text(questions)


def test_the_first_date_is_the_furthest_back_any_question_asks(northvale, case, manager):
    own = northvale.hub.question_sets.create(agency_kind="police", concern="")
    for position, months in enumerate([12, 24], start=1):
        own.questions.create(position=position, text=f"Question {months}?", look_back_months=months)
    northvale.hub.question_sets.create(agency_kind="police", concern="neglect", is_active=False)
    choose(manager, case, northvale.agencies["police"])
    first = manager.get(page(case, "questions/")).context["form"].forms[0]["from_on"].value()
    assert (first.year, first.month) == (timezone.localdate().year - 2, timezone.localdate().month)


def test_an_agency_asked_already_is_marked(northvale, case, manager):
    send(northvale, case, "police")
    assert "Already asked for this case on" in text(manager.get(page(case)))


def test_an_agency_asked_lately_about_the_same_person_in_another_case_is_marked(northvale, case, manager):
    earlier = build_ready(northvale, now=timezone.now() - timedelta(days=10))
    send(northvale, earlier, "police", now=timezone.now() - timedelta(days=10))
    shown = text(manager.get(page(case)))
    assert "Already asked about the same person on" in shown
    assert earlier.reference in shown


def test_agencies_that_fit_the_concern_are_suggested_and_virtual_links_stand_apart(northvale, case, manager):
    add_agency(
        hub=northvale.hub, name="Coast trust", kind="camhs", link="virtual", notice_email="a@b.example", by=SYSTEM
    )
    shown = text(manager.get(page(case)))
    assert "Suggested, as usual for a child" in shown
    assert "Suggested, for neglect" in shown
    assert "Virtual links" in shown


@pytest.mark.parametrize("name", ["", "questions/", "preview/"])
@pytest.mark.parametrize("part", ["police", "auditor", "screener", "referrer"])
def test_only_who_may_ask_asks(northvale, case, as_person, name, part):
    assert as_person(getattr(northvale, part)).get(page(case, name)).status_code == 403


def test_a_case_of_another_hub_answers_as_an_unknown_one(northvale, southmere, manager):
    other = build_referral(southmere)
    unknown = manager.get("/cases/MASH-2222-2222/ask/")
    foreign = manager.get(page(other))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert without_tokens(foreign) == without_tokens(unknown)


def test_a_hubs_own_questions_are_asked_instead_of_the_usual_ones(northvale, case, manager):
    own = northvale.hub.question_sets.create(agency_kind="police", concern="")
    own.questions.create(position=1, text="Our own question?", look_back_months=24)
    choose(manager, case, northvale.agencies["police"])
    questions = manager.get(page(case, "questions/")).context["form"].forms[0]["questions"].value()
    assert questions.startswith("Our own question? Look back over the last 2 years.")
    assert "Is each person named known to you?" not in questions


def test_questions_are_rows_of_the_request(northvale, case):
    send(northvale, case, "police")
    with acting_as(northvale.police):
        assert RequestQuestion.objects.count() == 2


def test_a_page_about_an_agency_that_is_no_longer_asked_does_not_say_it_was_sent(northvale, case, manager):
    send(northvale, case, "health")
    choose(manager, case, northvale.agencies["police"])
    manager.post(page(case, "questions/"), typed(northvale, case, "police"))
    preview = manager.get(page(case, "preview/"))
    with as_role("mash_owner"):
        Agency.objects.filter(kind="police").update(is_active=False)
    response = manager.post(page(case, "preview/"), seen_and_typed(preview), follow=True)
    assert response.redirect_chain == [(page(case), 302)]
    assert "No request waits to be sent" not in text(response)
