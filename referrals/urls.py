"""The URLs of the app, in the order of the stages of a case."""

from django.urls import path

from referrals.casefile import views as casefile_views
from referrals.decisions import views as decision_views
from referrals.facts import views as fact_views
from referrals.governance import views as governance_views
from referrals.information_requests.answering import views as answering_views
from referrals.information_requests.asking import views as asking_views
from referrals.information_requests.following_up import views as following_up_views
from referrals.intake import views as intake_views
from referrals.intake import wizard
from referrals.intake.ways import ACCOUNT, PUBLIC, STAFF
from referrals.other_hubs import views as other_hubs_views
from referrals.reports import views as report_views
from referrals.same_people import views as same_people_views
from referrals.same_people.governed import views as governed_views
from referrals.search import views as search_views
from referrals.strategy import views as strategy_views
from referrals.triage import views as triage_views
from referrals.working_day import views as working_day_views

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

# What needs somebody now
working_day = [
    path("now/", working_day_views.needs, name="needs"),
    path("cases/<str:reference>/flag/", working_day_views.flag, name="flag"),
    path("cases/<str:reference>/flags/<uuid:flag>/", working_day_views.clear_flag, name="clear_flag"),
]

# One search for people and cases
search = [path("search/", search_views.search, name="search")]

# The work queue and triage
triage = [
    path("queue/", triage_views.queue, name="queue"),
    path("cases/<str:reference>/claim/", triage_views.claim, name="claim"),
    path("cases/<str:reference>/allocate/", triage_views.allocate, name="allocate"),
    path("cases/<str:reference>/hand-back/", triage_views.hand_back, name="hand_back"),
    path("cases/<str:reference>/recommend/", triage_views.recommend, name="recommend"),
    path("cases/<str:reference>/triage/", triage_views.triage, name="triage"),
    path("cases/<str:reference>/rating/", triage_views.rate, name="rate"),
    path("cases/<str:reference>/pause/", triage_views.pause_clock, name="pause_clock"),
    path("cases/<str:reference>/pause/end/", triage_views.resume_clock, name="resume_clock"),
    path("cases/<str:reference>/return/", triage_views.return_referral, name="return_referral"),
    path("cases/<str:reference>/receive-again/", triage_views.receive_again, name="receive_again"),
    path("cases/<str:reference>/forward/", triage_views.forward, name="forward"),
    path("cases/<str:reference>/transfer/", triage_views.transfer, name="transfer"),
    path("cases/<str:reference>/lawful-basis/", triage_views.lawful_basis, name="lawful_basis"),
    path("cases/<str:reference>/lawful-basis/telling/", triage_views.telling, name="telling"),
    path("cases/<str:reference>/lawful-basis/told/", triage_views.telling_done, name="told"),
    path("cases/<str:reference>/lawful-basis/never-told/", triage_views.never_told, name="never_told"),
    path("cases/<str:reference>/lawful-basis/authorise/", triage_views.authorise, name="authorise"),
]

# Asking agencies, and their answers
information_requests = [
    path("cases/<str:reference>/ask/", asking_views.request_information, name="request_information"),
    path("cases/<str:reference>/ask/questions/", asking_views.write_requests, name="write_requests"),
    path("cases/<str:reference>/ask/preview/", asking_views.preview_requests, name="preview_requests"),
    path("cases/<str:reference>/requests/<str:number>/", following_up_views.sent_request, name="sent_request"),
    path(
        "cases/<str:reference>/requests/<str:number>/message/",
        following_up_views.message_agency,
        name="message_agency",
    ),
    path(
        "cases/<str:reference>/requests/<str:number>/withdraw/",
        following_up_views.withdraw_request,
        name="withdraw_request",
    ),
    path("cases/<str:reference>/requests/<str:number>/chase/", following_up_views.chase_now, name="chase_now"),
    path("cases/<str:reference>/requests/<str:number>/due/", following_up_views.change_due, name="change_due"),
    path("cases/<str:reference>/requests/<str:number>/question/", following_up_views.ask_further, name="ask_further"),
    path("cases/<str:reference>/requests/<str:number>/tell/", asking_views.tell_more, name="tell_more"),
    path("requests/", answering_views.inbox, name="inbox"),
    path("requests/nothing-known/", answering_views.nothing_known_for_several, name="nothing_known_for_several"),
    path("requests/<str:reference>/", answering_views.request, name="request"),
    path("requests/<str:reference>/message/", following_up_views.message_hub, name="message_hub"),
    path("requests/<str:reference>/acknowledge/", answering_views.acknowledge, name="acknowledge"),
    path("requests/<str:reference>/take/", answering_views.take, name="take"),
    path("requests/<str:reference>/give/", answering_views.give, name="give"),
    path("requests/<str:reference>/answer/", answering_views.answer, name="answer"),
    path("requests/<str:reference>/nothing-known/", answering_views.nothing_known, name="nothing_known"),
    path("requests/<str:reference>/not-shared/", answering_views.not_shared, name="not_shared"),
    path("requests/<str:reference>/more-time/", answering_views.more_time, name="more_time"),
    path("requests/<str:reference>/items/<int:number>/", answering_views.item_handling, name="item_handling"),
]

