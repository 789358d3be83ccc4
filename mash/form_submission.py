"""How a page does what was asked of it: one action, and a rule that says no shown where the person can mend it."""

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mash.refusals import RuleViolation


class NothingDone(str):
    """Words on an outcome that changed nothing. They are shown as information, never as a success."""

    __slots__ = ()


NOTHING_CHANGED = NothingDone("Nothing was changed on the page, so nothing was saved.")


def words_of_saving(saved: str) -> Callable[[bool], str]:
    """Return what a page says after an action that returns whether it changed anything: `saved` if it did."""
    return lambda changed: saved if changed else NOTHING_CHANGED


class Submittable(Protocol):
    """A form, or several drawn as one."""

    def is_valid(self) -> bool: ...

    def action_kwargs(self) -> dict[str, Any]: ...

    def refuse(self, refusal: RuleViolation) -> None: ...


def submit_form(
    request: HttpRequest,
    form: Submittable,
    action: Callable[..., Any],
    *,
    message: str | Callable[[Any], str] = "",
    then: str | Callable[[Any], str],
) -> HttpResponse | None:
    """Do what a valid form asks and go on; None where the page is to be shown, perhaps with the rule broken.

    `message` is shown on the next page and `then` is its address or name; each may be a function of what the
    action returned. Words that are NothingDone are not shown as a success.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        outcome = action(by=request.user, **form.action_kwargs())
    except RuleViolation as violation:
        form.refuse(violation)
        return None
    _say(request, message(outcome) if callable(message) else message)
    return redirect(then(outcome) if callable(then) else then)


def submit_button(
    request: HttpRequest, action: Callable[..., Any], *, message: str | Callable[[Any], str] = "", then: str
) -> HttpResponse:
    """Do what a button without a form asks, and go on; a rule broken is told on the next page.

    Only a POST does it: after a sign-in that ran out, a browser comes back by GET.
    """
    if request.method == "POST":
        try:
            outcome = action(by=request.user)
        except RuleViolation as violation:
            messages.error(request, violation.words)
        else:
            _say(request, message(outcome) if callable(message) else message)
    return redirect(then)


def _say(request: HttpRequest, words: str) -> None:
    if isinstance(words, NothingDone):
        messages.info(request, words)
    elif words:
        messages.success(request, words)
