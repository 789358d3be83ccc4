"""Slow visitors, however many, take no thread from anybody: the server as the demo starts it, and real connections."""

import http.client
import os
import socket
import threading
import time
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

import pytest

from mash import web_server
from mash.local import serve
from mash.local.embedded import free_port
from mash.local.processes import Child, wait_until
from tests.surroundings import ROOT, app_address

HEADERS = b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SOON = 2  # seconds


class Drip:
    """Many connections, each of which sends a few bytes at once and then one a while, and never comes to an end."""

    def __init__(self, port: int, begins: list[bytes], how_many: int):
        self.connections = []
        for begin in (client for client, _ in zip(cycle(begins), range(how_many), strict=False)):
            self.connections.append(socket.create_connection(("127.0.0.1", port), timeout=5))
            self.connections[-1].sendall(begin)
        self.enough = threading.Event()
        self.thread = threading.Thread(target=self._go_on, daemon=True)

    def _go_on(self) -> None:
        while not self.enough.wait(0.2):
            for client in self.connections:
                with suppress(OSError):
                    client.send(b"x")

    @property
    def cut_off(self) -> int:
        return sum(map(_is_cut, self.connections))

    def __enter__(self) -> "Drip":
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.enough.set()
        self.thread.join()
        for client in self.connections:
            client.close()


def _is_cut(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def ask(port: int, path: str = "/sign-in/", body: bytes | None = None) -> tuple[int, float, str]:
    began = time.monotonic()
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": "csrftoken=" + "a" * 32} if body else {}
        asking.request("POST" if body else "GET", path, body, kind)
        answer = asking.getresponse()
        return answer.status, time.monotonic() - began, answer.read().decode()
    finally:
        asking.close()


@pytest.fixture
def port(web_server_of_the_demo, transactional_db):
    return web_server_of_the_demo


@pytest.fixture(scope="module")
def web_server_of_the_demo(django_db_setup):
    """Of the web server as the demo starts it, over this process's database."""
    port = free_port()
    log = Path(os.environ["DATA_DIR"]) / "logs" / "slow.log"
    environment = {**os.environ, "DATABASE_URL": app_address(), "PYTHONWARNINGS": "ignore"}
    server = Child("web", serve.web_server(f"127.0.0.1:{port}"), log=log, environment=environment, directory=ROOT)
    server.start()

    def answers() -> bool:
        with suppress(OSError, http.client.HTTPException):
            return ask(port)[0] == 200
        return False

    assert wait_until(answers, patience=60), server.tail()
    for _ in range(12):
        ask(port)  # each process has made its first page, which takes longest
    yield port
    server.stop()


@pytest.mark.parametrize(
    "begins",
    [[b"GET /sign-in/ HTTP/1.1\r\nX-Slow: "], [HEADERS + b"Content-Length: 100000\r\n\r\nemail="], [b""]],
    ids=["headers", "bodies", "nothing at all"],
)
def test_a_page_is_answered_while_a_hundred_drip(port, begins):
    with Drip(port, begins, 100):
        time.sleep(0.5)
        for _ in range(5):
            status, seconds, _ = ask(port)
            assert status == 200
            assert seconds < SOON


def test_a_page_is_answered_while_four_hundred_drip_in_both_ways(port):
    with Drip(port, [HEADERS + b"Content-Length: 100000\r\n\r\nemail=", b"GET / HTTP/1.1\r\nX-Slow: "], 400):
        status, seconds, _ = ask(port)
        assert (status, seconds < SOON) == (200, True)


def test_what_is_too_long_is_answered_with_a_plain_page(port):
    status, seconds, page = ask(port, body=b"email=" + b"a" * 3 * 2**20)
    assert status == 413
    assert "What you sent is too long" in page
    assert seconds < SOON


def test_what_is_far_too_long_is_not_taken_in(port):
    with socket.create_connection(("127.0.0.1", port), timeout=SOON) as client:
        client.sendall(HEADERS + b"Content-Length: 10000000000\r\n\r\nemail=")
        assert b" 413 " in client.recv(100)
    with socket.create_connection(("127.0.0.1", port), timeout=SOON) as client:
        with suppress(OSError):
            for _ in range(100):
                client.sendall(b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 1000)
        assert b" 431 " in client.recv(100)


@contextmanager
def small_server(**adjusted):
    """The same server within this process, before a page of one word."""
    sockets: dict = {}
    listening = socket.create_server(("127.0.0.1", 0))
    threads = web_server.ThreadedTaskDispatcher()
    threads.set_thread_count(2)
    info = (listening.family, listening.type, listening.proto, listening.getsockname())
    options = web_server.Adjustments(cleanup_interval=0, **adjusted)
    web_server.TcpServer(_word, sockets, True, listening, threads, options, info, bind_socket=False)
    enough = threading.Event()

    def go_on() -> None:
        while not enough.is_set():
            web_server.wasyncore.loop(timeout=0.05, use_poll=True, map=sockets, count=1)

    loop = threading.Thread(target=go_on, daemon=True)
    loop.start()
    try:
        yield listening.getsockname()[1]
    finally:
        enough.set()
        loop.join()
        threads.shutdown(timeout=1)
        web_server.wasyncore.close_all(sockets)


def _word(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"well"]


def test_who_never_finishes_is_cut_off_however_busily_they_drip(monkeypatch):
    monkeypatch.setattr(web_server, "REQUEST_SECONDS", 1)
    with small_server() as port, Drip(port, [HEADERS, b"GET / HT"], 20) as drip:
        assert drip.cut_off == 0
        assert wait_until(lambda: drip.cut_off == 20, patience=10)


def test_when_they_are_too_many_the_oldest_make_room():
    with small_server(connection_limit=40) as port, Drip(port, [b"", b"GET / HT"], 100) as drip:
        assert ask(port)[0] == 200
        assert drip.cut_off >= 60


def test_each_answer_is_noted_once_with_its_length_and_without_its_link():
    noted = []
    app = web_server.with_access_log(
        _word, lambda response, request, environ, took: noted.append((response, environ["RAW_URI"], took))
    )
    parts = app({"PATH_INFO": "/queue/", "QUERY_STRING": "page=2", "HTTP_HOST": "here"}, lambda *_: None)
    assert list(parts) == [b"well"]
    assert noted == []
    parts.close()
    [(response, address, took)] = noted
    assert (response.status, response.sent, address) == ("200 OK", 4, "/queue/?page=2")
    assert took.total_seconds() < 1
