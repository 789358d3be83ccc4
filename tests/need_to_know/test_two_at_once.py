"""Two users act on one record: the second changes nothing, learns who was first, loses no text.

Every page that changes a case or answers a request stands here, or has a reason why it carries no
version.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from mash.browser_sessions import SessionStore
from mash.guards import CONFIRMED
from mash.identity import acting_as
from referrals import codes
from referrals.decisions import actions as deciding
from referrals.decisions.closing import close
from referrals.facts.actions import Provenance, record_fact
from referrals.models import Person
from referrals.triage.returning import forward, return_referral
from referrals.triage.telling import people_untold
from referrals.workflow import lock, touch
from tests.builders_requests import NOT_TOLD, build_basis
from tests.need_to_know.test_child_objects import mistakes, tables
from tests.need_to_know.walk.addresses import CHILDREN, patterns
from tests.need_to_know.walk.children import case
from tests.need_to_know.walk.choices import (
    _decided,
    _paused,
    _signed_once,
    _to_be_decided,
    _written,
    next_open_day,
    pause_of,
    person_of,
    version_of,
)
from tests.need_to_know.walk.forms import filled
from tests.need_to_know.walk.visiting import Answer, Browser
from tests.need_to_know.walk.world import WalkWorld
from tests.referrals.strategy.stories import moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quietly")]
SENTENCE = "A sentence that is long enough."

READS = ["case", "case_print", "referral_as_received", "public_referrer", "who_can_see", "looked_at", "collation"]
READS += ["decision", "released", "request", "as_recorded", "case_person", "take_over", "at_address"]
READS += ["sent_request"]
CARRIES_NO_VERSION = {
    "claim": "only a colleague who was quicker stands in the way, and is named",
    "message_agency": "adds to a thread and changes nothing that stands",
    "message_hub": "adds to a thread and changes nothing that stands",
    "chase_now": "once an hour; who comes second is told: tests/referrals/information_requests/following_up",
    "note": "adds to a case and changes nothing that stands",
    "flag": "adds to a case and changes nothing that stands",
    "close_action": "only somebody who was quicker stands in the way, and is named",
    "suggest_bar": "adds a bar for a governance officer to confirm",
    "share_case": "gives access to one person; the newest counts, and both stand in the history",
    "unshare_case": "takes one person's access away; gone already, there is nothing to do",
    "ask_to_see": "sends an ask",
    "answer_ask": "an ask is answered once; whoever comes second is told",
    "break_glass_card": "opens a record for oneself",
    "request_information": "chooses whom to ask; nothing is sent before the preview",
    "write_requests": "is written for the preview; nothing is sent before it",
    "acknowledge": "done twice it is done once",
    "nothing_known": "gives an answer beside those there are, and overwrites none",
    "not_shared": "gives an answer beside those there are, and overwrites none",
    "take": "only a colleague who was quicker stands in the way, and is named",
    "give": "carries who had the request: tests/referrals/information_requests/answering/test_taking.py",
    "more_time": "asks the hub; the target does not move",
    "protect_identity": "marks one person; protected already, they stay so, and whoever comes second is told",
    "ask_hub": "sends an ask; whoever comes second is told",
    "who_is_it": "carries how many verdicts stood: tests/referrals/same_people",
    "item_handling": "carries which marks stood: tests/referrals/information_requests/answering",
    "answer": "carries how many answers stood: tests/referrals/information_requests/answering",
}


@dataclass(frozen=True)
class Page:
    name: str
    who: str = "manager"
    record: str = "gathering"
    before: Callable[[WalkWorld], None] = lambda world: None
    typed: Callable[[WalkWorld], dict] = lambda world: {}
    more: str = ""
    of_agency: str = "police"  # for a page of a request
    previews: bool = False


def _returned(world: WalkWorld) -> None:
    with acting_as(world.north.manager):
        return_referral(
            world.cases["received"].referral, reason=codes.ReturnReason.values[0], words="More", by=world.north.manager
        )


def _forwarded(world: WalkWorld) -> None:
    with acting_as(world.north.manager):
        forward(world.cases["gathering"].referral, area="Southmere", why="They moved.", by=world.north.manager)


def _looks_again(world: WalkWorld) -> dict:
    day = next_open_day(world)
    parts = {f"look_again_on_{part}": getattr(day, part) for part in ("day", "month", "year")}
    return {**parts, "look_again_by": str(world.north.manager.pk)}


def _closed(world: WalkWorld) -> None:
    with acting_as(world.north.manager):
        close(world.cases["decided"].referral, by=world.north.manager)


def _decided_again(world: WalkWorld) -> None:
    """Correct and sign the decision again, so that the referrer is still to be told."""
    fixture, manager = world.cases["decided"], world.north.manager
    with acting_as(manager):
        children = [person for person in fixture.referral.people.all() if person.kind == "child"]
        corrected = deciding.correct(fixture.referral, subjects=children, reason="A word was wrong.", by=manager)
        deciding.sign(fixture.referral, decisions=[decision.pk for decision in corrected], by=manager)


def _to_be_notified(world: WalkWorld) -> None:
    """Correct and sign a decision that asks for a serious incident notification."""
    fixture, manager = world.cases["decided"], world.north.manager
    details = {"serious_incident": {"detail": "A child is seriously harmed.", "aware_on": timezone.localdate()}}
    with acting_as(manager):
        children = [person for person in fixture.referral.people.all() if person.kind == "child"][:1]
        [draft] = deciding.correct(fixture.referral, subjects=children, reason="Known since.", by=manager)
        facts = {"threshold": "3", "outcome": codes.Outcome.ASSESSMENT, "final_rating": "amber", "rationale": "Harm."}
        facts |= {"also": ["serious_incident"], "route_details": details}
        deciding.amend(draft, facts=facts, by=manager)
        deciding.sign(fixture.referral, decisions=[draft.pk], by=manager)


def made_today() -> dict:
    day = timezone.localdate()
    return {"made_on_day": day.day, "made_on_month": day.month, "made_on_year": day.year}


def _to_be_authorised(world: WalkWorld) -> None:
    build_basis(world.north, world.cases["gathering"].referral, by=world.north.social_worker, **NOT_TOLD)


def _untold_of(world: WalkWorld, *, still: bool = False) -> list[str]:
    with acting_as(world.north.manager):
        return [number for number, _ in people_untold(world.cases["gathering"].referral, still=still)]


def _told_today() -> dict:
    day = timezone.localdate()
    return {"told_how": "phone", "told_on_day": day.day, "told_on_month": day.month, "told_on_year": day.year}


def paused_for(world: WalkWorld) -> dict:
    day = next_open_day(world)
    return {
        "what": ["final_decision"],
        "reason": "court",
        "review_on_day": day.day,
        "review_on_month": day.month,
        "review_on_year": day.year,
    }


def _learned(world: WalkWorld) -> None:
    """Record a name that the agencies asked about the case do not know yet."""
    fixture, worker = world.cases["gathering"], world.north.social_worker
    provenance = Provenance(source="professional", certainty="reported", why="The school rang.")
    with acting_as(worker), transaction.atomic():
        person = Person.objects.get(referral=fixture.referral, position=1)
        value = {"first_name": "Corrected"}
        record_fact(fixture.referral, person=person, kind="name", value=value, provenance=provenance, by=worker)


NOT_KNOWN = {"estimated_age": "", "postcode": "", "phone": ""}


def _in_three_days() -> dict:
    due = timezone.localtime() + timedelta(days=3)
    parts = {"day": due.day, "month": due.month, "year": due.year, "time": "2:30pm"}
    return {f"due_at_{part}": value for part, value in parts.items()}


def _no_dates(*names: str) -> dict:
    return {f"{name}_{part}": "" for name in names for part in ("day", "month", "year")}


def _the_other(world: WalkWorld, key: str) -> dict:
    return {"other": "another", "reference": world.cases[key].referral.reference}


def _discussed(world: WalkWorld) -> dict:
    there = {kind: str(world.north.agencies[kind].pk) for kind in ("police", "health")}
    who = {f"who_{key}": "Somebody" for key in there.values()}
    return {**moment("held_at", timezone.now() - timedelta(hours=1)), "agencies": list(there.values()), **who}


def _given_to_police(world: WalkWorld) -> dict:
    due = moment("due_at", timezone.now() + timedelta(hours=30))
    return {**due, "who": f"agency-{world.north.agencies['police'].pk}", "discussion": ""}


PAGES = [
    Page("add_concerns", typed=lambda world: {"abuse": ["fgm"]}),
    Page("add_person", typed=lambda world: {"person_kind": "adult", **_no_dates("date_of_birth"), **NOT_KNOWN}),
    Page("add_professional"),
    Page("record_fact", more="1/name/", typed=lambda world: _no_dates("from_on", "until_on")),
    Page("tell_more", before=_learned),
    Page("withdraw_request", of_agency="education"),
    Page("change_due", of_agency="education", typed=lambda world: _in_three_days()),
    Page("ask_further"),
    Page("clear_flag"),
    Page("record_discussion", typed=_discussed),
    Page("correct_discussion", typed=_discussed),
    Page("give_action", typed=_given_to_police),
    Page("link_case", typed=lambda world: {**_the_other(world, "decided"), "says": "siblings"}),
    Page("unlink_case"),
    Page(
        "end_as_duplicate",
        record="received",
        typed=lambda world: {**_the_other(world, "gathering"), "sending": "no", "confirmed": "on"},
    ),
    Page("allocate", typed=lambda world: {"worker": str(world.north.second_manager.pk)}),
    Page("hand_back", who="social_worker"),
    Page("recommend", who="social_worker", record="received"),
    Page("triage", record="received"),
    Page("rate"),
    Page("pause_clock", typed=paused_for),
    Page("resume_clock", before=_paused, typed=lambda world: {"pauses": pause_of("gathering")(world)}),
    Page("return_referral", record="received", typed=lambda world: {"reason": "duplicate", **_looks_again(world)}),
    Page("receive_again", who="screener", record="received", before=_returned),
    Page("forward", typed=_looks_again),
    Page("transfer", before=_forwarded, typed=lambda world: {"answer": "no"}),
    # Nobody is to be told by a day: who does not know never will be.
    Page("lawful_basis", typed=lambda world: dict.fromkeys(("tell_by_day", "tell_by_month", "tell_by_year"), "")),
    Page("telling", before=_to_be_authorised),
    Page("told", before=_to_be_authorised, typed=lambda world: {"people": _untold_of(world), **_told_today()}),
    Page("never_told", before=_to_be_authorised, typed=lambda world: {"people": _untold_of(world, still=True)}),
    Page("authorise", before=_to_be_authorised),
    Page("preview_requests", typed=lambda world: {"typed": _written(person_of("gathering"))(world)[0]}),
    Page("decide", record="received", before=_to_be_decided, typed=_decided),
    Page("amend", typed=_decided, more="1/"),
    Page("sign"),
    Page("second_sign", who="second_manager", before=_signed_once),
    Page("send_back", who="second_manager", before=_signed_once),
    Page("correct", record="decided", typed=lambda world: {"subjects": person_of("decided")(world)}),
    Page("feedback", record="decided", before=_decided_again, typed=lambda world: {"sending": "no"}),
    Page("release", record="decided", more="?audience=partners", previews=True),
    Page("notify", record="decided", before=_to_be_notified, typed=lambda world: made_today()),
    Page("close", record="decided"),
    Page("reopen", record="decided", before=_closed),
    Page("restrict", typed=lambda world: {"people": [str(world.north.second_manager.pk)]}),
    Page("unrestrict", record="restricted"),
    Page("decide_restriction", record="followed", typed=lambda world: {"keep": "yes", "reason": "high_risk"}),
]


def test_every_page_about_a_record_is_tried_or_says_why_not():
    about = {
        page.removeprefix("referrals:")
        for page, entry in patterns()
        if str(entry.pattern).startswith(("cases/<", "requests/<"))
    }
    assert about == {page.name for page in PAGES} | set(READS) | set(CARRIES_NO_VERSION), (
        "A page that changes a case belongs to PAGES, one that only reads to READS; or say why it carries no version."
    )


@pytest.fixture(scope="module")
def browsers(world: WalkWorld) -> dict[str, Browser]:
    browsers_by_name = {who: Browser(world.walkers[who]) for who in {page.who for page in PAGES}}
    for browser in browsers_by_name.values():
        session = SessionStore(browser.cookies_kept["sessionid"])
        session[CONFIRMED] = time.time() + 1000
        session.save()
    return browsers_by_name


@pytest.mark.parametrize("tried", PAGES, ids=lambda tried: tried.name)
def test_the_second_of_two_users_is_warned_and_loses_nothing(world, browsers, tried: Page):
    with transaction.atomic():
        tried.before(world)
        browser, url = browsers[tried.who], address(world, tried)
        typed = opened(world, browser, tried, url)
        quicker(world, tried)
        stale = browser.ask("POST", url, typed)
        shown = mistakes(stale) or [stale.text]
        assert stale.status == 200
        assert "Quinn Quicker changed this case on" in stale.text, shown
        assert not tables(stale)
        for value in typed.values():
            assert value != [SENTENCE] or SENTENCE in stale.text
        again = browser.ask("POST", url, {**typed, "seen": seen_on(stale)})
        assert again.status == 302, mistakes(again)
        assert tables(again)
        transaction.set_rollback(True)


def address(world: WalkWorld, page: Page) -> str:
    place = next(str(entry.pattern) for name, entry in patterns() if name == f"referrals:{page.name}")
    reference = case(page.record)(world)["reference"]
    requests = world.cases[page.record].requests
    number = requests[page.of_agency].reference if requests else ""
    place = place.replace("<str:reference>", reference).replace("<str:number>", number)
    for name in ("flag", "link", "discussion"):
        place = place.replace(f"<uuid:{name}>", str(CHILDREN[name](world, world.cases[page.record])))
    place = place.replace("<int:position>/", "").replace("<slug:kind>/", "")
    return f"/{place}{page.more}"


def opened(world: WalkWorld, browser: Browser, page: Page, url: str) -> dict:
    """Return the form data of the page as it opens, filled in, with its preview if there is one."""
    if page.name == "preview_requests":  # the preview page takes its content in the request
        return {**page.typed(world), "seen": version_of(page.record)(world)}
    shown = browser.ask("GET", url)
    assert shown.status == 200, shown.headers
    assert seen_on(shown) == str(version_of(page.record)(world))
    typed = {**filled(shown.text), **page.typed(world)}
    return {**typed, **filled(browser.ask("POST", url, typed).text)} if page.previews else typed


def quicker(world: WalkWorld, page: Page) -> None:
    world.north.second_manager.name = "Quinn Quicker"
    with acting_as(world.north.manager), transaction.atomic():
        fresh = lock(world.cases[page.record].referral)
        touch(fresh, by=world.north.second_manager, now=timezone.now(), what="looked at it again")


def seen_on(answer: Answer) -> str:
    match = re.search(r'name="seen" value="(\d+)"', answer.text)
    return match[1] if match else ""
