"""A gunicorn worker in which a slow client cannot hold a thread.

Used as `gunicorn mash.wsgi --worker-class mash.web_server.WaitressWorker`. gunicorn manages the processes; within one,
waitress's event loop reads requests and sends responses, and a thread only handles a request that has arrived whole.
A slow client costs one file descriptor. Requests that never finish are closed; when there are too many connections,
the oldest are closed first.
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

REQUEST_SECONDS = 60  # from the first byte of a request to its last
IDLE_SECONDS = 150  # for a connection without a request; longer than a proxy keeps one (Caddy: 120)
LARGEST_BODY = 5 * 2**20  # bytes; Django answers smaller but still too large ones with a page (mash/views.py)
LARGEST_HEADERS = 32 * 2**10
MOST_CONNECTIONS = 4000
LOOK_EVERY = 5  # seconds


class TimedChannel(HTTPChannel):
    """One connection. `began` is when the first byte of the current request arrived."""

    began = 0.0

    def received(self, data):
        if self.request is None:
            self.began = time.time()
        return super().received(data)

    @property
    def is_idle(self) -> bool:
        """No request on this connection is being answered."""
        return not self.requests and not self.total_outbufs_len


class _ConnectionLimits:
    channel_class = TimedChannel

    def maintenance(self, now: float) -> None:
        super().maintenance(now)  # type: ignore[misc]
        channels = list(self.active_channels.values())  # type: ignore[attr-defined]
        waiting = [channel for channel in channels if channel.is_idle and not channel.will_close]
        unfinished = [channel for channel in waiting if channel.request is not None]
        for channel in unfinished:
            if channel.began < now - REQUEST_SECONDS:
                channel.will_close = True
        self._make_room(len(channels), waiting)

    def _make_room(self, how_many: int, waiting: list[TimedChannel]) -> None:
        # Below the limit, at which waitress stops accepting connections from anybody.
        most = self.adj.connection_limit * 3 // 4  # type: ignore[attr-defined]
        if how_many > most:
            oldest_first = sorted(waiting, key=lambda channel: channel.began or channel.creation_time)
            for channel in oldest_first[: how_many - most]:
                channel.will_close = True


class TcpServer(_ConnectionLimits, TcpWSGIServer):
    pass


class UnixServer(_ConnectionLimits, UnixWSGIServer):
    pass


class WaitressWorker(Worker):
    def run(self) -> None:
        # It warns of every request that waits for a thread, which is normal under load.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        sockets: dict = {}
        threads = ThreadedTaskDispatcher()
        threads.set_thread_count(self.cfg.threads)
        adjusted = self._adjusted()
        servers = [self._server(listener.sock, sockets, threads, adjusted) for listener in self.sockets]
        # Another parent means that gunicorn itself was killed.
        while self.alive and os.getppid() == self.ppid:
            self.notify()
            wasyncore.loop(timeout=0.5, use_poll=True, map=sockets, count=1)
        self._finish(servers, sockets)
        threads.shutdown(timeout=1)

    def _adjusted(self) -> Adjustments:
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return Adjustments(
            threads=self.cfg.threads,
            # Each connection takes a file descriptor; half of them are left for everything else.
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
        app = with_access_log(self.wsgi, self.log.access)
        return kind(app, sockets, True, listening, threads, adjusted, info, bind_socket=False)

    def _finish(self, servers, sockets: dict) -> None:
        """Finish the requests in progress, for at most gunicorn's graceful timeout."""
        for server in servers:
            server.accepting = False
        until = time.monotonic() + self.cfg.graceful_timeout
        while any(not channel.is_idle for server in servers for channel in server.active_channels.values()):
            if time.monotonic() > until:
                break
            self.notify()
            wasyncore.loop(timeout=0.1, use_poll=True, map=sockets, count=1)


def with_access_log(app: Callable, write_line: Callable) -> Callable:
    """Wrap a WSGI application so that each response is written to gunicorn's access log when it ends."""

    def application(environ: dict, start_response: Callable):
        began, outcome = time.monotonic(), SimpleNamespace(status="-", headers=[], sent=0)
        query = environ.get("QUERY_STRING", "")
        # gunicorn's log format reads the address from this name.
        environ["RAW_URI"] = environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"] + (f"?{query}" if query else "")

        def counting_start(status, headers, exc_info=None):
            outcome.status, outcome.headers = status, headers
            return start_response(status, headers, exc_info)

        def end() -> None:
            headers_sent = [
                (key[5:].replace("_", "-"), value) for key, value in environ.items() if key.startswith("HTTP_")
            ]
            write_line(
                outcome, SimpleNamespace(headers=headers_sent), environ, timedelta(seconds=time.monotonic() - began)
            )

        return _CountedBody(app(environ, counting_start), outcome, end)

    return application


class _CountedBody:
    """A response body that counts its bytes and calls `end` when it is closed."""

    def __init__(self, parts: Iterable[bytes], outcome, end: Callable):
        self._parts, self._outcome, self._end = parts, outcome, end

    def __iter__(self):
        for part in self._parts:
            self._outcome.sent += len(part)
            yield part

    def close(self) -> None:
        try:
            if hasattr(self._parts, "close"):
                self._parts.close()
        finally:
            self._end()
