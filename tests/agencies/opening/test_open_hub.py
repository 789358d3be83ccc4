"""`manage.py open_hub`, from an empty database to the first sign-in under production settings."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from agencies.models import Hub, Question, User
from agencies.signing_in.second_factor.views import NEW_SECRET_KEY
from audit.models import Event
from tests.agencies.signing_in.steps import totp_code
from tests.database import as_role

OPTIONS = {
    "name": "Westmoor Council",
    "short_name": "westmoor",
    "phone": "01632 960 001",
    "out_of_hours_phone": "01632 960 002",
    "duty_email": "duty@westmoor.example",
    "administrator_name": "Una Hale",
    "administrator_email": "una.hale@westmoor.example",
}
PASSWORD = "three random words"  # noqa: S105 (of nobody)
LINK = re.compile(r"http\S+/choose-password/\S+")


@pytest.fixture
def production_settings(nobody_here, settings):
    settings.REQUIRE_SECOND_FACTOR = settings.SECURE_TLS = True
    settings.SITE_URL = "https://hub.westmoor.example"
    settings.ALLOWED_HOSTS = ["hub.westmoor.example"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True
    return settings


def open_hub(**changes) -> str:
    message = StringIO()
    flags = {"show_link": changes.pop("show_link", False)}
    call_command("open_hub", stdout=message, **{**OPTIONS, **changes}, **flags)
    return message.getvalue()


def mailed_link() -> str:
    [message] = mail.outbox
    assert message.to == [OPTIONS["administrator_email"]]
    [link] = LINK.findall(message.body)
    return link


def events_of(code: str) -> list[Event]:
    with as_role("mash_owner"):
        return list(Event.objects.filter(code=code).order_by("id"))


class Browser(Client):
    def __init__(self):
        super().__init__(headers={"host": "hub.westmoor.example"})

    def generic(self, method, path, *args, **kwargs):
        return super().generic(method, path, *args, secure=True, **{k: v for k, v in kwargs.items() if k != "secure"})


def test_from_an_empty_database_to_the_first_sign_in(production_settings, mailoutbox):
    output = open_hub()
    assert "Westmoor Council is open." in output
    assert not LINK.findall(output)  # mailed to them, and so to nobody else

    browser = Browser()
    link = mailed_link()
    assert link.startswith("https://hub.westmoor.example/choose-password/")
    assert browser.get(link).url == "/choose-password/"
    response = browser.post("/choose-password/", {"password": PASSWORD, "again": PASSWORD})
    assert response.status_code == 302, response.text

    assert browser.get("/", follow=True).redirect_chain
    signed_in = browser.post("/sign-in/", {"email": OPTIONS["administrator_email"], "password": PASSWORD})
    assert signed_in.status_code == 302
    assert "/account/second-factor/" in browser.get("/people/").url
    browser.get("/account/second-factor/app/")
    secret = browser.session[NEW_SECRET_KEY]
    assert browser.post("/account/second-factor/app/", {"code": totp_code(secret)}).status_code == 302

    people = browser.get("/people/")
    assert people.status_code == 200
    assert "Una Hale" in people.text
    assert browser.get("/targets/").status_code == 200


def test_a_new_hub_has_the_usual_hours_targets_and_questions(production_settings, mailoutbox):
    open_hub()
    hub = Hub.objects.get()
    assert {row.weekday for row in hub.opening_hours.all()} == {0, 1, 2, 3, 4}
    assert hub.targets.exists()
    assert Question.objects.exists()
    [event] = events_of("hub.opened")
    assert (event.by_name, event.hub_id, event.detail["person"]) == ("OPERATOR", hub.pk, "Una Hale")
    for code in ("hub.changed", "hours.changed", "target.changed", "person.invited", "role.given"):
        assert {line.by_name for line in events_of(code)} == {"OPERATOR"}, code
    [event] = events_of("person.link_sent")
    assert event.detail["shown_to_operator"] is False


def test_running_it_again_only_sends_another_link(production_settings, mailoutbox):
    open_hub()
    mailoutbox.clear()
    assert "was open already" in open_hub()
    assert Hub.objects.count() == User.objects.count() == 1
    mailed_link()


def test_no_link_is_made_once_the_administrator_has_a_password(production_settings, mailoutbox):
    open_hub()
    person = User.objects.get()
    person.set_password(PASSWORD)
    person.save()
    mailoutbox.clear()
    with pytest.raises(CommandError, match="its administrator has a password"):
        open_hub(show_link=True)
    assert not mailoutbox


def test_the_operator_sees_the_link_only_on_request(production_settings, mailoutbox):
    output = open_hub(show_link=True)
    assert LINK.findall(output)
    assert not mailoutbox
    [event] = events_of("person.link_sent")
    assert event.detail["shown_to_operator"] is True


def test_the_link_is_shown_if_mail_is_not_delivered(production_settings, mailoutbox):
    backend = "django.core.mail.backends.console.EmailBackend"
    production_settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {}}}
    assert LINK.findall(open_hub())


def test_a_mail_failure_is_reported(production_settings):
    options = {"host": "127.0.0.1", "port": 1, "timeout": 1}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    production_settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
    with pytest.raises(CommandError, match=r"could not be mailed \(ConnectionRefusedError\).*--show-link"):
        open_hub()
    assert Hub.objects.count() == 1
    assert events_of("person.link_sent") == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "--name: Enter the hub's name"),
        ({"short_name": "West Moor"}, "--short-name: The short name must be 2 to 30 small letters"),
        ({"short_name": "x" * 31}, "--short-name: "),
        ({"administrator_email": "una"}, "--administrator-email: Enter an email address in the correct format"),
        ({"administrator_name": "\x00"}, "--administrator-name: Enter their full name"),
        ({"phone": "none"}, "--phone: Enter a phone number"),
        ({"duty_email": "a" * 300 + "@x.example"}, "--duty-email: "),
    ],
)
def test_invalid_options_are_reported_and_nothing_is_saved(production_settings, changes, message):
    with pytest.raises(CommandError) as error:
        open_hub(**changes)
    assert message in str(error.value)
    assert not Hub.objects.exists()


def test_names_and_addresses_in_use_are_refused(production_settings, mailoutbox):
    open_hub()
    with pytest.raises(CommandError, match="--short-name: There is a hub of this short name"):
        open_hub(name="Another Council")
    with pytest.raises(CommandError, match="--name: There is a hub of this name"):
        open_hub(short_name="another", administrator_email="other@westmoor.example")
    with pytest.raises(CommandError, match="--administrator-email: They belong to another hub"):
        open_hub(name="Another Council", short_name="another")
    assert Hub.objects.count() == 1


def test_no_link_is_made_with_an_unusable_site_url(production_settings):
    production_settings.SITE_URL = "http://127.0.0.1:8000"
    with pytest.raises(CommandError, match="SITE_URL"):
        open_hub()
    assert not Hub.objects.exists()
