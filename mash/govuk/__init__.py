"""GOV.UK style for pages: forms that render themselves, fields with their error messages, and template tags.

A form: subclass `mash.govuk.forms.Form`, take fields from `mash.govuk.fields`, say `layout`, `reveals`,
`submit_label`; extend or render "govuk/form_page.html" with `form`, `page_title` and perhaps `caption`,
`back_href` or `breadcrumbs` [(text, href), …, (text, "")]. Its blocks: `heading`, `above`, `below`.

    class AskForm(Form):
        submit_label = "Send request"
        reveals = {"known": {"no": ["why_not"]}}
        known = YesNoField(label="Does the family know?", required_message="Select whether the family knows")
        why_not = LongTextField(label="Why not?", required_message="Enter why the family does not know")

Dates arrive as `name_day`, `name_month`, `name_year` (and `name_time`).

A page: extend "base.html"; `{% load govuk %}` gives rating_tag, status_tag, clock_tag, when, summary_list,
task_list, timeline, pagination, sort_link (a whole <th>), filter_panel, bar_chart, stacked_bar_chart, line_chart,
error_summary. A form written by hand also takes `{% load submissions %}{% submission_token %}`.
A case's header bar goes in block `beneath_header`.
A work list is `<table class="app-worklist">` whose cells carry `data-label`; beside a filter it stands in
`app-filter-layout` (`__filter`, `__content`), the content opening with
`<div class="moj-action-bar"><div class="moj-action-bar__filter"></div></div>`.
A print button: `<button type="button" data-print hidden>`.
"""
