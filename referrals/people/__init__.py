"""The people in a referral: their ages, and other referrals that name them."""
