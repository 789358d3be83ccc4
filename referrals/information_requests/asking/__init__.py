"""The hub's side: which agencies to ask, about whom, what and why."""
