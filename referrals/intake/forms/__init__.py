"""The forms of a referral's pages, one module for each subject."""
