"""The hub's side: whom to ask, about whom, what, and why."""
