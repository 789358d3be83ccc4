"""Decide who is sent the reference by e-mail.

It is always shown on the page, so the e-mail is optional. Anybody can type somebody else's address,
to flood a mailbox or to let a family find out. An acknowledgement therefore goes only to addresses
that a signed-in person or a partner agency answers for, and is limited in number.
"""

from django.conf import settings

from agencies.addresses import PUBLIC_MAIL_DOMAINS, domain_of, normalise
from agencies.models import Agency, Hub
from mash import identity, limits


def may_go_to(email: str, *, by) -> bool:
    """Return whether an acknowledgement may be sent to `email`.

    `by` is the signed-in person who answers for the address; without one it must belong to a
    partner.
    """
    if not email or not (by or domain_of(email) in partner_domains()):
        return False
    # Limited by recipient and by sender, because either alone can be varied.
    address = identity.current.get().address  # empty for a command or the worker
    from_here = {"acknowledge_address": (address,)} if address else {}
    return not limits.take(acknowledge_to=(normalise(email),), **from_here)


def partner_domains() -> set[str]:
    known = [*Agency.objects.values_list("notice_email", flat=True), *Hub.objects.values_list("duty_email", flat=True)]
    return (
        {*map(domain_of, known), *(domain_of(f"any@{domain}") for domain in settings.PARTNER_DOMAINS)}
        - PUBLIC_MAIL_DOMAINS
        - {""}
    )
