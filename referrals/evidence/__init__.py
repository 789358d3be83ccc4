"""Records that never change, checks that they have not, and the fields whose values are logged."""
