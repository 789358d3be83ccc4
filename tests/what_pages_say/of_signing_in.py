"""What is said of one's own account, and of forms that come twice or after a sign-in ran out."""

from datetime import timedelta

import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from agencies.models import Letter, SignIn, User
from referrals.models import Referral
from tests.agencies.signing_in.steps import add_app, totp_code
from tests.builders import PASSWORD, browser
from tests.what_pages_say import exists, only, reread, shows
from tests.what_pages_say.of_agencies import NOVA
from tests.writing import PUBLIC, Writer

APP = "/account/second-factor/app/"
NEW = "three random words"


def two_browsers(person):
    """Return the browser in use, with the sign-ins of it and of another."""
    here, there = browser(person), browser(person)
    own = {client: client.get("/account/").context["here"] for client in (here, there)}
    return here, *(only(SignIn, session_key=own[client]) for client in (here, there))


@shows("Your password has been changed.")
def _(world):
    response = browser(world.manager).post("/account/password/", {"current": PASSWORD, "password": NEW, "again": NEW})
    return response, lambda: reread(world.manager).check_password(NEW)


@shows("You are signed out there.")
def _(world):
    here, own, other = two_browsers(world.manager)
    response = here.post(f"/account/sign-ins/{other.pk}/end/")
    return response, lambda: exists(SignIn, pk=own.pk) and not exists(SignIn, pk=other.pk)


@shows("You are using that sign-in now. To end it, sign out.")
def _(world):
    here, own, _ = two_browsers(world.manager)
    response = here.post(f"/account/sign-ins/{own.pk}/end/")
    return response, lambda: exists(SignIn, pk=own.pk)


@shows("That sign-in had ended already.")
def _(world):
    here, _, other = two_browsers(world.manager)
    here.post(f"/account/sign-ins/{other.pk}/end/")
    response = here.post(f"/account/sign-ins/{other.pk}/end/")
    return response, lambda: not exists(SignIn, pk=other.pk)


@shows("You are signed out everywhere but here.")
def _(world):
    here, own, _ = two_browsers(world.manager)
    response = here.post("/account/sign-ins/end-others/")
    return response, lambda: exists(SignIn, pk=own.pk) and not exists(SignIn, user=world.manager, pk__gt=own.pk)


@shows("You have signed out.")
def _(world):
    response = browser(world.manager).post("/sign-out/")
    return response, lambda: not exists(SignIn, user=world.manager)


@shows("Your authenticator app is set up.")
def _(world):
    here = browser(world.manager)
    here.get(APP)
    response = here.post(APP, {"code": totp_code(here.session["new-second-factor"])})
    return response, lambda: exists(Authenticator, user=world.manager, type="totp")


@shows("It is removed.")
def _(world):
    add_app(world.referrer)
    app = only(Authenticator, user=world.referrer, type="totp")
    response = browser(world.referrer).post(f"/account/second-factor/{app.pk}/remove/")
    return (
        response,
        lambda: not exists(Authenticator, user=world.referrer) and exists(Letter, to=world.referrer, about="removed"),
    )


# Forms that come twice, or too late -----------------------------------------------------------------------------------


def number_on(client, url: str) -> str:
    return client.get(url).text.split('name="submission" value="')[1].split('"')[0]


@shows("You had already sent this page, so nothing was done a second time.")
def _(world):
    here = browser(world.administrator)
    form = {**NOVA, "role": "referrer", "submission": number_on(here, "/people/invite/")}
    here.post("/people/invite/", form)
    response = here.post("/people/invite/", form)
    return response, lambda: only(User, email=NOVA["email"]) is not None


@shows("You were signed out before this was sent. What you typed is below: check it and send it again.")
def _(world):
    here = browser(world.administrator)
    form = {**NOVA, "role": "referrer", "submission": number_on(here, "/people/invite/")}
    here.post("/sign-in/ran-out/", {**form, "ran_out_at": "/people/invite/"})
    here.post("/sign-in/", {"email": world.administrator.email, "password": PASSWORD})
    response = here.get("/people/invite/")
    return response, lambda: NOVA["email"] in response.text and not exists(User, email=NOVA["email"])


@shows("Thank you. What you typed before you confirmed is below: check it and send it again.")
def _(world):
    here = browser(world.administrator)
    form = {**NOVA, "role": "referrer", "submission": number_on(here, "/people/invite/")}
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        confirm = here.post("/people/invite/", form)
        here.post(confirm.url, {"password": PASSWORD})
        response = here.get("/people/invite/")
    return response, lambda: NOVA["email"] in response.text and not exists(User, email=NOVA["email"])


@shows("You have sent this already. What you wrote just now was not added. Phone us to add it.")
def _(world):
    writer = Writer(Client()).start("/refer/in/northvale/").answer(**PUBLIC)
    writer.send()
    response = writer.client.post(writer.url("worries"), {"worries": "He has a key."})
    return response, lambda: exists(Referral) and not exists(Referral, worries__contains="key")
