"""Sessions in PostgreSQL, stored under a hash of the cookie, so that only its holder can reach one.

The web server may not read, list or change the table of sessions: it asks functions (agencies/walls/sign_ins.sql),
which want the number of the session: a hash of the cookie, so that no statement ever holds what a browser sends.
"""

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from mash.identity import session_number


class SessionStore(SessionBase):
    def load(self) -> dict:
        row = _call("SELECT said, ends FROM mash_session(%s)", session_number(self.session_key))
        # A session that has expired stays in the table until the worker clears it.
        if row is None or row[1] <= timezone.now():
            self._session_key = None
            return {}
        return self.decode(row[0])

    def exists(self, session_key) -> bool:
        return _call("SELECT 1 FROM mash_session(%s)", session_number(session_key)) is not None

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:  # the key is already in use
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = self.encode(self._get_session(no_load=must_create))
        number = session_number(self._get_or_create_session_key())
        function = "mash_begin_session" if must_create else "mash_keep_session"
        (saved,) = _call(f"SELECT {function}(%s, %s, %s)", number, data, self.get_expiry_date())
        if not saved:
            raise CreateError if must_create else UpdateError

    def delete(self, session_key=None) -> None:
        key = session_key or self.session_key
        if key is not None:
            _call("SELECT mash_end_session(%s)", session_number(key))

    @classmethod
    def clear_expired(cls) -> None:
        """Delete expired sessions. Run by the worker, as the web server may not delete rows."""
        Session.objects.filter(expire_date__lt=timezone.now()).delete()


def _call(question: str, *about):
    with connection.cursor() as cursor:
        cursor.execute(question, about)
        return cursor.fetchone()
