"""What pages of several stages say of a case: what the referrer told us, and what can be done next."""
