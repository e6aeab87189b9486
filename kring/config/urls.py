"""Where everything lives."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that web server and database answer."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz),
    path("", include("kring.feed.urls")),
    path("", include("kring.identity.urls")),
    path("", include("kring.identity.account_urls")),
    path("", include("kring.people.urls")),
    path("", include("kring.reach.urls")),
    path("", include("kring.stories.urls")),
    path("", include("kring.sharing.urls")),
    path("", include("kring.training.urls")),
    path("", include("kring.surveys.urls")),
    path("", include("kring.hub.urls")),
    path("", include("kring.rollout.urls")),
    path("", include("kring.insights.urls")),
    path("", include("kring.nudges.urls")),
    path("", include("kring.adjust.urls")),
    path("", include("kring.privacy.urls")),
    path("", include("kring.ui.urls")),
]
if settings.IS_DEMO:
    urlpatterns = [path("", include("kring.demo.urls")), *urlpatterns]

handler403 = "kring.ui.views.not_allowed"
handler404 = "kring.ui.views.not_found"
handler500 = "kring.ui.views.went_wrong"
