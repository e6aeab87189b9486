"""Addresses of the room `people`."""

from django.urls import path

from kring.people.views import joining, manage, roles, staff_lists, structure

app_name = "people"
urlpatterns = [
    path("set-up/", manage.manage, name="manage"),
    path("set-up/staff-lists", staff_lists.staff_lists, name="staff_lists"),
    path("set-up/staff-lists/<int:pk>", staff_lists.staff_list, name="staff_list"),
    path("set-up/staff-lists/<int:pk>/columns", staff_lists.staff_list_columns, name="staff_list_columns"),
    path("set-up/staff-lists/<int:pk>/apply", staff_lists.apply_staff_list, name="apply_staff_list"),
    path("set-up/staff-lists/<int:pk>/undo", staff_lists.undo_staff_list, name="undo_staff_list"),
    path("set-up/staff-lists/<int:pk>/discard", staff_lists.discard_staff_list, name="discard_staff_list"),
    path("set-up/staff-lists/<int:pk>/not-read.csv", staff_lists.staff_list_problems, name="staff_list_problems"),
    path("set-up/units", structure.units, name="units"),
    path("set-up/units/new", structure.unit, name="new_unit"),
    path("set-up/units/<int:pk>", structure.unit, name="unit"),
    path("set-up/units/<int:pk>/remove", structure.remove_unit, name="remove_unit"),
    path("set-up/departments-and-ranks", structure.departments_and_ranks, name="departments_and_ranks"),
    path("set-up/names/<slug:what>/new", structure.name, name="new_name"),
    path("set-up/names/<slug:what>/<int:pk>", structure.name, name="name"),
    path("set-up/names/<slug:what>/<int:pk>/remove", structure.remove_name, name="remove_name"),
    path("set-up/target-groups", structure.target_groups, name="target_groups"),
    path("set-up/target-groups/new", structure.target_group, name="new_target_group"),
    path("set-up/target-groups/<int:pk>", structure.target_group, name="target_group"),
    path("set-up/target-groups/<int:pk>/remove", structure.remove_target_group, name="remove_target_group"),
    path("set-up/group-rules/<int:pk>", structure.group_rule, name="group_rule"),
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
