"""PostgreSQL as Django speaks it, telling the database who is acting at the start of every transaction."""

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from mash import identity

# transaction-local, so a pooled connection can never carry one person's identity into another's work
SET_IDENTITY = """SELECT set_config('mash.session', %s, true), set_config('mash.user_id', %s, true),
       set_config('mash.draft', %s, true), set_config('mash.system', %s, true)"""


def told(who: identity.Identity) -> tuple[str, ...]:
    return who.session, who.user_id, who.draft, "on" if who.system else ""


class DatabaseWrapper(base.DatabaseWrapper):
    def set_autocommit(self, autocommit, *args, **kwargs):
        super().set_autocommit(autocommit, *args, **kwargs)
        if not autocommit:
            self.apply_identity()

    def apply_identity(self) -> None:
        who = identity.current.get()
        with self.connection.cursor() as cursor:
            cursor.execute(SET_IDENTITY, told(who))

    def broken(self) -> bool:
        """A failed transaction takes no more statements; its rollback restores the identity it began with."""
        if self.needs_rollback or self.connection is None:
            return True
        return self.connection.info.transaction_status == TransactionStatus.INERROR
