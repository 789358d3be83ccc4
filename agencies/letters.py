"""Writing to somebody with an account: a row in the transaction of what it tells of, sent by the worker."""

from agencies.models import Letter, User

CHOOSE, ELSEWHERE, FORGOTTEN = "choose_password", "sign_in_elsewhere", "forgotten_password"
CHANGED, WAITS = "account_changed", "change_waits"


def post(to: User | None, template: str, *, about: str = "", address: str = "") -> None:
    """To `address`, or to the one they have when it is sent.

    Nobody's letter is written like any other, and takes as long: whoever waits learns nothing from it.
    """
    Letter.objects.create(to=to, template=template, about=about, address=address)
