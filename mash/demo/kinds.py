"""The kinds of story a hub's year is made of, and how often each comes."""

from mash.demo import families, telling
from mash.demo.stories import Story
from mash.identity import acting_as
from referrals import codes
from referrals.casefile import actions as casefile
from referrals.intake.actions import receive
from referrals.triage import actions as triaging
from referrals.triage.ways import Way


class Exit(Story):
    """Leaves at triage with advice or early help, decided and signed like any other."""

    WAYS = ((Way.ADVICE, codes.Outcome.ADVICE), (Way.EARLY_HELP, codes.Outcome.FAMILY_HELP))

    def be_worked(self):
        way, outcome = self.chance.choice(self.WAYS)
        self.be_triaged(way, level=self.chance.choice(["green", "green", "blue"]))
        self.be_decided(outcome, stage_rationale=telling.EXIT_RATIONALE)
        self.be_told_and_closed()


class NothingFurther(Exit):
    WAYS = ((Way.NO_FURTHER_ACTION, codes.Outcome.NO_FURTHER_ACTION),)


class Full(Story):
    """Partners are asked, most answer, a decision is signed."""

    silence = 0.08

    def be_worked(self):
        self.be_claimed()
        self.be_triaged(Way.PARTNERS)
        self.have_its_basis()
        for request, kind in zip(self.ask_agencies(), self.worry.agencies, strict=True):
            if self.chance.random() > self.silence:
                self.be_answered(request, kind)
        self.be_decided()
        if self.chance.random() < 0.4:
            self.release_product()
        self.be_told_and_closed()


class Stuck(Full):
    """Half the agencies have not answered, and the clock has run out or stands still."""

    def be_worked(self):
        self.be_claimed()
        self.be_triaged(Way.PARTNERS)
        self.have_its_basis()
        for number, request in enumerate(self.ask_agencies()):
            if number % 2:
                self.be_answered(request, self.worry.agencies[number])
        if self.rated != codes.Rating.RED and self.chance.random() < 0.5:
            self.be_paused()


class Waiting(Story):
    """Nobody has triaged it yet; the older ones are overdue."""

    def be_worked(self):
        if self.chance.random() < 0.5:
            self.be_claimed()


class Adult(Full):
    """An adult at risk: the three limbs of section 42, capacity, and what the person wants."""

    def __init__(self, *args):
        super().__init__(*args)
        self.worry = telling.ADULT_WORRY

    def people(self):
        return families.adult_at_risk(self.chance, self.now.date())

    def professionals(self):
        return [{"organisation": "Canalside Home Care", "role": "Care worker", "may_contact": "yes"}]

    def referrer(self):
        council = {"name": "Duty care manager", "role": "Care manager", "organisation": "Adult social care"}
        return {**super().referrer(), **council, "email": "duty@adults.example"}

    def facts(self):
        told = super().facts()
        not_told = told["family_informed"] == codes.FamilyInformed.NO
        return {
            **told,
            "not_informed_reason": codes.NotInformedReason.RISK_ADULT if not_told else "",
            "not_informed_detail": "The relative who holds the card may be there." if not_told else "",
            "concerns": [],
            "risk_types": [self.worry.concern],
            "risk_location": codes.RiskLocation.values[0],
            "how_often": "Every week since the summer.",
            "adult_wishes": "Wants the money to stop going missing, and to go on living at home.",
            "needs_to_happen": "Somebody should see the person alone.",
        }

    def decision_facts(self, referral, outcome, rationale):
        enquiry = outcome == codes.Outcome.S42_ENQUIRY
        unmet = codes.LimbAnswer.MET if enquiry else codes.LimbAnswer.NOT_MET
        facts = super().decision_facts(referral, outcome, rationale)
        return {
            **facts,
            "threshold": codes.AdultThreshold.S42_MET if enquiry else codes.AdultThreshold.NEEDS_ONLY,
            "final_rating": codes.Rating.AMBER if enquiry else facts["final_rating"],
            "limbs": {
                codes.S42Limb.NEEDS: {"answer": codes.LimbAnswer.MET, "reason": "Needs help every day."},
                codes.S42Limb.RISK: {"answer": codes.LimbAnswer.MET, "reason": "Money has gone missing each week."},
                codes.S42Limb.PROTECT: {"answer": unmet, "reason": "From what the carer and the person told us."},
            },
            "capacity": codes.Capacity.HAS,
            "wishes_asked": codes.MspAsked.EXPRESSED,
            "wishes": "To keep living at home and to have the card back.",
        }


class FromThePublic(Exit):
    """A neighbour, without an account, who does not want to be named."""

    def arrive(self):
        facts = {**self.facts(), "channel": codes.Channel.WEB_PUBLIC, "source_code": codes.SourceCode.ACQUAINTANCE}
        mark = f"demo-{self.chance.getrandbits(64):016x}"
        with acting_as(None, draft=mark):
            self.referral = receive(
                hub=self.world.hub, by=None, now=self.now, people=self.people(), facts=facts, draft_hash=mark,
                referrer={"is_professional": False, "wants_anonymity": True, "role": "Neighbour"},
            )  # fmt: skip


class FromAProfessional(Full):
    def sender(self):
        return self.world.referrer

    def facts(self):
        return {**super().facts(), "channel": codes.Channel.WEB_PROFESSIONAL}

    def referrer(self):
        return {**super().referrer(), "user": self.world.referrer, "email": self.world.referrer.email}


class Returned(Story):
    def be_worked(self):
        self.later(0.5, 5)
        manager = self.world.manager
        with acting_as(manager):
            triaging.return_referral(
                self.fresh(),
                reason=codes.ReturnReason.INFORMING_MISSING,
                words="Please tell us whether the family knows, and if not why.",
                by=manager,
                now=self.now,
            )


class Restricted(Full):
    """About somebody a member of staff knows: only those named can see that it exists."""

    def be_worked(self):
        self.later(0.1, 1)
        manager = self.world.manager
        with acting_as(manager):
            casefile.restrict(
                self.fresh(),
                reason=codes.RestrictionReason.CONFLICT_OF_INTEREST,
                people=[self.world.socialworker],
                by=manager,
                now=self.now,
            )
        self.be_triaged(Way.PARTNERS)


SHARES = [
    (Exit, 28), (NothingFurther, 9), (Full, 22), (FromThePublic, 8), (FromAProfessional, 8), (Adult, 15),
    (Stuck, 3), (Waiting, 3), (Returned, 3), (Restricted, 1),
]  # fmt: skip
RECENT = (Stuck, Waiting, Restricted)  # they stay open, and nobody leaves a case open for months
OLDEST_OPEN = 5  # days
