"""The ways a case can go on from triage."""

from django.db.models import TextChoices

from referrals.codes import EarlyExit


class Way(TextChoices):
    """Two ways on, and the early exits. After any of them each subject gets a signed decision."""

    PARTNERS = "partners", "Ask partner agencies"
    DECIDE = "decide", "Decide now, without asking partners"
    ADVICE = EarlyExit.ADVICE.value, EarlyExit.ADVICE.label
    EARLY_HELP = EarlyExit.EARLY_HELP.value, EarlyExit.EARLY_HELP.label
    OPEN_TO_WORKER = EarlyExit.OPEN_TO_WORKER.value, EarlyExit.OPEN_TO_WORKER.label
    NO_FURTHER_ACTION = EarlyExit.NO_FURTHER_ACTION.value, EarlyExit.NO_FURTHER_ACTION.label

    @property
    def is_exit(self) -> bool:
        return self.value in EarlyExit.values
