"""The people of a referral: how old they are, and which other referrals name them."""
