"""Addresses of the room `feed`."""

from django.urls import path

from kring.feed import views

app_name = "feed"
urlpatterns = [
    path("", views.today, name="today"),
    path("today/others", views.others, name="others"),
    path("today/<int:story_id>/less", views.less, name="less"),
    path("today/<int:story_id>/less-of-theme", views.less_of_theme, name="less_of_theme"),
    path("today/<int:story_id>/again", views.again, name="again"),
]
