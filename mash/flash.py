"""What a page says after an action, taken back if the action was."""

from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage


class MessageStorage(FallbackStorage):
    def take_back(self) -> None:
        """Forget what this request has said, and not what an earlier one left to be shown."""
        self._queued_messages.clear()  # type: ignore[attr-defined]  # the stubs leave it out


class TakeBackMiddleware:
    """Takes back what a view said before it failed: its transaction, and so what it speaks of, is rolled back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        get_messages(request).take_back()
