"""What stands around the pages: where a visitor is, and what the web server says of each request."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import RequestFactory, override_settings
from gunicorn.config import Config

from mash.middleware import address_of
from mash.web_log import WebLog


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_a_visitor_is_where_our_own_proxy_saw_them(proxies, forwarded, address):
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    with override_settings(PROXIES=proxies):
        assert address_of(request) == address


@pytest.mark.parametrize("path", ["/choose-password/43/abc-123/", "/forgotten-password/43/abc-123/?next=/"])
def test_a_one_time_link_is_not_written_to_the_log(path):
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": path,
        "PATH_INFO": path,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://hub.example{path}",
    }
    nothing = SimpleNamespace(status="200 OK", headers=[])
    log_line = WebLog(Config()).atoms(nothing, SimpleNamespace(headers=[("REFERER", path)]), environ, timedelta())
    assert "abc-123" not in str(log_line)
    assert "/43/…/" in log_line["r"]
