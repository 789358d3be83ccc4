"""What people do to sign in and out, and to their own account."""

from unittest.mock import patch

from allauth.mfa.models import Authenticator
from django.db import transaction

from agencies.models import SignIn
from agencies.signing_in import actions, links
from agencies.signing_in.account import actions as account
from agencies.signing_in.second_factor import actions as factors
from agencies.signing_in.second_factor import codes
from agencies.signing_in.second_factor.passkeys import PASSKEY
from agencies.signing_in.single_sign_on import actions as elsewhere
from audit.recording import PUBLIC, SYSTEM
from mash.identity import acting_as_system
from tests.agencies.signing_in.steps import add_app, add_recovery_codes, from_now, totp_code
from tests.builders import PASSWORD, browser
from tests.database import as_role
from tests.performances import at_browser, deed, deed_at_browser, performs


def sign_in_of(person) -> SignIn:
    with as_role("mash_owner"):
        return SignIn.objects.filter(user=person).first()


@performs("agencies.signing_in.account.actions.confirm", "step_up.done")
def _(world):
    request = at_browser(world.manager)
    return deed_at_browser(request, account.confirm, by=world.manager, password=PASSWORD)


@performs("agencies.signing_in.account.actions.mark_confirmed", "step_up.done")
def _(world):
    return deed_at_browser(at_browser(world.manager), account.mark_confirmed, by=world.manager, how="password")


@performs("agencies.signing_in.account.actions.end_sign_in", "sign_out.ended")
def _(world):
    browser(world.manager)
    other = sign_in_of(world.manager)
    request = at_browser(world.manager)
    return deed_at_browser(request, lambda request, *, by: account.end_sign_in(sign_in=other, by=by), by=world.manager)


@performs("agencies.signing_in.account.actions.end_other_sign_ins", "sign_out.ended")
def _(world):
    browser(world.manager)
    return deed_at_browser(at_browser(world.manager), account.end_other_sign_ins, by=world.manager)


@performs("agencies.signing_in.actions.sign_in", "sign_in.done")
def _(world):
    return deed_at_browser(at_browser(), actions.sign_in, email=world.manager.email, password=PASSWORD)


@performs("agencies.signing_in.actions.complete_first_step", "sign_in.first_step")
def _(world):
    add_app(world.manager)
    return deed_at_browser(at_browser(), actions.complete_first_step, by=world.manager, how="password")


@performs("agencies.signing_in.actions.complete_sign_in", "sign_in.done")
def _(world):
    return deed_at_browser(at_browser(), actions.complete_sign_in, by=world.manager, how="password")


@performs("agencies.signing_in.actions.sign_out", "sign_out.done")
def _(world):
    return deed_at_browser(at_browser(world.manager), actions.sign_out, by=world.manager)


@performs("agencies.signing_in.actions.end_idle_sign_in", "sign_out.ended")
def _(world):
    return deed_at_browser(at_browser(world.manager), actions.end_idle_sign_in, by=world.manager)


@performs("agencies.signing_in.actions.end_abandoned_sign_ins", "sign_out.ended", "sign_out.ended")
def _(world):
    browser(world.manager), browser(world.screener)
    with as_role("mash_owner"):
        SignIn.objects.update(last_seen_at=from_now(days=-1))

    def do():
        with acting_as_system(), transaction.atomic():
            actions.end_abandoned_sign_ins(by=SYSTEM, at_most=10)

    return do


@performs("agencies.signing_in.actions.choose_password", "person.password_set", "sign_in.done")
def _(world):
    token = links.link_for(world.screener).rstrip("/").rpartition("/")[2]
    facts = {"password": "three random words", "token": token}
    return deed_at_browser(at_browser(), actions.choose_password, by=world.screener, **facts)


@performs("agencies.signing_in.actions.request_password_link", "password.forgotten")
def _(world):
    ask = lambda request: actions.request_password_link(email=world.screener.email, by=PUBLIC)  # noqa: E731
    return deed_at_browser(at_browser(), ask)


