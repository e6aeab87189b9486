"""Addresses of the room `sharing`."""

from django.urls import path

from kring.sharing import views

app_name = "sharing"
urlpatterns = [
    path("share/<int:story_id>", views.compose, name="compose"),
    path("share/<int:story_id>/look", views.look, name="look"),
    path("shares/<int:share_id>", views.shared, name="shared"),
    path("shares/<int:share_id>/posted", views.posted, name="posted"),
]
