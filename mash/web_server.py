"""A web process in which nobody slow holds a thread: `gunicorn mash.wsgi --worker-class mash.web_server.Patient`.

gunicorn keeps the processes and waitress does what goes on within one: a single loop takes requests in, however slowly
they come, a thread is given only what has come whole, and the loop sends the answer. Slow visitors cost a file
descriptor each, those who never finish are cut off, and the oldest of them when they become too many.
"""

import logging
import os
import resource
import socket
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from types import SimpleNamespace

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer, UnixWSGIServer
from waitress.task import ThreadedTaskDispatcher

REQUEST_SECONDS = 60  # from a request's first byte to its last, however busily they come
IDLE_SECONDS = 150  # a connection on which nothing is asked; longer than a proxy keeps one (Caddy: 120)
LARGEST_BODY = 5 * 2**20  # bytes; what is smaller and still too large is answered with a page (mash/views.py)
LARGEST_HEADERS = 32 * 2**10
MOST_CONNECTIONS = 4000
LOOK_EVERY = 5  # seconds


class WebChannel(HTTPChannel):
    """One connection. `began`: when the first byte came of the request that is coming in."""

    began = 0.0

    def received(self, data):
        if self.request is None:
            self.began = time.time()
        return super().received(data)

    @property
    def is_idle(self) -> bool:
        """Nothing asked on it is being answered."""
        return not self.requests and not self.total_outbufs_len


class _Looks:
    channel_class = WebChannel

    def maintenance(self, now: float) -> None:
        super().maintenance(now)  # type: ignore[misc]
        channels = list(self.active_channels.values())  # type: ignore[attr-defined]
        waiting = [one for one in channels if one.is_idle and not one.will_close]
        unfinished = [one for one in waiting if one.request is not None]
        for one in unfinished:
            if one.began < now - REQUEST_SECONDS:
                one.will_close = True
        self._make_room(len(channels), waiting)

    def _make_room(self, how_many: int, waiting: list[WebChannel]) -> None:
        most = self.adj.connection_limit * 3 // 4  # type: ignore[attr-defined]
        if how_many > most:
            for one in sorted(waiting, key=lambda one: one.began or one.creation_time)[: how_many - most]:
                one.will_close = True


class TcpServer(_Looks, TcpWSGIServer):
    pass


class UnixServer(_Looks, UnixWSGIServer):
    pass


class Patient(Worker):
    def run(self) -> None:
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        sockets: dict = {}
        threads = ThreadedTaskDispatcher()
        threads.set_thread_count(self.cfg.threads)
        adjusted = self._adjusted()
        servers = [self._server(one.sock, sockets, threads, adjusted) for one in self.sockets]
        while self.alive and os.getppid() == self.ppid:
            self.notify()
            wasyncore.loop(timeout=0.5, use_poll=True, map=sockets, count=1)
        self._finish(servers, sockets)
        threads.shutdown(timeout=1)

    def _adjusted(self) -> Adjustments:
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return Adjustments(
            threads=self.cfg.threads,
            connection_limit=min(MOST_CONNECTIONS, files // 2),
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=LOOK_EVERY,
            max_request_header_size=LARGEST_HEADERS,
            max_request_body_size=LARGEST_BODY,
            clear_untrusted_proxy_headers=False,  # the settings say how many proxies there are, and pages ask them
            log_socket_errors=False,
            ident=None,
        )

    def _server(self, listening: socket.socket, sockets: dict, threads, adjusted: Adjustments):
        kind = UnixServer if listening.family == socket.AF_UNIX else TcpServer
        info = (listening.family, listening.type, listening.proto, listening.getsockname())
        app = noted(self.wsgi, self.log.access)
        return kind(app, sockets, True, listening, threads, adjusted, info, bind_socket=False)

    def _finish(self, servers, sockets: dict) -> None:
        """What has been asked is answered first, for as long as gunicorn waits."""
        for server in servers:
            server.accepting = False
        until = time.monotonic() + self.cfg.graceful_timeout
        while any(not one.is_idle for server in servers for one in server.active_channels.values()):
            if time.monotonic() > until:
                break
            self.notify()
            wasyncore.loop(timeout=0.1, use_poll=True, map=sockets, count=1)


def noted(app: Callable, note: Callable) -> Callable:
    """The same application, each of its answers noted in gunicorn's access log when it has been made."""

    def answered(environ: dict, start_response: Callable):
        began, said = time.monotonic(), SimpleNamespace(status="-", headers=[], sent=0)
        query = environ.get("QUERY_STRING", "")
        environ["RAW_URI"] = environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"] + (f"?{query}" if query else "")

        def started(status, headers, exc_info=None):
            said.status, said.headers = status, headers
            return start_response(status, headers, exc_info)

        def end() -> None:
            asked = [(key[5:].replace("_", "-"), value) for key, value in environ.items() if key.startswith("HTTP_")]
            note(said, SimpleNamespace(headers=asked), environ, timedelta(seconds=time.monotonic() - began))

        return _Counted(app(environ, started), said, end)

    return answered


class _Counted:
    """The parts of an answer, counted on their way; `end` when they have gone."""

    def __init__(self, parts: Iterable[bytes], said, end: Callable):
        self._parts, self._said, self._end = parts, said, end

    def __iter__(self):
        for part in self._parts:
            self._said.sent += len(part)
            yield part

    def close(self) -> None:
        try:
            if hasattr(self._parts, "close"):
                self._parts.close()
        finally:
            self._end()
