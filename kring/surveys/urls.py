"""Addresses of the room `surveys`."""

from django.urls import path

from kring.surveys.views import answering, comfort, sending

app_name = "surveys"
urlpatterns = [
    path("survey", answering.answer, name="answer"),
    path("survey/thanks", answering.thanks, name="thanks"),
    path("survey/<str:token>", answering.answer_letter, name="answer_letter"),
    path("comfort", comfort.comfort, name="comfort"),
    path("comfort/table.csv", comfort.table, name="table"),
    path("surveys", sending.surveys, name="surveys"),
    path("surveys/plan", sending.plan, name="plan"),
    path("surveys/<int:survey_id>/remind", sending.remind, name="remind"),
    path("surveys/<int:survey_id>/close", sending.close, name="close"),
]
