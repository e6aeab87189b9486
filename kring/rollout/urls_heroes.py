"""Addresses for choosing heroes."""

from django.urls import URLPattern, path

from kring.rollout.views import heroes, nominations

urlpatterns: list[URLPattern] = [
    path("programme/heroes/", heroes.units, name="hero_units"),
    path("programme/heroes/defaults", heroes.defaults, name="hero_defaults"),
    path("programme/heroes/<int:unit_id>", heroes.unit, name="heroes_of"),
    path("programme/heroes/<int:unit_id>/asked", heroes.asked, name="heroes_asked"),
    path("programme/heroes/<int:unit_id>/round", heroes.start_round, name="heroes_start_round"),
    path("programme/heroes/<int:unit_id>/round/close", heroes.close_round, name="heroes_close_round"),
    path("programme/heroes/<int:unit_id>/ties", heroes.ties, name="heroes_ties"),
    path("programme/heroes/<int:unit_id>/choose", heroes.choose, name="heroes_choose"),
    path("programme/heroes/<int:unit_id>/compare", heroes.compare, name="heroes_compare"),
    path("programme/heroes/<int:unit_id>/change", heroes.change, name="heroes_change"),
    path("programme/heroes/<int:unit_id>/back/<int:person_id>", heroes.let_back, name="heroes_let_back"),
    path("programme/heroes/<int:unit_id>/decide", heroes.decide, name="heroes_decide"),
    path("programme/heroes/<int:unit_id>/others", heroes.others, name="heroes_others"),
    path("programme/heroes/<int:unit_id>/others/ask", heroes.ask_others, name="heroes_ask_others"),
    path("nominate", nominations.nominate, name="nominate"),
    path("nominate/found", nominations.found, name="nominate_found"),
    path("hero/wish", nominations.wish, name="hero_wish"),
    path("hero/asked", nominations.asked, name="hero_asked"),
    path("hero/stop", nominations.stop, name="hero_stop"),
]
