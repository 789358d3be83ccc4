"""The figures of the dashboard: each hub's own, counted whole, with small numbers withheld.

The database counts every case of the hub, also those that the reader may not open, so all who hold the
dashboard read the same (docs/decisions/0030-figures-are-counted-whole.md). Each case, person or request
counts once in a table. What counts, and when, is said by each function, and on the page in `Table.counts`.
A period runs from the first instant of its first day to the last of its last, in the hub's local time.
"""

from datetime import date, timedelta

from agencies.models import Agency
from referrals import codes
from referrals.codes import Status
from referrals.people.other_referrals import months_in_words
from referrals.reports.counting import Counts, Scope, Took, share_words
from referrals.reports.forms import address
from referrals.reports.period import MONTH
from referrals.reports.small_numbers import LEAST, to_hide
from referrals.reports.tables import WITHHELD, FigureColumn, Row, Table
from referrals.timing.clocks import spell_out

NOT_RATED = "none"
RATING_LABELS = {rating.value: rating.label for rating in codes.Rating}
RATINGS = tuple(FigureColumn(r.value, r.label, (r.value,), colour=r.value) for r in codes.Rating)
RATINGS_OR_NONE = (*RATINGS, FigureColumn(NOT_RATED, "Not rated", (NOT_RATED,), colour="none"))
# What became of one clock against its target. Pieces of the same names are in referrals/access/figures.sql.
IN_TIME, LATE, OVERDUE, WAITING = "in_time", "late", "overdue", "waiting"
PAUSED, NO_TARGET, NOT_TOLD, LET_GO = "paused", "no_target", "not_told", "let_go"
DONE = (IN_TIME, LATE, NO_TARGET)
STATES = (*DONE, OVERDUE, PAUSED, WAITING, NOT_TOLD, LET_GO)
AGAINST_TARGET = (IN_TIME, LATE, OVERDUE)
TIMELINESS = (
    FigureColumn(IN_TIME, "Within target", (IN_TIME,), colour="green"),
    FigureColumn(LATE, "After it", (LATE,), colour="amber"),
    FigureColumn(OVERDUE, "Overdue now", (OVERDUE,), colour="red"),
)
SHARE = FigureColumn("share", "Share within target", short="Within target", is_text=True)
DONE_COLUMN = FigureColumn("done", "Done", DONE)
PAUSED_COLUMN = FigureColumn(PAUSED, "Paused now", (PAUSED,))
STILL = FigureColumn(WAITING, "Still in time", (WAITING,), colour="none")
UNTARGETED = FigureColumn(NO_TARGET, "Done, no target", (NO_TARGET,))
HALF = FigureColumn("half", "Half took up to", short="Half", is_text=True)
NINE = FigureColumn("nine_in_ten", "9 in 10 took up to", short="9 in 10", is_text=True)
EXCUSED = FigureColumn(NOT_TOLD, "Not told, with a reason", (NOT_TOLD,), short="Not told")
SPEED = (SHARE, DONE_COLUMN, TIMELINESS[2], PAUSED_COLUMN, HALF, NINE)
ONCE = "A case that is triaged again after a return, or reopened and decided again, counts once, by the first time."
# Short labels for two channels that begin alike, because a chart has little room
CHANNELS = {
    **dict(codes.Channel.choices),
    codes.Channel.WEB_PUBLIC: "Online, public",
    codes.Channel.WEB_PROFESSIONAL: "Online, professional",
}
MEASURES = (
    codes.ClockMeasure.FIRST_DECISION,
    codes.ClockMeasure.FINAL_DECISION,
    codes.ClockMeasure.FEEDBACK,
)


