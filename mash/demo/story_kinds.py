"""The kinds of story in the demo, and how often each occurs."""

from django.utils import timezone

from mash.demo import families, scenarios
from mash.demo.stories import Story
from mash.identity import acting_as
from referrals import codes
from referrals.casefile import actions as casefile
from referrals.intake.actions import receive
from referrals.triage import returning
from referrals.triage.actions import recommend
from referrals.triage.ways import Way
from referrals.working_day.actions import raise_flag


class ExitAtTriage(Story):
    """Ends at triage with advice or early help."""

    WAYS = ((Way.ADVICE, codes.Outcome.ADVICE), (Way.EARLY_HELP, codes.Outcome.EARLY_HELP))

    def work(self):
        way, outcome = self.rng.choice(self.WAYS)
        self.triage_case(way, level=self.rng.choice(["green", "green", "blue"]))
        self.decide(outcome, stage_rationale=scenarios.EXIT_RATIONALE)
        self.give_feedback_and_close()


class NoFurtherAction(ExitAtTriage):
    WAYS = ((Way.NO_FURTHER_ACTION, codes.Outcome.NO_FURTHER_ACTION),)


class FullCase(Story):
    """Partners are asked, most answer, and a decision is signed."""

    silent_share = 0.08

    def work(self):
        self.claim_case()
        self.triage_case(Way.PARTNERS)
        self.set_lawful_basis()
        for request, kind in zip(self.ask_agencies(), self.scenario.agencies, strict=True):
            if self.rng.random() > self.silent_share:
                self.answer_request(request, kind)
        self.decide()
        if self.rng.random() < 0.4:
            self.release_product()
        self.give_feedback_and_close()


class OverdueCase(FullCase):
    """Half the agencies have not answered, and the target has passed or the clock is paused."""

    def work(self):
        self.claim_case()
        self.triage_case(Way.PARTNERS)
        self.set_lawful_basis()
        for number, request in enumerate(self.ask_agencies()):
            if number % 2:
                self.answer_request(request, self.scenario.agencies[number])
        if self.level != codes.Rating.RED and self.rng.random() < 0.5:
            self.pause()


class UntriagedCase(Story):
    """Nobody has triaged it yet; older ones are overdue. Of some the team says that they cannot wait."""

    def work(self):
        chance = self.rng.random()
        if chance < 0.5:
            self.claim_case()
        if chance < 0.2:
            self.recommend_red()
        elif chance > 0.8:
            self.flag()

    def recommend_red(self):
        worker = self.world.socialworker
        reason = "The school saw a new injury this morning and the child is afraid to go home."
        with acting_as(worker):
            recommend(self.reload(), level="red", way=Way.PARTNERS, reason=reason, by=worker, now=self.now)

    def flag(self):
        screener = self.world.screener
        reason = "The school rang again: somebody waits outside to take the child home early."
        with acting_as(screener):
            raise_flag(self.reload(), reason=reason, by=screener, now=self.now)


class AdultCase(FullCase):
    """An adult at risk: the three limbs of section 42, capacity, and what the person wants."""

    def __init__(self, *args):
        super().__init__(*args)
        self.scenario = scenarios.ADULT_SCENARIO

    def people(self):
        if not self.comes_back:
            return families.adult_at_risk(self.rng, timezone.localdate(self.now))
        number = self.rng.randrange(families.ADULTS_COMING_BACK)
        return families.as_told(self.rng, families.adult_that_comes_back(self.world.hub.slug, number, self.began))

    def professionals(self):
        return [{"organisation": "Canalside Home Care", "role": "Care worker", "may_contact": "yes"}]

    def referrer(self):
        council = {"name": "Duty care manager", "role": "Care manager", "organisation": "Adult social care"}
        return {**super().referrer(), **council, "email": "duty@adults.example"}

    def facts(self):
        facts = super().facts()
        not_informed = facts["family_informed"] == codes.FamilyInformed.NO
        return {
            **facts,
            "not_informed_reason": codes.NotInformedReason.RISK_ADULT if not_informed else "",
            "not_informed_detail": "The relative who holds the card may be there." if not_informed else "",
            "concerns": [],
            "risk_types": [self.scenario.concern],
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
            "capacity_decision": "Whether the relative goes on holding the bank card.",
            "capacity_on": timezone.localdate(self.now),
            "wishes_asked": codes.MspAsked.EXPRESSED,
            "wishes": "To keep living at home and to have the card back.",
        }


class PublicReferral(ExitAtTriage):
    """From a neighbour without an account who wants to stay anonymous."""

    # Who wants that is not asked whether the family knows or agrees to a service.
    NOT_ASKED = ("family_informed", "not_informed_reason", "not_informed_detail", "service_agreement")

    def facts(self):
        return {name: answer for name, answer in super().facts().items() if name not in self.NOT_ASKED}

    def receive_referral(self):
        facts = {**self.facts(), "channel": codes.Channel.WEB_PUBLIC, "source_code": codes.SourceCode.ACQUAINTANCE}
        draft_hash = f"demo-{self.rng.getrandbits(64):016x}"
        with acting_as(None, draft=draft_hash):
            self.referral = receive(
                hub=self.world.hub, by=None, now=self.now, people=self.people(), facts=facts, draft_hash=draft_hash,
                referrer={"is_professional": False, "wants_anonymity": True, "role": "Neighbour"},
            )  # fmt: skip


class ProfessionalReferral(FullCase):
    def sender(self):
        return self.world.referrer

    def facts(self):
        return {**super().facts(), "channel": codes.Channel.WEB_PROFESSIONAL}

    def referrer(self):
        return {**super().referrer(), "user": self.world.referrer, "email": self.world.referrer.email}


class ReturnedReferral(Story):
    def work(self):
        self.wait(0.5, 5)
        manager = self.world.manager
        with acting_as(manager):
            returning.return_referral(
                self.reload(),
                reason=codes.ReturnReason.INFORMING_MISSING,
                words="Please tell us whether the family knows, and if not why.",
                by=manager,
                now=self.now,
            )


class RestrictedCase(FullCase):
    """About somebody a member of staff knows; only the people named can see that it exists."""

    def work(self):
        self.wait(0.1, 1)
        manager = self.world.manager
        with acting_as(manager):
            casefile.restrict(
                self.reload(),
                reason=codes.RestrictionReason.CONFLICT_OF_INTEREST,
                people=[self.world.socialworker],
                by=manager,
                now=self.now,
            )
        self.triage_case(Way.PARTNERS)


SHARES = [
    (ExitAtTriage, 28), (NoFurtherAction, 9), (FullCase, 22), (PublicReferral, 8),
    (ProfessionalReferral, 8), (AdultCase, 15),
    (OverdueCase, 3), (UntriagedCase, 3), (ReturnedReferral, 3), (RestrictedCase, 1),
]  # fmt: skip
RECENT = (OverdueCase, UntriagedCase, RestrictedCase)  # they stay open, and nobody leaves a case open for months
OLDEST_OPEN = 5  # days
