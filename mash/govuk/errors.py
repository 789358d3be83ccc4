"""Links of the error summary, each to an input on the page."""

from django import forms


def error_links(form) -> list[tuple[str, str]]:
    order = {name: position for position, name in enumerate(form.fields_in_order())}
    visible = sorted(form.visible_fields(), key=lambda field: order.get(field.name, len(order)))
    first = _input_id(visible[0]) if visible else ""
    links = [(first, words) for words in form.non_field_errors()]
    for field in visible:
        links += [(_input_id(field, words), words) for words in field.errors]
    for field in form.hidden_fields():
        links += [("", words) for words in field.errors]
    return links


def _input_id(field, words: str = "") -> str:
    """Return the input's id. For a date it is the part with this error, or the first part (`id_born_0`)."""
    if not isinstance(field.field.widget, forms.MultiWidget):
        return field.auto_id
    blamed = (n for n, part in enumerate(field.field.fields) if words in getattr(part.widget, "errors", []))
    return f"{field.auto_id}_{next(blamed, 0)}"
