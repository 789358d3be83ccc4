"""URLs for signing in, people's own accounts and the hub administrator's pages."""

from django.urls import path

from agencies.approvals import views as approval_views
from agencies.organisations import views as organisation_views
from agencies.people import views as people_views
from agencies.questions import views as question_views
from agencies.rules import views as rule_views
from agencies.signing_in import views as signing_in_views
from agencies.signing_in.account import views as account_views
from agencies.signing_in.second_factor import views as second_factor_views
from agencies.signing_in.single_sign_on import views as single_sign_on_views

app_name = "agencies"

signing_in = [
    path("sign-in/", signing_in_views.sign_in, name="sign_in"),
    path("sign-in/second-step/", second_factor_views.second_step, name="second_step"),
    path("sign-in/ran-out/", account_views.ran_out, name="ran_out"),
    path("sign-in/with/<slug:provider>/", single_sign_on_views.single_sign_on, name="single_sign_on"),
    path(
        "sign-in/with/<slug:provider>/return/", single_sign_on_views.single_sign_on_return, name="single_sign_on_return"
    ),
    path("sign-out/", signing_in_views.sign_out, name="sign_out"),
    path("forgotten-password/", signing_in_views.forgotten_password, name="forgotten_password"),
    path("forgotten-password/sent/", signing_in_views.forgotten_sent, name="forgotten_sent"),
    path("forgotten-password/<int:person>/<str:token>/", signing_in_views.password_link, name="forgotten_link"),
    path("choose-password/", signing_in_views.choose_password, name="choose_password"),
    path("choose-password/<int:person>/<str:token>/", signing_in_views.password_link, name="password_link"),
]

account = [
    path("account/", account_views.account, name="account"),
    path("account/particulars/", people_views.own_particulars, name="own_particulars"),
    path("account/password/", account_views.change_password, name="change_password"),
    path("account/second-factor/", second_factor_views.second_factor, name="second_factor"),
    path("account/second-factor/app/", second_factor_views.add_app, name="add_app"),
    path("account/second-factor/passkey/", second_factor_views.add_passkey, name="add_passkey"),
    path(
        "account/second-factor/<int:pk>/remove/", second_factor_views.remove_second_factor, name="remove_second_factor"
    ),
    path("account/recovery-codes/", second_factor_views.recovery_codes, name="recovery_codes"),
    path("account/recovery-codes/new/", second_factor_views.new_recovery_codes, name="new_recovery_codes"),
    path("account/sign-ins/<int:pk>/end/", account_views.end_sign_in, name="end_sign_in"),
    path("account/sign-ins/end-others/", account_views.end_other_sign_ins, name="end_other_sign_ins"),
    path("account/confirm/", account_views.confirm, name="confirm"),
    path("account/confirm/<slug:provider>/", single_sign_on_views.confirm_elsewhere, name="confirm_elsewhere"),
    path("account/stay/", account_views.stay, name="stay"),
]

people = [
    path("people/", people_views.people, name="people"),
    path("people/find/", people_views.find_people, name="find_people"),
    path("people/invite/", people_views.invite, name="invite"),
    path("people/<int:pk>/", people_views.person, name="person"),
    path("people/<int:pk>/roles/", people_views.give_role, name="give_role"),
    path("people/<int:pk>/roles/<slug:role>/end/", people_views.end_role, name="end_role"),
    path("people/<int:pk>/suspend/", people_views.suspend, name="suspend"),
    path("people/<int:pk>/restore/", people_views.restore, name="restore"),
    path("people/<int:pk>/move/", people_views.move, name="move"),
    path("people/<int:pk>/details/", people_views.details, name="details"),
    path("people/<int:pk>/team/", people_views.change_team, name="change_team"),
    path("people/<int:pk>/particulars/", people_views.particulars, name="particulars"),
    path("people/<int:pk>/link/", people_views.new_link, name="new_link"),
    path("people/<int:pk>/second-factor/", second_factor_views.reset_second_factor, name="reset_second_factor"),
]

approvals = [
    path("people/changes/", approval_views.changes, name="changes"),
    path("people/changes/done/", approval_views.changes_done, name="changes_done"),
    path("people/changes/<uuid:pk>/", approval_views.change, name="change"),
    path("people/changes/<uuid:pk>/refuse/", approval_views.refuse_change, name="refuse_change"),
    path("people/changes/<uuid:pk>/withdraw/", approval_views.withdraw_change, name="withdraw_change"),
    path("people/review/", approval_views.review, name="review"),
    path("people/domains/", approval_views.domains, name="domains"),
    path("people/domains/hub/", approval_views.hub_domains, name="hub_domains"),
    path("people/domains/<int:pk>/", approval_views.agency_domains, name="agency_domains"),
    path("people/watched/", approval_views.watched, name="watched"),
]

organisations = [
    path("agencies/", organisation_views.agencies, name="agencies"),
    path("agencies/add/", organisation_views.add_agency, name="add_agency"),
    path("agencies/<int:pk>/", organisation_views.agency, name="agency"),
    path("agreements/", organisation_views.agreements, name="agreements"),
    path("agreements/add/", organisation_views.add_agreement, name="add_agreement"),
    path("agreements/<int:pk>/", organisation_views.agreement, name="agreement"),
    path("agreements/<int:pk>/end/", organisation_views.end_agreement, name="end_agreement"),
]

questions = [
    path("questions/", question_views.question_sets, name="question_sets"),
    path("questions/copy/", question_views.copy_default_questions, name="copy_default_questions"),
    path("questions/<slug:kind>/", question_views.questions_of_kind, name="questions_of_kind"),
    path("questions/<slug:kind>/<slug:concern>/", question_views.question_set, name="question_set"),
]

rules = [
    path("targets/", rule_views.targets, name="targets"),
    path("hours/", rule_views.hours, name="hours"),
    path("pauses/", rule_views.pauses, name="pauses"),
    path("hub/", rule_views.hub_settings, name="hub_settings"),
    path("lists/", rule_views.code_lists, name="code_lists"),
    path("lists/<slug:key>/", rule_views.code_list, name="code_list"),
]

urlpatterns = [*signing_in, *account, *people, *approvals, *organisations, *questions, *rules]
