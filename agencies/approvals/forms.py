"""Forms for deciding on account changes, for email domains and for reviewing roles."""

from django.core.exceptions import ValidationError

from agencies.addresses import PUBLIC_MAIL_DOMAINS, SHARED_SUFFIXES, domain_of
from agencies.approvals.domains import is_domain
from agencies.models import Membership
from agencies.people.forms import ReasonForm
from agencies.roles import ROLES
from mash.govuk import fields
from mash.govuk.forms import Form

KEEP, END = "keep", "end"


class ConfirmChangeForm(Form):
    submit_label = "Confirm this change"


class RefuseChangeForm(ReasonForm):
    submit_label = "Refuse this change"
    submit_style = "warning"


class WithdrawChangeForm(ReasonForm):
    submit_label = "Withdraw this change"
    submit_style = "warning"


class DomainsForm(ReasonForm):
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
        domains = [domain_of(f"any@{domain.lstrip('@')}") or domain for domain in self.cleaned_data["domains"]]
        for domain in domains:
            if not is_domain(domain):
                raise ValidationError("Enter email domains in the correct format, like northvale.gov.uk")
            if domain in PUBLIC_MAIL_DOMAINS | SHARED_SUFFIXES:
                raise ValidationError(
                    f"{domain} is not one organisation's own. Enter the whole domain of a work address"
                )
        return sorted(set(domains))


class ReviewForm(ReasonForm):
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
        # Nobody reviews their own role, so it is not offered.
        self.offered: dict[str, Membership] = {str(row["held"].pk): row["held"] for row in rows if not row["own"]}
        super().__init__(*args, **kwargs)
        self.fields["held"].choices = [(key, self._label(membership)) for key, membership in self.offered.items()]

    def action_kwargs(self) -> dict:
        memberships = [self.offered[key] for key in self.cleaned_data["held"]]
        return {"memberships": memberships, "reason": self.cleaned_data["reason"]}

    def _label(self, membership: Membership) -> str:
        agency = f", {membership.user.agency.name}" if membership.user.agency else ""
        return f"{membership.user.name}{agency}: {ROLES[membership.role].label}"
