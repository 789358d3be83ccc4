"""What an action says no to: the same words for both apps, kept on the floor."""

from mash.refusals import Refusal

__all__ = ["Refusal"]
