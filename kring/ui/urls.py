"""Addresses of the room `ui`."""

from django.urls import path

from kring.ui import views

app_name = "ui"
urlpatterns = [path("look.css", views.look, name="look")]
