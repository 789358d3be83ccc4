"""Pages that sum up who looked at a record, and take the summary away as a file."""

from django.shortcuts import redirect, render
from django.utils import timezone

from audit import actions, events
from audit import who_looked as looked
from audit.exports.tables import table_file
from audit.forms import PurposeForm, WhoLookedFilter
from audit.recording import Subject, record
from audit.registry import registry
from mash.govuk.moments import words
from mash.guards import NotFound, allow, posted, recently_confirmed


@allow("audit.view_events")
def who_looked(request):
    form = WhoLookedFilter(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and form.holds_no_name():
        return redirect(f"{request.path}?{form.query()}")
    page = {"form": form, "page_title": "Who looked"}
    if request.method == "GET" and form.holds_no_name() and form.terms.get("reference"):
        reference, whole = registry.written(form.terms["reference"]), bool(form.terms.get("whole"))
        sections = looked.summary(_hub(request), looked.references_of(reference, whole=whole))
        record(events.WHO_LOOKED_SEEN, about=_subject(request, reference), by=request.user, whole=whole)
        page |= {"asked": True, "reference": reference, "whole": whole, "sections": sections}
        page["others"] = looked.others_of(reference)
    return render(request, "audit/who_looked.html", page)


@allow("audit.export_events")
@recently_confirmed
def export_who_looked(request):
    chosen, form = WhoLookedFilter(request.GET), PurposeForm(posted(request))
    if not (chosen.holds_no_name() and chosen.terms.get("reference")):
        raise NotFound("")
    reference, whole = registry.written(chosen.terms["reference"]), bool(chosen.terms.get("whole"))
    if request.method == "POST" and form.is_valid():
        sections = looked.summary(_hub(request), looked.references_of(reference, whole=whole))
        rows = sum(len(section.lookers) for section in sections)
        why, about = form.cleaned_data["purpose"], _subject(request, reference)
        actions.record_summary_exported(about=about, purpose=why, whole=whole, rows=rows, by=request.user)
        name, made = f"who-looked-{timezone.localtime():%Y-%m-%d-%H%M}", words(timezone.now())
        about = [("Who looked at", reference), ("Purpose", why), ("Made", made), ("By", request.user.name)]
        return table_file(name, "csv", about=about, rows=looked.file_rows(sections))
    page = {"form": form, "reference": reference, "whole": whole, "page_title": "Export who looked"}
    return render(request, "audit/export_who_looked.html", page)


def _subject(request, reference: str) -> Subject:
    return Subject("referral", "", reference, _hub(request))


def _hub(request) -> int | None:
    return request.user.audit_name.hub_id
