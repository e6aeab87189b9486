"""Addresses of the room `people`."""

from django.urls import path

from kring.people.views import joining, manage, roles

app_name = "people"
urlpatterns = [
    path("set-up/", manage.manage, name="manage"),
    path("set-up/invitations", joining.invitations, name="invitations"),
    path("set-up/invitations/remind", joining.remind, name="remind"),
    path("set-up/roles", roles.roles, name="roles"),
    path("set-up/roles/<int:person_id>", roles.change_role, name="change_role"),
    path("set-up/let-in", roles.let_in, name="let_in"),
    path("join/<str:token>", joining.join, name="join"),
    path("join/<str:token>/not-now", joining.not_now, name="not_now"),
    path("welcome", joining.welcome, name="welcome"),
    path("me/choices", joining.choices, name="choices"),
    path("me/choices/consent", joining.consent, name="consent"),
    path("me/choices/group", joining.target_group, name="choose_target_group"),
    path("join-again", joining.join_again, name="join_again"),
]
