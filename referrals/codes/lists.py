"""Every list whose codes have facts, by its key: what the hub's page, its documentation and the forms go by."""

from agencies.kinds import AgencyKind
from referrals.codes import adults, agencies, concerns, declining, intake, people, sharing, ties
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

LISTS = {
    code_list.key: code_list
    for code_list in (
        *(GATEWAY, PURPOSE, ARTICLE_6, ARTICLE_9, ARTICLE_10, WITHOUT_CONSENT, NOT_INFORMED),
        RETURN_REASON,
    )
}
LISTS |= {
    code_list.key: code_list for code_list in (AGENCY_KIND, DECLINE_REASON, CONCERN, RISK_TYPE, RELATIONSHIP, KNOWN_TO)
}
