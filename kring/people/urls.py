"""Addresses of the room `people`."""

from django.urls import path

from kring.people.views import manage

app_name = "people"
urlpatterns = [
    path("set-up/", manage.manage, name="manage"),
]
