"""Pages for exports of the access log: asking for one, following its progress, and downloading it."""

from django.http import QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from audit.exports import actions
from audit.exports.columns import are_whole, in_words
from audit.exports.forms import ExportForm
from audit.exports.shapes import CONTENT_TYPES, whole_file
from audit.exports.streaming import stream_as
from audit.forms import EventFilter, chosen_by
from audit.models import Export
from mash.guards import NotFound, allow, posted, recently_confirmed, unattended


@allow("audit.export_events")
@recently_confirmed
def export(request):
    chosen, form = chosen_by(request, hub_id=request.user.audit_name.hub_id), ExportForm(posted(request))
    if request.method == "POST" and form.is_valid() and chosen.is_valid():
        result = actions.export(terms=chosen.terms, query=chosen.stored_query(), by=request.user, **form.cleaned_data)
        if isinstance(result, Export):
            return redirect("audit:made_export", result.pk)
        shape, columns = form.cleaned_data["shape"], form.cleaned_data["columns"]
        return _file_response(request.user, lambda: whole_file(result, shape, columns), CONTENT_TYPES[shape], shape)
    page = {"form": form, "chosen": chosen, "chosen_is_valid": chosen.is_valid(), "page_title": "Export the access log"}
    return render(request, "audit/export.html", page | {"mine": _own_exports(request)[:10]})


@unattended
@allow("audit.export_events")
def made_export(request, export):
    finished = _own_export(request, export)
    chosen = EventFilter(QueryDict(finished.query), hub_id=finished.hub_id)
    asked = chosen.in_words() if chosen.is_valid() else []
    asked.append(
        {"key": "Columns", "value": "Every one" if are_whole(finished.columns) else in_words(finished.columns)}
    )
    page = {"made": finished, "asked": asked, "page_title": "Your export of the access log"}
    return render(request, "audit/made_export.html", page)


@allow("audit.export_events")
@recently_confirmed
def download(request, export):
    finished = _own_export(request, export)
    # It may have expired since the page with the link was opened.
    if not finished.is_ready:
        return redirect("audit:made_export", finished.pk)
    actions.download(finished, by=request.user)
    return _file_response(request.user, lambda: actions.pieces(finished), "application/zip", "zip", finished.size)


def _own_exports(request):
    return Export.objects.filter(by_id=request.user.pk, hub_id=request.user.audit_name.hub_id).order_by("-asked_at")


def _own_export(request, number) -> Export:
    own_export = _own_exports(request).filter(pk=number).first()
    if own_export is None:
        raise NotFound(str(number))
    return own_export


def _file_response(user, pieces, content_type: str, ending: str, size: int = 0) -> StreamingHttpResponse:
    """Stream a file. Sending starts after the view's transaction, with its line in the log, has committed."""
    name = f"access-log-{timezone.localtime():%Y-%m-%d-%H%M}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    headers |= {"Content-Length": str(size)} if size else {}
    return StreamingHttpResponse(stream_as(user, pieces), content_type=content_type, headers=headers)
