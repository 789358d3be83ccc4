"""Taking lines of the access log away: asking for them, seeing how far they are, and getting the file."""

from django.http import QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from audit.exports import actions
from audit.exports.columns import are_whole, in_words
from audit.exports.forms import ExportForm
from audit.exports.shapes import CONTENT_TYPES, whole
from audit.exports.streaming import stream_as
from audit.forms import EventFilter
from audit.models import Export
from mash.guards import NotFound, allow, posted, recently_confirmed, unattended


@allow("audit.export_events")
@recently_confirmed
def export(request):
    chosen, form = EventFilter(request.GET, hub_id=request.user.audit_name.hub_id), ExportForm(posted(request))
    if request.method == "POST" and form.is_valid() and chosen.is_valid():
        asked = actions.export(terms=chosen.terms, query=chosen.query(), by=request.user, **form.cleaned_data)
        if isinstance(asked, Export):
            return redirect("audit:made_export", asked.pk)
        shape, columns = form.cleaned_data["shape"], form.cleaned_data["columns"]
        return _file(request.user, lambda: whole(asked, shape, columns), CONTENT_TYPES[shape], shape)
    page = {"form": form, "chosen": chosen, "chosen_is_valid": chosen.is_valid(), "page_title": "Export the access log"}
    return render(request, "audit/export.html", page | {"mine": _mine(request)[:10]})


@unattended
@allow("audit.export_events")
def made_export(request, export):
    made = _one(request, export)
    chosen = EventFilter(QueryDict(made.query), hub_id=made.hub_id)
    asked = chosen.in_words() if chosen.is_valid() else []
    asked.append({"key": "Columns", "value": "Every one" if are_whole(made.columns) else in_words(made.columns)})
    page = {"made": made, "asked": asked, "page_title": "Your export of the access log"}
    return render(request, "audit/made_export.html", page)


@allow("audit.export_events")
@recently_confirmed
def download(request, export):
    made = _one(request, export)
    if not made.is_ready:
        return redirect("audit:made_export", made.pk)
    actions.download(made, by=request.user)
    return _file(request.user, lambda: actions.pieces(made), "application/zip", "zip", made.size)


def _mine(request):
    return Export.objects.filter(by_id=request.user.pk, hub_id=request.user.audit_name.hub_id).order_by("-asked_at")


def _one(request, number) -> Export:
    found = _mine(request).filter(pk=number).first()
    if found is None:
        raise NotFound(str(number))
    return found


def _file(user, pieces, content_type: str, ending: str, size: int = 0) -> StreamingHttpResponse:
    """Begins when the page's transaction, with the line that says who took what and why, is committed."""
    name = f"access-log-{timezone.localtime():%Y-%m-%d-%H%M}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    headers |= {"Content-Length": str(size)} if size else {}
    return StreamingHttpResponse(stream_as(user, pieces), content_type=content_type, headers=headers)
