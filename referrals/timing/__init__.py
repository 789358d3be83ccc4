"""How long the hub has, by which clock, and how requests stand in time."""
