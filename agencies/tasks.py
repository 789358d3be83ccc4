"""What the worker does for people who sign in."""

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from agencies.models import User


@shared_task(name="agencies.tasks.send_forgotten_link", expires=3600)
def send_forgotten_link(person: int) -> bool:
    """The link is made here, so that no queue holds it. Nobody's number (0) sends nothing, and took as long to ask."""
    from agencies.signing_in.links import forgotten_link_for

    user = User.objects.filter(pk=person, is_active=True).select_related("hub").first()
    if user is None:
        return False
    facts = {"link": forgotten_link_for(user), "hub": user.hub, "minutes": settings.FORGOTTEN_PASSWORD_MINUTES}
    subject, body = render_to_string("agencies/emails/forgotten_password.txt", facts).split("\n", 1)
    send_mail(subject.removeprefix("Subject: "), body.strip(), settings.DEFAULT_FROM_EMAIL, [user.email])
    return True
