"""Fill in a form with the least effort: keep what is on the page, and give each field a value."""

from html.parser import HTMLParser

NOT_SENT = {"csrfmiddlewaretoken", "submission", ""}
TYPED = {"number": "1", "date": "2026-01-05", "email": "somebody@a.example", "tel": "01632960001"}


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.choosing = ""
        self.in_header = False  # its search box belongs to every page and to no form

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        if tag == "header" or self.in_header:
            self.in_header = True
            return
        name, kind = values.get("name", ""), values.get("type", "text")
        if tag == "select":
            self.choosing = name
        elif tag == "option" and self.choosing and values.get("value") and self.choosing not in self.values:
            self.values[self.choosing] = [values["value"]]
        elif name in NOT_SENT or tag not in ("input", "textarea"):
            return
        elif kind == "hidden" or kind == "checkbox":
            self.values.setdefault(name, []).append(values.get("value", "on"))
        elif kind == "radio":
            self.values.setdefault(name, [values.get("value", "on")])
        else:
            self.values.setdefault(name, [values.get("value") or TYPED.get(kind, "A sentence that is long enough.")])

    def handle_endtag(self, tag):
        self.in_header = self.in_header and tag != "header"
        self.choosing = "" if tag == "select" else self.choosing


def filled(page: str) -> dict[str, list[str]]:
    fields = _Fields()
    fields.feed(page)
    return fields.values
