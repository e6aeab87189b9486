"""Addresses of the room `nudges`."""

from django.urls import path

from kring.nudges import views

app_name = "nudges"
urlpatterns = [
    path("me/what-suits-me", views.mine, name="mine"),
    path("me/what-suits-me/choose", views.choose, name="choose"),
    path("me/nudges/<int:nudge_id>", views.answer, name="answer"),
    path("today/nudge", views.card, name="card"),
    path("circle/hands", views.hands, name="hands"),
    path("figures/keeping-alive", views.alive, name="alive"),
    path("figures/keeping-alive/<slug:nudge_kind>", views.use_kind, name="use_kind"),
]
