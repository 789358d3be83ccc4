"""Who looked at a record, person by person, and why they could: the answer to a complaint, from the log alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils.dateparse import parse_datetime

from audit import searching, wording
from audit.details import Names, as_page, detail_of, local
from audit.models import Event
from audit.recording import EMERGENCY, REFUSED, codes_marked
from audit.registry import registry

GRANTED = "grant.given"  # lines that say who was given access, on what ground and until when
WITHDRAWN = "grant.withdrawn"
CASE = "referral"  # what a line about a case is about
RESTRICTED, UNRESTRICTED = "referral.restricted", "referral.unrestricted"
PAGE_READ = "break_glass.page_read"
BEGINNING, ALWAYS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
NOT_KNOWN = "The log does not say"
HEADINGS = {
    "opened": "Opened pages of it",
    "emergency": "Opened it in an emergency, or tried to",
    "refused": "Were refused, or asked in vain",
    "listed": "Had it on the screen in a list",
}


@dataclass(frozen=True)
class AccessSpan:
    """Why somebody could look, and from when until before when the log has it so."""

    words: str
    since: datetime
    until: datetime


@dataclass
class Looker:
    """What one person did under the roles and in the agency they had then."""

    by_id: int | None
    by_name: str
    role_codes: str
    agency: str
    times: int
    first: datetime
    last: datetime
    saw: dict[str, int] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)  # of each look

    @property
    def name(self) -> str:
        return wording.who(self.by_name)

    @property
    def roles(self) -> str:
        return wording.roles(self.role_codes)

    @property
    def first_at(self) -> str:
        return local(self.first)

    @property
    def last_at(self) -> str:
        return local(self.last)

    def add(self, line: dict) -> None:
        self.times += line["times"]
        self.first, self.last = min(self.first, line["first"]), max(self.last, line["last"])
        self.moments += line["moments"]
        words = as_page(line["page"], Names()) if line["page"] else wording.sentence(line["code"])
        self.saw[words] = self.saw.get(words, 0) + line["times"]

    def looked_in(self, span: AccessSpan) -> bool:
        return any(span.since <= moment < span.until for moment in self.moments)


@dataclass(frozen=True)
class LookerTable:
    key: str
    lookers: list[Looker]

    @property
    def heading(self) -> str:
        return HEADINGS[self.key]


def references_of(reference: str, *, whole: bool) -> list[str]:
    """Return the references of a record with what belongs to it; `whole`: of all records of these people."""
    related = (registry.near(reference) if whole else []) or registry.of(reference)
    return sorted({*related, reference})


def others_of(reference: str) -> list[str]:
    """Return references of the other records of these people and of those they live with, such as a sibling's."""
    return sorted({*registry.near(reference)} - {*registry.of(reference), reference})


def summary(hub_id: int | None, references: list[str]) -> list[LookerTable]:
    about = Event.objects.filter(hub_id=hub_id, reference__in=references)
    emergency = about.filter(code__in=codes_marked(EMERGENCY))
    # Each page read by an emergency opening leaves a line of the case as well, in the same request.
    in_emergency = list(emergency.filter(code=PAGE_READ).exclude(request_id="").values_list("request_id", flat=True))
    opened = about.filter(code__in=registry.readings).exclude(request_id__in=in_emergency)
    listed = Event.objects.filter(searching.listing(references)).exclude(reference__in=references)
    parts = {
        "opened": opened,
        "emergency": emergency,
        "refused": about.filter(code__in=codes_marked(REFUSED)),
        "listed": listed,
    }
    grounds, unrestricted = _grounds(about), _unrestricted(about)
    sections = [LookerTable(key, _lookers(events)) for key, events in parts.items()]
    for section in sections:
        for looker in section.lookers:
            looker.why = _why(looker, grounds, unrestricted, section.key)
    return sections


def _lookers(events: QuerySet[Event]) -> list[Looker]:
    lines = (
        events.order_by()
        .annotate(page=KeyTextTransform("page", "detail"))
        .values("by_id", "by_name", "by_role", "by_agency", "code", "page")
        .annotate(times=Count("pk"), first=Min("at"), last=Max("at"), moments=ArrayAgg("at"))
    )
    lookers: dict[tuple, Looker] = {}
    for line in lines:
        key = (line["by_id"], line["by_name"], line["by_role"], line["by_agency"])
        new = Looker(*key, 0, line["first"], line["last"])
        lookers.setdefault(key, new).add(line)
    return sorted(lookers.values(), key=lambda looker: looker.last, reverse=True)


