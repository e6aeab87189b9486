"""Addresses of the room `reach`."""

from django.urls import path

from kring.reach import views

app_name = "reach"
urlpatterns = [
    path("me/reach", views.mine, name="mine"),
    path("me/reach/way", views.choose_way, name="choose_way"),
    path("me/reach/browser", views.add_browser, name="add_browser"),
    path("me/reach/browser/<int:way_id>/remove", views.remove_browser, name="remove_browser"),
    path("me/reach/kind", views.choose_kind, name="choose_kind"),
    path("me/reach/pause", views.pause, name="pause"),
    path("me/reach/hours", views.choose_hours, name="choose_hours"),
    path("off/<str:token>", views.off, name="off"),
    path("set-up/reach", views.set_up, name="set_up"),
    path("set-up/reach/holidays", views.add_holiday, name="add_holiday"),
    path("set-up/reach/holidays/<int:holiday_id>/remove", views.remove_holiday, name="remove_holiday"),
    path("set-up/reach/messengers/<slug:messenger>", views.set_up_messenger, name="set_up_messenger"),
    path("set-up/reach/messengers/<slug:messenger>/remove", views.remove_messenger, name="remove_messenger"),
]
