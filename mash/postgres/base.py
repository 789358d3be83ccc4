"""Django's PostgreSQL backend, which tells the database who is acting at the start of every transaction."""

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from mash import identity

SCRIPTS = "scripts"
# transaction-local, so a pooled connection can never carry one person's identity into another's work
SET_IDENTITY = """SELECT set_config('mash.session', %s, true), set_config('mash.user_id', %s, true),
       set_config('mash.draft', %s, true), set_config('mash.system', %s, true)"""


def identity_settings(who: identity.Identity) -> tuple[str, ...]:
    return who.session, who.user_id, who.draft, "on" if who.system else ""


class SingleStatementCursor(base.ServerBindingCursor):
    """A cursor that always uses the extended protocol, in which PostgreSQL refuses more than one statement.

    psycopg would use the simple protocol for queries without parameters, and that runs any number of statements: an
    injection could add its own.
    """

    def _execute_send(self, query, *, force_extended: bool = False, binary: bool | None = None) -> None:
        super()._execute_send(query, force_extended=True, binary=binary)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self):
        """Return the parameters; the owner's connection alone has `scripts`, as migrations run many statements."""
        params = super().get_connection_params()
        return params if params.pop(SCRIPTS, False) else {**params, "cursor_factory": SingleStatementCursor}

    def set_autocommit(self, autocommit, *args, **kwargs):
        super().set_autocommit(autocommit, *args, **kwargs)
        if not autocommit:
            self.apply_identity()

    def apply_identity(self) -> None:
        who = identity.current.get()
        with self.connection.cursor() as cursor:
            cursor.execute(SET_IDENTITY, identity_settings(who))

    def broken(self) -> bool:
        """Return whether the transaction has failed. It takes no statements, and its rollback restores the identity."""
        if self.needs_rollback or self.connection is None:
            return True
        return self.connection.info.transaction_status == TransactionStatus.INERROR
