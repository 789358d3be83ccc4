"""Static files: hashed names and compressed copies, ES module imports included."""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True


def require_collected_files() -> None:
    """Raise ImproperlyConfigured if static files are not collected: every page would fail with status 500."""
    # Development and tests serve files from their sources.
    if not isinstance(staticfiles_storage, Storage):
        return
    collected = staticfiles_storage.load_manifest()[0]
    if any(path not in collected for path in _source_files()):
        raise ImproperlyConfigured(
            f"The style sheets and scripts of this version are not in {staticfiles_storage.location}. "
            "Run `python manage.py collectstatic --no-input`, then start the web server again."
        )


def _source_files() -> Iterator[str]:
    passed_over = apps.get_app_config("staticfiles").ignore_patterns
    for finder in get_finders():
        for path, storage in finder.list(passed_over):
            yield f"{storage.prefix}/{path}" if getattr(storage, "prefix", None) else path
