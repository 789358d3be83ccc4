"""Labels, hints and error messages of fields, in GOV.UK style."""

import re
import unicodedata

LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Characters that override the text direction can make a record read differently from what it says.
OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def in_sentence(name: str) -> str:
    """Lower the first letter, except of an acronym: `date of birth`, but `NHS number` and `GP’s name`."""
    first = re.split(r"[ ’']", name, maxsplit=1)[0]
    return name if first.isupper() and len(first) > 1 else name[:1].lower() + name[1:]


def without_control_characters(text: str) -> str:
    """Return text with uniform line breaks and without characters that databases or printers reject."""
    text = LINE_BREAKS.sub("\n", text).translate(OVERRIDES)
    printable = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", printable) if can_be_seen(printable) else ""


def can_be_seen(text: str) -> bool:
    """Return whether text is visible: joiners and combining marks alone are not."""
    return any(unicodedata.category(c)[0] in "LNPS" for c in text)


class QuestionMixin:
    """Mixin for fields: `label`, `hint`, `required_message`, and a `noun` if the label is a whole question."""

    verb = "Enter"

    def __init__(self, *, label: str, hint: str = "", required_message: str = "", noun: str = "", **kwargs):
        self.noun = noun or ("Your answer" if "?" in label else label)
        self.required_message = required_message or f"{self.verb} {in_sentence(self.noun)}"
        kwargs["error_messages"] = {**self.words(), **kwargs.get("error_messages", {})}
        super().__init__(label=label, help_text=hint, **kwargs)

    def words(self) -> dict[str, str]:
        # Django fills these messages in with %, so a noun's own percent signs are doubled.
        noun = self.noun.replace("%", "%%")
        return {
            "required": self.required_message,
            "invalid": self.required_message,
            "max_length": f"{noun} must be %(limit_value)d characters or less",
            "min_value": f"{noun} must be %(limit_value)s or more",
            "max_value": f"{noun} must be %(limit_value)s or less",
        }
