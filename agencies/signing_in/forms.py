"""Forms for signing in and for choosing and confirming passwords."""

from django.contrib.auth.password_validation import validate_password

from agencies.signing_in.second_factor.forms import CodeField, CredentialField
from mash.govuk import fields
from mash.govuk.forms import Form


class SignInForm(Form):
    submit_label = "Sign in"

    email = fields.EmailField(
        label="Email address", required_message="Enter your email address", autocomplete="username"
    )
    password = fields.PasswordField(label="Password", required_message="Enter your password")


class ChoosePasswordForm(Form):
    submit_label = "Save password"

    password = fields.PasswordField(
        label="New password",
        hint="At least 12 characters. Three random words make a good password.",
        autocomplete="new-password",
        required_message="Enter a new password",
    )
    again = fields.PasswordField(
        label="New password again", required_message="Enter the new password again", autocomplete="new-password"
    )

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self):
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self):
        password, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if password and again and password != again:
            self.add_error("again", "The two passwords do not match. Type the new password again")
        return self.cleaned_data


class ChangePasswordForm(ChoosePasswordForm):
    current = fields.PasswordField(label="Current password", required_message="Enter your current password")
    field_order = ["current", "password", "again"]


class ForgottenPasswordForm(Form):
    submit_label = "Send a link"

    email = fields.EmailField(
        label="Email address",
        hint="The one you sign in with.",
        required_message="Enter your email address",
        autocomplete="username",
    )


class ConfirmForm(Form):
    """Asks for the password, or for a code from users without one. A passkey may stand in for either."""

    password = fields.PasswordField(label="Password", required=False)
    code = CodeField(label="Code", hint="From your authenticator app, or a recovery code.", required=False)
    credential = CredentialField()

    def __init__(self, *args, by_password: bool, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["code" if by_password else "password"]
        self.asks = "password" if by_password else "code"

    def clean(self):
        if not self.errors and not self.cleaned_data[self.asks] and not self.cleaned_data["credential"]:
            self.add_error(self.asks, f"Enter your {self.asks}" if self.asks == "password" else "Enter a code")
        return self.cleaned_data
