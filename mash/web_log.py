"""What the web server says of each request; a one-time link in an address would let its reader choose a password."""

import re

from gunicorn.glogging import Logger

ONE_TIME = re.compile(r"((?:choose|forgotten)-password/\d+/)[^/\s?]+")


class WebLog(Logger):
    def atoms(self, resp, req, environ, request_time):
        said = super().atoms(resp, req, environ, request_time)
        return {name: ONE_TIME.sub(r"\1…", value) if isinstance(value, str) else value for name, value in said.items()}
