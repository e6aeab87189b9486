"""Addresses of the room `reach`."""

from django.urls import path

from kring.reach import views

app_name = "reach"
urlpatterns = [
    path("me/reach", views.mine, name="mine"),
    path("off/<str:token>", views.off, name="off"),
]