class Figures:
    """All figures of a scope, from one count of the database."""

    def __init__(self, scope: Scope):
        self.scope, self.counts = scope, Counts(scope)

    @property
    def arrived(self) -> int:
        """Return how many referrals arrived in the period: each once, when it was first received. Exact."""
        return self.counts.total("arrivals")

    @property
    def overdue_in_all(self) -> int:
        """Return how many open cases are past their next target now, whenever they arrived. Exact."""
        return self.counts.total("overdue")

    def tables(self) -> dict[str, Table]:
        speeds, outcomes = self.speeds(), self.outcomes()
        every_table = [
            *(self.overdue(), self.arrivals(), self.stages(), self.sources(), self.channels()),
            *(speeds, self.by_rating(speeds), self.agencies(), self.declined()),
            *(self.again(), outcomes, self.cin_referrals(outcomes), self.changes()),
        ]
        return {table.key: table for table in every_table}

    def arrivals(self) -> Table:
        """Count each referral on the day, week or month in which it was first received."""
        step = self.scope.period.step
        labels = {day.isoformat(): step_words(day, step) for day in self.scope.period.steps()}
        counts = "Each referral counts once, when it was first received."
        return self._flat(
            "arrivals", f"Referrals each {step}", step.capitalize(), "referrals", counts, labels, in_order=True
        )

    def stages(self) -> Table:
        """Count the arrivals of the period by the stage and the rating they have now."""
        return self._grid(
            "stage", "Stage they are at now, by rating", "Stage", "referrals",
            "Referrals that arrived in this period, by where they stand now.",
            dict(Status.choices), RATINGS_OR_NONE,
        )  # fmt: skip

    def sources(self) -> Table:
        """Count the arrivals of the period by who sent them."""
        counts = "Referrals that arrived in this period, by who first sent them."
        return self._flat("source", "Who sent them", "Sender", "referrals", counts, dict(codes.SourceCode.choices))

    def channels(self) -> Table:
        """Count the arrivals of the period by how they came."""
        counts = "Referrals that arrived in this period, by how they first came."
        return self._flat("channel", "How they came", "Channel", "referrals", counts, CHANNELS)

    def overdue(self) -> Table:
        """Count open cases past their next target or the review of their pause, whenever they arrived.

        A case counts once, by what is due first.
        """
        return self._grid(
            "overdue", "Overdue cases by what is due and rating", "What is due", "cases",
            "Open cases past what is due first, or past the review of its pause, whenever they arrived.",
            dict(codes.DUE_FOR), RATINGS_OR_NONE,
        )  # fmt: skip

    def speeds(self) -> Table:
        """Count the arrivals of the period by what became of first decision, final decision and feedback.

        The first decision is the first of triage, early exit or transfer: a returned referral waits for its referrer,
        and its clock goes on when it is received again. The final decision the first time
        that all subjects' decisions are signed; feedback the first time the referrer is told. A clock that a new rating
        replaces does not count. What ends at the very instant of its target is in time. A referrer who was not told,
        with a reason, counts neither as in time nor as late.
        """
        rows = []
        for measure in MEASURES:
            states = self._states("measure", measure)
            # The cases whose clock of this measure never started: the numbers of a row add up to all arrivals.
            values = [*states.values(), self.arrived - sum(states.values())]
            hidden = to_hide(values)
            numbers = {state: None if place in hidden else n for place, (state, n) in enumerate(states.items())}
            share = _share(states, numbers, total_is_known=len(values) - 1 not in hidden)
            rows.append(_speed_row("measure", measure.value, measure.label, numbers, share, self.counts))
        counts = (
            "Referrals that arrived in this period, whatever happened since. First decision: triage, an early exit "
            "or a transfer. A returned referral is paused until it is received again: the table of stages tells how "
            f"many. {ONCE} What is done at the very moment of its target is within it."
        )
        return self._table(
            "measure", "Decisions and feedback against target", "Measure", "referrals", counts,
            (*SPEED, EXCUSED), rows, series=TIMELINESS, more=(STILL, UNTARGETED),
            chart_title="Decisions and feedback: within target, late and overdue",
        )  # fmt: skip

    def by_rating(self, speeds: Table) -> Table:
        """Break the final decisions down by the rating that set their clock; each column adds up to `speeds`."""
        final = next(row for row in speeds.rows if row.part == codes.ClockMeasure.FINAL_DECISION)
        labels = {**RATING_LABELS, NOT_RATED: "Not rated"}
        states = {rating: self._states("rating", rating) for rating in labels}
        numbers: dict[str, dict[str, int | None]] = {rating: {} for rating in labels}
        for state in STATES:
            column = [states[rating][state] for rating in labels]
            withheld = set(range(len(labels))) if final.numbers[state] is None else to_hide(column)
            for place, rating in enumerate(labels):
                numbers[rating][state] = None if place in withheld else column[place]
        rows = [
            _speed_row("rating", rating, label, numbers[rating], _share(states[rating], numbers[rating]), self.counts)
            for rating, label in labels.items()
        ]
        counts = f"Final decisions of the table above, by the rating that set the clock. {ONCE}"
        has_any = bool(self.counts.total("rating"))
        return self._table(
            "rating", "Final decision, by rating", "Rating", "referrals", counts, SPEED, rows if has_any else [],
            series=TIMELINESS, more=(STILL, UNTARGETED),
            chart_title="Final decision by rating: within target, late and overdue",
        )  # fmt: skip

    def agencies(self) -> Table:
        """Count each request sent in the period once, whenever its referral arrived.

        It is answered when its agency has answered in full. One that was let go unanswered, because its case was
        closed, counts as late if its target had passed by then.
        """
        hub_agencies = Agency.objects.filter(hub=self.scope.user.hub_id).order_by("name")
        names = {str(pk): name for pk, name in hub_agencies.values_list("pk", "name")}
        asked = self.counts.parts("agency")
        parts = [part for part in [*names, *(set(asked) - set(names))] if asked.get(part)]
        hidden = to_hide([*(asked[part] for part in parts), 0])
        nothing_known = self.counts.parts("nothing_known")
        rows = [
            self._agency_row(part, names.get(part, "–"), asked[part], nothing_known.get(part, 0), place in hidden)
            for place, part in enumerate(parts)
        ]
        columns = (
            FigureColumn("asked", "Asked"),
            FigureColumn("share", "In time", is_text=True),
            FigureColumn("half", "Half answered within", short="Half within", is_text=True),
            TIMELINESS[2],
            PAUSED_COLUMN,
            FigureColumn("nothing_known", "Nothing known", figure="nothing_known"),
        )
        counts = (
            "Requests sent in this period, whenever the referral arrived. In time: of those answered, and those that "
            "should have been by now. After it: answered late, or past its target when its case was closed without it."
        )
        return self._table(
            "agency", "How agencies answered", "Agency", "requests", counts, columns, rows,
            series=(*TIMELINESS, STILL), more=(UNTARGETED, FigureColumn(LET_GO, "No longer waited for", (LET_GO,))),
            chart_title="Requests to each agency",
        )  # fmt: skip

    def declined(self) -> Table:
        """Count the requests of the period to which an agency does not share, by the reason of its newest answer."""
        counts = "Requests sent in this period that were declined, or of which something is held and not shared."
        labels = {**dict(codes.DeclineReason.choices), "not_said": "No reason from the list"}
        return self._flat("declined", "Why agencies did not share", "Reason", "requests", counts, labels)

    def _agency_row(self, part: str, name: str, asked: int, nothing_known: int, is_withheld: bool) -> Row:
        states = self._states("agency", part)
        hidden = set(range(len(states))) if is_withheld else to_hide(list(states.values()))
        numbers = {state: None if place in hidden else n for place, (state, n) in enumerate(states.items())}
        texts = {
            "share": _share(states, numbers, total_is_known=not is_withheld),
            "half": _time_words(numbers, self.counts.took.get(("agency", part), Took()).half),
        }
        # Those who knew nothing are among those who answered: it could give a withheld number away.
        nothing_hidden = hidden or to_hide([nothing_known, asked - nothing_known])
        numbers["asked"] = None if is_withheld else asked
        numbers["nothing_known"] = None if nothing_hidden else nothing_known
        return Row(part, name, numbers, texts)

    def again(self) -> Table:
        """Count the subjects of the arrivals, each as often as they were referred.

        Again are those whom a referral to the hub in its months of repeats was about, almost certainly or as somebody
        found.
        """
        months = months_in_words(self.scope.hub.repeat_months)
        pieces = self.counts.of("again")
        again, first, unknown = (pieces.get(("", piece), 0) for piece in ("again", "first", "unknown"))
        hidden = to_hide([again, first, unknown])
        numbers = {
            key: None if place in hidden else number
            for place, (key, number) in enumerate({"again": again, "first": first, "unknown": unknown}.items())
        }
        share = share_words(again, again + first) if not hidden & {0, 1} else WITHHELD
        people = self.scope.people_word
        columns = (
            FigureColumn("share", "Referred again, of those we know well enough to tell", short="Again", is_text=True),
            FigureColumn("again", "Referred again", ("again",)),
            FigureColumn("first", f"Not in the {months} before", ("first",)),
            FigureColumn("unknown", "Cannot be told", ("unknown",)),
        )
        counts = (
            f"{people.capitalize()} referred in this period, as often as they were. Again: with a referral to this hub "
            f"in the {months} before about almost certainly the same person, or one found to be. Without an NHS "
            "number, or a last name and a date of birth, it cannot be told."
        )
        rows = [Row("", f"All {people} referred", numbers, {"share": share})] if self.counts.total("again") else []
        title = f"Referred again within {months}"
        return self._table("again", title, "Who", people, counts, columns, rows, has_lists=False)

    def outcomes(self) -> Table:
        """Count each subject of the arrivals once, by the newest signed decision about them."""
        counts = "People of the referrals that arrived in this period, by the newest signed decision about each."
        title = f"Outcomes, one for each {self.scope.person_word} decided on"
        labels = dict(codes.Outcome.choices)
        return self._flat("outcome", title, "Outcome", self.scope.people_word, counts, labels)

    def cin_referrals(self, outcomes: Table) -> Table:
        """Pick from `outcomes` those that open a child in need referral, in the children in need census.

        Its numbers are those of `outcomes`, and withheld where they are: else one table gave away the other's.
        """
        rows = [row for row in outcomes.rows if codes.OUTCOME_FACTS[codes.Outcome(row.part)].opens_cin_referral]
        numbers = [row.numbers["number"] for row in rows]
        total = WITHHELD if None in numbers or outcomes.is_too_small else sum(number or 0 for number in numbers)
        counts = (
            "Children, born or unborn, of the referrals that arrived in this period whose newest signed decision opens "
            "a child in need referral, as the children in need census counts it: each child once for each referral. "
            f"In all: {total}."
        )
        return self._table(
            "cin_referral", "Referrals to children’s social care: child in need referrals opened", "Outcome",
            "children", counts, (FigureColumn("number", "Children", figure="outcome"),), rows,
            is_too_small=outcomes.is_too_small,
        )  # fmt: skip

    def changes(self) -> Table:
        """Compare the newest rating at triage with that of the newest signed decision, for each subject."""
        return self._grid(
            "change", "Rating at triage (rows) and as decided (colours)", "Rating at triage", self.scope.people_word,
            "People of the referrals that arrived in this period: the last rating at triage, and that of the newest "
            "signed decision about each.",
            {**RATING_LABELS, NOT_RATED: "Not rated"}, RATINGS,
        )  # fmt: skip

    def _states(self, figure: str, part: str) -> dict[str, int]:
        pieces = self.counts.of(figure)
        return {state: pieces.get((part, state), 0) for state in STATES}

    def _flat(
        self, key: str, title: str, head: str, unit: str, counts: str, labels: dict[str, str], *, in_order: bool = False
    ) -> Table:
        """Return a table of one number a row. Without `in_order` it has no zeros, and the most come first."""
        numbers = self.counts.parts(key)
        parts = [*labels, *(part for part in sorted(numbers) if part not in labels)]
        parts = parts if in_order else [part for part in parts if numbers.get(part)]
        shown = _shown([numbers.get(part, 0) for part in parts])
        rows = [
            Row(part, labels.get(part, part), {"number": number})
            for part, number in zip(parts, shown or [], strict=bool(shown))
        ]
        if not in_order:
            # Withheld numbers in the order of their labels: their own order would say which is larger.
            rows.sort(key=lambda row: (row.numbers["number"] is None, -(row.numbers["number"] or 0), row.label))
        columns = (FigureColumn("number", unit.capitalize()),)
        return self._table(key, title, head, unit, counts, columns, rows, is_too_small=shown is None)

    def _grid(
        self,
        key: str,
        title: str,
        head: str,
        unit: str,
        counts: str,
        labels: dict[str, str],
        columns: tuple[FigureColumn, ...],
    ) -> Table:
        """Return a table whose numbers all together make the total, without empty rows."""
        pieces = self.counts.of(key)
        parts = [part for part in labels if any(pieces.get((part, column.key)) for column in columns)]
        places = [(part, column.key) for part in parts for column in columns]
        shown = _shown([pieces.get(place, 0) for place in places])
        numbers = dict(zip(places, shown or [], strict=bool(shown)))
        rows = [
            Row(part, labels[part], {column.key: numbers[part, column.key] for column in columns})
            for part in (parts if shown is not None else [])
        ]
        return self._table(key, title, head, unit, counts, columns, rows, is_too_small=shown is None)

    def _table(
        self, key: str, title: str, head: str, unit: str, counts: str, columns, rows: list[Row], **more
    ) -> Table:
        query = address(self.scope.period, self.scope.about)
        return Table(key, title, head, unit, counts, columns, rows, query, **more)


