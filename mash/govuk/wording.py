"""Labels, hints and error messages of fields, in GOV.UK style."""

import re


def in_sentence(name: str) -> str:
    """Lower the first letter, except of an acronym: `date of birth`, but `NHS number` and `GP’s name`."""
    first = re.split(r"[ ’']", name, maxsplit=1)[0]
    return name if first.isupper() and len(first) > 1 else name[:1].lower() + name[1:]


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
