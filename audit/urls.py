"""URLs of the auditor's pages."""

from django.urls import path

from audit import views, who_looked_views
from audit.exports import views as exports
from audit.saved import views as saved
from audit.unusual import views as unusual

app_name = "audit"

urlpatterns = [
    path("", views.events, name="events"),
    path("timeline/", views.timeline, name="timeline"),
    path("who-looked/", who_looked_views.who_looked, name="who_looked"),
    path("who-looked/export/", who_looked_views.export_who_looked, name="export_who_looked"),
    path("saved/", saved.saved_searches, name="saved_searches"),
    path("saved/new/", saved.save_search, name="save_search"),
    path("saved/<uuid:search>/name/", saved.rename_search, name="rename_search"),
    path("saved/<uuid:search>/delete/", saved.delete_search, name="delete_search"),
    path("unusual/", unusual.unusual_accesses, name="unusual_accesses"),
    path("unusual/<uuid:pk>/", unusual.unusual_access, name="unusual_access"),
    path("export/", exports.export, name="export"),
    path("exports/<uuid:export>/", exports.made_export, name="made_export"),
    path("exports/<uuid:export>/file/", exports.download, name="download"),
    path("<uuid:line>/", views.event, name="event"),
    path("<uuid:line>/searched/", views.searched_words, name="searched_words"),
]
