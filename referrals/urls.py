"""What pages there are, in the order of a case's life."""

from django.urls import path

app_name = "referrals"

# Sending a referral: the public, professionals with an account, and staff keying one in
intake = []

# The work queue and triage
triage = []

# Asking agencies, and their answers
information_requests = []

# Collation, decision, feedback, product
decisions = []

# The case itself
casefile = []

# Dashboard
reports = []

urlpatterns = [*intake, *triage, *information_requests, *decisions, *casefile, *reports]
