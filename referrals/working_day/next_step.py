"""The one next step of each row: what this person does about its gravest reason, and the page for it."""

from dataclasses import dataclass

from django.urls import reverse

from agencies import roles
from referrals.models import Referral
from referrals.overview.next_steps import STEPS, may_claim
from referrals.working_day.order import REPORTED, Need, Reason

# The first of which the person has the permission. Whoever has none of them opens the case.
STEPS_FOR = {
    **dict.fromkeys((*REPORTED.values(), Reason.REPEAT, Reason.UNRATED), ("triage", "recommend")),
    **dict.fromkeys((Reason.GRAVE_ANSWER, Reason.LATE_ANSWER, Reason.AGENCY_OVERDUE), ("collation",)),
    Reason.CARRIED: ("decide_restriction",),
    Reason.BASIS: ("authorise",),
    Reason.SECOND_SIGNATURE: ("second_sign",),
}
AMEND = "amend-"  # the draft of a decision about one person carries their number


@dataclass(frozen=True)
class NextStep:
    words: str
    href: str


def next_step(need: Need, referral: Referral, user) -> NextStep:
    if need.reason == Reason.HALF_WRITTEN:
        return NextStep("Go on with what you began", _page_begun(need.about, referral))
    if need.reason == Reason.ACTION:
        words = "Say whether it is done"
        return NextStep(words, reverse("referrals:close_action", args=[referral.reference, need.about]))
    if need.reason == Reason.ASKED:
        return NextStep("Answer your colleague", reverse("referrals:answer_ask", args=[referral.reference, need.about]))
    for step in (STEPS[name] for name in STEPS_FOR.get(need.reason, ())):
        if _may(user, step.permission, referral):
            return NextStep(step.words, reverse(step.page, args=[referral.reference]))
    words = "Open the case and claim it" if may_claim(referral, user) else "Open the case"
    return NextStep(words, reverse("referrals:case", args=[referral.reference]))


def _may(user, permission: str, referral: Referral) -> bool:
    for_adults = roles.only_for_adults(user.role_codes, permission)
    return user.has_perm(permission) and (referral.about_adults or not for_adults)


def _page_begun(page: str, referral: Referral) -> str:
    if page.startswith(AMEND) and page.removeprefix(AMEND).isdecimal():
        return reverse("referrals:amend", args=[referral.reference, int(page.removeprefix(AMEND))])
    return reverse(f"referrals:{page if page in STEPS else 'case'}", args=[referral.reference])
