"""The start pages of a referral, and the list of referrals a person has sent."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import roles
from agencies.models import Hub
from audit.recording import record
from mash import paging
from mash.guards import NotFound, allow, posted, public
from mash.refusals import RuleViolation, status_of
from referrals import events
from referrals.codes import Status
from referrals.intake import actions, flood, own
from referrals.intake.forms.start import ChooseHubForm
from referrals.intake.journey import Journey
from referrals.intake.secrets import holding_secret
from referrals.intake.ways import ACCOUNT, PUBLIC, STAFF, IntakeWay

PER_PAGE = 25
STAGES = {  # in the sender's words
    Status.RECEIVED: "Arrived. Nobody has looked at it yet",
    Status.TRIAGED: "Being looked at",
    Status.GATHERING: "Being looked at",
    Status.DECIDING: "Being looked at",
    Status.DECIDED: "Decided",
    Status.CLOSED: "Decided and closed",
    Status.RETURNED: "Your worry is heard. The hub needs more from you: phone it and give the reference",
    Status.TRANSFERRED: "Passed on to another area",
}


@public("anybody may say they are worried about somebody")
def start(request: HttpRequest) -> HttpResponse:
    hubs = list(Hub.objects.all())
    if len(hubs) == 1:
        return redirect("referrals:start_hub", hubs[0].slug)
    form = ChooseHubForm(posted(request), hubs=hubs)
    if request.method == "POST" and form.is_valid():
        return redirect("referrals:start_hub", form.cleaned_data["hub"])
    context = {"form": form, "hubs": hubs, "page_title": "Tell us you are worried about a child or adult"}
    return render(request, "referrals/intake/start.html", context)


@public("anybody may say they are worried about somebody")
def start_hub(request: HttpRequest, hub: str) -> HttpResponse:
    """Start a referral to one hub, or continue one of this browser's drafts."""
    chosen_hub = Hub.objects.filter(slug=hub).first()
    if chosen_hub is None:
        raise NotFound("hub")
    fault, status = "", 200
    if request.method == "POST":
        try:
            # Before a secret or draft is created, so that refused attempts leave nothing behind.
            flood.admit(flood.START, hub=chosen_hub, by=None, data=request.POST, now=timezone.now())
            with holding_secret(request) as key:
                draft = actions.start_draft(hub=chosen_hub, channel=PUBLIC.channel, secret_hash=key, by=None)
            return redirect(Journey(draft, PUBLIC, None).first_url)
        except RuleViolation as refusal:
            fault, status = refusal.words, status_of(refusal)
    title = "Tell us you are worried about a child or adult"
    drafts = _unsent(request, PUBLIC, chosen_hub)
    context = {
        "hub": chosen_hub,
        "current_hub": chosen_hub,
        "way": PUBLIC,
        "drafts": drafts,
        "page_title": title,
        "fault": fault,
    }
    context |= {"draft_days": settings.DRAFT_DAYS, "hours": settings.SESSION_COOKIE_AGE // 3600}
    context["challenge"] = flood.challenge(flood.START)
    return render(request, "referrals/intake/start_hub.html", context, status=status)


@allow(roles.REFER)
def start_account(request: HttpRequest) -> HttpResponse:
    return _start_signed_in(request, ACCOUNT, "Make a referral")


@allow(roles.KEY_REFERRAL)
def key_referral(request: HttpRequest) -> HttpResponse:
    return _start_signed_in(request, STAFF, "Key in a referral")


def _start_signed_in(request, way: IntakeWay, title: str) -> HttpResponse:
    """Start a referral with an account, or continue one of the person's drafts."""
    hub = request.user.hub
    fault, status = "", 200
    if request.method == "POST":
        try:
            flood.admit(flood.START, hub=hub, by=request.user, data=request.POST, now=timezone.now())
            draft = actions.start_draft(hub=hub, channel=way.channel, by=request.user)
            return redirect(Journey(draft, way, request.user).first_url)
        except RuleViolation as refusal:
            fault, status = refusal.words, status_of(refusal)
    context = {"hub": hub, "way": way, "drafts": _unsent(request, way, hub), "page_title": title, "fault": fault}
    context["draft_days"] = settings.DRAFT_DAYS
    return render(request, "referrals/intake/start_signed_in.html", context, status=status)


def _unsent(request, way: IntakeWay, hub: Hub) -> list[dict]:
    """Return the visitor's unsent drafts, newest first, with a link to continue each."""
    drafts = way.drafts(request).filter(hub=hub, sent_as="").select_related("hub")[:PER_PAGE]
    journeys = [Journey(unsent, way, request.user) for unsent in drafts]
    return [
        {"changed_at": unsent.draft.changed_at, "href": unsent.go_on_url(), "discard": unsent.url("discard")}
        for unsent in journeys
    ]


@allow(roles.REFER)
def own_referrals(request: HttpRequest) -> HttpResponse:
    """List the referrals the person has sent, with stage and feedback only."""
    page = paging.page_of_list(own.own_referrals(), request.GET, size=PER_PAGE, key="reference")
    # Reading one's own referrals is recorded like any other view of a case.
    record(events.OWN_REFERRALS_LISTED, by=request.user, references=[referral.reference for referral in page])
    feedback = own.own_feedback()
    rows = [
        {
            "reference": referral.reference,
            "received_at": referral.received_at,
            "stage": STAGES[Status(referral.status)],
            "feedback": feedback.get(referral.reference),
        }
        for referral in page
    ]
    context = {"page_obj": page, "rows": rows, "page_title": "Your referrals"}
    return render(request, "referrals/intake/own_referrals.html", context)
