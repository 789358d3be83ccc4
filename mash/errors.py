"""Error reports without personal data: where an error happened, never what somebody typed."""

import logging

from django.views.debug import SafeExceptionReporterFilter


class RedactingReporterFilter(SafeExceptionReporterFilter):
    # Django only hides values when DEBUG is off; here a developer may not see them either.
    def is_active(self, request):
        return True

    def get_post_parameters(self, request):
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request else {}

    # Every local variable, as any of them may hold what was typed.
    def get_traceback_frame_variables(self, request, tb_frame):
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]


class ServerErrorTracebacks(logging.Filter):
    """Drops tracebacks of responses below 500: a refused page is not a fault, and would hide real ones in the log."""

    def filter(self, record):
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True
