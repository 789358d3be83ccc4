"""Asking another hub of this deployment whether it knows somebody, and answering what it asks."""
