"""What a person sees of learning, what editors see, and how much it asks of the database."""

import pytest
from django.core.files.base import ContentFile

from kring.training.models import Completion, Goal, Lesson, TrackStep
from tests import make


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"])


def test_the_next_lesson_is_on_top_and_what_is_done_has_its_tick(person, organisation, client_of):
    first, second = make.lesson(organisation), make.lesson(organisation)
    client = client_of(person)
    assert client.post(f"/learn/{first.pk}/done", follow=True).redirect_chain == [("/learn/", 302)]
    page = client.get("/learn/").content.decode()
    assert page.index("Your next lesson") < page.index(second.title["en"]) < page.index(first.title["en"])
    assert "done" in page
    client.post(f"/learn/{first.pk}/not-done")
    assert not Completion.objects.exists()


def test_without_lessons_there_is_something_else_to_do(person, client_of):
    assert "No lessons yet" in client_of(person).get("/learn/").content.decode()


def test_who_did_it_all_is_told_so(person, organisation, client_of):
    make.completion(person, make.lesson(organisation))
    assert "You did all of it" in client_of(person).get("/learn/").content.decode()


def test_who_does_not_take_part_is_asked_first(organisation, client_of):
    out = make.person(organisation, account=make.account(), joined_at=None)
    for path in ("/learn/", "/practice/", "/practice/new", "/learn/goal"):
        assert client_of(out).get(path).status_code == 302


def test_a_lesson_that_is_off_is_not_there(person, organisation, client_of):
    lesson = make.lesson(organisation, is_on=False)
    assert client_of(person).get(f"/learn/{lesson.pk}").status_code == 404
    assert client_of(person).post(f"/learn/{lesson.pk}/done").status_code == 404


def test_a_goal_is_chosen_on_its_page(person, client_of):
    client = client_of(person)
    assert client.post("/learn/goal", {"kind": ""}).status_code == 422
    client.post("/learn/goal", {"kind": "share", "own_words": "Eens per maand"})
    assert "Eens per maand" in client.get("/learn/").content.decode()
    client.post("/learn/goal/none")
    assert not Goal.objects.exists()


def test_nothing_in_a_lesson_can_run(person, organisation, client_of):
    lesson = make.lesson(organisation, body={"en": "<script>alert(1)</script> **hi**", "nl": "x"})
    page = client_of(person).get(f"/learn/{lesson.pk}").content.decode()
    assert "<script>alert" not in page
    assert "<strong>hi</strong>" in page


def test_a_film_plays_from_where_the_player_asks(person, organisation, client_of):
    lesson = make.lesson(organisation)
    lesson.film.save("film.mp4", ContentFile(b"0123456789"))
    client = client_of(person)
    whole = client.get(f"/learn/{lesson.pk}/film")
    assert (whole.status_code, b"".join(whole.streaming_content)) == (200, b"0123456789")
    part = client.get(f"/learn/{lesson.pk}/film", headers={"Range": "bytes=3-5"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"345")
    assert part.headers["Content-Range"] == "bytes 3-5/10"


@pytest.mark.parametrize(
    "path", ["/learn/", "/practice/", "/learn/set-up", "/learn/set-up/tracks", "/learn/set-up/sessions"]
)
def test_a_page_asks_as_much_for_many_as_for_few(organisation, client_of, count_queries, path):
    boss = make.person(organisation, account=make.account(), roles=["editor", "hero"])
    client = client_of(boss)

    def more(n):
        for _ in range(n):
            other = make.person(organisation, unit=None)
            make.completion(other, make.lesson(organisation))
            make.sign_up(other, make.training(organisation, trainer=boss))
            make.practice(other, boss, answer="Mooi")
            make.practice(boss, other)

    more(1)
    client.get(path)
    with count_queries() as few:
        client.get(path)
    more(7)
    with count_queries() as many:
        client.get(path)
    assert len(many) == len(few) <= 22


def test_editing_is_for_editors(person, organisation, client_of):
    lesson = make.lesson(organisation)
    client = client_of(person)
    for path in ("/learn/set-up", f"/learn/set-up/{lesson.pk}", "/learn/set-up/tracks", "/learn/set-up/sessions/new"):
        assert client.get(path).status_code == 403
    assert client.post(f"/learn/set-up/{lesson.pk}/switch", {"on": "no"}).status_code == 403


def test_an_editor_writes_changes_orders_and_switches_off(editor, organisation, client_of):
    client = client_of(editor)
    said = {"title_nl": "Nieuw", "body_nl": "Tekst", "minutes": 2}
    assert client.post("/learn/set-up/new", said | {"body_nl": ""}).status_code == 422
    assert client.post("/learn/set-up/new", said).status_code == 302
    lesson = Lesson.objects.get()
    assert "English is missing" in client.get("/learn/set-up").content.decode()
    client.post(f"/learn/set-up/{lesson.pk}", said | {"title_en": "New", "body_en": "Text"})
    assert "is missing" not in client.get("/learn/set-up").content.decode()
    group = make.group(organisation, "ambassador")
    client.post(f"/learn/set-up/tracks/{group.pk}", {"lesson": lesson.pk, "move": "in"})
    assert TrackStep.objects.get().lesson == lesson
    assert client.post(f"/learn/set-up/tracks/{group.pk}", {"lesson": "x", "move": "in"}).status_code == 404
    client.post(f"/learn/set-up/{lesson.pk}/switch", {"on": "no"})
    lesson.refresh_from_db()
    assert not lesson.is_on


def test_the_first_lessons_are_a_tap_away(editor, client_of):
    client = client_of(editor)
    assert "ten lessons" in client.get("/learn/set-up").content.decode()
    client.post("/learn/set-up/bring-in")
    assert Lesson.objects.count() == 10


def test_the_bar_of_a_phone_has_at_most_five_places(organisation, client_of):
    for roles in ([], ["editor"], ["desk"], ["manager"], ["administrator"], ["works_council"], ["agency"]):
        someone = make.person(organisation, account=make.account(), roles=roles)
        page = client_of(someone).get("/").content.decode()
        bar = page[page.index("fixed inset-x-0 bottom-0") :]
        assert bar.count("<li ") <= 5, roles
        assert 'href="/learn/"' in page