def step_words(day: date, step: str) -> str:
    return f"{day:%b %Y}" if step == MONTH else f"{day.day} {day:%b %Y}"


def _shown(numbers: list[int]) -> list[int | None] | None:
    """Return the numbers with None for those withheld, or None if nothing can be shown."""
    # The zero at the end stands for all that has no row.
    hidden = to_hide([*numbers, 0])
    if len(numbers) in hidden:
        return None
    return [None if place in hidden else number for place, number in enumerate(numbers)]


def _share(states: dict[str, int], numbers: dict[str, int | None], *, total_is_known: bool = False) -> str:
    """Return the share in time of those done and overdue, or that it is withheld.

    It says nothing new where its numbers are shown, or follow from the total and from what is shown.
    """
    hidden = {state for state, number in numbers.items() if number is None}
    if hidden & set(AGAINST_TARGET) and not (total_is_known and hidden <= {LATE, OVERDUE}):
        return WITHHELD
    return share_words(states[IN_TIME], sum(states[state] for state in AGAINST_TARGET))


def _speed_row(figure: str, part: str, label: str, numbers: dict[str, int | None], share: str, counts: Counts) -> Row:
    took = counts.took.get((figure, part), Took())
    done = [numbers[state] for state in DONE]
    shown = [number for number in done if number is not None]
    texts = {
        "share": share,
        "half": _time_words(numbers, took.half),
        "nine_in_ten": _time_words(numbers, took.nine_in_ten),
    }
    return Row(part, label, {**numbers, "done": sum(shown) if len(shown) == len(done) else None}, texts)


def _time_words(numbers: dict[str, int | None], took: timedelta | None) -> str:
    """Return a time if enough of those it is of are shown."""
    done = [numbers[state] for state in DONE]
    if sum(number or 0 for number in done) >= LEAST:
        return spell_out(took) if took is not None else "–"
    return WITHHELD if None in done else "–"
