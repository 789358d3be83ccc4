"""What every question has: its words, its hint, and its own words for each error, in GOV.UK voice."""

import re
import unicodedata

LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Turning the reading direction round can make a line of a record say something else than it does.
OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def in_sentence(name: str) -> str:
    """`Date of birth` becomes `date of birth`; `NHS number` and `GP’s name` stay as they are."""
    first = re.split(r"[ ’']", name, maxsplit=1)[0]
    return name if first.isupper() and len(first) > 1 else name[:1].lower() + name[1:]


def without_control_characters(text: str) -> str:
    """What was typed or pasted, with one kind of line break and nothing a database or printer chokes on."""
    text = LINE_BREAKS.sub("\n", text).translate(OVERRIDES)
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept) if can_be_seen(kept) else ""


def can_be_seen(text: str) -> bool:
    """Joiners and marks stand within words and emoji; by themselves they are an answer that nobody sees."""
    return any(unicodedata.category(c)[0] in "LNPS" for c in text)


class WordedField:
    """Mixed into a field: `label`, `hint`, `required_message`, and `noun` where the label is a whole question."""

    verb = "Enter"

    def __init__(self, *, label: str, hint: str = "", required_message: str = "", noun: str = "", **kwargs):
        self.noun = noun or ("Your answer" if "?" in label else label)
        self.required_message = required_message or f"{self.verb} {in_sentence(self.noun)}"
        kwargs["error_messages"] = {**self.words(), **kwargs.get("error_messages", {})}
        super().__init__(label=label, help_text=hint, **kwargs)

    def words(self) -> dict[str, str]:
        noun = self.noun.replace("%", "%%")
        return {
            "required": self.required_message,
            "invalid": self.required_message,
            "max_length": f"{noun} must be %(limit_value)d characters or less",
            "min_value": f"{noun} must be %(limit_value)s or more",
            "max_value": f"{noun} must be %(limit_value)s or less",
        }
