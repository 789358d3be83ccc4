"""Who may do what, written down by hand: docs and code are compared with this table, never the other way round.

Source: the roles of a hub in docs/security.md. A change here is a change of who can act on families.
"""

import pytest

from agencies import roles

R, SC, SW, MA = "referrer", "screener", "social_worker", "manager"
REP, AU, GO, AD = "representative", "auditor", "governance", "administrator"
AM, OH, QA, DP = "adults_manager", "out_of_hours", "quality_auditor", "data_protection"
TEAM = {SC, SW, MA, AM, OH}
ACTS, MANAGES = {SW, MA, AM, OH}, {MA, AM}
WHO_MAY = {
    "referrals.refer_with_account": {R, REP},
    "referrals.key_referral": TEAM,
    "referrals.view_queue": TEAM | {QA},
    "referrals.view_case": TEAM | {QA},
    "referrals.claim_referral": TEAM,
    "referrals.add_note": TEAM,
    "referrals.judge_pair": TEAM,
    "referrals.record_facts": TEAM,
    "referrals.recommend_triage": ACTS,
    "referrals.record_lawful_basis": ACTS,
    "referrals.request_information": ACTS,
    "referrals.view_collation": ACTS,
    "referrals.draft_decision": ACTS,
    "referrals.suggest_bar": ACTS,
    "referrals.break_glass": ACTS,
    "referrals.allocate_referral": MANAGES,
    "referrals.triage_referral": MANAGES | {OH},
    "referrals.transfer_referral": MANAGES,
    "referrals.authorise_not_informing": MANAGES,
    "referrals.sign_decision": MANAGES,
    "referrals.read_decision_maker_items": MANAGES,
    "referrals.send_feedback": MANAGES,
    "referrals.release_product": MANAGES,
    "referrals.close_referral": MANAGES,
    "referrals.restrict_referral": MANAGES,
    "referrals.view_public_referrer": MANAGES | {OH},
    "referrals.view_dashboard": {MA},
    "referrals.govern": {GO},
    "referrals.view_inbox": {REP},
    "referrals.answer_request": {REP},
    "referrals.read_product": {REP},
    "audit.view_events": {AU, GO, DP},
    "audit.export_events": {AU, GO, DP},
    "agencies.manage_people": {AD},
    "agencies.confirm_account_changes": {MA, AD},
    "agencies.manage_agencies": {AD},
    "agencies.manage_question_sets": {AD},
    "agencies.manage_targets": {AD},
    "agencies.view_agreements": {GO, AD, DP},
    "agencies.manage_agreements": {GO, AD},
}
# Whom one administrator alone may make somebody; every other role needs a second person.
GIVEN_BY_ONE = {R}
# Who may never hold two roles at once: those who watch over a hub read no case.
WATCH, WORK_ON_CASES = {AU, GO, AD, DP}, TEAM | {QA}


def test_each_permission_is_held_by_these_roles_and_no_other():
    held = {code: {name for name, role in roles.ROLES.items() if code in role.permissions} for code in WHO_MAY}
    assert held == WHO_MAY
    assert {code for role in roles.ROLES.values() for code in role.permissions} == set(WHO_MAY)


@pytest.mark.parametrize("role", roles.ROLES)
def test_a_role_needs_a_second_person_unless_it_gives_access_to_nothing(role):
    assert roles.needs_second_person([role]) == (role not in GIVEN_BY_ONE)


@pytest.mark.parametrize("held", roles.ROLES)
@pytest.mark.parametrize("wanted", roles.ROLES)
@pytest.mark.parametrize("of_agency", [True, False])
def test_which_roles_go_together(wanted, held, of_agency):
    apart = ({wanted, held} & WATCH and {wanted, held} & WORK_ON_CASES) or (
        wanted == REP if not of_agency else wanted in WATCH | WORK_ON_CASES
    )
    assert bool(roles.why_not_together(wanted, [held], of_agency=of_agency)) == bool(apart)


def test_only_managers_read_what_is_for_decision_makers():
    assert {name for name, role in roles.ROLES.items() if role.decides} == MANAGES
    assert {name for name, role in roles.ROLES.items() if role.team} == TEAM
    assert {name for name, role in roles.ROLES.items() if role.of_agency} == {REP}
    assert {name for name, role in roles.ROLES.items() if role.watches} == WATCH
