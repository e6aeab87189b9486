"""Addresses of the room `adjust`."""

from django.urls import path

from kring.adjust import views

app_name = "adjust"
urlpatterns = [
    path("adjust", views.proposals, name="proposals"),
    path("adjust/rules", views.rules, name="rules"),
    path("adjust/proposals/<str:proposal_key>", views.decide, name="decide"),
    path("adjust/decisions", views.decisions, name="decisions"),
    path("adjust/decisions/new", views.decide_own, name="decide_own"),
    path("adjust/decisions/<int:decision_id>", views.decision, name="decision"),
    path("adjust/experiments", views.experiments, name="experiments"),
    path("adjust/experiments/new", views.choose, name="choose"),
    path("adjust/experiments/new/<slug:experiment_kind>", views.start, name="start"),
    path("adjust/experiments/<int:experiment_id>/stop", views.stop, name="stop"),
]
