"""Addresses of the room `feed`."""

from django.urls import URLPattern

app_name = "feed"
urlpatterns: list[URLPattern] = []
