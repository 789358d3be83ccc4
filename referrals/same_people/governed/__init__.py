"""What governance decides about people: protected identities."""
