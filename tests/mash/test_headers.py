"""What a browser is told it may do with our pages, and what it keeps once somebody has gone."""

import json
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.urls import reverse

from agencies.signing_in.sessions import SEEN_KEY

COOKIES = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_PATH"


def settings_with(**environment) -> dict:
    """The settings as another process would read them."""
    script = (
        f"import json, mash.settings as s; print(json.dumps({{n: getattr(s, n, None) for n in '{COOKIES}'.split()}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **environment}, capture_output=True, check=True
    )
    return json.loads(done.stdout)


def test_cookies_belong_to_this_host_alone_over_tls():
    """`__Host-` asks of a cookie that it is secure, has no domain, and the path `/`."""
    read = settings_with(SECURE_TLS="true")
    assert read["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert read["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert read["SESSION_COOKIE_SECURE"]
    assert read["CSRF_COOKIE_SECURE"]
    assert read["SESSION_COOKIE_PATH"] in (None, "/")
    assert settings.SESSION_COOKIE_DOMAIN is settings.CSRF_COOKIE_DOMAIN is None


def test_a_cookie_is_never_given_a_name_the_browser_would_refuse():
    assert not settings_with(SECURE_TLS="false")["SESSION_COOKIE_NAME"].startswith("__Host-")


# Every header of a page that says what a browser may do with it, word for word. One word more in a policy undoes it.
LIMITS_OF_A_PAGE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'none'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), publickey-credentials-create=(self), "
        "publickey-credentials-get=(self)"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
OF_EACH_ANSWER = {"Content-Type", "Content-Length", "X-Request-Id", "Vary", "Location", "Set-Cookie", "Allow"}


def limits_of(answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in OF_EACH_ANSWER}


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/refer/", "/health/", "/no/such/page/", "/privacy/"])
def test_every_answer_limits_what_a_page_may_ask_of_the_browser(client, db, path):
    assert limits_of(client.get(path)) == LIMITS_OF_A_PAGE


@pytest.mark.parametrize("page", ["case", "case_print", "who_can_see", "note"])
def test_a_page_of_a_case_is_limited_word_for_word(as_person, northvale, referral, page):
    shown = as_person(northvale.manager).get(reverse(f"referrals:{page}", args=[referral.reference]))
    assert shown.status_code == 200
    assert limits_of(shown) == LIMITS_OF_A_PAGE


def test_a_refused_page_is_limited_too(as_person, northvale):
    refused = as_person(northvale.police).get(reverse("referrals:queue"))
    assert refused.status_code == 403
    assert limits_of(refused) == LIMITS_OF_A_PAGE


def test_signing_out_wipes_what_the_browser_kept(as_person, northvale):
    gone = as_person(northvale.manager).post(reverse("agencies:sign_out"))
    assert gone.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_so_does_a_sign_in_that_ran_out(as_person, northvale):
    client = as_person(northvale.manager)
    session = client.session
    session[SEEN_KEY] = time.time() - settings.IDLE_MINUTES * 60 - 1
    session.save()
    assert "Clear-Site-Data" in client.get(reverse("referrals:queue")).headers


def test_whoever_stays_keeps_their_cache(as_person, northvale):
    assert "Clear-Site-Data" not in as_person(northvale.manager).get(reverse("referrals:queue")).headers
