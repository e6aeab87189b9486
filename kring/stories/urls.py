"""Addresses of the room `stories`."""

from django.urls import path, re_path

from kring.stories.views import desk, finds, ideas, reading, themes, writing

app_name = "stories"
urlpatterns = [
    path("stories/", desk.desk, name="desk"),
    path("stories/new", writing.write, name="new"),
    path("stories/from-link", writing.from_link, name="from_link"),
    path("stories/<int:story_id>/", writing.write, name="write"),
    path("stories/<int:story_id>/preview", writing.preview, name="preview"),
    path("stories/<int:story_id>/take-down", writing.take_down, name="take_down"),
    path("stories/<int:story_id>/throw-away", writing.throw_away, name="throw_away"),
    path("stories/finds", finds.finds, name="finds"),
    re_path(r"^stories/finds/(?P<found_id>\d+)/(?P<what>take|leave|back)$", finds.decide, name="decide"),
    path("stories/sources", finds.sources, name="sources"),
    path("stories/sources/<int:source_id>/switch", finds.switch_source, name="switch_source"),
    path("stories/sources/<int:source_id>/remove", finds.remove_source, name="remove_source"),
    path("stories/ideas", ideas.ideas, name="ideas"),
    path("stories/ideas/<int:idea_id>/answer", ideas.answer, name="answer"),
    path("stories/themes", themes.themes, name="themes"),
    path("stories/pillars/new", themes.pillar, name="new_pillar"),
    path("stories/pillars/<int:pillar_id>/", themes.pillar, name="pillar"),
    path("stories/themes/new", themes.theme, name="new_theme"),
    path("stories/themes/<int:theme_id>/", themes.theme, name="theme"),
    re_path(r"^stories/(?P<kind>pillar|theme)s/(?P<pk>\d+)/remove$", themes.remove, name="remove"),
    path("tell", ideas.propose, name="propose"),
    path("story/<int:story_id>", reading.read, name="read"),
    path("read/<int:organisation_id>/<int:story_id>", reading.public, name="public"),
    path("read/<int:organisation_id>/<int:story_id>/card.jpg", reading.public_picture, name="public_picture"),
]
