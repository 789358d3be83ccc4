"""The roof and the floor of the house; loading it loads the Celery app, so that tasks know their broker."""

from mash.celery import app as celery_app

__all__ = ["celery_app"]
