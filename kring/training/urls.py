"""Addresses of the room `training`."""

from django.urls import path

from kring.training.views import editing, learning, practice, sessions

app_name = "training"
urlpatterns = [
    path("learn/", learning.learn, name="learn"),
    path("learn/<int:lesson_id>", learning.lesson, name="lesson"),
    path("learn/<int:lesson_id>/done", learning.done, name="done"),
    path("learn/<int:lesson_id>/not-done", learning.not_done, name="not_done"),
    path("learn/<int:lesson_id>/film", learning.film, name="film"),
    path("learn/goal", learning.goal, name="goal"),
    path("learn/goal/none", learning.no_goal, name="no_goal"),
    path("learn/sessions/<int:session_id>", sessions.session, name="session"),
    path("learn/sessions/<int:session_id>/sign-up", sessions.sign_up, name="sign_up"),
    path("learn/sessions/<int:session_id>/cancel", sessions.cancel, name="cancel"),
    path("learn/sessions/<int:session_id>/calendar.ics", sessions.calendar, name="calendar"),
    path("learn/sessions/<int:session_id>/who", sessions.who, name="who"),
    path("learn/set-up", editing.lessons, name="lessons"),
    path("learn/set-up/bring-in", editing.bring_in, name="bring_in"),
    path("learn/set-up/new", editing.write_lesson, name="new_lesson"),
    path("learn/set-up/<int:lesson_id>", editing.write_lesson, name="write_lesson"),
    path("learn/set-up/<int:lesson_id>/switch", editing.switch_lesson, name="switch_lesson"),
    path("learn/set-up/tracks", editing.tracks, name="tracks"),
    path("learn/set-up/tracks/<int:group_id>", editing.move, name="move"),
    path("learn/set-up/sessions", editing.sessions, name="sessions"),
    path("learn/set-up/sessions/new", editing.plan, name="new_session"),
    path("learn/set-up/sessions/<int:session_id>", editing.plan, name="plan"),
    path("learn/set-up/sessions/<int:session_id>/call-off", editing.call_off, name="call_off"),
    path("practice/", practice.practices, name="practices"),
    path("practice/new", practice.ask, name="ask"),
    path("practice/<int:practice_id>", practice.practice, name="practice"),
    path("practice/<int:practice_id>/take-back", practice.take_back, name="take_back"),
    path("practice/<int:practice_id>/step-back", practice.decline, name="decline"),
]
