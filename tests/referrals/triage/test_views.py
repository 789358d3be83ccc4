"""The triage pages, through the HTTP stack: permissions, kept input and notifications."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.people.actions import suspend
from audit.models import Event
from mash.identity import acting_as
from referrals.codes import Status
from referrals.models import LawfulBasis, OutboxMessage, Referral
from referrals.triage import actions, allocation, returning
from referrals.triage.lawful_basis import record_basis
from referrals.triage.ways import Way
from tests.builders import adult, build_referral, child
from tests.builders_requests import BASIS, NOT_TOLD, as_typed, everybody
from tests.database import as_role

TRIAGE = {"level": "amber", "reason": "No food at home.", "way": "partners", "rationale": "", "seen": "1"}
UNTOLD = {**NOT_TOLD, "gateway": "CA04-11", "necessity": "Only the school, only this year."}


def url(name: str, referral: Referral) -> str:
    return reverse(f"referrals:{name}", args=[referral.reference])


def now_of(referral: Referral, user) -> Referral:
    with acting_as(user):
        return Referral.objects.get(pk=referral.pk)


def html(response) -> str:
    return response.content.decode()


PAGES = {  # each page with its role
    "triage": "manager",
    "recommend": "social_worker",
    "rate": "manager",
    "allocate": "manager",
    "hand_back": "screener",
    "lawful_basis": "social_worker",
    "authorise": "manager",
    "return_referral": "manager",
    "receive_again": "screener",
    "forward": "manager",
    "telling": "social_worker",
    "told": "social_worker",
    "never_told": "manager",
    "transfer": "manager",
}


def stand_where_it_is_offered(referral, name: str, manager) -> None:
    if name == "rate":
        actions.triage(referral, level="green", reason="Mild", way=Way.PARTNERS, by=manager)
    elif name == "receive_again":
        returning.return_referral(referral, reason="duplicate", words="See the other.", by=manager)
    elif name in ("telling", "told", "never_told"):
        actions.triage(referral, level="green", reason="Mild", way=Way.PARTNERS, by=manager)
        answers = {name: answer for name, answer in {**BASIS, **NOT_TOLD}.items() if name != "knows"}
        record_basis(referral, by=manager, who_knows=everybody(referral, "must_not"), **answers)
    elif name == "transfer":
        returning.forward(referral, area="Southmere", why="They moved.", by=manager)
    elif name == "authorise":
        answers = {name: answer for name, answer in {**BASIS, **NOT_TOLD}.items() if name != "knows"}
        record_basis(referral, by=manager, who_knows=everybody(referral, "must_not"), **answers)


@pytest.mark.parametrize(("name", "part"), PAGES.items())
def test_each_page_opens_for_its_role_and_names_nobody_in_its_title(northvale, referral, as_person, name, part):
    with acting_as(northvale.manager):
        stand_where_it_is_offered(referral, name, northvale.manager)
    page = as_person(getattr(northvale, part)).get(url(name, referral))
    assert page.status_code == 200
    title = html(page).split("<title>")[1].split("</title>")[0]
    assert "Child" not in title
    assert 'name="submission"' in html(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_foreign_case_answers_as_an_unknown_one(southmere, referral, as_person, name):
    browser = as_person(southmere.manager)
    foreign = browser.get(url(name, referral))
    unknown = browser.get(reverse(f"referrals:{name}", args=["MASH-0000-0000"]))
    assert (foreign.status_code, unknown.status_code) == (404, 404)


@pytest.mark.parametrize(
    "name", ["triage", "rate", "allocate", "authorise", "never_told", "return_referral", "forward", "transfer"]
)
def test_what_is_the_managers_is_refused_to_others(northvale, referral, as_person, name):
    assert as_person(northvale.social_worker).get(url(name, referral)).status_code == 403


@pytest.mark.parametrize("part", ["police", "referrer", "auditor", "administrator"])
def test_triage_is_not_for_those_outside_the_team(northvale, referral, as_person, part):
    assert as_person(getattr(northvale, part)).get(url("triage", referral)).status_code == 403


def test_a_manager_triages_and_goes_on_to_the_lawful_basis(northvale, referral, as_person):
    answer = as_person(northvale.manager).post(url("triage", referral), TRIAGE)
    assert answer.url == url("lawful_basis", referral)
    assert now_of(referral, northvale.manager).status == Status.TRIAGED


def test_nothing_typed_is_lost_when_something_is_missing(northvale, referral, as_person):
    page = as_person(northvale.manager).post(
        url("triage", referral), {**TRIAGE, "level": "", "way": "no_further_action", "reason": "Typed with care"}
    )
    assert page.status_code == 200
    assert "Typed with care" in html(page)
    assert "Select a rating" in html(page)
    assert "Enter why the case should go this way" in html(page)
    assert now_of(referral, northvale.manager).status == Status.RECEIVED


@pytest.mark.parametrize(
    "nonsense",
    [
        {"reason": "x" * 6000},
        {"reason": "\x00\x07"},
        {"level": "purple"},
        {"way": "elsewhere"},
        {"seen": "yesterday"},
        {"seen": "-1"},
        {"level": "\x00"},
    ],
)
def test_invalid_input_gets_an_error_beside_the_form(northvale, referral, as_person, nonsense):
    page = as_person(northvale.manager).post(url("triage", referral), {**TRIAGE, **nonsense})
    assert page.status_code == 200
    assert "There is a problem" in html(page)
    assert now_of(referral, northvale.manager).rating == ""


def test_emoji_and_line_breaks_in_a_reason_are_kept(northvale, referral, as_person):
    as_person(northvale.manager).post(url("triage", referral), {**TRIAGE, "reason": "She drew 😢\r\nand said no more"})
    with acting_as(northvale.manager):
        assert referral.ratings.get().reason == "She drew 😢\nand said no more"


def test_the_second_of_two_managers_is_warned_and_keeps_what_they_typed(northvale, referral, as_person):
    as_person(northvale.manager).post(url("triage", referral), TRIAGE)
    page = as_person(northvale.second_manager).post(
        url("triage", referral), {**TRIAGE, "level": "red", "reason": "My own careful words"}
    )
    assert "Morgan Manager changed this case on" in html(page)
    assert "It is now “Triaged”" in html(page)
    assert "My own careful words" in html(page)
    assert "No food at home." in html(page)  # both are shown: the current value and the input
    assert f'value="{now_of(referral, northvale.manager).version}"' in html(page)
    assert now_of(referral, northvale.manager).rating == "amber"


def test_the_same_page_sent_twice_triages_once(northvale, referral, as_person):
    browser = as_person(northvale.manager)
    page = html(browser.get(url("triage", referral)))
    number = page.split('name="submission" value="')[1].split('"')[0]
    for _ in range(2):
        answer = browser.post(url("triage", referral), {**TRIAGE, "submission": number})
        assert answer.status_code == 302
    with acting_as(northvale.manager):
        assert referral.ratings.count() == 1


def test_what_was_typed_survives_a_sign_in_that_ran_out(northvale, referral, as_person):
    browser = as_person(northvale.manager)
    number = html(browser.get(url("triage", referral))).split('name="submission" value="')[1].split('"')[0]
    browser.logout()
    away = browser.post(url("triage", referral), {**TRIAGE, "reason": "Half an hour of typing", "submission": number})
    assert reverse("agencies:sign_in") in away.url
    password = {"username": northvale.manager.email, "password": "correct horse battery staple"}
    browser.post(away.url, {**password, "email": northvale.manager.email})
    assert "Half an hour of typing" in html(browser.get(url("triage", referral)))


def test_earlier_referrals_of_the_same_people_stand_beside_the_decision(northvale, as_person):
    born = child()["date_of_birth"]
    before = build_referral(northvale, people=[child(last_name="PEARSON", date_of_birth=born)])
    by_number = build_referral(northvale, people=[child(last_name="Other", nhs_number="9990000018")])
    stranger = build_referral(northvale, people=[child(first_name="Far", last_name="Stranger", address="9 Far Road")])
    referral = build_referral(northvale, people=[child(last_name="Pearson", nhs_number="9990000018")])
    page = html(as_person(northvale.manager).get(url("triage", referral)))
    assert before.reference in page
    assert by_number.reference in page
    assert stranger.reference not in page
    assert "2 in 12 months, 2 in all" in page


def test_earlier_referrals_of_another_hub_stay_there(northvale, southmere, as_person):
    elsewhere = build_referral(southmere, people=[child(nhs_number="9990000018")])
    referral = build_referral(northvale, people=[child(nhs_number="9990000018")])
    page = html(as_person(northvale.manager).get(url("triage", referral)))
    assert elsewhere.reference not in page
    assert "None that you can see" in page


def test_a_recommendation_is_shown_and_the_managers_form_starts_from_it(northvale, referral, as_person):
    answers = {"level": "green", "way": "early_help", "reason": "A food bank would do.", "seen": "1"}
    done = as_person(northvale.social_worker).post(url("recommend", referral), answers)
    assert done.url == url("case", referral)
    page = html(as_person(northvale.manager).get(url("triage", referral)))
    shown = page.index("Sasha Socialworker recommends")
    assert shown < page.index("A food bank would do.", shown) < page.index("How urgent is it?")
    for chosen in ('value="green"', 'value="early_help"'):
        assert "checked" in page.split(chosen)[1].split(">")[0]


def test_the_reason_for_a_rating_is_the_managers_own(northvale, referral, as_person):
    answers = {"level": "amber", "way": "partners", "reason": "A food bank would do.", "seen": "1"}
    as_person(northvale.social_worker).post(url("recommend", referral), answers)
    manager = as_person(northvale.manager)
    form = manager.get(url("triage", referral)).context["form"]
    assert not form["reason"].value()
    sent = {name: form[name].value() or "" for name in ("level", "reason", "way", "rationale", "seen")}
    assert "Enter the reason for the rating" in html(manager.post(url("triage", referral), sent))


def test_triage_says_who_is_thought_to_harm_and_why_nobody_told_them(northvale, as_person):
    relative = adult(first_name="Ray", is_subject=False, relationship="step_parent", alleged_source=True)
    referral = build_referral(
        northvale,
        people=[child(), relative],
        not_informed_reason="risk_child",
        not_informed_detail="He reads every letter.",
    )
    page = html(as_person(northvale.manager).get(url("triage", referral)))
    assert "alleged source of harm" in page.split("Ray Adult")[1].split("</dd>")[0]
    assert "He reads every letter." in page


def test_a_public_referrer_is_not_named_beside_triage(northvale, as_person):
    from referrals.intake.actions import receive

    with acting_as(northvale.screener):
        referral = receive(
            hub=northvale.hub,
            by=northvale.screener,
            facts={"channel": "phone", "source_code": "1B", "concerns": ["neglect"], "what_happened": "Crying."},
            people=[child()],
            referrer={"is_professional": False, "name": "Nosy Neighbour", "phone": "01632 960003"},
        )
    page = html(as_person(northvale.manager).get(url("triage", referral)))
    assert "Member of the public" in page
    assert "Nosy Neighbour" not in page


def test_the_duty_team_is_notified_of_red_in_the_same_transaction(northvale, referral, as_person):
    as_person(northvale.manager).post(
        url("triage", referral), {**TRIAGE, "level": "red", "way": "decide", "rationale": "Protection now."}
    )
    with as_role("mash_owner"):
        message = OutboxMessage.objects.get(template="red_rating")
        assert message.to == northvale.hub.duty_email
        assert Event.objects.filter(code="duty.told", reference=referral.reference).count() == 1


def test_a_rating_is_changed_with_a_reason(northvale, referral, as_person):
    with acting_as(northvale.manager):
        triaged = actions.triage(referral, level="green", reason="Mild", way=Way.PARTNERS, by=northvale.manager)
    browser = as_person(northvale.manager)
    page = browser.post(url("rate", referral), {"level": "red", "reason": " ", "seen": triaged.version})
    assert "Enter the reason for the change" in html(page)
    page = browser.post(url("rate", referral), {"level": "green", "reason": "Same", "seen": triaged.version})
    assert "Select a different rating" in html(page)
    done = browser.post(url("rate", referral), {"level": "red", "reason": "Bruising", "seen": triaged.version})
    assert done.status_code == 302
    assert now_of(referral, northvale.manager).rating == "red"


def test_a_second_claimer_reads_who_was_quicker(northvale, referral, as_person):
    as_person(northvale.screener).post(url("claim", referral))
    browser = as_person(northvale.social_worker)
    browser.post(url("claim", referral))
    page = html(browser.get(reverse("referrals:queue")))
    assert "Skyler Screener took this case on" in page


def test_claiming_is_never_done_by_following_a_link(northvale, referral, as_person):
    assert as_person(northvale.screener).get(url("claim", referral)).status_code == 302
    assert now_of(referral, northvale.screener).allocated_to is None


def test_a_manager_allocates_to_the_team_and_nobody_else(northvale, referral, as_person):
    browser = as_person(northvale.manager)
    page = html(browser.get(url("allocate", referral)))
    assert "Sasha Socialworker" in page
    assert "Parker Police" not in page
    page = browser.post(url("allocate", referral), {"worker": northvale.police.pk, "seen": "1"})
    assert "Select a worker" in html(page)
    browser.post(url("allocate", referral), {"worker": northvale.social_worker.pk, "seen": "1"})
    assert now_of(referral, northvale.manager).allocated_to == northvale.social_worker


def test_the_case_shows_who_allocated_it_and_to_which_worker(northvale, referral, as_person):
    with acting_as(northvale.manager):
        allocation.allocate(referral, to=northvale.social_worker, by=northvale.manager)
    for reader in (northvale.social_worker, northvale.screener):
        assert "Allocated to Sasha Socialworker" in html(as_person(reader).get(url("case", referral)))


def test_cases_left_behind_by_somebody_suspended_stand_out(northvale, referral, as_person):
    with acting_as(northvale.manager):
        allocation.allocate(referral, to=northvale.social_worker, by=northvale.manager)
    suspend(user=northvale.social_worker, by=northvale.administrator)
    page = html(as_person(northvale.manager).get(f"{reverse('referrals:queue')}?allocated=left"))
    assert referral.reference in page
    assert "Suspended" in page
    assert "Suspended" in html(as_person(northvale.manager).get(url("case", referral)))


def test_a_case_is_handed_back_with_its_reason(northvale, referral, as_person):
    with acting_as(northvale.screener):
        seen = allocation.claim(referral, by=northvale.screener).version
    browser = as_person(northvale.screener)
    assert "Enter why you are handing the case back" in html(browser.post(url("hand_back", referral), {"seen": seen}))
    browser.post(url("hand_back", referral), {"reason": "On leave", "seen": seen})
    assert now_of(referral, northvale.screener).allocated_to is None


def test_whether_the_family_knows_is_asked_afresh_beside_what_the_referrer_said(northvale, as_person):
    facts = {"family_informed": "yes", "service_agreement": "given", "not_informed_detail": "<b>Said</b> by phone"}
    case = build_referral(northvale, **facts)
    with acting_as(northvale.manager):
        actions.triage(case, level="amber", reason="Grave", way=Way.PARTNERS, by=northvale.manager)
    page = as_person(northvale.social_worker).get(url("lawful_basis", case))
    form = page.context["form"]
    each = [name for name in form.fields if name.startswith("knows_")]
    assert each
    for name in [*each, "agreement", "not_informed_reason", "not_informed_detail"]:
        assert not form[name].value(), name
    assert "Ask afresh" in html(page)
    assert "&lt;b&gt;Said&lt;/b&gt; by phone" in html(page)
    typed = as_typed(northvale, case, **UNTOLD, seen=form["seen"].value())
    as_person(northvale.social_worker).post(url("lawful_basis", case), typed)
    again = as_person(northvale.social_worker).get(url("lawful_basis", case))
    assert [again.context["form"][name].value() for name in each] == ["must_not"], "the worker’s own answer"


def test_the_lawful_basis_offers_no_power_that_is_not_in_force(northvale, referral, as_person):
    browser = as_person(northvale.manager)
    assert "CA04-16LA-D" not in html(browser.get(url("lawful_basis", referral)))
    page = browser.post(url("lawful_basis", referral), as_typed(northvale, referral, gateway="CA04-16LA-D", seen=1))
    assert "Select the power that allows it" in html(page)


def test_not_telling_needs_its_reason_beside_the_field(northvale, referral, as_person):
    page = as_person(northvale.social_worker).post(
        url("lawful_basis", referral),
        as_typed(northvale, referral, knows="not_yet", necessity="Only the school, only this year.", seen=1),
    )
    assert "Select why they have not been told" in html(page)
    assert "Enter the day by which they are told" in html(page)
    assert "Enter what makes it unsafe or impossible to tell them" in html(page)
    assert "Only the school, only this year." in html(page)


def test_a_social_workers_basis_waits_until_a_manager_authorises_it(northvale, referral, as_person):
    browser = as_person(northvale.social_worker)
    answer = browser.post(url("lawful_basis", referral), as_typed(northvale, referral, **UNTOLD, seen=1))
    assert answer.url == url("case", referral)
    with acting_as(northvale.social_worker):
        assert not LawfulBasis.objects.get().permits_asking
    browser = as_person(northvale.manager)
    assert NOT_TOLD["not_informed_detail"] in html(browser.get(url("authorise", referral)))
    assert "Enter your own reason" in html(browser.post(url("authorise", referral), {"seen": "2"}))
    browser.post(url("authorise", referral), {"authorising_reason": "She is not safe at home today.", "seen": "2"})
    with acting_as(northvale.manager):
        assert [basis.permits_asking for basis in LawfulBasis.objects.order_by("at")] == [False, True]


def test_a_manager_who_recorded_it_is_sent_to_another(northvale, referral, as_person):
    browser = as_person(northvale.manager)
    browser.post(url("lawful_basis", referral), as_typed(northvale, referral, **UNTOLD, seen=1))
    typed = {"authorising_reason": "She is not safe at home today.", "seen": "2"}
    assert "Another manager must authorise it" in html(browser.post(url("authorise", referral), typed))


def test_a_referral_is_returned_and_received_again(northvale, referral, as_person):
    browser = as_person(northvale.manager)
    typed = {"reason": "identity_unclear", "words": "Ask the school who it is.", "seen": "1"}
    browser.post(
        url("return_referral", referral), {**typed, **looked_again(browser.get(url("return_referral", referral)))}
    )
    assert now_of(referral, northvale.manager).status == Status.RETURNED
    page = browser.get(url("receive_again", referral))
    assert "Ask the school who it is." in html(page)
    browser.post(url("receive_again", referral), {"reason": "It is the younger brother.", "seen": "2"})
    assert now_of(referral, northvale.manager).status == Status.RECEIVED


def looked_again(page) -> dict[str, str]:
    """Return the day and the person as the page offers them."""
    form = page.context["form"]
    day = form.fields["look_again_on"].initial
    parts = {f"look_again_on_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    return {**parts, "look_again_by": form.fields["look_again_by"].initial}


def test_a_case_is_forwarded_and_transferred_once_the_named_council_confirms(northvale, as_person):
    referral = build_referral(northvale, people=[adult()])
    browser = as_person(northvale.manager)
    assert browser.get(url("transfer", referral)).url == url("case", referral)
    assert "Enter the council the case goes to" in html(browser.post(url("forward", referral), {"seen": "1"}))
    typed = {"area": "Southmere", "to_hub": "", "why": "Lives there.", "seen": "1"}
    browser.post(url("forward", referral), {**typed, **looked_again(browser.get(url("forward", referral)))})
    assert now_of(referral, northvale.manager).status == Status.RECEIVED
    page = html(browser.get(url("case", referral)))
    assert "Forwarded to <strong>Southmere</strong>, which has not confirmed that it has it" in page
    assert "Confirmation by the other council" in page
    assert "Enter who at the other council confirmed it" in html(
        browser.post(url("transfer", referral), {"answer": "yes", "seen": "2"})
    )
    today = timezone.localdate()
    day = {f"confirmed_on_{part}": str(getattr(today, part)) for part in ("day", "month", "year")}
    typed = {"answer": "yes", "confirmed_by": "Pat Duty", "confirmed_how": "phone", "seen": "2"}
    browser.post(url("transfer", referral), {**typed, **day})
    assert now_of(referral, northvale.manager).status == Status.TRANSFERRED


def test_a_case_the_other_council_does_not_take_stays(northvale, referral, as_person):
    with acting_as(northvale.manager):
        returning.forward(referral, area="Southmere", why="They moved.", by=northvale.manager)
    browser = as_person(northvale.manager)
    typed = {"answer": "no", "why": "They stay here in the week.", "seen": "2"}
    browser.post(url("transfer", referral), typed)
    case = now_of(referral, northvale.manager)
    assert (case.status, case.forwarded_to, case.due_measure) == (Status.RECEIVED, "", "first_decision")


def test_a_red_referral_offers_no_return_and_says_what_to_do(northvale, as_person):
    in_danger = build_referral(northvale, immediate_danger="yes")
    browser = as_person(northvale.manager)
    assert url("return_referral", in_danger) not in html(browser.get(url("case", in_danger)))
    assert url("return_referral", in_danger) not in html(browser.get(url("triage", in_danger)))
    assert browser.get(url("return_referral", in_danger)).url == url("case", in_danger)
    assert "Phone the referrer for what is missing" in html(browser.get(url("case", in_danger)))


@pytest.mark.parametrize("name", ["triage", "recommend", "receive_again"])
def test_a_page_with_nothing_to_do_leads_back_to_the_case(northvale, referral, as_person, name):
    browser = as_person(northvale.manager)
    browser.post(url("triage", referral), TRIAGE)
    assert browser.get(url(name, referral)).url == url("case", referral)


def test_the_lawful_basis_asks_for_each_kind_only_of_a_referral_about_both(northvale, referral, as_person):
    assert "about the adults" not in html(as_person(northvale.manager).get(url("lawful_basis", referral)))
    both = build_referral(northvale, people=[child(), adult()])
    browser = as_person(northvale.manager)
    page = html(browser.post(url("lawful_basis", both), as_typed(northvale, both, seen=1)))
    assert "Select why information about the adults is needed" in page
    assert "Select the power that allows asking about the adults" in page
    adults = {"adult_purpose": "section_42", "adult_gateway": "CA14-42"}
    assert browser.post(url("lawful_basis", both), as_typed(northvale, both, **adults, seen=1)).status_code == 302
    for name in ("lawful_basis", "case"):
        page = html(browser.get(url(name, both)))
        assert "For the adults: To decide whether an adult needs a safeguarding enquiry" in page
        assert "For the adults: Care Act 2014, section 42" in page


def test_nothing_to_authorise_leads_to_the_lawful_basis(northvale, referral, as_person):
    assert as_person(northvale.manager).get(url("authorise", referral)).url == url("lawful_basis", referral)
