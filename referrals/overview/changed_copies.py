"""Tell agencies to read a request or a product again, once somebody may know less than it said."""

from datetime import datetime
from typing import Any

from referrals import codes
from referrals.messages.outbox import post
from referrals.models import Referral
from referrals.overview.knows_now import stricter_now


def tell_agencies(referral: Referral, *, now: datetime) -> None:
    """Write to the agency of each open request, and to those of each product, of which somebody is to be told less.

    Once for each change: a further lawful basis, or a concern, that says the same is no news.
    """
    facts: dict[str, Any] = {"hub": referral.hub, "now": now}
    for request in referral.requests.open().select_related("agency"):
        if since := stricter_now(request):
            key = f"request_changed:{request.pk}:{since.mark}"
            to = request.agency.notice_email
            post(template="request_changed", to=to, key=key, reference=request.reference, **facts)
    for product in referral.products.filter(audience=codes.ReleaseMark.PARTNERS):
        if since := stricter_now(product):
            for agency in product.agencies.all():
                key = f"product_changed:{product.pk}:{since.mark}:{agency.pk}"
                to = agency.notice_email
                post(template="product_changed", to=to, key=key, reference=product.reference, **facts)
