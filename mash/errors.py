"""What an error report may say: where it happened, never what somebody typed or whose record it was."""

import logging

from django.views.debug import SafeExceptionReporterFilter


class RedactingReporterFilter(SafeExceptionReporterFilter):
    def is_active(self, request):
        return True

    def get_post_parameters(self, request):
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request else {}

    def get_traceback_frame_variables(self, request, tb_frame):
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]


class ServerErrorTracebacks(logging.Filter):
    """A page that was refused is no fault: its line stands alone, lest the faults drown among them."""

    def filter(self, record):
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True
