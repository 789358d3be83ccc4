"""Open a hub with its first administrator. Run again before they have chosen a password, it makes another link."""

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
        self._check_installation()
        form = OpeningForm({name: options[name] for name in OpeningForm.base_fields})
        if not form.is_valid():
            errors = [f"  {_option(name)}: {' '.join(messages)}" for name, messages in form.errors.items()]
            raise CommandError("\n".join(["Nothing was done. Put these right:", *errors]))
        try:
            # As the owner, because the hub has nobody yet who could be the second person.
            with as_owner():
                administrator, is_new = open_with_administrator(**form.cleaned_data)
        except RuleViolation as violation:
            option = f"{_option(violation.field)}: " if violation.field else ""
            raise CommandError(f"Nothing was done. {option}{violation.words}.") from violation
        hub = administrator.hub
        self.stdout.write(f"{hub.name} is open." if is_new else f"{hub.name} was open already.")
        self._give_link(administrator, show_link or not _sends_mail())

    def _check_installation(self) -> None:
        if why := site_url_problem():
            raise CommandError(f"Nothing was done. {why}.")
        try:
            Hub.objects.exists()
        except DatabaseError as error:
            hint = "Is DATABASE_URL right, and has `manage.py migrate` been run?"
            raise CommandError(f"Nothing was done: the database does not answer as it should. {hint}") from error

    def _give_link(self, person: User, show: bool) -> None:
        if show:
            note_link(user=person, shown=True)
            self.stdout.write("Give them this link, by a way only they can read. It works once, for 3 days:")
            self.stdout.write(link_for(person))
            return
        if not person.is_active:
            raise CommandError("They have been suspended, so no link was sent.")
        try:
            # Sent here and not queued, so that the operator learns at once whether mail works.
            mailing.compose(Letter(template=letters.CHOOSE), person).send()
        except (OSError, SMTPException) as error:
            hint = "The same command tries again; with --show-link it shows the link here instead"
            raise CommandError(f"The link could not be mailed ({type(error).__name__}). {hint}.") from error
        note_link(user=person, shown=False)
        self.stdout.write("A link to choose a password was mailed to them. It works once, for 3 days.")


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _sends_mail() -> bool:
    return not any(backend in settings.MAILERS["default"]["BACKEND"] for backend in BACKENDS_WITHOUT_MAIL)