# Strategy discussions, and who does what
strategy = [
    path("cases/<str:reference>/discussions/add/", strategy_views.record_discussion, name="record_discussion"),
    path(
        "cases/<str:reference>/discussions/<uuid:discussion>/",
        strategy_views.correct_discussion,
        name="correct_discussion",
    ),
    path("cases/<str:reference>/actions/give/", strategy_views.give_action, name="give_action"),
    path("cases/<str:reference>/actions/<str:action>/", strategy_views.close_action, name="close_action"),
    path("actions/<str:reference>/", strategy_views.agency_action, name="agency_action"),
]

# Collation, decision, feedback, product
decisions = [
    path("cases/<str:reference>/collation/", decision_views.collation, name="collation"),
    path("cases/<str:reference>/decide/", decision_views.decide, name="decide"),
    path("cases/<str:reference>/decide/<int:position>/", decision_views.amend, name="amend"),
    path("cases/<str:reference>/decision/", decision_views.decision, name="decision"),
    path("cases/<str:reference>/sign/", decision_views.sign, name="sign"),
    path("cases/<str:reference>/second-signature/", decision_views.second_sign, name="second_sign"),
    path("cases/<str:reference>/send-back/", decision_views.send_back, name="send_back"),
    path("cases/<str:reference>/correct/", decision_views.correct, name="correct"),
    path("cases/<str:reference>/feedback/", decision_views.feedback, name="feedback"),
    path("cases/<str:reference>/release/", decision_views.release, name="release"),
    path("cases/<str:reference>/products/<str:product>/", decision_views.released, name="released"),
    path("cases/<str:reference>/close/", decision_views.close, name="close"),
    path("cases/<str:reference>/notify/", decision_views.notify, name="notify"),
    path("cases/<str:reference>/duplicate/", decision_views.end_as_duplicate, name="end_as_duplicate"),
    path("cases/<str:reference>/reopen/", decision_views.reopen, name="reopen"),
    path("products/", decision_views.products, name="products"),
    path("products/<str:reference>/", decision_views.product, name="product"),
]

