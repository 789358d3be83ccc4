"""Work not sent yet, kept in the person's session, so that going back or adding a row loses nothing typed."""

from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, QueryDict

from mash.guards import SUBMISSION

MOST = 5  # cases or requests somebody works on side by side
NOT_TYPED = {SUBMISSION, "csrfmiddlewaretoken"}


def keep(request: HttpRequest, what: str, reference: str, data: QueryDict) -> None:
    others = {key: typed for key, typed in request.session.get(what, {}).items() if key != reference}
    newest = dict(list(others.items())[-(MOST - 1) :])
    request.session[what] = {**newest, reference: typed_only(data)}


def kept(request: HttpRequest, what: str, reference: str) -> QueryDict | None:
    typed = request.session.get(what, {}).get(reference)
    return None if typed is None else QueryDict(typed, mutable=True)


def forget(request: HttpRequest, what: str, reference: str) -> None:
    if reference in request.session.get(what, {}):
        del request.session[what][reference]
        request.session.modified = True


def typed_only(data: QueryDict) -> str:
    pairs = parse_qsl(data.urlencode(), keep_blank_values=True)
    return urlencode([(name, value) for name, value in pairs if name not in NOT_TYPED])
