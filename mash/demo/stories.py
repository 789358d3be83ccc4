"""The life of one referral in the demo: real actions by the right people, at times in the past.

A story stops when its next step would be in the future, so the newest referrals are open at every stage.
"""

import random
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from mash.demo import families, scenarios
from mash.demo.cast import World
from mash.govuk.ages import YEARS, age_on
from mash.identity import acting_as, acting_as_system
from referrals import codes
from referrals.decisions import actions as deciding
from referrals.decisions import closing, products
from referrals.decisions.contradictions import GOES_WITH, LEVEL_OF
from referrals.decisions.standing import Standings
from referrals.information_requests.answering.actions import acknowledge, answer, answer_nothing_known
from referrals.information_requests.answering.items import NewItem
from referrals.information_requests.answering.searching import Search, systems_of
from referrals.information_requests.asking.actions import send_requests
from referrals.information_requests.asking.copies import NewRequest
from referrals.intake.actions import receive
from referrals.models import Decision, Referral
from referrals.people.matcher import match_people
from referrals.timing.clocks import ClockRule, due_at
from referrals.timing.targets import week_of
from referrals.triage import actions as triaging
from referrals.triage.allocation import claim
from referrals.triage.lawful_basis import authorise, record_basis
from referrals.triage.pausing import ALL, pause_clocks
from referrals.triage.telling import people_untold, record_told
from referrals.triage.ways import Way
from referrals.triage.who_knows import people_to_tell

# Targets run from the arrival, day and night: most cases keep theirs, and those of a Friday afternoon often do not.
PACES: dict[str, tuple[float, str]] = {  # red cases are worked on outside opening hours
    codes.Rating.RED: (0.18, codes.ClockMode.CONTINUOUS),
    codes.Rating.AMBER: (0.3, codes.ClockMode.WORKING),
    codes.Rating.GREEN: (0.7, codes.ClockMode.WORKING),
}
DELAYED = 0.1  # of decisions
AGAIN = 0.45  # of referrals are about a family that comes back


class CaughtUp(Exception):
    """The next step of the story would be in the future."""


def _knows(person, informed: bool) -> str:
    """Return what somebody of the demo knows: never the person thought to be the source of harm."""
    return codes.Knows.KNOWS if informed and not person.alleged_source else codes.Knows.MUST_NOT


