"""Addresses of the room `sharing`."""

from django.urls import path

from kring.sharing import views

app_name = "sharing"
urlpatterns = [
    path("share/<int:story_id>", views.compose, name="compose"),
    path("share/<int:story_id>/look", views.look, name="look"),
    path("shares/<int:share_id>", views.shared, name="shared"),
    path("shares/<int:share_id>/posted", views.posted, name="posted"),
    path("shares/<int:share_id>/take-back", views.take_back, name="take_back"),
    path("shares/<int:share_id>/look-up", views.look_up, name="look_up"),
    path("me/accounts", views.accounts, name="accounts"),
    path("me/accounts/<slug:channel>", views.connect, name="connect"),
    path("me/accounts/<slug:channel>/callback", views.callback, name="callback"),
    path("me/accounts/<slug:channel>/disconnect", views.disconnect, name="disconnect"),
    path("me/before", views.before, name="before"),
    path("me/before/keep", views.keep_before, name="keep_before"),
    path("me/before/forget", views.forget_before, name="forget_before"),
    path("bluesky/client-metadata.json", views.bluesky_client_metadata, name="bluesky_client_metadata"),
]
