"""The auditor's desk."""

from django.urls import path

app_name = "audit"

urlpatterns = []
