"""Clocks: targets, opening hours, pauses, and the state of each information request."""
