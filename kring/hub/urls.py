"""Addresses of the room `hub`."""

from django.urls import path

from kring.hub import views
from kring.hub.views import desk, desk_settings, hand_over

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
    path("hub/", desk.desk, name="desk"),
    path("hub/<int:mention_id>", desk.item, name="item"),
    path("hub/<int:mention_id>/reply", desk.reply, name="reply"),
    path("hub/<int:mention_id>/who", desk.who, name="who"),
    path("hub/<int:mention_id>/start", desk.start, name="start"),
    path("hub/<int:mention_id>/typing", desk.typing, name="typing"),
    path("hub/<int:mention_id>/stop", desk.stop, name="stop"),
    path("hub/<int:mention_id>/send", desk.send, name="send"),
    path("hub/<int:mention_id>/answered-there", desk.answered_there, name="answered_there"),
    path("hub/<int:mention_id>/assign", desk.assign, name="assign"),
    path("hub/<int:mention_id>/about", desk.describe, name="describe"),
    path("hub/<int:mention_id>/close", desk.close, name="close"),
    path("hub/<int:mention_id>/note", desk.note, name="note"),
    path("hub/<int:mention_id>/seen", desk.seen, name="seen"),
    path("hub/<int:mention_id>/idea", desk.idea, name="idea"),
    path("hub/answers/<int:answer_id>/take-back", desk.take_back, name="take_back"),
    path("hub/answers/<int:answer_id>/decide", desk.decide, name="decide"),
    path("hub/standard-answers", desk_settings.canned, name="canned"),
    path("hub/standard-answers/new", desk_settings.canned_answer, name="canned_new"),
    path("hub/standard-answers/<int:canned_id>", desk_settings.canned_answer, name="canned_answer"),
    path("hub/standard-answers/<int:canned_id>/remove", desk_settings.canned_remove, name="canned_remove"),
    path("hub/opening-hours", desk_settings.opening_hours, name="opening_hours"),
    path("shares/<int:share_id>/question", hand_over.hand_over, name="hand_over"),
    path("me/questions", hand_over.my_questions, name="my_questions"),
]
