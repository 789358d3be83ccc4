"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mash.settings")
application = get_wsgi_application()

from mash.assets import require_collected_files  # noqa: E402 (it reads the settings)

require_collected_files()
