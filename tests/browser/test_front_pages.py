"""Signing in and out, one's own account, the demo's e-mail, and the pages for errors."""

import pytest

from tests.builders import PASSWORD, build_hub

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "four random words here"


def test_signing_in_changing_the_password_and_signing_out(visit):
    northvale = build_hub("northvale")
    manager = visit().open("agencies:sign_in")
    manager.fill({"email": northvale.manager.email, "password": "not it"}).refused(
        "Check your email address and password"
    )
    manager.answer({"email": northvale.manager.email, "password": PASSWORD}, then="referrals:needs")
    manager.open("agencies:account").open("agencies:own_particulars").open("agencies:change_password").answer(
        {"current": PASSWORD, "password": NEW, "again": NEW}, then="agencies:account"
    )
    manager.click(manager.page.get_by_role("button", name="Sign out"))
    assert "You have signed out" in manager.lands_on("agencies:sign_in").judge().text


def test_pages_for_everybody_and_pages_that_say_no(visit):
    northvale = build_hub("northvale")
    stranger = visit().open("privacy").open("accessibility").open("/nowhere/", status=404)
    stranger.open("agencies:choose_password", status=404)
    police = visit(northvale.police).open("/cases/MASH-2222-2222/", status=403)
    assert "Your role does not include this page" in police.text
    police.open("agencies:change_password").context.clear_cookies(name="csrftoken")
    police.click(police.page.locator("main button[type=submit]"))
    assert "open too long" in police.judge().text


def test_what_the_demo_has_e_mailed(visit, settings, tmp_path):
    settings.DEMO, settings.MAIL_DIR = True, tmp_path
    message = b"Subject: A request\nTo: police@northvale.example\n\nhttp://127.0.0.1/requests/\n" + b"-" * 79 + b"\n"
    (tmp_path / "1.log").write_bytes(message)
    assert "A request" in visit().open("sent_mail").text
