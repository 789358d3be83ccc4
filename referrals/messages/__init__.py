"""E-mails: written to the outbox in the transaction of the work, and sent by the worker."""