class Story:
    compared_at_once = True

    def __init__(self, world: World, rng: random.Random, start: datetime):
        self.world, self.rng, self.now = world, rng, start
        self.referral: Referral | None = None
        self.level = ""
        self.comes_back = rng.random() < AGAIN
        self.known_family = self.family_that_comes_back() if self.comes_back else []
        self.scenario = rng.choice(self.scenarios_of(self.known_family))

    def wait(self, low: float, high: float) -> None:
        """Move on by some hours, fewer for urgent cases. Raises CaughtUp if that is in the future."""
        pace, mode = PACES.get(self.level, (1, codes.ClockMode.WORKING))
        hours = Decimal(f"{max(self.rng.uniform(low, high) * pace, 0.01):.2f}")
        moment = due_at(self.now, ClockRule("demo", "", hours, mode), week_of(self.world.hub))
        if moment >= timezone.now():
            raise CaughtUp
        self.now = moment

    def play(self) -> Referral:
        """Play the story up to now in one transaction, and return the referral."""
        with transaction.atomic():
            with suppress(CaughtUp):
                self.receive_referral()
                self.work()
            return self.referral

    def work(self) -> None:
        raise NotImplementedError

    def receive_referral(self) -> None:
        by = self.sender()
        with acting_as(by):
            self.referral = receive(
                hub=self.world.hub,
                by=by,
                now=self.now,
                people=self.people(),
                facts=self.facts(),
                referrer=self.referrer(),
                professionals=self.professionals(),
            )
        # The story goes on at once: whoever is barred from any record sees no case with somebody new until then.
        if self.compared_at_once:
            with acting_as_system():
                while match_people(self.now):  # as the worker does, a moment after somebody arrives
                    pass

    def sender(self):
        return self.world.screener

    @property
    def began(self) -> date:
        """Return the day on which the demo was begun: it may be played to the end on another."""
        return timezone.localdate(self.world.manager.invited_at)

    def family_that_comes_back(self) -> list[dict]:
        number, on = self.rng.randrange(families.COMING_BACK), timezone.localdate(self.now)
        family = families.family_that_comes_back(self.world.hub.slug, number, self.began, on)
        return families.as_told(self.rng, family)

    def scenarios_of(self, family: list[dict]) -> list[scenarios.Scenario]:
        """Return those that fit the ages of all children of a family."""
        on = timezone.localdate(self.now)
        ages = [age_on(person["date_of_birth"], on, YEARS).in_years for person in family if person["kind"] == "child"]
        return [
            scenario
            for scenario in scenarios.SCENARIOS
            if all(scenario.ages[0] <= age <= scenario.ages[1] for age in ages)
        ]

    def people(self) -> list[dict]:
        if self.comes_back:
            return self.known_family
        children = self.rng.choice([1, 1, 1, 2, 2, 3])
        unborn = self.rng.random() < 0.08
        return families.family(self.rng, timezone.localdate(self.now), children, self.scenario.ages, with_unborn=unborn)

    def facts(self) -> dict:
        informed = self.rng.random() < 0.55
        source = self.rng.choice(self.scenario.sources)
        police = source == codes.SourceCode.POLICE
        channels = [codes.Channel.PHONE, codes.Channel.EMAIL, codes.Channel.LETTER, codes.Channel.PHONE]
        return {
            "channel": codes.Channel.POLICE_NOTIFICATION if police else self.rng.choice(channels),
            "source_code": source,
            "concerns": [self.scenario.concern],
            "what_happened": self.scenario.happened,
            "worries": self.scenario.worries,
            "working_well": self.scenario.working_well,
            "needs_to_happen": "Somebody should see the child at home and speak to the parent.",
            "basis_of_concern": codes.ItemBasis.FACT,
            "desired_outcome": "Advice on what happens next, and help for the family.",
            "family_informed": codes.FamilyInformed.YES if informed else codes.FamilyInformed.NO,
            "not_informed_reason": "" if informed else codes.NotInformedReason.RISK_CHILD,
            "not_informed_detail": "" if informed else "Telling them first could put the child at risk.",
            "service_agreement": codes.ServiceAgreement.NOT_SOUGHT,
        }

    def professionals(self) -> list[dict]:
        return [{"organisation": "Beacon Hill Academy", "role": "Class teacher"}]

    def referrer(self) -> dict:
        return {
            "is_professional": True,
            "name": "Designated safeguarding lead",
            "role": "Safeguarding lead",
            "organisation": self.rng.choice(families.SCHOOLS),
            "email": f"lead{self.rng.randint(1, 40)}@school.example",
            "phone": f"01632 960{self.rng.randint(100, 199)}",
        }

    # Steps --------------------------------------------------------------------------------------------------------

    def reload(self) -> Referral:
        return Referral.objects.select_related("hub", "allocated_to").get(pk=self.referral.pk)

    def claim_case(self) -> None:
        self.wait(0.2, 3)
        worker = self.world.people[self.rng.choice(["socialworker", "socialworker2"])]
        with acting_as(worker):
            claim(self.reload(), by=worker, now=self.now)

    def triage_case(self, way: str, level: str = "") -> None:
        # Chosen before the wait: what looks grave is triaged sooner.
        self.level = level = level or self.rng.choice(self.scenario.ratings)
        self.wait(0.3, 6)
        manager = self.world.manager
        with acting_as(manager):
            triaging.triage(
                self.reload(),
                level=level,
                reason="What was seen, and that it is not the first time.",
                way=way,
                rationale="" if way == Way.PARTNERS else scenarios.EXIT_RATIONALE,
                by=manager,
                now=self.now,
            )

    def set_lawful_basis(self) -> None:
        self.wait(0.1, 1)
        worker, manager = self.world.socialworker, self.world.manager
        with acting_as(worker):
            referral = self.reload()
            informed = referral.family_informed == codes.FamilyInformed.YES
            adult = referral.about_adults
            who_knows = {str(person.pk): _knows(person, informed) for person in people_to_tell(referral)}
            untold = codes.Knows.MUST_NOT in who_knows.values()
            basis = record_basis(
                referral,
                purpose=codes.SharingPurpose.SECTION_42 if adult else codes.SharingPurpose.SECTION_17,
                gateway=codes.StatutoryGateway.ADULT_ENQUIRY if adult else codes.StatutoryGateway.CHILD_IN_NEED,
                article6=codes.Article6.PUBLIC_TASK,
                article9=codes.Article9.SAFEGUARDING,
                article10=codes.Article10.SAFEGUARDING,
                without_consent=codes.WithoutConsent.NOT_REASONABLE
                if not untold
                else codes.WithoutConsent.WOULD_PREJUDICE,
                necessity=scenarios.NECESSITY,
                who_knows=who_knows,
                agreement=codes.ServiceAgreement.NOT_SOUGHT,
                not_informed_reason=codes.NotInformedReason.RISK_CHILD if untold else "",
                not_informed_detail="" if not untold else "A partner thought to be violent may be in the home.",
                tell_by=None if not untold else timezone.localdate(self.now) + timedelta(days=7),
                by=worker,
                now=self.now,
            )
        if not basis.permits_asking:
            self.wait(0.1, 1)
            with acting_as(manager):
                authorise(self.reload(), authorising_reason=scenarios.AUTHORISED, by=manager, now=self.now)

    def ask_agencies(self) -> list:
        self.wait(0.1, 1)
        worker = self.world.socialworker
        with acting_as(worker):
            referral = self.reload()
            people = list(referral.people.all())
            asks = [self.ask_of(self.world.agencies[kind], people) for kind in self.scenario.agencies]
            return send_requests(referral, asks=asks, by=worker, now=self.now)

    def ask_of(self, agency, people: list) -> NewRequest:
        return NewRequest(
            agency=agency,
            people=people,
            reason=self.scenario.worries,
            questions=["What do you know of this family in the last two years?", "What worries you most?"],
            from_on=timezone.localdate(self.now) - timedelta(days=730),
        )

    def answer_request(self, request, kind: str) -> None:
        self.wait(0.3, 4)
        by = self.world.representatives[kind]
        with acting_as(by):
            if self.rng.random() < 0.5:
                acknowledge(request, by=by, now=self.now)
            if self.rng.random() < 0.25:
                (system, _), *_ = systems_of(kind)
                search = Search([system], ["Name", "Address"])
                answer_nothing_known(request, search=search, by=by, now=self.now)
            else:
                self.give_items(request, kind, by)

    def give_items(self, request, kind: str, by) -> None:
        answers = scenarios.ANSWERS.get(kind, scenarios.ANSWERS["other"])
        handling = [codes.ItemHandling.HUB_TEAM] * 4 + [codes.ItemHandling.DECISION_MAKER]
        items = [
            NewItem(
                kind=item_kind,
                basis=basis,
                handling=self.rng.choice(handling),
                text=text,
                occurred_on=timezone.localdate(self.now) - timedelta(days=self.rng.randint(10, 500)),
                release=self.rng.choice([["partners"], ["partners", "family"], []]),
            )
            for item_kind, basis, text in answers
        ]
        if kind == "police" and self.rng.random() < 0.3:
            items.append(NewItem(codes.ItemHandling.EXISTENCE_ONLY, ask_whom="Public protection unit, duty sergeant"))
        answer(
            request,
            outcome=codes.ResponseOutcome.SUPPLIED,
            search_made="Own records and archive, all names given, last two years.",
            rating=self.rng.choice(["amber", "green", "amber", ""]),
            rating_reason="From what we hold ourselves.",
            items=items,
            by=by,
            now=self.now,
        )

    def pause(self) -> None:
        self.wait(0.1, 1)
        manager = self.world.manager
        with acting_as(manager):
            week = week_of(self.world.hub)
            pause_clocks(
                self.reload(),
                what=[ALL],
                reason=codes.PauseReason.STRATEGY_DISCUSSION,
                why="The strategy discussion is booked; police and health will be there.",
                review_on=week.open_days_after(timezone.localdate(self.now), 8),
                by=manager,
                now=self.now,
            )

    def decide(self, outcome: str = "", *, stage_rationale: str = scenarios.RATIONALE) -> None:
        self.wait(*((20, 45) if self.rng.random() < DELAYED else (0.5, 5)))
        worker, manager = self.world.socialworker, self.world.manager
        with acting_as(worker):
            referral = self.reload()
            subjects = list(referral.people.filter(is_subject=True))
            views = [
                {"agency": request.agency_id, **self.agency_view()} for request in referral.requests.all()
            ]  # fmt: skip
            facts = self.decision_facts(referral, outcome or self.rng.choice(self.scenario.outcomes), stage_rationale)
            drafts = deciding.draft(referral, subjects=subjects, facts=facts, views=views, by=worker, now=self.now)
        self.wait(0.2, 3)
        keys = [draft.pk for draft in drafts]
        with acting_as(manager):
            signed = deciding.sign(self.reload(), decisions=keys, by=manager, now=self.now)
        if keys := [decision.pk for decision in signed if decision.state == Decision.State.SECOND_SIGNATURE]:
            self.wait(0.2, 4)
            with acting_as(self.world.manager2):
                deciding.second_sign(self.reload(), decisions=keys, by=self.world.manager2, now=self.now)

    def agency_view(self) -> dict:
        if self.rng.random() < 0.12:
            return {"agrees": "disagrees", "reason": "We think the risk is higher: the pattern is getting worse."}
        return {"agrees": self.rng.choice(["agrees", "agrees", "not_asked"])}

    def decision_facts(self, referral: Referral, outcome: str, rationale: str) -> dict:
        nothing = outcome == codes.Outcome.NO_FURTHER_ACTION
        level, rating = as_decided(outcome, referral.rating)
        return {
            "threshold": level,
            "outcome": outcome,
            "outcome_reason": codes.OutcomeReason.NEEDS_MET if nothing else "",
            "final_rating": rating,
            "rationale": rationale,
            "voice": "Said they like school and want things to be calm at home.",
            "next_steps": "Allocate today; see the child within the week.",
            # Dropped by the action where the answers go together.
            "contradiction_reason": scenarios.ONCE_TOLD,
            **self.about_section_47(outcome),
        }

    def about_section_47(self, outcome: str) -> dict:
        """Return the strategy discussion, and why it is section 47 where something does not fit."""
        if outcome != codes.Outcome.STRATEGY_DISCUSSION:
            return {}
        return {"strategy_on": timezone.localdate(self.now), "section_47_reason": scenarios.SECTION_47}

    def give_feedback_and_close(self) -> None:
        self.level = ""  # nothing is urgent once it is decided
        self.wait(0.3, 9)
        manager = self.world.manager
        with acting_as(manager):
            referral = self.reload()
            how = closing.How.EMAIL if referral.referrer.may_be_emailed else closing.How.PHONE
            wording = closing.wordings_for(referral)[0].key
            closing.send_feedback(referral, wording=wording, how=how, by=manager, now=self.now)
        self.wait(0.2, 8)
        self.tell_who_does_not_know()
        with acting_as(manager):
            closing.close(self.reload(), by=manager, now=self.now)

    def tell_who_does_not_know(self) -> None:
        worker = self.world.socialworker
        with acting_as(worker):
            referral = self.reload()
            if not referral.tell_by:
                return
            people = [number for number, _ in people_untold(referral)]
            how = {"told_on": timezone.localdate(self.now), "told_by": worker.name, "told_how": codes.ToldHow.IN_PERSON}
            record_told(referral, people=people, **how, response=scenarios.RESPONSE, by=worker, now=self.now)

    def release_product(self) -> None:
        manager = self.world.manager
        with acting_as(manager):
            referral = self.reload()
            items = products.releasable(referral, audience="partners", reader=manager)
            if items:
                products.release(
                    referral,
                    audience="partners",
                    agencies=[self.world.agencies["childrens_services"], self.world.agencies["health"]],
                    subjects=[decision.subject_id for decision in Standings.of(referral).in_force],
                    items=[item.pk for item in items],
                    about={str(item.pk): next(iter(products.people_about(item)), "") for item in items},
                    summary="For the assessment: what partners hold that bears on the child's safety.",
                    by=manager,
                    now=self.now,
                )


def as_decided(outcome: str, rating: str) -> tuple[str, str]:
    """Return threshold and final rating: those of the triage rating, limited to what the outcome allows."""
    ratings = {level: rating_code for rating_code, level in LEVEL_OF.items()}
    level = LEVEL_OF[codes.Rating(rating)]
    least, most = GOES_WITH.get(codes.Outcome(outcome), (1, 4))
    level = min(max(level, least), most)
    return str(level), ratings[level]
