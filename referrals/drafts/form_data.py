"""What was typed on a page, as it is kept until the page is sent: [[field, value], …], in the page's order."""

from collections.abc import Collection, Iterable
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict

from mash.guards import SUBMISSION

NOT_TYPED = {SUBMISSION, "csrfmiddlewaretoken"}


def typed_in(data: QueryDict, *, leaving_out: Collection[str] = ()) -> list[list[str]]:
    pairs = parse_qsl(data.urlencode(), keep_blank_values=True)
    return [[name, _clean(value)] for name, value in pairs if name not in NOT_TYPED and name not in leaving_out]


def as_data(typed: Iterable[Iterable[str]]) -> QueryDict:
    return QueryDict(urlencode([(name, value) for name, value in typed]), mutable=True)


def _clean(value: str) -> str:
    return value.replace("\x00", "")  # PostgreSQL takes no NUL
