"""How a page does what was asked of it: one action, and a rule that says no shown where the person can mend it."""

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mash.refusals import RuleViolation


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
    action returned.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        outcome = action(by=request.user, **form.action_kwargs())
    except RuleViolation as violation:
        form.refuse(violation)
        return None
    if message:
        messages.success(request, message(outcome) if callable(message) else message)
    return redirect(then(outcome) if callable(then) else then)


def submit_button(request: HttpRequest, action: Callable[..., Any], *, message: str = "", then: str) -> HttpResponse:
    """Do what a button without a form asks, and go on; a rule broken is told on the next page.

    Only a POST does it: after a sign-in that ran out, a browser comes back by GET.
    """
    if request.method == "POST":
        try:
            action(by=request.user)
        except RuleViolation as violation:
            messages.error(request, violation.words)
        else:
            if message:
                messages.success(request, message)
    return redirect(then)
