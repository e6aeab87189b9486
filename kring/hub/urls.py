"""Addresses of the room `hub`."""

from django.urls import path

from kring.hub import views

app_name = "hub"
urlpatterns = [
    path("hub/listening", views.listening, name="listening"),
    path("hub/listening/new/<slug:listener>", views.listen_somewhere, name="listen_somewhere"),
    path("hub/listening/callback/<slug:listener>", views.listening_callback, name="listening_callback"),
    path("hub/listening/<int:post_id>", views.post, name="post"),
    path("hub/listening/<int:post_id>/switch", views.switch_post, name="switch_post"),
    path("hub/listening/<int:post_id>/now", views.listen_now, name="listen_now"),
    path("hub/listening/<int:post_id>/remove", views.remove_post, name="remove_post"),
    path("hub/listening/<int:post_id>/renew", views.renew_secret, name="renew_secret"),
    path("hub/hook/<str:token>", views.hook, name="hook"),
]