# The case itself
casefile = [
    path("cases/<str:reference>/", casefile_views.case, name="case"),
    path("cases/<str:reference>/print/", casefile_views.case_print, name="case_print"),
    path("cases/<str:reference>/as-received/", casefile_views.referral_as_received, name="referral_as_received"),
    path("cases/<str:reference>/as-recorded/", casefile_views.as_recorded, name="as_recorded"),
    path("cases/<str:reference>/referrer/", casefile_views.public_referrer, name="public_referrer"),
    path("cases/<str:reference>/note/", casefile_views.note, name="note"),
    path("cases/<str:reference>/concerns/", casefile_views.add_concerns, name="add_concerns"),
    path("cases/<str:reference>/people/add/", fact_views.add_person, name="add_person"),
    path("cases/<str:reference>/people/<int:position>/", fact_views.case_person, name="case_person"),
    path("cases/<str:reference>/people/<int:position>/<slug:kind>/", fact_views.record_fact, name="record_fact"),
    path("cases/<str:reference>/professionals/add/", fact_views.add_professional, name="add_professional"),
    path("cases/<str:reference>/items/<uuid:item>/take-over/", fact_views.take_over, name="take_over"),
    path("cases/<str:reference>/address/<int:position>/", casefile_views.at_address, name="at_address"),
    path("cases/<str:reference>/links/", casefile_views.link_case, name="link_case"),
    path("cases/<str:reference>/links/<uuid:link>/", casefile_views.unlink_case, name="unlink_case"),
    path("cases/<str:reference>/same-people/<uuid:pair>/", same_people_views.who_is_it, name="who_is_it"),
    path("cases/<str:reference>/protect-identity/", same_people_views.protect_identity, name="protect_identity"),
    path("cases/<str:reference>/ask-hub/<int:hub>/", other_hubs_views.ask_hub, name="ask_hub"),
    path("other-hubs/", other_hubs_views.hub_asks, name="hub_asks"),
    path("other-hubs/<uuid:ask>/", other_hubs_views.answer_hub, name="answer_hub"),
    path("same-people/", same_people_views.undecided, name="undecided"),
    path("cases/<str:reference>/who-can-see/", casefile_views.who_can_see, name="who_can_see"),
    path("cases/<str:reference>/bar/", casefile_views.suggest_bar, name="suggest_bar"),
    path("cases/<str:reference>/looked-at/", casefile_views.looked_at, name="looked_at"),
    path("cases/<str:reference>/who-can-see/give/", casefile_views.share_case, name="share_case"),
    path("cases/<str:reference>/who-can-see/<int:person>/", casefile_views.unshare_case, name="unshare_case"),
    path("cases/<str:reference>/restrict/", casefile_views.restrict, name="restrict"),
    path("cases/<str:reference>/restriction/", casefile_views.decide_restriction, name="decide_restriction"),
    path("cases/<str:reference>/unrestrict/", casefile_views.unrestrict, name="unrestrict"),
    path("cases/<str:reference>/hidden/<str:card>/ask/", casefile_views.ask_to_see, name="ask_to_see"),
    path("cases/<str:reference>/hidden/<str:card>/open/", casefile_views.break_glass_card, name="break_glass_card"),
    path("cases/<str:reference>/asks/<uuid:ask>/", casefile_views.answer_ask, name="answer_ask"),
    path("break-glass/", casefile_views.break_glass, name="break_glass"),
]

# Dashboard
reports = [
    path("dashboard/", report_views.dashboard, name="dashboard"),
    path("dashboard/cases/", report_views.dashboard_cases, name="dashboard_cases"),
    path("dashboard/file/", report_views.dashboard_file, name="dashboard_file"),
]

# Governance: restrictions, emergency openings and bars, by reference only
governance = [
    path("governance/", governance_views.desk, name="governance"),
    path("governance/restrictions/", governance_views.restrictions, name="restrictions"),
    path("governance/restrictions/<uuid:pk>/", governance_views.restriction, name="restriction"),
    path("governance/emergencies/", governance_views.emergencies, name="emergencies"),
    path("governance/emergencies/<uuid:pk>/", governance_views.emergency, name="emergency"),
    path("governance/emergencies/<uuid:pk>/end/", governance_views.end_emergency, name="end_emergency"),
    path("governance/bars/", governance_views.bars, name="bars"),
    path("governance/bars/add/", governance_views.add_bar, name="add_bar"),
    path("governance/bars/<int:pk>/", governance_views.bar, name="bar"),
    path("governance/bars/<int:pk>/confirm/", governance_views.confirm_bar, name="confirm_bar"),
    path("governance/bars/<int:pk>/end/", governance_views.end_bar, name="end_bar"),
    path("governance/identities/", governed_views.identities, name="identities"),
    path("governance/identities/add/", governed_views.add_identity, name="add_identity"),
    path("governance/identities/<uuid:pk>/", governed_views.identity, name="identity"),
    path("governance/identities/<uuid:pk>/end/", governed_views.end_identity, name="end_identity"),
    path("governance/identities/<uuid:pk>/pairs/<uuid:pair>/", governed_views.guarded_pair, name="guarded_pair"),
    path("governance/report/", governance_views.report, name="governance_report"),
    path("governance/report/export/", governance_views.report_export, name="governance_report_export"),
    path("governance/records/<str:reference>/looked-at/", governance_views.record_looks, name="record_looks"),
    path("governance/records/<str:reference>/names/", governance_views.record_names, name="record_names"),
    path("governance/access/", governance_views.access, name="access"),
]

urlpatterns = [
    *intake,
    *working_day,
    *search,
    *triage,
    *information_requests,
    *strategy,
    *decisions,
    *casefile,
    *reports,
    *governance,
]
