"""The one search for people and cases."""
