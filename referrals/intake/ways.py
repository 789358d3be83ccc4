"""The three ways in: the public, professionals with an account, and the hub's staff."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest

from agencies import roles
from mash import identity
from mash.guards import allow, public
from referrals.codes import Channel
from referrals.models import Draft

KEYED_IN = frozenset(Channel.values) - {Channel.WEB_PUBLIC, Channel.WEB_PROFESSIONAL}


@dataclass(frozen=True)
class IntakeWay:
    """One way in.

    `code` is the prefix of its URL names, `channel` marks its drafts, and `permission` is empty for
    the public.
    """

    code: str
    channel: Channel
    permission: str = ""

    @property
    def guard(self):
        if self.permission:
            return allow(self.permission)
        return public("a draft opens only to the browser that holds its secret")

    @property
    def has_account(self) -> bool:
        return bool(self.permission)

    @property
    def shows_who_is_known(self) -> bool:
        """Whether the writer is told whom the hub knows already: its own staff alone."""
        return self is STAFF

    def drafts(self, request: HttpRequest) -> QuerySet[Draft]:
        """Return the drafts this visitor may continue; the database policies apply the same rule."""
        if self.has_account:
            channels = KEYED_IN if self is STAFF else [self.channel]
            return Draft.objects.filter(created_by=request.user, channel__in=channels)
        # Without a secret nothing matches, instead of every draft without an account.
        key = identity.current.get().draft
        return Draft.objects.filter(created_by=None, secret_hash=key) if key else Draft.objects.none()


PUBLIC = IntakeWay("public", Channel.WEB_PUBLIC)
ACCOUNT = IntakeWay("account", Channel.WEB_PROFESSIONAL, roles.REFER)
STAFF = IntakeWay("staff", Channel.PHONE, roles.KEY_REFERRAL)
WAYS = (PUBLIC, ACCOUNT, STAFF)


def way_of(draft: Draft) -> IntakeWay:
    if draft.channel in KEYED_IN:
        return STAFF
    return ACCOUNT if draft.channel == Channel.WEB_PROFESSIONAL else PUBLIC
