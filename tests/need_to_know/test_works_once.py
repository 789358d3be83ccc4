"""An action that works once succeeds once, however many attempts run at the same moment.

Each attempt has its own connection and transaction, and the first keeps its transaction open for a
moment: without a lock or a constraint, all of them would succeed. An action that may be repeated
has a reason here.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from agencies.people import actions
from agencies.signing_in.links import forgotten_link_for, link_for
from agencies.signing_in.second_factor import actions as second_factor
from agencies.signing_in.second_factor import codes as second_factor_codes
from audit.models import Event
from mash import single_use
from mash.guards import CONFIRMED
from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals import codes
from referrals.access import break_glass
from referrals.access.bars import bar
from referrals.casefile import actions as casefile
from referrals.casefile.asks import answer_ask, put_ask
from referrals.casefile.emergency import open_in_emergency
from referrals.decisions import actions as deciding
from referrals.governance import actions as governing
from referrals.information_requests.answering.actions import acknowledge
from referrals.information_requests.answering.taking import give_request, take_request
from referrals.intake.actions import send_draft, start_draft
from referrals.models import Ask, Bar, BreakGlass, ReferralUserGrant, Restriction
from referrals.timing.working_week import WorkingWeek
from referrals.triage import allocation, pausing
from tests.agencies.signing_in.openid_provider import CLIENT, SECRET, OpenIDProvider
from tests.agencies.signing_in.steps import add_app, add_recovery_codes, enter_password, totp_code
from tests.builders import browser, build_referral
from tests.builders_requests import build_triaged
from tests.database import as_role
from tests.house.source import calls
from tests.house.test_actions import PUBLIC_ACTIONS
from tests.referrals.casefile.hidden import build_hidden
from tests.referrals.decisions.stories import build_asked_case, child_decision
from tests.referrals.intake.test_actions import finish

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4
A_MOMENT = 0.25  # seconds that the first attempt keeps its transaction open
PASSWORD = {"password": "three random words", "again": "three random words"}


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    cache.clear()


def at_once(attempts: list[Callable[[], object]]) -> list[object]:
    """Run the attempts together; return the result of each, or the refusal it met."""
    ready, results = threading.Barrier(len(attempts)), [None] * len(attempts)

    def attempt(number: int) -> None:
        try:
            with transaction.atomic():
                ready.wait(30)
                try:
                    results[number] = attempts[number]()
                except RuleViolation as refusal:
                    results[number] = refusal
                time.sleep(A_MOMENT)
        except Exception as wrong:  # noqa: BLE001 (looked at by the test, which a thread cannot fail)
            results[number] = wrong
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=[number]) for number in range(len(attempts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def lines(code: str) -> int:
    with as_role("mash_owner"):
        return Event.objects.filter(code=code).count()


@dataclass(frozen=True)
class Once:
    """A case to try: `begin(world)` returns the attempts, `code` is the event of the success."""

    name: str
    code: str
    begin: Callable[[object], list[Callable[[], object]]]
    refusal: str = ""  # words of the refusal of the others; "" where they find it done as they want


def every(action: Callable, *who, **facts) -> list[Callable[[], object]]:
    """Return attempts at the same action, by one user several times or by several users."""

    def attempt_by(person) -> Callable[[], object]:
        def attempt():
            with acting_as(person):
                return action(by=person, **{name: fact() if callable(fact) else fact for name, fact in facts.items()})

        return attempt

    people = list(who) * AT_ONCE if len(who) == 1 else list(who)
    return [attempt_by(person) for person in people]


def links(make: Callable) -> Callable:
    def begin(world):
        link = make(world.manager).removeprefix("http://testserver")
        browsers = [Client() for _ in range(AT_ONCE)]
        for client in browsers:
            assert client.get(link).status_code == 302
        return [lambda client=client: client.post("/choose-password/", PASSWORD) for client in browsers]

    return begin


def half_in(world) -> list[Client]:
    browsers = [Client() for _ in range(AT_ONCE)]
    for client in browsers:
        assert enter_password(client, world.manager).status_code == 302
    return browsers


def typing(code: str, browsers: list[Client]):
    return [lambda client=client: client.post("/sign-in/second-step/", {"code": code}) for client in browsers]


def app_codes(world):
    secret = add_app(world.manager)
    return typing(totp_code(secret), half_in(world))


def recovery_codes(world):
    add_app(world.manager)
    code = add_recovery_codes(world.manager)[0]
    return typing(code, half_in(world))


def shown_codes(world):
    add_app(world.manager)
    add_recovery_codes(world.manager)

    def attempt():
        if not second_factor.show_recovery_codes(by=world.manager):
            raise RuleViolation("shown already")

    return [attempt] * AT_ONCE


def invitations(world):
    facts = {"hub": world.hub, "name": "Nova", "email": "nova@northvale.example", "role": "screener"}
    return every(actions.invite, world.administrator, **facts)


def emergencies(world):
    hidden, _ = build_hidden(world)

    def attempt(by):
        if open_in_emergency(hidden.reference, why="The child is with him tonight.", by=by) is None:
            raise RuleViolation("it is open already")

    return every(attempt, world.social_worker)


def asks(world):
    _, seen = build_hidden(world)
    with acting_as(world.screener):
        (card,) = break_glass.existence_cards(seen)
    return every(lambda by: put_ask(seen, card=card.card, why="The same child.", by=by), world.screener)


def answers(world):
    hidden, seen = build_hidden(world)
    with acting_as(world.screener):
        (card,) = break_glass.existence_cards(seen)
        put_ask(seen, card=card.card, why="The same child.", by=world.screener)
    with acting_as(world.manager):
        ask = Ask.objects.get(referral=hidden).pk
    until = timezone.now() + timedelta(hours=4)
    return every(lambda by: answer_ask(hidden, ask=ask, until=until, words="Yes.", by=by), world.manager)


def bars(world):
    referral = build_referral(world)
    person = world.screener
    facts = {"person": person, "because": codes.BarReason.RELATED, "why": ""}
    return every(lambda by, **options: casefile.suggest_bar(referral, by=by, **options), world.manager, **facts)


def bars_by_reference(world):
    facts = {"reference": build_referral(world).reference, "person": world.screener}
    facts |= {"because": codes.BarReason.RELATED, "why": ""}
    return every(governing.bar_by_reference, world.governance, **facts)


def _barred(world) -> Bar:
    referral = build_referral(world)
    with acting_as(world.manager):
        key = bar(referral.pk, person=world.screener, because=codes.BarReason.RELATED, why="")
    with acting_as(world.governance):
        return Bar.objects.get(pk=key)


def confirmed_bars(world):
    bar = _barred(world)
    return every(lambda by: governing.confirm_bar(bar, by=by), world.governance)


def ended_bars(world):
    bar = _barred(world)
    return every(lambda by: governing.end_bar(bar, why="A namesake.", by=by), world.governance)


def _opened(world) -> BreakGlass:
    hidden, _ = build_hidden(world)
    with acting_as(world.social_worker):
        open_in_emergency(hidden.reference, why="The child is with him tonight.", by=world.social_worker)
    with acting_as(world.governance):
        return BreakGlass.objects.get()


def ended_emergencies(world):
    glass = _opened(world)
    return every(lambda by: governing.end_emergency(glass, by=by), world.governance)


def reviewed_emergencies(world):
    glass = _opened(world)
    with acting_as(world.governance):
        governing.end_emergency(glass, by=world.governance)
    review = {"finding": "justified", "note": "Rightly so."}
    return every(lambda by: governing.review_emergency(glass, by=by, **review), world.governance)


def reviewed_restrictions(world):
    build_hidden(world)
    with acting_as(world.governance):
        restriction = Restriction.objects.get()
    day = timezone.localdate() + timedelta(days=30)
    facts = {"keep": True, "review_on": day, "note": "Still needed.", "seen": 0}
    return every(lambda by: governing.review_restriction(restriction, by=by, **facts), world.governance)


def claims(world):
    referral = build_referral(world)
    people = [world.manager, world.second_manager, world.social_worker, world.screener]
    return every(lambda by: allocation.claim(referral, by=by), *people)


def allocations(world):
    referral = build_referral(world)
    give = lambda by: allocation.allocate(referral, to=world.social_worker, by=by, seen=referral.version)  # noqa: E731
    return every(give, world.manager)


def _pausing(world):
    week = WorkingWeek({day: (dt.time(9), dt.time(17)) for day in range(5)})
    facts = {"what": ["final_decision"], "reason": "court", "why": "The hearing."}
    return build_triaged(world, level="amber"), {**facts, "review_on": week.open_days_after(timezone.localdate(), 1)}


def pauses(world):
    referral, facts = _pausing(world)
    return every(lambda by: pausing.pause_clocks(referral, by=by, **facts), world.manager)


def ended_pauses(world):
    referral, facts = _pausing(world)
    with acting_as(world.manager):
        keys = [str(pause.pk) for pause in pausing.pause_clocks(referral, by=world.manager, **facts)]
    return every(lambda by: pausing.resume_clocks(referral, pauses=keys, by=by), world.manager)


def restrictions(world):
    referral = build_referral(world)
    return every(lambda by: casefile.restrict(referral, reason="high_risk", by=by), world.manager)


def _drafted(world, **facts):
    referral, _ = build_asked_case(world)
    with acting_as(world.manager):
        subjects = list(referral.people.filter(is_subject=True))
        return referral, deciding.draft(referral, subjects=subjects, facts=child_decision(**facts), by=world.manager)


def signatures(world):
    referral, drafts = _drafted(world)
    keys = [decision.pk for decision in drafts]
    return every(lambda by: deciding.sign(referral, decisions=keys, by=by), world.manager)


def sent_drafts(world):
    with acting_as(world.referrer):
        draft = start_draft(hub=world.hub, channel="web_professional", by=world.referrer)
        finish(draft, world.referrer)
    return every(lambda by: send_draft(draft, by=by), world.referrer)


def acknowledged(world):
    _, requests = build_asked_case(world)
    return every(lambda by: acknowledge(requests["police"], by=by), world.police)


def taken_requests(world):
    _, requests = build_asked_case(world)
    return every(lambda by: take_request(requests["police"], by=by), world.police)


def given_requests(world):
    _, requests = build_asked_case(world)
    return every(lambda by: give_request(requests["police"], to=world.police, by=by), world.police)


def _same_form(person, url: str, **typed):
    """Return attempts to submit one page, opened once, several times at the same moment."""
    client = browser(person)
    session = client.session
    session[CONFIRMED] = time.time() + 1000
    session.save()
    number = client.get(url).content.decode().split('name="submission" value="')[1].split('"')[0]
    cookies = client.cookies["sessionid"].value

    def press():
        again = Client()
        again.cookies["sessionid"] = cookies
        return again.post(url, {**typed, "submission": number})

    return [press] * AT_ONCE


def notes(world):
    return _same_form(world.screener, f"/cases/{build_referral(world).reference}/note/", text="Phoned the school.")


def emergency_presses(world):
    hidden, _ = build_hidden(world)
    typed = {"wanted": hidden.reference, "why": "The child is with him tonight."}
    return _same_form(world.social_worker, "/break-glass/", **typed)


TABLE = [
    Once("an invitation's link", "person.password_set", links(link_for), "no longer works"),
    Once("a forgotten password's link", "person.password_set", links(forgotten_link_for), "no longer works"),
    Once("a code of an app", "second_factor.passed", app_codes, "Enter the code your app shows now"),
    Once("a recovery code", "recovery_codes.used", recovery_codes, "Enter the code your app shows now"),
    Once("the showing of recovery codes", "recovery_codes.shown", shown_codes, "shown already"),
    Once("an address", "person.invited", invitations, "already has an account"),
    Once("an emergency opening", "break_glass.opened", emergencies, "open already"),
    Once("a press of an emergency opening", "break_glass.opened", emergency_presses),
    Once("an ask to see", "ask.put", asks, "already asked"),
    Once("an answer to an ask", "ask.answered", answers, "answered it"),
    Once("a bar", "bar.given", bars),
    Once("a bar by reference", "bar.given", bars_by_reference, "barred from this record already"),
    Once("a bar's confirming", "bar.confirmed", confirmed_bars, "confirmed it"),
    Once("a bar's end", "bar.ended", ended_bars, "ended it"),
    Once("an emergency's end", "emergency.ended", ended_emergencies, "over already"),
    Once("an emergency's review", "emergency.reviewed", reviewed_emergencies, "reviewed it"),
    Once("a restriction's review", "restriction.reviewed", reviewed_restrictions, "reviewed it"),
    Once("a claim", "referral.claimed", claims, "took this case on"),
    Once("an allocation", "referral.allocated", allocations, "gave the case to"),
    Once("a pause", "clock.paused", pauses, "paused or has stopped already"),
    Once("a pause's end", "clock.resumed", ended_pauses, "has ended already"),
    Once("a restriction", "referral.restricted", restrictions, "already restricted"),
    Once("a signature", "decision.signed", signatures, "signed or changed since"),
    Once("a draft sent", "referral.sent", sent_drafts),
    Once("taking a request", "request.taken", taken_requests, "took this request"),
    Once("giving a request", "request.given", given_requests, "this request by now"),
    Once("a request's acknowledgement", "request.acknowledged", acknowledged, "acknowledged this request"),
    Once("a press of a form", "note.added", notes),
]


def words_of(result) -> str:
    return (
        result.words
        if isinstance(result, RuleViolation)
        else result.content.decode()
        if hasattr(result, "content")
        else str(result)
    )


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
def test_of_several_simultaneous_attempts_one_succeeds(northvale, case: Once):
    with transaction.atomic():
        attempts = case.begin(northvale)
    before = lines(case.code)
    results = at_once(attempts)
    wrong = [result for result in results if isinstance(result, Exception) and not isinstance(result, RuleViolation)]
    assert not wrong
    assert not [result for result in results if getattr(result, "status_code", 200) >= 500]
    assert lines(case.code) == before + 1
    if case.refusal:
        refused = [result for result in results if case.refusal in words_of(result)]
        assert len(refused) == AT_ONCE - 1, [words_of(result)[:200] for result in results]


def test_one_emergency_opens_one_grant_and_tells_each_once(northvale):
    with transaction.atomic():
        attempts = emergencies(northvale)
    at_once(attempts)
    with as_role("mash_owner"):
        assert BreakGlass.objects.count() == 1
        assert ReferralUserGrant.objects.filter(kind="break_glass").count() == 1


def test_a_return_from_another_sign_in_works_once(northvale, settings):
    provider = OpenIDProvider()
    known = {"id": "council", "name": "Example Council", "server_url": provider.url}
    settings.SINGLE_SIGN_ON = [{**known, "client_id": CLIENT, "secret": SECRET}]
    provider.claims = {"email": northvale.manager.email, "email_verified": True}
    try:
        import requests

        client = Client()
        away = client.get("/sign-in/with/council/").url
        back = (
            requests.get(away, allow_redirects=False, timeout=5).headers["Location"].removeprefix("http://testserver")
        )
        cookie = client.cookies["sessionid"].value

        def come_back():
            again = Client()
            again.cookies["sessionid"] = cookie
            return again.get(back)

        results = at_once([come_back] * AT_ONCE)
    finally:
        provider.stop()
    assert not [result for result in results if isinstance(result, Exception) or result.status_code >= 500], results
    assert lines("sign_in.done") == 1


def test_an_app_set_up_twice_at_once_is_stored_once(northvale):
    secret = second_factor_codes.generate_totp_secret()
    add = lambda: second_factor.codes.replace_app(northvale.manager, secret, 1)  # noqa: E731

    def attempt():
        second_factor.lock_second_factors(northvale.manager)
        add()
        second_factor.codes.new_recovery_codes(northvale.manager)

    assert at_once([attempt] * AT_ONCE) == [None] * AT_ONCE
    kinds = sorted(Authenticator.objects.filter(user=northvale.manager).values_list("type", flat=True))
    assert kinds == ["recovery_codes", "totp"]


def test_what_is_rolled_back_was_not_spent(db):
    with transaction.atomic():
        assert single_use.spend_once("a kind", "a secret")
        assert not single_use.spend_once("a kind", "a secret")
        assert single_use.spend_once("another kind", "a secret")
        transaction.set_rollback(True)
    assert single_use.spend_once("a kind", "a secret")


# Every action is kept from being done twice, or says why it may be ----------------------------------------------------

KEEPS_TO_ONE = {"lock", "_lock", "select_for_update", "_open_draft", "_standing", "spend"}
KEEPS_TO_ONE |= {"_lock_open", "lock_all", "lock_request", "_open_request"}
KEEPS_TO_ONE |= {"translate_unique_violation", "lock_edition", "lock_second_factors", "_lock_waiting_change"}
OTHERWISE = {
    "put_ask": "a constraint: one open ask a person",
    "ask_hub": "a constraint: one open ask a case and hub",
    "answer_hub": "a conditional UPDATE in mash_answer_hub",
    "protect_identity": "a constraint: one protection a person",
    "protect_by_reference": "a constraint: one protection a person",
    "end_identity": "a conditional UPDATE in mash_end_protection",
    "judge_guarded": "the number of verdicts that the page showed",
    "open_in_emergency": "a constraint: one open emergency",
    "suggest_bar": "a constraint: barred once",
    "bar_by_reference": "a constraint: barred once",
    "end_emergency": "a conditional UPDATE in mash_end_emergency",
    "sign_in_with_provider": "the state is spent in mash_submission",
    "confirm_with_provider": "the state is spent in mash_submission",
    "complete_second_step": "codes.verify_code locks the authenticators; a passkey's challenge is spent",
    "verify_second_factor": "codes.verify_code locks the authenticators; a passkey's challenge is spent",
    "invite_by_mail": "invite: one person an address",
    "change_domains": "a constraint: one change of a kind waits",
    "end_reviewed": "end_role locks the edition of each person",
    "keep": "a constraint: one draft of a page for each",
    "move": "by background work alone, on rows that are gone when it is done",
}
MAY_BE_DONE_AGAIN = {
    "reopen": "a step of reopening, which locks the case",
    "write_message": "adds; a page sent twice is stopped by its number",
    "add_note": "adds; a page sent twice is stopped by its number",
    "raise_flag": "adds; a page sent twice is stopped by its number",
    "export": "adds a line of the log; a page sent twice is stopped by its number",
    "start_draft": "adds; a page sent twice is stopped by its number",
    "receive": "a step of send_draft, which locks the draft",
    "answer_nothing_known": "a step of answer, which locks the request",
    "hold_back": "a step of answer, which locks the request",
    "save_answer": "the newest stands",
    "clear_answer": "gone already, there is nothing to do",
    "delete_search": "gone already, there is nothing to do",
    "download": "notes a download; each is one",
    "open_names": "notes a look; each is one",
    "open_words": "notes a look; each is one",
    "record_summary_exported": "notes an export; each is one",
    "record_refusal": "notes a refusal; each is one",
    "request_password_link": "limited per account by settings.LIMITS",
    "sign_in": "a sign-in; each is one",
    "complete_first_step": "a step of signing in",
    "complete_sign_in": "a step of signing in",
    "sign_out": "gone already, there is nothing to do",
    "end_idle_sign_in": "gone already, there is nothing to do",
    "confirm": "each is one, by a code that works once or a password",
    "mark_confirmed": "a step of confirming",
    "change_password": "asks for the password that stands",
    "end_sign_in": "gone already, there is nothing to do",
    "end_other_sign_ins": "gone already, there is nothing to do",
    "open_hub": "a constraint: names and slugs of hubs",
    "drop": "by background work alone, of a month that is gone when it is done",
    "certify": "looked at again by two is looked at twice; the newest counts for when it is due next",
    "note_link": "notes a link; each is one",
    "remove_untouched": "by background work alone, of rows that are gone when it is done",
}


def test_every_action_is_done_once_or_says_why_it_may_be_done_again():
    actions = [function for name, function in PUBLIC_ACTIONS if not name.startswith("mash")]
    open_ended = {function.name for function in actions if not calls(function) & KEEPS_TO_ONE}
    covered = set(OTHERWISE) | set(MAY_BE_DONE_AGAIN)
    assert open_ended - covered == set(), "what prevents each from being done twice?"
    assert covered - {function.name for function in actions} == set(), "no such action"
