"""Open a hub with its first administrator. Asked again before they have chosen a password, it makes another link."""

from smtplib import SMTPException

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from agencies import letters
from agencies.models import Hub, Letter, User
from agencies.opening.actions import note_link, open_with_administrator
from agencies.opening.forms import OpeningForm, site_url_problem
from agencies.signing_in import mailing
from agencies.signing_in.links import link_for
from mash.postgres.owner import as_owner
from mash.refusals import RuleViolation

BACKENDS_WITHOUT_MAIL = ("console", "dummy")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        for name, field in OpeningForm.base_fields.items():
            parser.add_argument(_option(name), default="", help=str(field.label), metavar="…")
        show = "show the link here instead of mailing it (the log says so): for when mail does not work yet"
        parser.add_argument("--show-link", action="store_true", help=show)

    def handle(self, *args, show_link, **options):
        self._look_at_what_stands()
        form = OpeningForm({name: options[name] for name in OpeningForm.base_fields})
        if not form.is_valid():
            wrong = [f"  {_option(name)}: {' '.join(words)}" for name, words in form.errors.items()]
            raise CommandError("\n".join(["Nothing was done. Put these right:", *wrong]))
        try:
            with as_owner():  # there is nobody yet who could be the second person
                administrator, opened = open_with_administrator(**form.cleaned_data)
        except RuleViolation as refusal:
            where = f"{_option(refusal.field)}: " if refusal.field else ""
            raise CommandError(f"Nothing was done. {where}{refusal.words}.") from refusal
        hub = administrator.hub
        self.stdout.write(f"{hub.name} is open." if opened else f"{hub.name} was open already.")
        self._give_link(administrator, show_link or not _sends_mail())

    def _look_at_what_stands(self) -> None:
        if why := site_url_problem():
            raise CommandError(f"Nothing was done. {why}.")
        try:
            Hub.objects.exists()
        except DatabaseError as fault:
            asks = "Is DATABASE_URL right, and has `manage.py migrate` been run?"
            raise CommandError(f"Nothing was done: the database does not answer as it should. {asks}") from fault

    def _give_link(self, person: User, shown: bool) -> None:
        if shown:
            note_link(user=person, shown=True)
            self.stdout.write("Give them this link, by a way only they can read. It works once, for 3 days:")
            self.stdout.write(link_for(person))
            return
        if not person.is_active:
            raise CommandError("They have been suspended, so no link was sent.")
        try:
            mailing.compose(Letter(template=letters.CHOOSE), person).send()
        except (OSError, SMTPException) as fault:
            again = "The same command tries again; with --show-link it shows the link here instead"
            raise CommandError(f"The link could not be mailed ({type(fault).__name__}). {again}.") from fault
        note_link(user=person, shown=False)
        self.stdout.write("A link to choose a password was mailed to them. It works once, for 3 days.")


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _sends_mail() -> bool:
    return not any(kind in settings.MAILERS["default"]["BACKEND"] for kind in BACKENDS_WITHOUT_MAIL)
