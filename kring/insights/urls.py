"""Addresses of the room `insights`."""

from django.urls import path

from kring.insights import views

app_name = "insights"
urlpatterns = [
    path("me", views.mine, name="mine"),
    path("me/shares.<str:kind>", views.my_file, name="my_file"),
    path("figures", views.figures, name="figures"),
    path("figures/table.csv", views.table, name="table"),
    path("figures/report.csv", views.report, name="report"),
    path("figures/meaning", views.meaning, name="meaning"),
]
