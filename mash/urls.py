"""URLs of the project: a few pages of its own, then those of the apps."""

from django.urls import include, path

from mash import views
from mash.mail import sent_mail

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("demo/mail/", sent_mail, name="sent_mail"),
    path("", include("referrals.urls")),
    path("", include("agencies.urls")),
    path("access-log/", include("audit.urls")),
]

handler400 = "mash.views.unreadable"
handler404 = "mash.views.not_found"
