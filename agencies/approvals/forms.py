"""What the second person is asked, and what is asked when roles are looked at again."""

from django.core.exceptions import ValidationError

from agencies.addresses import OF_ANYBODY, SHARED, domain_of
from agencies.approvals.domains import is_domain
from agencies.models import Membership
from agencies.people.forms import WhyForm
from agencies.roles import ROLES
from mash.govuk import fields
from mash.govuk.forms import Form

KEEP, END = "keep", "end"


class ConfirmChangeForm(Form):
    submit_label = "Confirm this change"


class RefuseChangeForm(WhyForm):
    submit_label = "Refuse this change"
    submit_style = "warning"


class WithdrawChangeForm(WhyForm):
    submit_label = "Withdraw this change"
    submit_style = "warning"


class DomainsForm(WhyForm):
    submit_label = "Ask for this change"

    domains = fields.NamesField(
        label="Email domains",
        hint="One a line: what stands after the @ in a work address, such as northvale.gov.uk. "
        "Never one where anybody can open a mailbox.",
        required_message="Enter at least one email domain",
        rows=4,
        max_length=1000,
        longest=120,
        noun="Email domains",
    )

    def clean_domains(self):
        domains = [domain_of(f"any@{one.lstrip('@')}") or one for one in self.cleaned_data["domains"]]
        for one in domains:
            if not is_domain(one):
                raise ValidationError("Enter email domains in the correct format, like northvale.gov.uk")
            if one in OF_ANYBODY | SHARED:
                raise ValidationError(f"{one} is not one organisation's own. Enter the whole domain of a work address")
        return sorted(set(domains))


class ReviewForm(WhyForm):
    submit_label = "Save this review"

    held = fields.MultiChoiceField(
        label="Roles to review", choices=[], small=True, required_message="Select the roles you have looked at"
    )
    what = fields.ChoiceField(
        label="What about them?",
        choices=[
            (KEEP, "They are still needed", "Each is kept until its next review."),
            (END, "They are no longer needed", "Each ends at once, and its person is told."),
        ],
        required_message="Select whether they are still needed",
    )

    def __init__(self, *args, rows: list[dict], **kwargs):
        self.offered: dict[str, Membership] = {str(row["held"].pk): row["held"] for row in rows if not row["own"]}
        super().__init__(*args, **kwargs)
        self.fields["held"].choices = [(key, self._called(one)) for key, one in self.offered.items()]

    def action_kwargs(self) -> dict:
        held = [self.offered[key] for key in self.cleaned_data["held"]]
        return {"held": held, "reason": self.cleaned_data["reason"]}

    def _called(self, held: Membership) -> str:
        home = f", {held.user.agency.name}" if held.user.agency else ""
        return f"{held.user.name}{home}: {ROLES[held.role].label}"
