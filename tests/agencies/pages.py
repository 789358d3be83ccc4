"""The administrator's forms as a browser sends them: with the version that was on the screen."""

REASON = "Asked for by their manager"


def initial_data(client, url: str) -> dict:
    """The page as it is filled in when it opens: every field as it stands, to be sent back."""
    form = client.get(url).context["form"]
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def save(client, url: str, answers: dict | None = None):
    """Open the page, then send these answers, why, and the version it showed."""
    return client.post(url, {"seen": initial_data(client, url)["seen"], "reason": REASON, **(answers or {})})
