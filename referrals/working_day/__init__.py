"""What needs somebody now: the first page of whoever works on cases, and the flag “look at this now”."""
