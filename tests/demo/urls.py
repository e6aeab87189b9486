"""All addresses, with the demo's own."""

from django.urls import include, path

from kring.config.urls import handler403, handler404, handler500
from kring.config.urls import urlpatterns as others

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("", include("kring.demo.urls")), *others]
