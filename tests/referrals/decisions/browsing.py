"""Filling in the pages of deciding as a browser does: what stands on the page is sent back with what is typed."""

import re

from django.urls import reverse


def url(name, referral, *more):
    return reverse(f"referrals:{name}", args=[referral.reference, *more])


def prefilled(page) -> dict:
    """What a browser would send back untouched: hidden fields, and the boxes and radios that stand ticked."""
    found: dict = {}
    for tag in re.findall(r"<input[^>]*>", page.content.decode()):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("type") == "hidden" and given["name"] != "csrfmiddlewaretoken":
            found[given["name"]] = given.get("value", "")
        elif given.get("type") in ("radio", "checkbox") and re.search(r"\schecked\b", tag):
            found.setdefault(given["name"], []).append(given["value"])
    return found


def send(client, where, **answers):
    """Open the page and send its form, as a browser does; `where` may hold a query."""
    return client.post(where, {**prefilled(client.get(where)), **answers})


def text(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
