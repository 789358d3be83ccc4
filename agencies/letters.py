"""Queueing emails to account holders. Each is a Letter row that the worker sends."""

from agencies.models import Letter, User

CHOOSE, ELSEWHERE, FORGOTTEN = "choose_password", "sign_in_elsewhere", "forgotten_password"
CHANGED, WAITS = "account_changed", "change_waits"


def post(to: User | None, template: str, *, about: str = "", address: str = "") -> None:
    """Queue an email, to `address` or else to the address the user has when it is sent.

    With `to` None the row is written all the same, and deleted unsent.
    """
    # A row and not a task: it commits or rolls back with the change it reports, and no broker can lose it.
    # The row for nobody keeps the response time the same whether or not an address has an account.
    Letter.objects.create(to=to, template=template, about=about, address=address)