@performs("agencies.signing_in.actions.change_password", "person.password_set")
def _(world):
    facts = {"current": PASSWORD, "password": "three random words"}
    return deed_at_browser(at_browser(world.manager), actions.change_password, by=world.manager, **facts)


# Second factors -------------------------------------------------------------------------------------------------------


@performs("agencies.signing_in.second_factor.actions.complete_second_step", "second_factor.passed", "sign_in.done")
def _(world):
    facts = {"how": "password", "code": totp_code(add_app(world.manager))}
    request = at_browser()
    deed_at_browser(request, actions.complete_first_step, by=world.manager, how="password")()
    return deed_at_browser(request, factors.complete_second_step, by=world.manager, halfway=True, **facts)


@performs(
    "agencies.signing_in.second_factor.actions.verify_second_factor", "recovery_codes.used", "second_factor.passed"
)
def _(world):
    add_app(world.manager)
    code = add_recovery_codes(world.manager)[0]
    return deed_at_browser(at_browser(world.manager), factors.verify_second_factor, by=world.manager, code=code)


@performs("agencies.signing_in.second_factor.actions.add_app", "second_factor.added")
def _(world):
    secret = codes.generate_totp_secret()
    facts = {"secret": secret, "code": totp_code(secret)}
    return deed_at_browser(at_browser(world.manager), factors.add_app, by=world.manager, **facts)


@performs("agencies.signing_in.second_factor.actions.add_passkey", "second_factor.added")
def _(world):
    def register(user, credential, name):
        # What a browser answers needs a key of hardware: here only what is stored of it.
        return Authenticator.objects.create(user=user, type=PASSKEY, data={"name": name})

    facts = {"credential": {}, "name": "Key"}
    add = deed_at_browser(at_browser(world.manager), factors.add_passkey, by=world.manager, **facts)

    def do():
        with patch.object(factors.passkeys, "register", register):
            add()

    return do


@performs("agencies.signing_in.second_factor.actions.remove", "second_factor.removed")
def _(world):
    add_app(world.manager)
    app = Authenticator.objects.get(user=world.manager)
    return deed_at_browser(at_browser(world.manager), factors.remove, by=world.manager, authenticator=app)


@performs("agencies.signing_in.second_factor.actions.make_recovery_codes", "recovery_codes.made")
def _(world):
    add_app(world.manager)
    return deed(world.manager, factors.make_recovery_codes)


@performs("agencies.signing_in.second_factor.actions.show_recovery_codes", "recovery_codes.shown")
def _(world):
    add_app(world.manager)
    add_recovery_codes(world.manager)
    return deed(world.manager, factors.show_recovery_codes)


@performs("agencies.signing_in.second_factor.actions.reset", "account_change.proposed")
def _(world):
    add_app(world.screener)
    return deed(world.administrator, factors.reset, user=world.screener, reason="They lost it.")


# Single sign-on -------------------------------------------------------------------------------------------------------


@performs("agencies.signing_in.single_sign_on.actions.sign_in_with_provider", "sign_in.done")
def _(world):
    facts = {"provider": "council", "state": "a state", "trusted": True}
    return deed_at_browser(at_browser(), elsewhere.sign_in_with_provider, by=world.manager, **facts)


@performs("agencies.signing_in.single_sign_on.actions.confirm_with_provider", "step_up.done")
def _(world):
    facts = {"provider": "council", "state": "a state"}
    return deed_at_browser(at_browser(world.manager), elsewhere.confirm_with_provider, by=world.manager, **facts)


@performs("agencies.signing_in.single_sign_on.actions.record_refusal", "single_sign_on.refused")
def _(world):
    refuse = lambda request: elsewhere.record_refusal(provider="council", why="unknown", by=PUBLIC)  # noqa: E731
    return deed_at_browser(at_browser(), refuse)
