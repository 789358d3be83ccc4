"""The filter of the dashboard."""

from datetime import date

from django.http import QueryDict
from django.utils import timezone

from mash.govuk import fields
from mash.govuk.forms import FilterForm
from mash.govuk.moments import words
from referrals.reports.period import LONGEST, USUAL, Period

ABOUT = [("children", "Children"), ("adults", "Adults")]
QUICK = [(7, "Last 7 days"), (USUAL, "Last 30 days"), (90, "Last 90 days"), (365, "Last 12 months")]


class DashboardFilter(FilterForm):
    """The period and people to count; the last 30 days by default."""

    from_on = fields.DateField(label="From", required=False)
    to_on = fields.DateField(label="To", required=False)
    about = fields.ChoiceField(label="About", choices=ABOUT, select=True, empty="Children and adults", required=False)

    def clean(self):
        """Add the period to the cleaned data, or an error if it is reversed or too long."""
        answers = self.cleaned_data
        if {"from_on", "to_on"} & set(self.errors):
            return answers
        last = answers.get("to_on") or timezone.localdate()
        first = answers.get("from_on") or Period.days_to(last).first
        if last < first:
            blamed = "to_on" if answers.get("to_on") else "from_on"
            self.add_error(blamed, "To must be the same day as From or after it")
        elif last - first > LONGEST:
            self.add_error("from_on", "From must be at most 10 years before To")
        else:
            answers["period"] = Period(first, last)
        return answers

    @property
    def selected(self) -> list[dict[str, str]]:
        period, about = self.cleaned_data["period"], self.cleaned_data.get("about", "")
        chosen = []
        if self.cleaned_data.get("from_on") or self.cleaned_data.get("to_on"):
            chosen.append({"text": f"{words(period.first)} to {words(period.last)}", "href": f"?about={about}"})
        if about:
            chosen.append({"text": dict(ABOUT)[about], "href": f"?{address(period)}"})
        return chosen


def address(period: Period, about: str = "") -> str:
    query = QueryDict(mutable=True)
    for name, day in (("from_on", period.first), ("to_on", period.last)):
        query.update({f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year})
    if about:
        query["about"] = about
    return query.urlencode()


def quick_links(today: date, about: str) -> list[dict[str, str]]:
    return [{"text": text, "href": f"?{address(Period.days_to(today, days), about)}"} for days, text in QUICK]
