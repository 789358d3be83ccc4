"""Conversion of form data to and from drafts: [[field, value], …] in the order of the page."""

from collections.abc import Collection, Iterable
from urllib.parse import parse_qsl, urlencode

from django.http import QueryDict

from mash.guards import SUBMISSION

# Tokens of one rendering of the page: kept, they would make an old draft look like a repeated POST.
NOT_TYPED = {SUBMISSION, "csrfmiddlewaretoken"}


def typed_in(data: QueryDict, *, leaving_out: Collection[str] = ()) -> list[list[str]]:
    """Return the typed pairs of a submitted form, without tokens and the fields `leaving_out`."""
    pairs = parse_qsl(data.urlencode(), keep_blank_values=True)
    return [[name, _clean(value)] for name, value in pairs if name not in NOT_TYPED and name not in leaving_out]


def as_data(typed: Iterable[Iterable[str]]) -> QueryDict:
    """Return a draft as form data, for a form to show it again."""
    return QueryDict(urlencode([(name, value) for name, value in typed]), mutable=True)


def _clean(value: str) -> str:
    return value.replace("\x00", "")  # PostgreSQL stores no NUL
