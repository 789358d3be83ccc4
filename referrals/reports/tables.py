"""A table of figures: what the page, its chart, the lists behind its numbers and its files all show."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from audit.exports.tables import KINDS

WITHHELD = "withheld"
WHY_WITHHELD = (
    "“Withheld” stands for a number from 1 to 4, and for a number from which one of those could be worked out. "
    "Totals of the hub are exact."
)


@dataclass(frozen=True)
class FigureColumn:
    """A column; `pieces` are what its numbers count of a figure, None for everything; `is_text` has words."""

    key: str
    label: str
    pieces: tuple[str, ...] | None = None
    figure: str = ""  # where it is not the figure of the table
    short: str = ""
    colour: str = ""
    is_text: bool = False


@dataclass(frozen=True)
class Row:
    """A row with its numbers (None: withheld) and texts, by the keys of the columns."""

    part: str
    label: str
    numbers: dict[str, int | None]
    texts: dict[str, str] = field(default_factory=dict)

    def cell(self, column: FigureColumn) -> int | str:
        if column.is_text:
            return self.texts[column.key]
        number = self.numbers[column.key]
        return WITHHELD if number is None else number


@dataclass(frozen=True)
class Cell:
    label: str
    text: int | str
    href: str


@dataclass(frozen=True)
class Table:
    key: str  # of its figure
    title: str
    head: str  # of its first column
    unit: str
    counts: str  # what is counted, and when, in plain words
    columns: tuple[FigureColumn, ...]
    rows: list[Row]
    address: str  # the filter as a query
    has_lists: bool = True  # False where a list would say that a case it leaves out exists
    series: tuple[FigureColumn, ...] = ()  # what the chart draws, where that is not the columns
    more: tuple[FigureColumn, ...] = ()  # further columns of the files
    is_too_small: bool = False  # nothing of it can be shown
    chart_title: str = ""

    @property
    def every_column(self) -> tuple[FigureColumn, ...]:
        by_key = {column.key: column for column in (*self.columns, *self.series, *self.more)}
        return tuple(by_key.values())

    @property
    def lines(self) -> Iterator[tuple[Row, list[Cell]]]:
        """Yield each row with its cells, as the page shows them."""
        for row in self.rows:
            cells = (
                Cell(column.short or column.label, row.cell(column), self.href(row, column)) for column in self.columns
            )
            yield row, list(cells)

    @property
    def bars(self) -> list[dict]:
        """Return the rows for a chart of one number each."""
        (column,) = self.columns
        return [
            {"label": row.label, "value": row.numbers[column.key], "href": self.href(row, column)} for row in self.rows
        ]

    @property
    def drawn(self) -> list[dict]:
        """Return the series of a stacked chart."""
        return [{"key": c.key, "label": c.label, "colour": c.colour} for c in self.series or self.columns]

    @property
    def stacks(self) -> list[dict]:
        """Return the rows for a stacked chart."""
        series = self.series or self.columns
        return [
            {
                "label": row.label,
                "values": {column.key: row.numbers[column.key] for column in series},
                "hrefs": {column.key: self.href(row, column) for column in series},
            }
            for row in self.rows
        ]

    def href(self, row: Row, column: FigureColumn) -> str:
        """Return the address of the list behind a number; none is behind a text, a zero or a withheld number."""
        if not self.has_lists or column.is_text or not row.numbers[column.key]:
            return ""
        return self.list_address(table=self.key, part=row.part, column=column.key)

    @property
    def total_href(self) -> str:
        return self.list_address(table=self.key)

    def list_address(self, **which: str) -> str:
        return f"{reverse('referrals:dashboard_cases')}?{self.address}&{urlencode(which)}"

    @property
    def files(self) -> list[dict[str, str]]:
        """Return the addresses of the table as a file of each kind."""
        start = f"{reverse('referrals:dashboard_file')}?{self.address}"
        return [
            {"label": kind.upper(), "href": f"{start}&{urlencode({'table': self.key, 'kind': kind})}"} for kind in KINDS
        ]
