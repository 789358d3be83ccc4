"""From which mail domains accounts may be given a role that two people give: the hub's own, or the agency's."""

import re

from agencies.addresses import domain_of
from agencies.models import Agency, Hub
from mash.refusals import RuleViolation

DOMAIN = re.compile(r"(?=.{4,120}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)
NO_DOMAINS = "{whose} has no email domains yet. Add the domain of its addresses first, which a second person confirms"
OTHER_DOMAIN = (
    "Addresses of {whose} end in {domains}. Use a work address, or ask for another domain to be added, which a "
    "second person confirms"
)


def is_domain(typed: str) -> bool:
    return bool(DOMAIN.fullmatch(typed))


def domains_of(hub: Hub, agency: Agency | None) -> list[str]:
    """As they stand now, whatever was loaded before."""
    whose = Agency.objects.filter(pk=agency.pk) if agency else Hub.objects.filter(pk=hub.pk)
    return sorted(whose.values_list("mail_domains", flat=True).get())


def why_domain_not_allowed(address: str, hub: Hub, agency: Agency | None) -> str:
    """Words on why this address is given no such role; "" if it may."""
    allowed, whose = domains_of(hub, agency), agency.name if agency else "the hub"
    if not allowed:
        return NO_DOMAINS.format(whose=f"{whose[0].upper()}{whose[1:]}")
    return "" if domain_of(address) in allowed else OTHER_DOMAIN.format(whose=whose, domains=" or ".join(allowed))


def check_domain(address: str, hub: Hub, agency: Agency | None, *, field: str = "") -> None:
    if why := why_domain_not_allowed(address, hub, agency):
        raise RuleViolation(why, field=field)
