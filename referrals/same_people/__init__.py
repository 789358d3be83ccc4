"""Deciding whether two people of different cases are one human being."""
