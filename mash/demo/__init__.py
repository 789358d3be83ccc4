"""Fictional data for the demo: two hubs and what happened in them, played through the real actions."""

PASSWORD = "demo-safeguarding-2026"  # noqa: S105 (said aloud: demo accounts exist only in a demo)
ENOUGH = "There is enough to look around; the rest is played meanwhile"  # what mash.local.serve waits for
