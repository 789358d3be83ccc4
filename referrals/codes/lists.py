"""Every list whose codes have facts, by its key: what the hub's page, its documentation and the forms go by."""

from agencies.kinds import AgencyKind
from referrals.codes import adults, agencies, concerns, decisions, declining, intake, people, sharing, ties
from referrals.codes.facts import CodeList

GATEWAY = CodeList("gateway", "Powers to share", sharing.StatutoryGateway, sharing.GATEWAY_FACTS)
PURPOSE = CodeList("purpose", "Purposes of asking", sharing.SharingPurpose, sharing.PURPOSE_FACTS)
ARTICLE_6 = CodeList("article6", "Lawful bases (UK GDPR Article 6)", sharing.Article6, sharing.ARTICLE6_FACTS)
ARTICLE_9 = CodeList(
    "article9", "Conditions for sensitive information (Article 9)", sharing.Article9, sharing.ARTICLE9_FACTS
)
ARTICLE_10 = CodeList(
    "article10", "Conditions for criminal offence data (Article 10)", sharing.Article10, sharing.ARTICLE10_FACTS
)
WITHOUT_CONSENT = CodeList(
    "without_consent",
    "Why without consent (Schedule 1, paragraph 18)",
    sharing.WithoutConsent,
    sharing.WITHOUT_CONSENT_FACTS,
)
NOT_INFORMED = CodeList(
    "not_informed_reason", "Reasons for not telling", sharing.NotInformedReason, sharing.NOT_INFORMED_FACTS
)
AGENCY_KIND = CodeList("agency_kind", "Kinds of agency", AgencyKind, agencies.AGENCY_KIND_FACTS)
DECLINE_REASON = CodeList("decline_reason", "Reasons for not sharing", declining.DeclineReason, declining.DECLINE_FACTS)
CONCERN = CodeList("concern", "Concerns", concerns.Concern, concerns.CONCERN_FACTS)
RISK_TYPE = CodeList("risk_type", "Types of risk to an adult", adults.RiskType, adults.RISK_TYPE_FACTS)
RELATIONSHIP = CodeList("relationship", "Relationships", people.RelationshipType, ties.RELATIONSHIP_FACTS)
KNOWN_TO = CodeList("known_to", "Plans and panels", intake.KnownTo, ties.KNOWN_TO_FACTS)
RETURN_REASON = CodeList("return_reason", "Reasons for returning a referral", intake.ReturnReason, intake.RETURN_FACTS)
OUTCOME = CodeList("outcome", "Outcomes", decisions.Outcome, decisions.OUTCOME_FACTS)
EARLY_EXIT = CodeList("early_exit", "Ways out at triage", decisions.EarlyExit, decisions.EARLY_EXIT_FACTS)
ONWARD_ROUTE = CodeList("onward_route", "Where else a case goes", decisions.OnwardRoute, decisions.ROUTE_FACTS)
OUTCOME_REASON = CodeList(
    "outcome_reason", "Reasons for no further action", decisions.OutcomeReason, decisions.OUTCOME_REASON_FACTS
)
ADULT_THRESHOLD = CodeList(
    "adult_threshold", "Thresholds for adults", adults.AdultThreshold, adults.ADULT_THRESHOLD_FACTS
)
S42_LIMB = CodeList("s42_limb", "Parts of the section 42 test", adults.S42Limb, adults.S42_LIMB_FACTS)
LIMB_ANSWER = CodeList(
    "limb_answer", "Answers to a part of the section 42 test", adults.LimbAnswer, adults.LIMB_ANSWER_FACTS
)
CAPACITY = CodeList("capacity", "Mental capacity", adults.Capacity, adults.CAPACITY_FACTS)
FGM_DUTY = CodeList("fgm_duty", "Duty to tell the police of FGM", decisions.FgmDuty, decisions.FGM_DUTY_FACTS)

LISTS = {
    code_list.key: code_list
    for code_list in (
        *(GATEWAY, PURPOSE, ARTICLE_6, ARTICLE_9, ARTICLE_10, WITHOUT_CONSENT, NOT_INFORMED),
        *(FGM_DUTY, OUTCOME, EARLY_EXIT, ONWARD_ROUTE, OUTCOME_REASON),
        *(ADULT_THRESHOLD, S42_LIMB, LIMB_ANSWER, CAPACITY),
        RETURN_REASON,
        *(AGENCY_KIND, DECLINE_REASON, CONCERN, RISK_TYPE, RELATIONSHIP, KNOWN_TO),
    )
}
