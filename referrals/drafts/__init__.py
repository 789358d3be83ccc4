"""Drafts: what a user has typed on a page and not sent."""
