"""The auditor's desk."""

from django.urls import path

from audit import views

app_name = "audit"

urlpatterns = [
    path("", views.events, name="events"),
    path("export/", views.export, name="export"),
    path("<uuid:line>/", views.event, name="event"),
]