def _grounds(about: QuerySet[Event]) -> dict[str, list[AccessSpan]]:
    """Return, by the number of a person, the access they were given by name; under "hub" what another hub was given."""
    names = Names()
    lines = list(about.filter(code__in=[GRANTED, WITHDRAWN]).order_by("at", "pk"))
    grounds: dict[str, list[AccessSpan]] = {}
    for place, line in enumerate(lines):
        if line.code == GRANTED:
            kind, until = (
                how.read(line.detail.get(key, ""), names)
                for key in ("kind", "until")
                if (how := detail_of(GRANTED, key)) is not None
            )
            words = f"{kind}: access given by {wording.who(line.by_name)} on {local(line.at)}. {until}"
            ground = AccessSpan(words, line.at, _end_of(line, lines[place + 1 :]))
            grounds.setdefault(str(line.detail.get("to", "hub")), []).append(ground)
    return grounds


def _end_of(granted: Event, later: list[Event]) -> datetime:
    """Return when access ended: on its last day, or by a line that withdrew or replaced it before that."""
    to = ("reference", granted.reference), ("to", granted.detail.get("to")), ("to_hub", granted.detail.get("to_hub"))
    kind, ends = granted.detail.get("kind"), parse_datetime(granted.detail.get("until", "")) or ALWAYS
    for line in later:
        same = (("reference", line.reference), ("to", line.detail.get("to")), ("to_hub", line.detail.get("to_hub")))
        if same == to and (kind == line.detail.get("kind") or kind in line.detail.get("kinds", [])):
            return min(ends, line.at)
    return ends


def _unrestricted(about: QuerySet[Event]) -> list[AccessSpan]:
    """Return when at least one of these cases was open to the hub's team."""
    cases = about.filter(about_kind=CASE).order_by().values_list("reference", flat=True).distinct()
    closed: dict[str, datetime] = {}
    open_since: dict[str, datetime] = dict.fromkeys(cases, BEGINNING) or {"": BEGINNING}
    spans = []
    for line in about.filter(code__in=[RESTRICTED, UNRESTRICTED]).order_by("at", "pk"):
        if line.code == UNRESTRICTED and line.reference in closed:
            del closed[line.reference]
            open_since[line.reference] = line.at
        elif line.code == RESTRICTED and line.reference not in closed:
            closed[line.reference] = line.at
            spans.append(AccessSpan("", open_since.pop(line.reference), line.at))
    return [*spans, *(AccessSpan("", since, ALWAYS) for since in set(open_since.values()))]


def _why(
    looker: Looker, grounds: dict[str, list[AccessSpan]], unrestricted: list[AccessSpan], section: str
) -> list[str]:
    """Return why somebody could see the record, as the log has it: what held at one of their looks."""
    if section == "refused":
        return ["They could not"]
    if section == "emergency":
        return ["By an emergency opening, for minutes, which governance reviews"]
    theirs = grounds.get(str(looker.by_id), [])
    why = list(dict.fromkeys(ground.words for ground in theirs if looker.looked_in(ground)))
    if looker.agency:
        why.append(f"What was put or released to their agency, {looker.agency}")
    elif any(looker.looked_in(span) for span in unrestricted):
        team = [registry.ways_in[code] for code in looker.role_codes.split(", ") if code in registry.ways_in]
        why += [f"In the hub’s team, by their role: {', '.join(team)}"] if team else []
    return why or [ground.words for ground in grounds.get("hub", []) if looker.looked_in(ground)] or [NOT_KNOWN]


COLUMNS = (
    *("list", "person", "role", "agency", "first", "last", "how_often", "what_they_saw", "why_they_could"),
    *("person_number", "role_codes", "first_utc", "last_utc"),
)


def file_rows(sections: Iterable[LookerTable]) -> Iterator[list[str | int]]:
    """Return the summary for a spreadsheet: words for people first, then the codes and times for machines."""
    yield list(COLUMNS)
    for section in sections:
        for looker in section.lookers:
            saw = "; ".join(f"{words}: {times}" for words, times in looker.saw.items())
            yield [
                *(section.heading, looker.name, looker.roles, looker.agency, looker.first_at, looker.last_at),
                *(looker.times, saw, "; ".join(looker.why), "" if looker.by_id is None else looker.by_id),
                *(looker.role_codes, looker.first.astimezone(UTC).isoformat(), looker.last.astimezone(UTC).isoformat()),
            ]
