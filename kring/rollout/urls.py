"""Addresses of the room `rollout`: a list per subject."""

from kring.rollout.urls_circles import urlpatterns as circles
from kring.rollout.urls_heroes import urlpatterns as heroes
from kring.rollout.urls_programme import programme_patterns

app_name = "rollout"
urlpatterns = [*programme_patterns, *heroes, *circles]
