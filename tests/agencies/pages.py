"""Helpers that fill in and send the administrator's forms as a browser does."""

REASON = "Asked for by their manager"


def initial_data(client, url: str) -> dict:
    """Return the form data of a page as it opens, with every field as it stands."""
    form = client.get(url).context["form"]
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def save(client, url: str, answers: dict | None = None):
    """Open a page, and post these answers with a reason and the version the page showed."""
    return client.post(url, {"seen": initial_data(client, url)["seen"], "reason": REASON, **(answers or {})})
