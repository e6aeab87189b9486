"""Addresses of the room `insights`."""

from django.urls import path

from kring.insights import views

app_name = "insights"
urlpatterns = [
    path("me", views.mine, name="mine"),
    path("me/shares.<str:kind>", views.my_file, name="my_file"),
    path("overview", views.overview, name="overview"),
    path("answers", views.answers, name="answers"),
    path("answers/report.pdf", views.answers_report, name="answers_report"),
    path("answers/table.csv", views.answers_table, name="answers_table"),
    path("answers/sums.json", views.answers_sums, name="answers_sums"),
    path("answers/group-time", views.answers_method, name="answers_method"),
    path("answers/group-time.csv", views.answers_method_table, name="answers_method_table"),
    path("answers/meaning", views.answers_meaning, name="answers_meaning"),
    path("answers/protocol", views.protocol, name="protocol"),
    path("answers/counts", views.counts, name="counts"),
    path("answers/reports", views.reports, name="reports"),
    path("figures", views.figures, name="figures"),
    path("figures/table.csv", views.table, name="table"),
    path("figures/report.csv", views.report, name="report"),
    path("figures/meaning", views.meaning, name="meaning"),
]
