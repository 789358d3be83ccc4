"""Flags: “look at this now”."""
