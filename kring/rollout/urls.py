"""Addresses of the room `rollout`, by subject."""

from kring.rollout.urls_programme import programme_patterns

app_name = "rollout"
urlpatterns = [*programme_patterns]
