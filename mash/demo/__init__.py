"""Fictional data for the demo: two hubs and what happened in them, played through the real actions."""
