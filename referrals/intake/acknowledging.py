"""Who is sent their reference by e-mail. Everybody is shown it on the page, so nothing hangs on it.

Whoever wants to fill somebody's letterbox, or to let a family find out, needs only to type their address. So it goes
where somebody known to this system stands behind it, and seldom.
"""

from django.conf import settings

from agencies.addresses import PUBLIC_MAIL_DOMAINS, domain_of, normalise
from agencies.models import Agency, Hub
from mash import identity, limits


def may_go_to(email: str, *, by) -> bool:
    """`by`: who is signed in, and answers for the address; nobody, where it must be a partner's."""
    if not email or not (by or domain_of(email) in partner_domains()):
        return False
    address = identity.current.get().address  # none where no visitor asks: a command, or the worker
    from_here = {"acknowledge_address": (address,)} if address else {}
    return not limits.take(acknowledge_to=(normalise(email),), **from_here)


def partner_domains() -> set[str]:
    known = [*Agency.objects.values_list("notice_email", flat=True), *Hub.objects.values_list("duty_email", flat=True)]
    return (
        {*map(domain_of, known), *(domain_of(f"any@{domain}") for domain in settings.PARTNER_DOMAINS)}
        - PUBLIC_MAIL_DOMAINS
        - {""}
    )
