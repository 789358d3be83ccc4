"""What the pages of a referral ask, one file a subject."""
