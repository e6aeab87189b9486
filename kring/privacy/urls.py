"""Addresses of the room `privacy`."""

from django.urls import path

from kring.privacy import views

app_name = "privacy"
urlpatterns = [
    path("me/data", views.my_data, name="my_data"),
    path("me/data.zip", views.download, name="download"),
    path("erased", views.erased, name="erased"),
    path("set-up/erase", views.erase, name="erase"),
]
