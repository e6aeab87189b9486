"""Addresses of the room `identity`."""

from django.urls import path

from kring.identity.views import organisation, signing_in, starting

app_name = "identity"
urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign_in"),
    path("sign-in/<str:token>", signing_in.sign_in_by_link, name="sign_in_by_link"),
    path("sign-out", signing_in.sign_out, name="sign_out"),
    path("language", signing_in.language, name="language"),
    path("start", starting.set_up, name="set_up"),
    path("start-by-link/<str:token>", starting.start_by_link, name="start_by_link"),
    path("organisations", organisation.organisations, name="organisations"),
    path("set-up/look", organisation.look, name="look"),
    path("set-up/settings", organisation.settings_in_words, name="settings"),
    path("set-up/audit", organisation.audit, name="audit"),
    path("media/<path:path>", organisation.media, name="media"),
]
