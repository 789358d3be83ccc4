"""Build records by the real actions, with a unique word planted in every text of each."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.http import QueryDict
from django.utils import timezone

from mash.identity import acting_as
from referrals import codes
from referrals.casefile.actions import add_note, grant_access
from referrals.decisions import actions as deciding
from referrals.decisions.closing import excuse_feedback
from referrals.decisions.notifying import open_notifications, record_notification
from referrals.decisions.products import release
from referrals.decisions.standing import Standings
from referrals.drafts.case_drafts import keep
from referrals.facts.actions import Provenance, record_fact
from referrals.information_requests.answering.actions import NewItem, answer, ask_for_more_time, hold_back
from referrals.information_requests.answering.searching import Search
from referrals.information_requests.asking.actions import send_requests
from referrals.information_requests.asking.copies import NewRequest
from referrals.information_requests.asking.updates import tell_more
from referrals.information_requests.following_up.changes import change_due
from referrals.information_requests.following_up.thread import write_message
from referrals.intake.actions import receive
from referrals.models import (
    CaseAction,
    Decision,
    InformationRequest,
    Item,
    Person,
    Product,
    Referral,
    Referrer,
    StrategyDiscussion,
)
from referrals.strategy.actions import close_action, give_action, record_discussion
from referrals.timing.targets import week_of
from referrals.triage.actions import triage
from referrals.triage.allocation import allocate
from referrals.triage.lawful_basis import authorise, record_basis
from referrals.triage.pausing import pause_clocks, resume_clocks
from referrals.triage.returning import forward
from referrals.triage.telling import record_never_told, record_told
from referrals.working_day.actions import clear_flag, raise_flag
from tests.builders import adult, child
from tests.builders_requests import ADULTS, BASIS, everybody
from tests.database import as_role
from tests.need_to_know import facts
from tests.need_to_know.facts import Grant
from tests.need_to_know.walk.words import plant, texts_of

# Every text field the referrer fills in, read from the models; tests/need_to_know/test_planted.py checks the rest.
CODED = {"immediate_danger", "adult_aware", "children_at_risk", "regulator_told", "interpreter_needed"}
CODED |= {"parental_responsibility", "in_household"}
NUMBERS = {"nhs_number", "upn", "uprn", "postcode"}
OURS = {"reference", "draft_hash", "changed_by", "changed_what"}
LATER = {"forwarded_to"}  # told of the case by a worker
OF_A_REFERRAL = texts_of(Referral, but=CODED | OURS | LATER)
OF_A_PERSON = texts_of(Person, but=CODED | NUMBERS)
OF_THE_REFERRER = texts_of(Referrer, but={"email"})


@dataclass
class CaseFixture:
    """A record as it stands in the database, and as the facts the oracle reads."""

    key: str
    cast: object  # its hub with its cast
    referral: Referral
    facts: facts.Record
    requests: dict[str, InformationRequest] = field(default_factory=dict)  # by kind of agency
    items: dict[str, Item] = field(default_factory=dict)
    product: Product | None = None
    told_more: list[str] = field(default_factory=list)  # kinds of agency that were told what became known
    discussion: StrategyDiscussion | None = None
    action: CaseAction | None = None  # what the police are to do

    def word(self, piece: str) -> str:
        return plant(self.key, piece)

    @property
    def references(self) -> set[str]:
        """Return the references by which the access log may name this record."""
        own = {self.referral.reference, *(request.reference for request in self.requests.values())}
        own |= {self.action.reference} if self.action else set()
        return own | ({self.product.reference} if self.product else set())


ONE_HOME = "100023336956"  # the UPRN of the children of all records, so that the page of an address leads to others


def receive_planted(key: str, cast, *, by, public: bool = False, **who) -> CaseFixture:
    """Receive a referral with a word in every text field, and an adult with a withheld address."""
    words = {name: plant(key, name.replace("_", "")) for name in OF_A_REFERRAL}
    plain = {"not_informed_reason": "risk_child", "family_informed": "no", "concerns": ["neglect"]}
    grown = _person(key, "adult", address_withheld=True, relationship="", alleged_source=True)
    referrer = {
        name: plant(key, f"referrer{name.replace('_', '')}")[: 30 if name == "phone" else 120]
        for name in OF_THE_REFERRER
    }
    with acting_as(by):
        referral = receive(
            hub=cast.hub,
            by=by,
            facts={"channel": "phone", "source_code": "1A" if public else "2A", **words, **plain},
            people=[child(**_person(key, "child"), uprn=ONE_HOME, **who), adult(**grown)],
            referrer={"is_professional": not public, "email": f"{plant(key, 'referreremail')}@a.example", **referrer},
            professionals=[{name: plant(key, f"prof{name}") for name in ("name", "role", "organisation", "contact")}],
        )
    record = facts.Record(referral.pk, cast.hub.pk, False, by.pk, False)
    return CaseFixture(key, cast, referral, record)


def _person(key: str, kind: str, **more) -> dict:
    fields = {name: plant(key, f"{kind}{name.replace('_', '')}") for name in OF_A_PERSON}
    also = {"more": {code: plant(key, f"{kind}more{code.replace('_', '')}") for code in codes.PersonMore}}
    return {**fields, "phone": fields["phone"][:30], **also, **more}


def take_on(fixture: CaseFixture, *, worker) -> None:
    """Triage the case, allocate it, add a note and record the lawful basis for requests."""
    cast, referral = fixture.cast, fixture.referral
    with acting_as(cast.manager):
        triage(referral, level="amber", reason=fixture.word("triage"), way="partners", by=cast.manager)
        allocate(referral, to=worker, by=cast.manager)
        day = week_of(cast.hub).open_days_after(timezone.localdate(), 1)
        reason = {"what": ["final_decision"], "reason": "court", "why": fixture.word("pausewhy"), "review_on": day}
        pauses = pause_clocks(referral, **reason, by=cast.manager)
        resume_clocks(referral, pauses=[str(pause.pk) for pause in pauses], by=cast.manager)
        first, *others = everybody(referral, "")
        later = others[1:2]
        record_basis(
            referral,
            **{**BASIS, **ADULTS, "purpose": "section_47", "adult_purpose": "early_help"}
            | {"necessity": fixture.word("necessity")},
            section_47_reason=fixture.word("whysection"),
            no_agreement_reason=fixture.word("noagreement"),
            who_knows=dict.fromkeys(others, "objects") | dict.fromkeys(later, "not_yet") | {first: "must_not"},
            not_informed_reason="risk_child",
            not_informed_detail=fixture.word("basisdetail"),
            objection_detail=fixture.word("objection"),
            tell_by=day,
            by=cast.social_worker,
        )
        authorise(referral, authorising_reason=fixture.word("authorised"), by=cast.manager)
        if later:
            telling = {"told_on": timezone.localdate(), "told_how": "phone", "told_by": fixture.word("toldby")}
            record_told(referral, people=later, **telling, response=fixture.word("response"), by=cast.manager)
        record_never_told(referral, people=[first], reason=fixture.word("nevertold"), by=cast.manager)
        add_note(referral, text=fixture.word("note"), by=cast.manager)
        flag = raise_flag(referral, reason=fixture.word("flagreason"), by=cast.manager)
        clear_flag(referral, flag=flag.pk, what_was_done=fixture.word("flagdone"), by=cast.manager)
        raise_flag(referral, reason=fixture.word("flagstands"), by=cast.manager)
    fixture.facts.grants.append(Grant(worker.pk, True))
    _discuss(fixture, worker=worker)


def _discuss(fixture: CaseFixture, *, worker) -> None:
    """Record a strategy discussion, and give something to do to the worker and to the police, who did one thing."""
    cast, due_at = fixture.cast, timezone.now() + timedelta(days=20)
    there = {cast.agencies[kind].pk: fixture.word(f"there{kind}") for kind in ("police", "health")}
    words = {name: fixture.word(name.replace("_", "")) for name in ("called_by", "from_hub", "shared", "reasons")}
    with acting_as(cast.manager):
        facts = {"held_at": timezone.now(), "how": "phone", "attended": there, "outcome": "section_17", **words}
        fixture.discussion = record_discussion(fixture.referral, **facts, by=cast.manager)
        owed = {"due_at": due_at, "agency": cast.agencies["police"], "by": cast.manager}
        give_action(
            fixture.referral, what=fixture.word("ownaction"), due_at=due_at, owner=worker,
            discussion=fixture.discussion, by=cast.manager,
        )  # fmt: skip
        fixture.action = give_action(fixture.referral, what=fixture.word("policeaction"), **owed)
        done = give_action(fixture.referral, what=fixture.word("policedone"), **owed)
    with acting_as(cast.police):
        close_action(done, was_done=True, closing_words=fixture.word("policedoneword"), by=cast.police)


def ask(fixture: CaseFixture, *kinds: str) -> None:
    cast = fixture.cast
    with acting_as(cast.manager):
        people = list(fixture.referral.people.all())
        asks = [
            NewRequest(cast.agencies[kind], people, fixture.word(f"{kind}reason"), [fixture.word(f"{kind}question")])
            for kind in kinds
        ]
        fixture.requests = dict(zip(kinds, send_requests(fixture.referral, asks=asks, by=cast.manager), strict=True))


def answer_planted(fixture: CaseFixture, kind: str, *, by) -> None:
    """Give items for the team, for the decision-maker, and one whose existence alone is told."""
    marks = {"team": "hub_team", "decider": "decision_maker", "exists": "existence_only", "kept": "hub_team"}
    items = [
        NewItem(
            kind="event", basis="fact", handling=mark, occurred_on=date(2026, 1, 5),
            text="" if name == "exists" else fixture.word(f"{kind}{name}"),
            ask_whom=fixture.word(f"{kind}askwhom") if name == "exists" else "",
            release=["partners"] if name in ("team", "kept") else [],
        )
        for name, mark in marks.items()
    ]  # fmt: skip
    words = {name: fixture.word(f"{kind}{name.replace('_', '')}") for name in ("search_made", "rating_reason")}
    search = Search(["another"], ["Name"], another=fixture.word(f"{kind}searched"))
    with acting_as(by):
        marks_and_words = {"rating": "red", "searched": search.as_stored, **words}
        answer(fixture.requests[kind], outcome="supplied", items=items, by=by, **marks_and_words)
        rows = list(fixture.requests[kind].items.order_by("position"))
    for (name, mark), row in zip(marks.items(), rows, strict=True):
        fixture.items[f"{kind}{name}"] = row
        shared = facts.Item(row.pk, mark, tuple(row.release), False)
        fixture.facts.requests.append(facts.Request(fixture.requests[kind].pk, row.request.agency_id, True, shared))


def learn(fixture: CaseFixture, kind: str, *, by, decider) -> None:
    """Record another name of the first person and tell the agency of it, and one from what only deciders may read."""
    with acting_as(by):
        person = fixture.referral.people.first()
        source = {"source": "professional", "source_detail": fixture.word("factdetail"), "certainty": "reported"}
        provenance = Provenance(**source, why=fixture.word("factwhy"))
        names = {"first_name": fixture.word("learnedfirst"), "last_name": fixture.word("learnedlast")}
        facts_about = {"person": person, "kind": codes.FactKind.NAME, "shown": False}
        record_fact(fixture.referral, value=names, provenance=provenance, by=by, **facts_about)
        tell_more(fixture.referral, request=fixture.requests[kind], by=by)
    with acting_as(decider):
        source = {"source": "answer", "certainty": "doubtful", "item": fixture.items[f"{kind}decider"]}
        provenance = Provenance(**source, why=fixture.word("weighedwhy"))
        names = {"first_name": fixture.word("weighedname"), "last_name": ""}
        record_fact(fixture.referral, value=names, provenance=provenance, by=decider, **facts_about)
    fixture.told_more.append(kind)


def ask_for_time(fixture: CaseFixture, kind: str, *, by) -> None:
    with acting_as(by):
        until = timezone.now() + timedelta(days=2)
        ask_for_more_time(fixture.requests[kind], until=until, reason=fixture.word(f"{kind}moretime"), by=by)


def write_about(fixture: CaseFixture, kind: str, *, by) -> None:
    """Write a message of each side about a request."""
    for writer, words in ((fixture.cast.manager, f"{kind}messagefromhub"), (by, f"{kind}message")):
        with acting_as(writer):
            write_message(fixture.requests[kind], text=fixture.word(words), by=writer)


def put_off(fixture: CaseFixture, kind: str) -> None:
    """Give a request another target."""
    manager, due_at = fixture.cast.manager, timezone.now() + timedelta(days=3)
    with acting_as(manager):
        facts = {"due_at": due_at, "reason": fixture.word(f"{kind}change"), "by": manager}
        change_due(fixture.referral, request=fixture.requests[kind], **facts)


def hold_back_planted(fixture: CaseFixture, kind: str, *, by) -> None:
    with acting_as(by):
        words = fixture.word(f"{kind}heldback")
        hold_back(fixture.requests[kind], decline_reason="live_investigation", reason=words, by=by)


def leave_unfinished(fixture: CaseFixture, draft: Decision, *, by) -> None:
    """Leave a half-written correction of this draft on its page, with its reason."""
    with acting_as(by):
        typed = QueryDict(mutable=True)
        typed.update({"rationale": fixture.word("unfinished"), "seen": str(fixture.referral.version)})
        keep(fixture.referral, page=f"amend-{draft.subject.position}", data=typed, by=by)
    with as_role("mash_owner"):
        names = ("section_47_reason", "no_enquiry_reason", "attempts", "cover")  # each asked of another decision
        further = {name: fixture.word(name.replace("_47", "").replace("_", "")) for name in names}
        Decision.objects.filter(pk=draft.pk).update(correction_reason=fixture.word("correction"), **further)


def forward_planted(fixture: CaseFixture, *, by) -> None:
    with acting_as(by):
        forward(fixture.referral, area=fixture.word("area"), why=fixture.word("forwardwhy"), by=by)


def draft_decision(fixture: CaseFixture, *, by) -> list:
    texts = {name: fixture.word(name.replace("_", "")) for name in ("rationale", "voice", "next_steps")}
    plain = {"threshold": "3", "outcome": codes.Outcome.ASSESSMENT, "final_rating": "amber", "also": ["idva"]}
    plain |= {"route_details": {"idva": {"detail": fixture.word("route")}}}
    limbs = {limb.value: {"answer": "met", "reason": fixture.word("limb")} for limb in codes.S42Limb}
    grown = {"threshold": codes.AdultThreshold.S42_MET, "outcome": codes.Outcome.S42_ENQUIRY}
    grown |= {"limbs": limbs, "capacity": codes.Capacity.HAS, "capacity_detail": fixture.word("capacitydetail")}
    grown |= {"capacity_decision": fixture.word("capacitydecision"), "capacity_on": timezone.localdate()}
    grown |= {"wishes_asked": codes.MspAsked.EXPRESSED, "wishes": fixture.word("wishes")}
    contradicting = {"final_rating": "blue", "contradiction_reason": fixture.word("contradiction")}
    incident = {"detail": fixture.word("incident"), "aware_on": timezone.localdate() - timedelta(days=9)}
    notified = {"also": ["idva", "serious_incident"]}
    notified |= {"route_details": plain["route_details"] | {"serious_incident": incident}}
    views = []
    if "police" in fixture.requests:
        dissent = {"agrees": "disagrees", "reason": fixture.word("dissent"), "spoken_for_by": fixture.word("spokenfor")}
        views = [{"agency": fixture.cast.agencies["police"].pk, **dissent}]
    drafted = []
    with acting_as(by):
        cited = [fixture.items["policeteam"].pk] if "policeteam" in fixture.items else []
        for person in fixture.referral.people.all():
            words = texts | plain | (grown if person.kind == "adult" else contradicting)
            words |= notified if person.kind == "child" else {}
            drafted += deciding.draft(fixture.referral, subjects=[person], facts=words, cited=cited, views=views, by=by)
    return drafted


def decide_and_release(fixture: CaseFixture, *, by, to: list[str]) -> None:
    """Sign the decision, record why the referrer is not told, and release a product."""
    drafted = draft_decision(fixture, by=by)
    with acting_as(by):
        deciding.sign(fixture.referral, decisions=[decision.pk for decision in drafted], by=by)
        for waiting in open_notifications(fixture.referral, Standings.of(fixture.referral)):
            made = {"made_on": timezone.localdate(), "detail": fixture.word("notified")}
            record_notification(fixture.referral, notification=waiting.key, **made, by=by)
        excuse_feedback(fixture.referral, reason=fixture.word("nottold"), by=by)
        agencies = [fixture.cast.agencies[kind] for kind in to]
        items = [fixture.items["policeteam"].pk, fixture.items["policekept"].pk]
        summary = fixture.word("summary")
        fixture.product = release(
            fixture.referral,
            audience="partners",
            agencies=agencies,
            subjects=[decision.subject_id for decision in drafted],
            items=items,
            about={str(item): "1" for item in items},
            summary=summary,
            by=by,
        )
    copies = {item: facts.Item(item, "hub_team", ("partners",), False) for item in items}
    recipients = [(agency.pk, True) for agency in agencies]
    fixture.facts.products.append(facts.Product(fixture.product.pk, "partners", recipients, copies))


def name_one(fixture: CaseFixture, person, *, by, live: bool = True, until=None) -> None:
    with acting_as(by):
        more = {"until": until} if until else {}
        grant_access(fixture.referral, person=person, why=fixture.word("grantwhy"), by=by, **more)
    fixture.facts.grants.append(Grant(person.pk, live))
