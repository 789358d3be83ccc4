"""The auditor's desk."""

from django.urls import path

from audit import views
from audit.exports import views as exports

app_name = "audit"

urlpatterns = [
    path("", views.events, name="events"),
    path("timeline/", views.timeline, name="timeline"),
    path("export/", exports.export, name="export"),
    path("exports/<uuid:export>/", exports.made_export, name="made_export"),
    path("exports/<uuid:export>/file/", exports.download, name="download"),
    path("<uuid:line>/", views.event, name="event"),
]
