"""What an action says no to, in words for the person who asked."""


class Refusal(Exception):
    """`field` is the field of the form it belongs beside; "" for the form as a whole."""

    def __init__(self, words: str, *, field: str = ""):
        super().__init__(words)
        self.words, self.field = words, field
