"""Bringing in an idea: words, photos, recordings; and what is refused."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files import storage
from django.utils import timezone
from PIL import Image

from kring.connectors.listener import HeardFile
from kring.reach.models import Message, Spent
from kring.stories import actions, queries, rules
from kring.stories.errors import AskedEnoughError, FileRefusedError, IdeaEmptyError
from kring.stories.models import Idea, IdeaPicture, Nomination, Recording
from tests import make
from tests.stories.files import HOSTILE, PLACE, photo, recorded, sent, upload

NOW = timezone.now()
NOTHING = {"going_on": "", "to_share": "", "theme_id": None}


def bring(person, **fields):
    return actions.bring_idea(by=person, now=NOW, **NOTHING | fields)


def count_files():
    return sum(1 for path in Path(storage.default_storage.location).rglob("*") if path.is_file())


@pytest.mark.parametrize("fields", [{"going_on": "A lot"}, {"link": "https://x.example"}, {"files": "photo"}])
def test_one_thing_is_enough(person, fields):
    files = [upload("a.jpg", photo())] if fields.pop("files", None) else []
    idea = bring(person, **fields, files=files)
    assert queries.ideas_of(person).get() == idea
    with pytest.raises(IdeaEmptyError):
        bring(person)


def test_photos_are_drawn_anew_without_what_a_camera_wrote(person):
    idea = bring(person, files=[upload("a.jpg", photo(size=(3000, 2000))), upload("b.png", photo("PNG"))])
    first, second = queries.brought([idea])[0].pictures
    with first.picture.open() as file, Image.open(io.BytesIO(file.read())) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("WEBP", (1600, 1067), {})
    assert (second.width, second.height) == (800, 600)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_a_sentence_and_nothing_is_stored(person, client_of, name):
    file, kind, data, sentence = HOSTILE[name]
    field = "recording" if kind.startswith(("audio", "video")) else "photos"
    before = count_files()
    answer = client_of(person).post("/tell", {"going_on": "Typed with care", field: [sent(file, data, kind)]})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Typed with care" in answer.text
    assert not Idea.objects.exists()
    assert count_files() == before


def test_one_bad_file_keeps_all_of_them_out(person):
    with pytest.raises(FileRefusedError):
        bring(person, files=[upload("a.jpg", photo()), upload("b.mp3", b"x" * 99)])
    assert not IdeaPicture.objects.exists()


def test_a_second_press_of_the_same_button_brings_nothing_new(person, client_of):
    client = client_of(person)
    key = client.get("/tell").context["form"]["key"].value()
    for _ in range(2):
        sending = {"going_on": "The bakery moved", "photos": [sent("a.jpg", photo(), "image/jpeg")], "key": key}
        assert client.post("/tell", sending).status_code == 302
    assert Idea.objects.count() == IdeaPicture.objects.count() == 1
    client.post("/tell", {"going_on": "The bakery moved", "key": client.get("/tell").context["form"]["key"].value()})
    assert Idea.objects.count() == 2


def test_seven_photos_are_too_many(person):
    with pytest.raises(FileRefusedError, match="Six photos"):
        bring(person, files=[upload("a.jpg", photo(size=(10, 10)))] * 7)


def test_a_film_is_heard_by_nobody_before_the_worker_wrote_it_anew(
    person, client_of, run_jobs, django_capture_on_commit_callbacks
):
    data = recorded()
    assert PLACE.encode() in data
    client = client_of(person)
    client.post("/tell", {"going_on": "", "recording": [sent("film.mp4", data, "video/mp4")]})
    row = Recording.objects.get()
    came = row.original.name
    assert row.status == "arriving"
    assert client.get(f"/tell/recordings/{row.pk}").status_code == 404
    assert "is being checked" in client.get("/tell").text
    with django_capture_on_commit_callbacks(execute=True):
        assert "stories.tasks.recordings.check" in run_jobs()
    row.refresh_from_db()
    assert (row.status, row.is_film, row.seconds, row.original.name) == ("stored", True, 1, "")
    assert not storage.default_storage.exists(came)
    answer = client.get(f"/tell/recordings/{row.pk}")
    whole = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "video/mp4"
    assert PLACE.encode() not in whole
    part = client.get(f"/tell/recordings/{row.pk}", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole[10:20])
    assert part["Content-Range"] == f"bytes 10-19/{len(whole)}"


def test_a_refused_recording_says_why_and_its_file_goes(
    person, client_of, run_jobs, django_capture_on_commit_callbacks
):
    bring(person, going_on="Listen", files=[upload("film.mp4", recorded()[:900], "video/mp4")])
    came = Recording.objects.get().original.name
    with django_capture_on_commit_callbacks(execute=True):
        run_jobs()
    assert Recording.objects.get().status == "refused"
    assert not storage.default_storage.exists(came)
    assert "could not play this recording" in client_of(person).get("/tell").text


def test_a_worker_that_died_leaves_the_recording_to_the_next(person):
    bring(person, files=[upload("film.mp4", b"\0\0\0\x18ftypisom", "video/mp4")])
    row = Recording.objects.get()
    assert actions.claim_recording(recording_id=row.pk, now=NOW)
    assert actions.claim_recording(recording_id=row.pk, now=NOW) is None
    later = NOW + timedelta(minutes=6)
    assert list(queries.recordings_arriving(later - timedelta(minutes=5))) == [row]
    assert actions.claim_recording(recording_id=row.pk, now=later)


def test_files_are_for_their_person_and_the_editors_alone(organisation, person, client_of):
    bring(person, files=[upload("a.jpg", photo())])
    picture = IdeaPicture.objects.get()
    colleague = make.person(organisation, account=make.account())
    editor = make.person(organisation, account=make.account(), roles=["editor"])
    address = f"/tell/pictures/{picture.pk}"
    assert [client_of(who).get(address).status_code for who in (person, editor, colleague)] == [200, 200, 404]
    assert client_of(colleague).get(f"/media/{picture.picture.name}").status_code == 404


def test_the_first_photo_and_the_link_go_along_into_the_story(organisation, person):
    make.theme(organisation)
    editor = make.person(organisation, roles=["editor"])
    idea = bring(person, going_on="A bridge", link="https://x.example/brug", files=[upload("a.jpg", photo())])
    story = actions.make_story_of_idea(by=editor, idea=idea, now=NOW)
    assert story.picture
    assert story.link == "https://x.example/brug"


def test_erasing_somebody_takes_the_files_too(organisation, person, django_capture_on_commit_callbacks):
    from kring.privacy.actions import erase_person

    bring(person, files=[upload("a.jpg", photo()), upload("film.mp4", b"\0\0\0\x18ftypisom", "video/mp4")])
    names = [IdeaPicture.objects.get().picture.name, Recording.objects.get().original.name]
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(by=None, person=person)
    assert [storage.default_storage.exists(name) for name in names] == [False, False]


# --- by mail ---


def tagged(person, hour):
    organisation = person.organisation
    address = rules.mail_tag("hub@bank.example", queries.mail_token(organisation.pk, person.pk, hour.pk))
    assert len(address.split("@")[0]) <= 64
    return rules.token_in(address.upper())


def by_mail(token, text, **fields):
    said = {"sender": "x@elders.example", "files": [], "now": NOW, "message_id": "<1@x>"} | fields
    return actions.bring_idea_from_mail(token=token, text=text, **said)


ANSWERS = [
    "De brug is open.\n\nOp di 1 dec 2026 om 15:00 schreef Kring <kring@x.example>:\n> Heb je een idee?",
    "De brug is open.\r\n\r\nOn Tue, 1 Dec 2026 at 15:00, A Very Long Name Indeed of the Bank\r\n"
    "<kring@x.example> wrote:\r\n\r\n> idea?",
    "De brug is open.\n\n-----Oorspronkelijk bericht-----\nVan: Kring\nOnderwerp: idee",
    "De brug is open.\n\nVan: Kring <kring@x.example>\nVerzonden: dinsdag\n\nHeb je een idee?",
    "De brug is open.\n\nVerstuurd vanaf mijn iPhone",
    "De brug is open.\n-- \nNoor de Vries\nHypotheken",
]


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_by_mail_is_an_idea_without_the_mail_it_answers(organisation, person, text):
    idea = by_mail(tagged(person, make.content_hour(organisation)), text)
    assert (idea.person, idea.going_on) == (person, "De brug is open.")


def test_words_about_a_day_are_not_taken_for_a_quotation():
    assert rules.own_part("On Monday we opened it.\nOp tijd!") == "On Monday we opened it.\nOp tijd!"


def test_the_same_message_twice_is_one_idea_and_a_bad_file_stays_out(organisation, person):
    token = tagged(person, make.content_hour(organisation))
    files = [HeardFile("x.svg", "image/svg+xml", b"<svg/>"), HeardFile("a.jpg", "image/jpeg", photo())]
    first = by_mail(token, "Een brug", files=files)
    assert first.left_out_words == "This file is not a picture we can show. Use JPEG, PNG, WebP or GIF."
    assert by_mail(token, "Een brug", files=files) == first
    assert Idea.objects.count() == IdeaPicture.objects.count() == 1


def test_of_too_many_photos_the_first_six_are_kept_and_the_idea_says_why(organisation, person):
    token = tagged(person, make.content_hour(organisation))
    photos = [HeardFile(f"{n}.jpg", "image/jpeg", photo()) for n in range(7)]
    assert by_mail(token, "", files=photos).left_out == "too_many"
    assert IdeaPicture.objects.count() == 6
    assert by_mail(token, "A film", message_id="<2@x>", has_more_files=True).left_out == "whole_mail"


def test_a_token_that_is_not_ours_brings_nothing(organisation, person, other_organisation):
    token = tagged(person, make.content_hour(organisation))
    other = f"{person.pk + 1:x}" + token[token.index("-") :]
    assert [by_mail(wrong, "x") for wrong in (other, token[:-1] + "g", "", "zz", "1-2-3")] == [None] * 5
    assert by_mail(token, " \n> only what we wrote") is None
    person.joined_at = None
    person.save()
    assert by_mail(token, "I left") is None


# --- asking a colleague ---


def agree(person, *purposes):
    from kring.people import actions as people

    for purpose in purposes:
        people.give_consent(by=person, purpose=purpose, now=NOW)


def test_only_who_agreed_to_be_named_is_found_by_name(organisation, person):
    named = make.person(organisation, name="Noor de Vries")
    make.person(organisation, name="Noor Jansen")
    agree(named, "be_named")
    assert queries.people_to_ask("noor", by=person) == [named]
    assert queries.people_to_ask("vri", by=person) == [named]
    assert queries.people_to_ask("n", by=person) == []


def test_the_answer_is_the_same_whoever_takes_part(organisation, person, client_of):
    takes_part = make.person(organisation)
    outside = make.person(organisation, joined_at=None)
    pages = []
    for email in (takes_part.email, outside.email, "nobody@voorbeeld.example"):
        said = {"about": "The bridge", "email": email}
        pages.append(client_of(person).post("/tell/ask", said, follow=True).text.count("Passed on, if they take part"))
    assert pages == [1, 1, 1]
    assert [one.person for one in Nomination.objects.order_by("pk")] == [takes_part, None, None]


def test_whoever_is_asked_sees_it_gets_a_mail_only_with_consent_and_may_say_no_silently(
    organisation, person, client_of, run_jobs, smtp
):
    make.at_any_hour(organisation)
    asked = make.person(organisation, account=make.account())
    actions.ask_colleague(by=person, about="The bridge", person_id=asked.pk, email="", now=NOW)
    run_jobs()
    assert Message.objects.get().problem == "no_way"
    agree(asked, "email")
    actions.ask_colleague(by=person, about="The tunnel", person_id=asked.pk, email="", now=NOW)
    run_jobs()
    assert Spent.objects.get().person == asked  # it counts in their week
    assert "The tunnel" in smtp.to(asked.email)[0].get_body(("plain",)).get_content()
    client = client_of(asked)
    assert f"{person.name} asked you about" in client.get("/tell").text
    bridge, tunnel = Nomination.objects.order_by("pk")
    client.post(f"/tell/asked/{bridge.pk}/no-thanks")
    assert "The bridge" not in client.get("/tell").text
    client.post("/tell", {"going_on": "It is long", "asked": tunnel.pk})
    assert "asked you about" not in client.get("/tell").text
    tunnel.refresh_from_db()
    assert tunnel.idea.going_on == "It is long"


def test_ten_questions_a_day_are_enough(organisation, person):
    for number in range(10):
        actions.ask_colleague(by=person, about=f"{number}", person_id=None, email="x@x.example", now=NOW)
    with pytest.raises(AskedEnoughError):
        actions.ask_colleague(by=person, about="More", person_id=None, email="x@x.example", now=NOW)
