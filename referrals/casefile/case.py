"""Gathers what the case page shows, in a fixed number of queries however long the case is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Case, CharField, F, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from agencies import roles
from mash.govuk.moments import words as in_words
from referrals import codes
from referrals.access.who_can_see import WayIn, beside_a_case
from referrals.casefile import history
from referrals.casefile.history import EntryKind
from referrals.codes import Status
from referrals.evidence.frozen_records import FrozenRecords
from referrals.messages.undelivered import Undelivered, reached
from referrals.models import (
    Clock,
    ClockPause,
    Decision,
    InvolvedProfessional,
    LawfulBasis,
    Referral,
    Referrer,
    Response,
)
from referrals.overview.basis_rows import basis_rows
from referrals.overview.next_steps import CaseState, Step, leading_step, may_claim, steps_offered
from referrals.overview.notifications import still_to_make
from referrals.people.hidden_records import HiddenRecord, hidden_records
from referrals.people.homes import homes_of_texts, words_of
from referrals.people.other_hubs import OtherHub, named_hubs
from referrals.people.other_referrals import OtherReferrals, other_referrals
from referrals.people.protected import Protected, named_marks
from referrals.people.secret_homes import Secrets, secrets_of
from referrals.people.shown import Shown, people_shown, rows_without_secrets
from referrals.timing import pauses as pausing
from referrals.timing.clocks import ClockView
from referrals.timing.days_due import DayDue, days_due
from referrals.timing.request_state import RequestState, request_states
from referrals.timing.targets import view_clock


@dataclass(frozen=True)
class Contact:
    """The referrer or a professional involved. A public referrer has no name here."""

    kind: str
    name: str
    role: str
    organisation: str
    contact: str
    is_professional: bool
    safe_to_contact: str = ""
    wants_anonymity: bool = False
    may_contact: str = ""
    known_for: str = ""


@dataclass(frozen=True)
class ClockRow:
    clock: Clock
    view: ClockView
    is_replaced: bool


@dataclass(frozen=True)
class ActionRow:
    entry: history.Entry
    closing: history.Entry | None


@dataclass(frozen=True)
class CaseFile:
    referral: Referral
    subjects: list[Shown]
    others: list[Shown]
    secret: Secrets  # addresses that must be kept secret
    printed: bool
    referrer: Contact | None
    professionals: list[Contact]
    entries: list[history.Entry]
    clocks: list[ClockRow]
    bases: list[LawfulBasis]  # newest first
    requests: list[RequestState]
    decisions: list[Decision]  # newest version of each subject first
    other_referrals: OtherReferrals
    frozen_records: FrozenRecords
    undelivered: list[Undelivered]
    pauses: list[ClockPause]  # ended ones too
    standing_pauses: list[pausing.StandingPause]
    days_due: list[DayDue]
    hidden: list[HiddenRecord]  # records this person may not open
    other_hubs: list[OtherHub]
    protected: list[Protected]
    ways_in: list[WayIn]
    step: Step | None
    links: list[Step]
    may_claim: bool
    may_tell: bool

    def of_kind(self, kind: str) -> list[history.Entry]:
        return [entry for entry in reversed(self.entries) if entry.kind == kind]

    @property
    def words_name_a_home(self) -> bool:
        return bool(homes_of_texts(words_of(self.referral)))

    @property
    def notes(self) -> list[history.Entry]:
        return self.of_kind(EntryKind.NOTE)

    @property
    def ratings(self) -> list[history.Entry]:
        """Return the hub's ratings and the agencies' views that stand, newest first."""
        ratings = self.of_kind(EntryKind.RATING) + [_rated_by_agency(state) for state in self.requests if state.rating]
        return sorted(ratings, key=lambda rating: rating.at, reverse=True)

    @property
    def feedback(self) -> list[history.Entry]:
        return self.of_kind(EntryKind.FEEDBACK)

    @property
    def notifications(self) -> list[history.Entry]:
        return self.of_kind(EntryKind.NOTIFICATION)

    @property
    def products(self) -> list[history.Entry]:
        return self.of_kind(EntryKind.PRODUCT)

    @property
    def discussions(self) -> list[history.Entry]:
        return self.of_kind(EntryKind.DISCUSSION)

    @property
    def actions(self) -> list[ActionRow]:
        """Return what somebody is to do, soonest due first, and then what is closed."""
        closings = {entry.action_reference: entry for entry in self.of_kind(EntryKind.ACTION_CLOSED)}
        rows = [ActionRow(entry, closings.get(entry.action_reference)) for entry in self.of_kind(EntryKind.ACTION)]
        return sorted(rows, key=lambda row: (row.closing is not None, row.entry.due_at))

    @property
    def outdated_requests(self) -> list[str]:
        """Return the references of the requests after which something became known, for whoever may tell them of it."""
        learned = max((entry.at for entry in self.of_kind(EntryKind.FACT) if entry.flag), default=None)
        if not learned or self.printed or not self.may_tell:
            return []
        return [
            state.reference
            for state in self.requests
            if state.request.sent_at < learned and not state.request.released_at
        ]

    @property
    def signed(self) -> list[Decision]:
        return [
            decision
            for decision in self.decisions
            if decision.state in (Decision.State.SIGNED, Decision.State.CORRECTED)
        ]

    @property
    def standing_flags(self) -> list[history.Entry]:
        return [entry for entry in self.of_kind(EntryKind.FLAG) if not entry.flag]

    @property
    def main_clock(self) -> ClockRow | None:
        """Return the running clock due first, otherwise the last that ended with the work done."""
        running = [row for row in self.clocks if row.clock.stopped_at is None and row.clock.due_at]
        done = [row for row in self.clocks if row.clock.stopped_at is not None and not row.clock.replaced]
        return min(running, key=lambda row: row.clock.due_at, default=done[-1] if done else None)

    @property
    def bases_with_rows(self) -> list[tuple[LawfulBasis, list[dict]]]:
        people = [shown.person for shown in (*self.subjects, *self.others)]
        return [
            (basis, rows_without_secrets(basis_rows(basis, people), self.secret, printed=self.printed))
            for basis in self.bases
        ]

    @property
    def timeline(self) -> list[dict]:
        """Return all events of the case, newest first."""
        items = [_timeline_entry(entry) for entry in self.entries]
        items += [item for state in self.requests for item in _timeline_request(state)]
        items += [item for basis in self.bases for item in _timeline_basis(basis)]
        items += [item for decision in self.decisions for item in _timeline_signed(decision)]
        items += [item for pause in self.pauses for item in _timeline_pause(pause)]
        items += [_timeline_worker(self.referral, way) for way in self.ways_in if self._is_of_the_worker(way)]
        if self.printed:
            items = [_entry_on_paper(item, self.secret) for item in items]
        return sorted(items, key=lambda item: item["when"], reverse=True)

    def _is_of_the_worker(self, way: WayIn) -> bool:
        return way.kind == codes.GrantKind.ALLOCATION and way.person == self.referral.allocated_to_id


def gather(referral: Referral, *, user, now: datetime, printed: bool = False, reads_only: bool = False) -> CaseFile:
    """Gather the case page. With `reads_only` it offers no step that changes the case."""
    today = timezone.localdate(now)
    secret = secrets_of(referral)
    people = people_shown(secret, today, printed=printed)
    subjects = [person for person in people if person.is_subject]
    referrer, professionals = contacts(referral)
    entries = history.entries(referral)
    if printed:
        secret.look_at(entry.text for entry in entries)
        entries = [replace(entry, text=secret.on_paper(entry.text)) for entry in entries]
        referrer = contact_on_paper(referrer, secret) if referrer else None
        professionals = [contact_on_paper(contact, secret) for contact in professionals]
    bases = _as_recorded(referral.lawful_bases.select_related("by", "authorised_by"))
    requests = request_states(referral, now)
    if printed:
        for asked in requests:
            asked.request.more_time_reason = secret.on_paper(asked.request.more_time_reason)
        requests = [replace(asked, rating_reason=secret.on_paper(asked.rating_reason)) for asked in requests]
    decisions = _decisions(referral, subjects)
    clocks = [_clock_row(clock, referral, entries, now) for clock in referral.clocks.all()]
    pauses = _pauses(referral, clocks, requests)
    standing_pauses = pausing.standing_in(referral, pauses)
    others = other_referrals(referral, [person.person for person in people])
    if printed:
        others = others.on_paper(secret)
    beside = beside_a_case(referral)
    state = _state(referral, subjects, entries, bases, requests, decisions, beside.undelivered)
    days = days_due(referral, now)
    state = replace(
        state,
        any_clock_runs=_any_runs(referral, clocks, requests),
        any_clock_paused=bool(standing_pauses),
        telling_due=any(day.code == codes.TELLING and day.at <= now for day in days),
    )
    steps = steps_offered(state, user)
    step = None if reads_only else leading_step(state, steps, user)
    links = [link for link in steps if link != step and (link.only_reads or not reads_only)]
    return CaseFile(
        referral=referral,
        subjects=subjects,
        secret=secret,
        printed=printed,
        others=[person for person in people if not person.is_subject],
        referrer=referrer,
        professionals=professionals,
        entries=entries,
        clocks=clocks,
        bases=bases,
        requests=requests,
        decisions=decisions,
        other_referrals=others,
        hidden=hidden_records(beside.cards, [person.person for person in people], user=user),
        other_hubs=named_hubs(beside.other_hubs, [person.person for person in people]),
        protected=named_marks(beside.protected, [person.person for person in people]),
        ways_in=beside.ways_in,
        frozen_records=beside.frozen_records,
        undelivered=beside.undelivered,
        pauses=pauses,
        standing_pauses=standing_pauses,
        days_due=days,
        step=step,
        links=links,
        may_claim=not reads_only and may_claim(referral, user),
        may_tell=not reads_only and user.has_perm(roles.REQUEST_INFORMATION),
    )


def _entry_on_paper(item: dict, secret: Secrets) -> dict:
    return {name: secret.on_paper(value) if isinstance(value, str) else value for name, value in item.items()}


def contact_on_paper(contact: Contact, secret: Secrets) -> Contact:
    return replace(
        contact,
        contact=secret.on_paper(contact.contact),
        safe_to_contact=secret.on_paper(contact.safe_to_contact),
    )


def _clock_row(clock: Clock, referral: Referral, entries: list[history.Entry], now: datetime) -> ClockRow:
    ended = history.ended_by(clock, entries)
    return ClockRow(clock, view_clock(clock, referral.hub, now, ended=ended), is_replaced=clock.replaced and not ended)


def _pauses(referral: Referral, clocks: list[ClockRow], requests: list[RequestState]) -> list[ClockPause]:
    """Return all pauses of the case, without a query if its clocks have none."""
    things = [*(row.clock for row in clocks), *(state.request for state in requests)]
    return pausing.pauses_in(referral) if any(thing.pauses for thing in things) else []


def _any_runs(referral: Referral, clocks: list[ClockRow], requests: list[RequestState]) -> bool:
    """Return whether a clock could be paused, by the same rule as `pausing.pausable`."""
    things = [row.clock for row in clocks if row.clock.stopped_at is None]
    # Requests rated red are never paused.
    things += [state.request for state in requests if state.is_open and state.request.rating != codes.Rating.RED]
    runs = any(thing.due_at and not thing.pause_review_on for thing in things)
    return runs and not pausing.why_not_pausable(referral)


def contacts(referral: Referral, *, as_received: bool = False) -> tuple[Contact | None, list[Contact]]:
    """Return the referrer and the professionals, in one query; `as_received` without those added later.

    The database blanks a public referrer's name and contact, so they never reach this process.
    """
    # Joined in the database, so that the same rule can blank both for a public referrer.
    reach = Concat("email", Value(" "), "phone", output_field=TextField())
    columns = {f"{name}_": _of_professional(F(name), CharField()) for name in ("name", "role", "organisation")}
    columns |= {
        "contact_": _of_professional(reach, TextField()),
        "safe_": _of_professional(F("safe_to_contact"), TextField()),
        "known_for_": _of_professional(F("known_for"), CharField()),
    }
    referrer = (
        Referrer.objects.filter(referral=referral)
        .annotate(kind_=Value("referrer"), may_contact_=Value(""), **columns)
        .values_list(
            "kind_",
            "name_",
            "role_",
            "organisation_",
            "contact_",
            "is_professional",
            "safe_",
            "wants_anonymity",
            "may_contact_",
            "known_for_",
        )
    )
    others = {
        "known_for_": Value(""),
        "contact_": Cast("contact", TextField()),
        "safe_": Value("", output_field=TextField()),
    }
    professionals = (
        InvolvedProfessional.objects.filter(referral=referral, **({"added_at": None} if as_received else {}))
        .order_by()
        .annotate(kind_=Value("professional"), yes_=Value(True), no_=Value(False), **others)
        .values_list(
            "kind_", "name", "role", "organisation", "contact_", "yes_", "safe_", "no_", "may_contact", "known_for_"
        )
    )
    rows = [Contact(*row) for row in referrer.union(professionals, all=True)]
    named = [contact for contact in rows if contact.kind == "professional"]
    return next((contact for contact in rows if contact.kind == "referrer"), None), named


def _of_professional(value, field) -> Case:
    return Case(When(is_professional=True, then=value), default=Value(""), output_field=field)


def _decisions(referral: Referral, subjects: list[Shown]) -> list[Decision]:
    """Return all versions in the order of their subjects, newest first."""
    order = {shown.person.pk: number for number, shown in enumerate(subjects)}
    decisions = list(
        referral.decisions.select_related("by", "signed_by", "second_signed_by")
        # Long texts that this page does not show.
        .defer("frozen", "rationale", "next_steps", "voice", "limbs", "capacity_detail", "wishes")
        .order_by("-version")
    )
    names = {shown.person.pk: shown.person for shown in subjects}
    for decision in decisions:
        decision.about = names.get(decision.subject_id)
    return sorted(decisions, key=lambda decision: (order.get(decision.subject_id, 0), -decision.version))


def _as_recorded(rows: Iterable[LawfulBasis]) -> list[LawfulBasis]:
    """Return each recorded basis once, newest first; an authorisation repeats the row it
    authorises.
    """
    return list({(basis.by_id, basis.at): basis for basis in rows}.values())[::-1]


def _state(referral, subjects, entries, bases, requests, decisions, undelivered) -> CaseState:
    """Return the state that decides which steps are offered, from rows already loaded."""
    newest = {decision.subject_id: decision for decision in reversed(decisions)}
    # Feedback on an earlier decision does not count after the case was decided anew.
    decided_at = max(
        (
            e.at
            for e in entries
            if e.kind == EntryKind.MOVE and (e.other == Status.DECIDED or e.code == "end as a duplicate")
        ),
        default=None,
    )
    feedback = [e for e in entries if e.kind == EntryKind.FEEDBACK and decided_at and e.at >= decided_at]
    return CaseState(
        referral,
        newest_decisions=tuple(newest.values()),
        any_undecided=any(shown.person.pk not in newest for shown in subjects),
        any_in_force=any(decision.state == Decision.State.SIGNED for decision in decisions),
        referrer_told=bool(feedback) and reached(feedback[-1].other, undelivered),
        basis=bases[0] if bases else None,
        any_request_open=any(state.is_open for state in requests),
        recommended=next((e.code for e in reversed(entries) if e.kind == EntryKind.RATING and e.flag), ""),
        notifications=tuple(
            still_to_make(
                (decision for decision in decisions if decision.state == Decision.State.SIGNED),
                (entry.answers for entry in entries if entry.kind == EntryKind.NOTIFICATION),
            )
        ),
    )


def _rated_by_agency(state: RequestState) -> history.Entry:
    columns = {"code": state.rating, "other": codes.RatingStage.RESPONSE, "text": state.rating_reason}
    return history.Entry(EntryKind.RATING, at=state.rated_at, by=state.agency, flag=False, **columns)


def _timeline_entry(entry: history.Entry) -> dict:
    body = f"To {entry.text}" if entry.kind == EntryKind.PRODUCT else entry.text
    return {"title": entry.title, "by": entry.by, "when": entry.at, "body": body, "rating": entry.rating}


def _timeline_request(state: RequestState) -> list[dict]:
    request, agency = state.request, state.agency
    sent = {"title": f"Asked {agency}", "by": request.sent_by.name, "when": request.sent_at, "body": state.reference}
    view = request.standing_view
    return [sent, *(_timeline_answer(agency, answer, view) for answer in request.responses.all())]


def _timeline_answer(agency: str, answer: Response, view: Response | None) -> dict:
    again = " again" if answer.number > 1 else ""
    body = "\n".join(filter(None, [answer.get_outcome_display(), answer.get_decline_reason_display()]))
    if answer.rating and answer != view:
        body = f"{body}\nIts view of the risk: {answer.get_rating_display().lower()}, replaced or taken back since"
        return {"title": f"{agency} answered{again}", "when": answer.at, "body": body}
    return {"title": f"{agency} answered{again}", "when": answer.at, "body": body, "rating": answer.rating}


def _timeline_worker(referral: Referral, way: WayIn) -> dict:
    title = "Taken on" if way.given_by == way.who else f"Allocated to {way.who}"
    return {"title": title, "by": way.given_by, "when": referral.allocated_at}


def _timeline_basis(basis: LawfulBasis) -> list[dict]:
    recorded = {
        "title": "Lawful basis recorded",
        "by": basis.by.name if basis.by else "",
        "when": basis.at,
        "body": "\n".join(filter(None, [basis.get_gateway_display(), basis.get_adult_gateway_display()])),
    }
    if not basis.authorised_by:
        return [recorded]
    title = "Asking authorised"
    return [recorded, {"title": title, "by": basis.authorised_by.name, "when": basis.authorised_at}]


def _timeline_pause(pause: ClockPause) -> list[dict]:
    what = pausing.label_of(pause)
    body = f"{pause.reason_words}. Review on {in_words(pause.review_on)}.\n{pause.why}"
    began = {"title": f"Paused: {what}", "by": pause.by.name, "when": pause.at, "body": body}
    if not pause.ended_at:
        return [began]
    by = pause.ended_by.name if pause.ended_by else ""
    return [began, {"title": f"Pause ended: {what}", "by": by, "when": pause.ended_at}]


def _timeline_signed(decision: Decision) -> list[dict]:
    signatures = [("signed", decision.signed_by, decision.signed_at)]
    signatures += [("signed by a second manager", decision.second_signed_by, decision.second_signed_at)]
    whom = decision.about.display_name if decision.about else ""
    facts = {"body": f"{whom}: {decision.get_outcome_display()}", "rating": decision.final_rating}
    return [{"title": f"Decision {what}", "by": by.name, "when": at, **facts} for what, by, at in signatures if by]
