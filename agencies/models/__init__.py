"""Hubs, their agencies, the people who work in both, and the hub's settings."""

from agencies.models.changes import AccountChange
from agencies.models.editions import Edition
from agencies.models.hubs import CodeSwitch, Hub, OpeningHours, Target, Team
from agencies.models.letters import Letter
from agencies.models.organisations import Agency, SharingAgreement
from agencies.models.particulars import StaffParticulars
from agencies.models.people import Membership, Password, User
from agencies.models.questions import Question, QuestionSet
from agencies.models.sign_ins import SignIn

__all__ = [
    "AccountChange",
    "Agency",
    "CodeSwitch",
    "Edition",
    "Hub",
    "Letter",
    "Membership",
    "OpeningHours",
    "Password",
    "Question",
    "QuestionSet",
    "SharingAgreement",
    "SignIn",
    "StaffParticulars",
    "Target",
    "Team",
    "User",
]
