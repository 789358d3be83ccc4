"""The web server's access log, with one-time links masked: a reader of the log could use one to set a password."""

import re

from gunicorn.glogging import Logger

from mash.log_lines import RedactingFormatter

ONE_TIME = re.compile(r"((?:choose|forgotten)-password/\d+/)[^/\s?]+")


class WebLog(Logger):
    def setup(self, cfg):
        """Use our formatter: errors after a response has started are logged by the web server, not by Django."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(RedactingFormatter(self.error_fmt, self.datefmt))

    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        return {name: ONE_TIME.sub(r"\1…", value) if isinstance(value, str) else value for name, value in atoms.items()}
