"""Signing in, and the hub administrator's pages."""

from django.urls import path

from agencies.signing_in import views as signing_in_views

app_name = "agencies"

signing_in = [
    path("sign-in/", signing_in_views.sign_in, name="sign_in"),
    path("sign-out/", signing_in_views.sign_out, name="sign_out"),
    path("choose-password/", signing_in_views.choose_password, name="choose_password"),
    path("choose-password/<int:person>/<str:token>/", signing_in_views.password_link, name="password_link"),
    path("account/", signing_in_views.account, name="account"),
    path("account/password/", signing_in_views.change_password, name="change_password"),
]

urlpatterns = [*signing_in]
