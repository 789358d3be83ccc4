"""The form that asks for an export: purpose, format, columns and proofs."""

from audit.exports import columns as known
from mash.govuk import fields
from mash.govuk.forms import Form

SHAPES = [
    ("csv", "CSV", "For any spreadsheet or database"),
    ("xlsx", "XLSX", "For a spreadsheet, as a workbook"),
    ("jsonl", "JSON lines", "For a program: one line, one event"),
]


class ExportForm(Form):
    submit_label = "Export"

    purpose = fields.LongTextField(
        label="Why you need these lines",
        hint="For example, the name of the review or the request they are for. Name no child or adult.",
        required_message="Enter why you need these lines",
        noun="Why you need these lines",
        max_length=300,
        rows=3,
    )
    shape = fields.ChoiceField(label="Which shape?", choices=SHAPES, required_message="Select CSV, XLSX or JSON lines")
    columns = fields.MultiChoiceField(
        label="Which columns?",
        hint="Take no more than the purpose needs.",
        choices=list(known.WORDS.items()),
        initial=list(known.WORDS),
        small=True,
        required_message="Select at least one column",
    )
    proven = fields.BooleanField(
        label="Add proofs that no line was altered: it takes a little longer and comes as a zip file", required=False
    )

    def clean_columns(self) -> list[str]:
        return known.ordered(self.cleaned_data["columns"])

    def clean(self):
        columns = self.cleaned_data.get("columns")
        if self.cleaned_data.get("proven") and columns and not known.are_whole(columns):
            self.add_error("columns", "Select every column, or leave the proofs out: only a whole line can be proven")
        return self.cleaned_data
