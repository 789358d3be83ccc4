"""The one search for people and cases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies import roles
from audit import search_terms
from audit.recording import record
from mash.guards import allow
from referrals import events
from referrals.access.break_glass import hidden_beside
from referrals.pages import search_of, search_on
from referrals.people.understanding import understand
from referrals.search.finding import MOST, search_for
from referrals.search.forms import SearchBoxForm

SEARCH = "search"


@allow(roles.VIEW_QUEUE)
def search(request: HttpRequest) -> HttpResponse:
    """People with their cases, and cases. What was typed stays in the session, and encrypted in the access log."""
    form, words = search_of(request, SEARCH, SearchBoxForm)
    if request.method == "POST" and form.is_valid():
        return search_on(request, SEARCH, form)
    context = {"search": form, "form": form, "page_title": "Search", "most": MOST}
    if words and not form.is_bound:
        today = timezone.localdate()
        results = search_for(understand(words, today=today), by=request.user)
        hidden = hidden_beside(person.pk for somebody in results.somebody for person in somebody.people)
        rows = [
            (somebody, somebody.words(today), [hidden[person.pk] for person in somebody.people if person.pk in hidden])
            for somebody in results.somebody
        ]
        context |= {"results": results, "rows": rows}
        record(
            events.SEARCHED,
            by=request.user,
            hub=request.user.hub,
            search=search_terms.protected(words),
            results=results.count,
            references=results.references,
        )
    return render(request, "referrals/search/search.html", context)
