"""Addresses of the room `demo`."""

from django.urls import path

from kring.demo import views

app_name = "demo"
urlpatterns = [
    path("demo", views.start, name="start"),
    path("demo/wall/<slug:key>", views.wall, name="wall"),
    path("demo/become/<slug:key>", views.become, name="become"),
]
