"""Signing in, and the hub administrator's pages."""

from django.urls import path

app_name = "agencies"

urlpatterns = []
