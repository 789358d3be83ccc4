"""What the web server says of each request; a one-time link in an address would let its reader choose a password."""

import re

from gunicorn.glogging import Logger

from mash.log_lines import RedactingFormatter

ONE_TIME = re.compile(r"((?:choose|forgotten)-password/\d+/)[^/\s?]+")


class WebLog(Logger):
    def setup(self, cfg):
        """What goes wrong after a page's first bytes is met by the web server, not by Django."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(RedactingFormatter(self.error_fmt, self.datefmt))

    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        return {name: ONE_TIME.sub(r"\1…", value) if isinstance(value, str) else value for name, value in atoms.items()}
