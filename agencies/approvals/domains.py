"""The email domains from which people can be given a role that needs a second person."""

import re

from django.utils.text import capfirst

from agencies.addresses import domain_of
from agencies.models import Agency, Hub
from mash.refusals import RuleViolation

DOMAIN = re.compile(r"(?=.{4,120}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)
NO_DOMAINS = "{owner} has no email domains yet. Add the domain of its addresses first, which a second person confirms"
OTHER_DOMAIN = (
    "Addresses of {owner} end in {domains}. Use a work address, or ask for another domain to be added, which a "
    "second person confirms"
)


def is_domain(text: str) -> bool:
    return bool(DOMAIN.fullmatch(text))


def domains_of(hub: Hub, agency: Agency | None) -> list[str]:
    """Return the agency's domains, or the hub's own, read afresh from the database."""
    owner = Agency.objects.filter(pk=agency.pk) if agency else Hub.objects.filter(pk=hub.pk)
    return sorted(owner.values_list("mail_domains", flat=True).get())


def why_domain_not_allowed(address: str, hub: Hub, agency: Agency | None) -> str:
    """Return why an address is not of a permitted domain; "" if it is."""
    allowed, name = domains_of(hub, agency), agency.name if agency else "the hub"
    if not allowed:
        return NO_DOMAINS.format(owner=capfirst(name))
    return "" if domain_of(address) in allowed else OTHER_DOMAIN.format(owner=name, domains=" or ".join(allowed))


def check_domain(address: str, hub: Hub, agency: Agency | None, *, field: str = "") -> None:
    """Raise RuleViolation unless the address is of a domain of the hub, or of the agency if there is one."""
    if why := why_domain_not_allowed(address, hub, agency):
        raise RuleViolation(why, field=field)
