"""The project: settings, middleware and what all apps share. Imports the Celery app so that tasks find their broker."""

from mash.celery import app as celery_app

__all__ = ["celery_app"]
