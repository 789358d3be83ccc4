"""Template tags for GOV.UK components; their markup is in templates/govuk/."""

from django import template
from django.utils.html import format_html

from mash import lists, paging
from mash.govuk import charts, moments
from mash.govuk.errors import error_links

register = template.Library()

RATINGS = {"red": "Red", "amber": "Amber", "green": "Green", "blue": "Blue"}
CLOCK_MARKS = {"ok": "●", "soon": "▲", "overdue": "■", "paused": "‖", "done": "✓", "late": "■"}


@register.simple_tag
def rating_tag(code):
    # The code becomes part of a class name, so only known ones get there.
    known = code if code in RATINGS else "none"
    return format_html(
        '<strong class="govuk-tag app-rating app-rating--{}">{}</strong>', known, RATINGS.get(code, "Not rated")
    )


@register.simple_tag
def status_tag(text, colour="grey"):
    return format_html('<strong class="govuk-tag govuk-tag--{} app-nowrap">{}</strong>', colour, text)


@register.simple_tag
def clock_tag(clock, brief=False):
    """`brief` leaves out by which hours it counts and when it is due, for a page that says so itself."""
    if not clock:
        return format_html('<span class="app-clock app-clock--done">{}</span>', "No target")
    mark = CLOCK_MARKS.get(clock.state, "●")
    note = "" if brief else getattr(clock, "note", "")
    return format_html(
        '<span class="app-clock app-clock--{}"><span class="app-clock__mark" aria-hidden="true">{}</span>{}{}</span>',
        clock.state,
        mark,
        clock.words,
        format_html(' <span class="app-clock__note">({})</span>', note) if note else "",
    )


@register.simple_tag
def when(moment, style=""):
    """`23 November 2026 at 10:12am`; `style` "short" gives `23 Nov 2026, 10:12am`, "day" no time."""
    if not moment:
        return ""
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), moments.words(moment, style))


@register.filter
def is_day(text: str) -> bool:
    """Return whether a text is a day as `when` writes it, and not an age."""
    return moments.read_day(text) is not None


@register.inclusion_tag("govuk/error_summary.html")
def error_summary(form):
    return {"links": error_links(form) if form is not None else []}


@register.inclusion_tag("govuk/summary_list.html")
def summary_list(rows, dense=False):
    """`rows`: {key, value} and, to change it, {href, action="Change", hidden=the key in a sentence}."""
    rows = [{"href": "", "action": "Change", "hidden": row["key"], **row} for row in rows]
    return {"rows": rows, "dense": dense}


@register.inclusion_tag("govuk/task_list.html")
def task_list(items):
    """`items`: {title, href, hint, status, colour}; without `colour` the status is plain words (done)."""
    return {"items": items}


@register.inclusion_tag("govuk/timeline.html")
def timeline(items, level=3):
    """`items`: {title, by, when, body, rating}; `body` keeps its line breaks."""
    return {"items": items, "heading": f"h{level}"}


@register.inclusion_tag("govuk/pagination.html", takes_context=True)
def pagination(context, page, before="", after=""):
    """Show links to the pages before and after a paging.KeysetPage, in words of the list if it has its own."""

    def href(parameter, place):
        query = paging.first_page_of(context["request"].GET)
        query[parameter] = place
        return f"?{query.urlencode()}" if place else ""

    links = {"previous": href(paging.BEFORE, page.before), "next": href(paging.AFTER, page.after)}
    return {**links, "previous_words": before, "next_words": after}


@register.simple_tag(takes_context=True)
def from_here(context, name=""):
    """What a link from a list to one of its rows adds to the address, so that the way back leads to the same place."""
    return f"?{lists.came_from(context['request'], name)}"


@register.inclusion_tag("govuk/sort_link.html", takes_context=True)
def sort_link(context, field, label, parameter="sort", default=""):
    """A column's whole <th>, which sorts by `field`, and the other way round when it already does."""
    query = paging.first_page_of(context["request"].GET)
    chosen = query.get(parameter, default)
    query[parameter] = f"-{field}" if chosen == field else field
    order = {field: "ascending", f"-{field}": "descending"}.get(chosen, "none")
    return {"label": label, "href": f"?{query.urlencode()}", "order": order}


@register.inclusion_tag("govuk/filter.html", takes_context=True)
def filter_panel(context, form, selected=(), clear_href="?"):
    """`form` is a FilterForm; `selected` lists {text, href}, each link taking that one filter away."""
    return {"form": form, "selected": selected, "clear_href": clear_href, "request": context["request"]}


@register.inclusion_tag("govuk/bar_chart.html")
def bar_chart(title, rows, unit=""):
    """`rows`: {label, value} and perhaps `colour` (red, amber, green, blue, none, plain)."""
    return charts.bars(title, rows, unit)


@register.inclusion_tag("govuk/stacked_bar_chart.html")
def stacked_bar_chart(title, rows, series, unit=""):
    """`series`: {key, label, colour}; `rows`: {label, values: {key: number}}."""
    return charts.stacked_bars(title, rows, series, unit)


@register.inclusion_tag("govuk/line_chart.html")
def line_chart(title, rows, unit=""):
    """`rows`: {label, value}, in order of time."""
    return charts.line(title, rows, unit)


@register.simple_tag
def described_by(field):
    """The ids that say more about a group of inputs, as an attribute."""
    ids = [f"{field.auto_id}_hint"] if field.help_text else []
    ids += [f"{field.auto_id}_{number}_error" for number in range(1, len(field.errors) + 1)]
    return format_html(' aria-describedby="{}"', " ".join(ids)) if ids else ""


@register.filter
def item_id(field, number):
    """The first item has the field's own id, so that the error summary's link finds it."""
    return field.auto_id if number == 1 else f"{field.auto_id}_{number}"


@register.filter
def is_chosen(field, value):
    value_now = field.value()
    chosen = value_now if isinstance(value_now, (list, tuple, set)) else [value_now]
    return str(value) in {str(choice) for choice in chosen if choice is not None}


@register.filter
def opened_by(opened, value):
    return opened.get(str(value), "")


@register.filter
def is_counted(field):
    """Whether the characters left are counted beneath the box."""
    return "govuk-js-character-count" in field.field.widget.attrs.get("class", "")
