"""Pages of a list that changes while it is read: each goes on from the last row seen, not from a number.

Behind a page number a row falls between two pages as soon as a colleague takes one off the list. The place in the
address is signed and holds the values of the columns sorted by, so it needs no row that is still on the list.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import QueryDict

AFTER, BEFORE = "after", "before"
PLACES = (AFTER, BEFORE)  # the parameters of an address that say which page
KEY = "paging_key_"
SALT = "mash.paging"


def first_page_of(params: QueryDict) -> QueryDict:
    """Return a copy of the parameters without the place in the list, as for another order or filter of it."""
    query = params.copy()
    for parameter in PLACES:
        query.pop(parameter, None)
    return query


@dataclass(frozen=True)
class KeysetPage:
    """The rows of a page, and the places where the pages beside it begin ("" where there is none)."""

    rows: list[Any]
    before: str
    after: str

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def is_only_page(self) -> bool:
        return not (self.before or self.after)


def page_of(rows: QuerySet, params: Mapping[str, str], *, size: int, anchors: QuerySet | None = None) -> KeysetPage:
    """Return the page that `params` ask for; the first for a place that cannot be read.

    The order of `rows` has to end in a unique column. Where it is by what may not stand in an address, such as a name,
    `anchors` are the rows among which the last row seen is looked up.
    """
    order: Sequence[Any] = rows.query.order_by or rows.model._meta.ordering
    terms = [_term(term) for term in order]
    last = getattr(terms[-1].expression, "name", "")
    if last != "pk" and not (last and rows.model._meta.get_field(last).unique):
        raise ValueError("The order of a list in pages has to end in a unique column.")
    rows = rows.annotate(**{f"{KEY}{number}": term.expression for number, term in enumerate(terms)})
    places = _Places(rows, terms, anchors)
    place = places.read(rows, params.get(AFTER, "")) if params.get(AFTER) else None
    if place:
        shown, more = _next(rows, terms, place, size)
        # Nothing is left behind the place where colleagues have taken the rest: the first page then.
        if shown:
            return KeysetPage(shown, places.at(shown[:1]), places.at(shown[-1:]) if more else "")
    place = places.read(rows, params.get(BEFORE, "")) if params.get(BEFORE) else None
    if place:
        shown, more = _next(rows, [_turned(term) for term in terms], place, size)
        # Fewer than a page before this one: the first page, in full.
        if more:
            shown.reverse()
            return KeysetPage(shown, places.at(shown[:1]), places.at(shown[-1:]))
    shown, more = _next(rows, terms, None, size)
    return KeysetPage(shown, "", places.at(shown[-1:]) if more else "")


class _Places:
    """Writes and reads the place of a row in an order; one written for another list or order is not read."""

    def __init__(self, rows: QuerySet, terms: list[OrderBy], anchors: QuerySet | None):
        self.terms, self.anchors = terms, anchors
        self.salt = f"{SALT} {rows.model._meta.label} {terms!r}"

    def at(self, rows: list) -> str:
        if not rows:
            return ""
        row = rows[0]
        values = [row.pk] if self.anchors is not None else [getattr(row, f"{KEY}{n}") for n in self._numbers]
        return signing.dumps([_written(value) for value in values], salt=self.salt)

    def read(self, rows: QuerySet, place: str) -> list | None:
        try:
            values = signing.loads(place, salt=self.salt)
        except signing.BadSignature:
            return None
        if self.anchors is not None:
            keys = {f"{KEY}{number}": term.expression for number, term in enumerate(self.terms)}
            return self.anchors.annotate(**keys).filter(pk=values[0]).values_list(*keys).first()
        columns = [rows.query.annotations[f"{KEY}{number}"].output_field for number in self._numbers]
        return [column.to_python(value) for column, value in zip(columns, values, strict=True)]

    @property
    def _numbers(self) -> range:
        return range(len(self.terms))


def _written(value: Any) -> Any:
    # To the microsecond, which JSON as Django writes it leaves out: a row would come after itself.
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int) else str(value)


def _next(rows: QuerySet, terms: list[OrderBy], place: list | None, size: int) -> tuple[list, bool]:
    """Return the next rows in this order, and whether there are more."""
    if place is not None:
        rows = rows.filter(_beyond(terms, place))
    ordered = rows.order_by(*(_by_key(number, term) for number, term in enumerate(terms)))
    shown = list(ordered[: size + 1])
    return shown[:size], len(shown) > size


def _beyond(terms: list[OrderBy], place: list) -> Q:
    """Match the rows that come after `place`: equal in the first columns, and later in the next one."""
    beyond, equal = Q(pk__in=[]), Q()
    for number, (term, value) in enumerate(zip(terms, place, strict=True)):
        name = f"{KEY}{number}"
        beyond |= equal & _later(name, term, value)
        equal &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    return _from(terms[0], place[0]) & beyond


def _from(term: OrderBy, value: Any) -> Q:
    """Match the first column alone, so that an index begins at the place and not at the first page."""
    if value is None or not term.nulls_first:
        return Q()
    return Q(**{f"{KEY}0__{'lte' if term.descending else 'gte'}": value})


def _later(name: str, term: OrderBy, value: Any) -> Q:
    if value is None:
        return Q(**{f"{name}__isnull": False}) if term.nulls_first else Q(pk__in=[])
    later = Q(**{f"{name}__{'lt' if term.descending else 'gt'}": value})
    return later if term.nulls_first else later | Q(**{f"{name}__isnull": True})


def _term(term: str | OrderBy) -> OrderBy:
    """Return one column of an order, saying where it has its empty values, as PostgreSQL does by itself."""
    if isinstance(term, str):
        term = OrderBy(F(term.removeprefix("-")), descending=term.startswith("-"))
    nulls_first = term.nulls_first or (term.descending and not term.nulls_last)
    return _ordered(term.expression, term.descending, nulls_first)


def _turned(term: OrderBy) -> OrderBy:
    return _ordered(term.expression, not term.descending, not term.nulls_first)


def _by_key(number: int, term: OrderBy) -> OrderBy:
    return _ordered(F(f"{KEY}{number}"), term.descending, term.nulls_first)


def _ordered(expression, descending: bool, nulls_first: bool | None) -> OrderBy:
    # Django takes True or None here, and refuses False.
    first, last = (True, None) if nulls_first else (None, True)
    return OrderBy(expression, descending=descending, nulls_first=first, nulls_last=last)


def page_of_list(rows: Sequence[Any], params: Mapping[str, str], *, size: int, key: str) -> KeysetPage:
    """Return a page of a list that only grows, by the unique attribute `key` of its rows."""
    keys = [getattr(row, key) for row in rows]
    start = 0
    if params.get(AFTER) in keys:
        start = keys.index(params[AFTER]) + 1
    elif params.get(BEFORE) in keys:
        start = max(keys.index(params[BEFORE]) - size, 0)
    shown = list(rows[start : start + size])
    before = keys[start] if start and shown else ""
    return KeysetPage(shown, before, keys[start + size - 1] if start + size < len(rows) else "")
