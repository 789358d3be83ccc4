"""A referral and everything that belongs to it. The rules in access/ guard every table here."""

from referrals.models.case_links import CaseLink
from referrals.models.cases import CaseDraft, Clock, Flag, LawfulBasis, Move, Note, RatingGiven, Referral
from referrals.models.decisions import (
    Decision,
    DecisionItem,
    Dissent,
    Feedback,
    NotificationMade,
    Product,
    ProductItem,
)
from referrals.models.facts import PersonFact
from referrals.models.figures import FigureChange, FigureCount, FigureSpan
from referrals.models.grants import ProductGroupGrant, ReferralGroupGrant, ReferralUserGrant, RequestGroupGrant
from referrals.models.intake import Draft, InvolvedProfessional, Person, Referrer
from referrals.models.need_to_know import Ask, Bar, BreakGlass, Restriction, RestrictionReview
from referrals.models.outbox import OutboxMessage
from referrals.models.pauses import ClockPause
from referrals.models.requests import (
    AnswerDraft,
    InformationRequest,
    Item,
    ItemBody,
    RequestChange,
    RequestMessage,
    RequestQuestion,
    RequestUpdate,
    Response,
)
from referrals.models.same_people import (
    HubAsk,
    PairVerdict,
    PersonCompared,
    PersonElsewhere,
    PersonHome,
    PersonKey,
    PersonPair,
    PersonToMatch,
    ProtectedIdentity,
    SearchTerms,
)
from referrals.models.strategy import CaseAction, StrategyDiscussion

__all__ = [
    "AnswerDraft",
    "Ask",
    "Bar",
    "BreakGlass",
    "CaseAction",
    "CaseDraft",
    "CaseLink",
    "Clock",
    "ClockPause",
    "Decision",
    "DecisionItem",
    "Dissent",
    "Draft",
    "Feedback",
    "FigureChange",
    "FigureCount",
    "FigureSpan",
    "Flag",
    "HubAsk",
    "InformationRequest",
    "InvolvedProfessional",
    "Item",
    "ItemBody",
    "LawfulBasis",
    "Move",
    "Note",
    "NotificationMade",
    "OutboxMessage",
    "PairVerdict",
    "Person",
    "PersonCompared",
    "PersonElsewhere",
    "PersonFact",
    "PersonHome",
    "PersonKey",
    "PersonPair",
    "PersonToMatch",
    "Product",
    "ProductGroupGrant",
    "ProductItem",
    "ProtectedIdentity",
    "RatingGiven",
    "Referral",
    "ReferralGroupGrant",
    "ReferralUserGrant",
    "Referrer",
    "RequestChange",
    "RequestGroupGrant",
    "RequestMessage",
    "RequestQuestion",
    "RequestUpdate",
    "Response",
    "Restriction",
    "RestrictionReview",
    "SearchTerms",
    "StrategyDiscussion",
]
