"""What pages there are, in the order of a case's life."""

from django.urls import path

from referrals.intake import views as intake_views
from referrals.intake import wizard
from referrals.intake.ways import ACCOUNT, PUBLIC, STAFF
from referrals.triage import views as triage_views

app_name = "referrals"

# Sending a referral: the public, professionals with an account, and staff keying one in
intake = [
    path("refer/", intake_views.start, name="start"),
    *wizard.paths(PUBLIC, "refer/drafts/"),
    path("refer/account/", intake_views.start_account, name="start_account"),
    *wizard.paths(ACCOUNT, "refer/account/drafts/"),
    path("refer/account/sent/", intake_views.own_referrals, name="own_referrals"),
    path("refer/in/<slug:hub>/", intake_views.start_hub, name="start_hub"),
    path("key-in/", intake_views.key_referral, name="key_referral"),
    *wizard.paths(STAFF, "key-in/drafts/"),
]

# The work queue and triage
triage = [
    path("queue/", triage_views.queue, name="queue"),
    path("cases/<str:reference>/claim/", triage_views.claim, name="claim"),
    path("cases/<str:reference>/allocate/", triage_views.allocate, name="allocate"),
    path("cases/<str:reference>/hand-back/", triage_views.hand_back, name="hand_back"),
    path("cases/<str:reference>/recommend/", triage_views.recommend, name="recommend"),
    path("cases/<str:reference>/triage/", triage_views.triage, name="triage"),
    path("cases/<str:reference>/rating/", triage_views.rate, name="rate"),
    path("cases/<str:reference>/return/", triage_views.return_referral, name="return_referral"),
    path("cases/<str:reference>/receive-again/", triage_views.receive_again, name="receive_again"),
    path("cases/<str:reference>/transfer/", triage_views.transfer, name="transfer"),
    path("cases/<str:reference>/lawful-basis/", triage_views.lawful_basis, name="lawful_basis"),
    path("cases/<str:reference>/lawful-basis/authorise/", triage_views.authorise, name="authorise"),
]

# Asking agencies, and their answers
information_requests = []

# Collation, decision, feedback, product
decisions = []

# The case itself
casefile = []

# Dashboard
reports = []

urlpatterns = [*intake, *triage, *information_requests, *decisions, *casefile, *reports]
