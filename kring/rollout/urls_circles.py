"""Addresses of circles, help moments and badges."""

from django.urls import URLPattern, path

from kring.rollout.views import badges, circles
from kring.rollout.views import help as moments

urlpatterns: list[URLPattern] = [
    path("circle", circles.circle, name="circle"),
    path("circle/ask", circles.ask, name="ask_for_hero"),
    path("circle/leave", circles.leave, name="leave_circle"),
    path("circle/another", circles.another, name="another_hero"),
    path("circle/stay", circles.stay, name="stay_here"),
    path("circle/show", circles.show, name="show_in_circle"),
    path("circle/shared", circles.shared, name="say_shared"),
    path("circle/thanks", circles.thanks, name="thank"),
    path("circle/guide", moments.guide, name="talk_guide"),
    path("circle/weeks", moments.weeks, name="hero_weeks"),
    path("circle/moments/new", moments.plan, name="plan_moment"),
    path("circle/moments/log", moments.log_at_once, name="log_at_once"),
    path("circle/moments/<int:moment_id>", moments.moment, name="moment"),
    path("circle/moments/<int:moment_id>/cancel", moments.cancel, name="cancel_moment"),
    path("circle/moments/<int:moment_id>/log", moments.log, name="log_moment"),
    path("circle/moments/<int:moment_id>/there", moments.there, name="was_there"),
    path("circle/hand-back", moments.hand_back, name="hand_back"),
    path("circle/badge", badges.mine, name="my_badge"),
    path("circle/badge/remove", badges.remove, name="remove_badge"),
    path("programme/help", moments.coverage, name="coverage"),
    path("badges/<int:organisation_id>/issuer", badges.issuer, name="badge_issuer"),
    path("badges/<int:organisation_id>/hero", badges.achievement, name="badge_achievement"),
    path("badges/<int:organisation_id>/hero.png", badges.picture, name="badge_picture"),
    path("badges/<int:organisation_id>/keys/<uuid:key_name>", badges.key, name="badge_key"),
    path("badges/<int:organisation_id>/<uuid:badge_name>", badges.badge, name="badge"),
    path("badges/<int:organisation_id>/<uuid:badge_name>/badge.jwt", badges.credential, name="badge_credential"),
    path("badges/<int:organisation_id>/<uuid:badge_name>/badge.png", badges.baked, name="badge_baked"),
]
