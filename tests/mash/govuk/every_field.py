"""One form that asks every kind of question there is."""

from mash.govuk import fields
from mash.govuk.forms import Form
from mash.govuk.layout import Section

COLOURS = [("red", "Red"), ("blue", "Blue", "Like the sky"), ("other", "Another"), ("none", "None of these")]


class EveryField(Form):
    layout = [
        Section("Words", "name", "story", "email", "phone", "postcode", "nhs_number", "upn", "password", "count"),
        Section("Moments", "born", "seen"),
        "known",
        "colours",
        "colour",
        "listed",
        "weapon",
        "sure",
    ]
    reveals = {
        "known": {"no": ["why_not", "agreed"]},
        "colours": {"other": ["which"]},
        "agreed": {"yes": ["agreed_on"]},
    }

    name = fields.TextField(label="Full name", hint="As the family spells it", max_length=50)
    story = fields.LongTextField(label="What happened?", max_length=300, required_message="Enter what happened")
    email = fields.EmailField(label="Email address")
    phone = fields.PhoneField(label="Phone number")
    postcode = fields.PostcodeField(label="Postcode")
    nhs_number = fields.NHSNumberField()
    upn = fields.UPNField()
    password = fields.PasswordField(label="Password")
    count = fields.IntegerField(label="Number of children", max_value=30)
    born = fields.DateField(label="Date of birth", past=True)
    seen = fields.DateTimeField(label="When was the child last seen?", noun="When the child was last seen", past=True)
    known = fields.YesNoField(label="Told?", required_message="Select whether the family has been told")
    why_not = fields.LongTextField(label="Why not?", required_message="Enter why not")
    agreed = fields.YesNoField(label="Did a manager agree?", required_message="Select whether a manager agreed")
    agreed_on = fields.DateField(label="Date of agreement")
    colours = fields.MultiChoiceField(label="Which colours?", choices=COLOURS, exclusive="none")
    which = fields.TextField(label="Which other colour?", required_message="Enter the colour")
    colour = fields.ChoiceField(label="Colour", choices=COLOURS)
    listed = fields.ChoiceField(label="Listed colour", choices=COLOURS, select=True)
    weapon = fields.YesNoNotKnownField(
        label="Was there a weapon?", required_message="Select whether there was a weapon"
    )
    sure = fields.BooleanField(label="I have checked this", required_message="Confirm that you have checked this")


GOOD = {
    "name": "Test Person",
    "story": "Nothing much",
    "email": "name@example.com",
    "phone": "01632 960 001",
    "postcode": "sw1a2aa",
    "nhs_number": "999 000 0018",
    "upn": "",
    "password": "correct horse battery",
    "count": "3",
    "born_day": "31",
    "born_month": "March",
    "born_year": "2016",
    "seen_day": "1",
    "seen_month": "2",
    "seen_year": "2020",
    "seen_time": "2:30pm",
    "known": "yes",
    "colours": ["red"],
    "colour": "blue",
    "listed": "red",
    "weapon": "not_known",
    "sure": "on",
}
