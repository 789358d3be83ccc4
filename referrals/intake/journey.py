"""One visitor's way through the pages of a draft: which pages apply, which is next and which are
done.
"""

from functools import cached_property

from django.urls import reverse

from mash.guards import NotFound
from referrals.intake.answers import Answers
from referrals.intake.pages import BY_SLUG, PAGES, ListPage, Page
from referrals.intake.ways import IntakeWay
from referrals.models import Draft


class Journey:
    """The pages of one draft for one visitor."""

    def __init__(self, draft: Draft, way: IntakeWay, user):
        self.draft, self.way = draft, way
        self.by = user if way.has_account else None
        self.answers = Answers(draft, self.by)

    @cached_property
    def pages(self) -> list[Page]:
        return [page for page in PAGES if page.shown(self.answers)]

    def page(self, slug: str) -> Page:
        page = BY_SLUG.get(slug)
        if page not in self.pages:
            raise NotFound("page of a draft")
        return page

    def list_page(self, slug: str) -> ListPage:
        page = self.page(slug)
        if not page.is_list:
            raise NotFound("page of a draft")
        return page

    def url(self, step: str, **kwargs) -> str:
        return reverse(f"referrals:{self.way.code}_{step}", kwargs={"draft": self.draft.pk, **kwargs})

    def page_url(self, page: Page) -> str:
        return self.url("page", slug=page.slug)

    def entry_url(self, page: Page, number: int) -> str:
        return self.url("entry", slug=page.slug, number=number)

    @property
    def first_url(self) -> str:
        return self.page_url(self.pages[0])

    def go_on_url(self) -> str:
        """Return the address of the first page not yet done, or of "check your answers"."""
        waiting = [page for page in self.pages if not page.is_done(self.answers)]
        return self.page_url(waiting[0]) if waiting else self.url("check")

    def after(self, page: Page, *, changing: bool) -> str:
        """Return the next page's address, or "check your answers" if the visitor came from there."""
        if changing:
            return self.url("check")
        following = self.pages[self.pages.index(page) + 1 :]
        return self.page_url(following[0]) if following else self.url("check")

    def before(self, page: Page) -> str:
        earlier = self.pages[: self.pages.index(page)]
        return self.page_url(earlier[-1]) if earlier else ""

    def fresh(self) -> "Journey":
        """Reload the draft: an answer can add or remove later pages."""
        return Journey(Draft.objects.select_related("hub").get(pk=self.draft.pk), self.way, self.by)

    def progress(self, page: Page) -> str:
        return f"{page.part(self.answers)} – step {self.pages.index(page) + 1} of {len(self.pages)}"
