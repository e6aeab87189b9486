"""Erasing leaves nothing of a person, whatever room it was in."""

import io

import pytest
from django.apps import apps
from django.core.files import storage
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from kring.core import personal
from kring.core.models import Account, AuditNote, Membership
from kring.core.scope import inside
from kring.core.secrets import seal
from kring.engagement.models import Click
from kring.feed.models import Hidden, Impression
from kring.hub.models import Answer, Answering, Mention, Note, NoteFor
from kring.people.errors import LastAdministratorError
from kring.people.models import Consent, Invitation, Person, StaffImport
from kring.privacy import actions
from kring.privacy import queries as privacy
from kring.reach.models import Choice, Spent, Way, Wishes
from kring.rollout import models as rollout
from kring.sharing.models import ConnectedAccount, Draft, Share, Stop, TrackedLink, WeekBefore
from kring.stories.models import (
    CalendarFeed,
    GivenStory,
    HourItem,
    HourPlan,
    HourVisit,
    IdeaPicture,
    Letter,
    Nomination,
    Reading,
    Recording,
    Story,
    StoryMention,
    StoryNote,
    StoryPerson,
    StoryVersion,
    Typed,
)
from kring.surveys.models import Asked, Survey
from kring.surveys.models import Letter as SurveyLetter
from kring.training.models import Goal
from tests import make

HELD = [way for room in personal.rooms() for way in personal.each(room.HOLDS)]
HOLDS = {model for model, _held in HELD}


def reaches_a_person():
    """Every table whose rows go with a person, because they point to one or to something that does."""
    ours = [m for m in apps.get_models() if m.__module__.startswith("kring.")]
    found, detached = {Person}, {model for model, held in HELD if held.detach}
    while True:
        more = {
            model
            for model in ours
            for field in model._meta.concrete_fields
            if field.is_relation
            and field.related_model in found
            and (field.related_model is Person or field.remote_field.on_delete is models.CASCADE)
            and field.related_model not in detached
        }
        if more <= found:
            return found
        found |= more


@pytest.mark.parametrize("model", sorted(reaches_a_person(), key=str), ids=str)
def test_every_table_about_a_person_is_exported_and_erased(model):
    assert model in HOLDS, f"add {model.__name__} to HOLDS of kring/{model._meta.app_label}/personal_data.py"


@pytest.mark.parametrize("model", sorted(HOLDS - {Person}, key=str), ids=str)
def test_every_field_that_names_a_person_is_exported_and_erased(model):
    naming = {f.name for f in model._meta.concrete_fields if f.is_relation and f.related_model is Person}
    assert naming <= {held.field for one, held in HELD if one is model}, f"add a Held for each of {naming}"


def test_every_table_about_an_account_is_thought_of():
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Account
    }
    thought_of = {"core.Membership", "core.AuditNote", "people.Person", "account.EmailAddress", "mfa.Authenticator"}
    assert pointing == thought_of, "export it in privacy.queries, and see that it goes with the account"


@pytest.fixture
def full(person, organisation):
    """A person with a row in every room."""
    story = make.story(organisation, by=person)
    share = make.share(person, story)
    make.tracked_link(share)
    make.click(share)
    make.snapshot(share, "likes", 3)
    now = timezone.now()
    about = {"organisation": organisation, "person": person}
    Draft.objects.create(**about, story=make.story(organisation), own_words="=1+1")
    ConnectedAccount.objects.create(
        **about, channel="mastodon", server="x.example", remote_id="1", handle="@ik", sealed=b"geheim"
    )
    WeekBefore.objects.create(**about, channel="linkedin", monday=now.date(), posts=3)
    Reading.objects.create(**about, story=story, opened_at=now)
    fill_stories(person, story, now)
    fill_circle(person, now)
    make.protocol(organisation, locked_by=person)
    make.report_reader(person)
    make.report_mail(person)
    make.message(person)
    Spent.objects.create(**about, key="x", at=now)
    Way.objects.create(**about, messenger="slack", sealed=b"geheim", mark="geheim", created_at=now)
    Choice.objects.create(**about, kind="surveys.letter", chosen_at=now)
    Wishes.objects.create(**about, way="slack")
    Hidden.objects.create(**about, story=story)
    Impression.objects.create(
        **about, story=story, theme_id=story.theme_id, place=1, propensity=0.5, shown_on=now.date()
    )
    Consent.objects.create(**about, purpose="take_part", text_version=1, given_at=now)
    Invitation.objects.create(**about)
    StaffImport.objects.create(organisation=organisation, by=person, file="1/staff-lists/x.csv", file_name="x.csv")
    mention = make.mention(organisation, handed_over_by=person, listening_post=None, who="Sam", text="Gaat hij open?")
    make.mention(organisation, assignee=person, who="Kim", text="Geheim van Kim")
    note = Note.objects.create(organisation=organisation, mention=mention, by=person, text="Even bellen")
    NoteFor.objects.create(**about, note=note)
    Answer.objects.create(organisation=organisation, mention=mention, by=person, text="Maandag", key="a")
    Answering.objects.create(**about, mention=mention, since=now, until=now, words="Ma")
    make.subject(organisation, by=person)
    make.question(person)
    make.duty(person)
    make.monitor(organisation, by=person)
    plan = make.unit_plan(make.programme(organisation), lead=person)
    make.tick(plan, by=person)
    make.draw(plan.programme, by=person)
    ended = {"asked_at": now, "ended_at": now}
    Stop.objects.create(organisation=organisation, reason="Een ongeluk.", by=person, stopped_at=now, **ended)
    other = make.person(organisation)
    make.completion(person, make.lesson(organisation))
    make.sign_up(person, make.training(organisation, trainer=person))
    Goal.objects.create(**about, kind="write", chosen_at=now)
    make.practice(person, other, answer="Mooi")
    make.practice(other, person, answer="Zo laten")
    make.nudge(person, answer="fine")
    make.decision(person)
    make.experiment(person, make.story(organisation))
    unit = make.unit(organisation)
    survey = Survey.objects.create(
        organisation=organisation, kind="pulse", version=1, asked_on=now.date(), closes_on=now.date()
    )
    asked = Asked.objects.create(**about, survey=survey, unit=unit, asked_on=now.date())
    SurveyLetter.objects.create(organisation=organisation, asked=asked)
    person.photo.save("ik.png", ContentFile(b"foto"))
    return person


def fill_circle(person, now):
    """A circle that somebody leads, and their place in one."""
    about = {"organisation": person.organisation, "person": person}
    circle = make.circle(person.organisation, hero=make.hero(person.organisation, person=person))
    moment = make.help_moment(circle)
    make.circle_member(circle, person=person)
    colleague = make.person(person.organisation)
    rollout.Milestone.objects.create(
        organisation=person.organisation, circle=circle, kind="first_moment", reached_at=now
    )
    rollout.MomentVisit.objects.create(**about, moment=moment)
    rollout.MomentLetter.objects.create(**about, moment=moment, kind="invite")
    rollout.NotTogether.objects.create(**about, hero_person=colleague)
    rollout.Badge.objects.create(**about, hero=circle.hero, signed="x.y.z", issued_at=now)
    rollout.CircleThanks.objects.create(
        organisation=person.organisation, circle=circle, by=person, to=colleague, words="Dank!", key="k"
    )
    fill_choosing(person, colleague, circle.hero.unit, now)


def fill_choosing(person, colleague, unit, now):
    """What somebody wishes, names and decides when heroes are chosen, and where a list names them."""
    about = {"organisation": person.organisation, "person": person}
    rollout.Wish.objects.create(**about, wants=True, hours=2)
    choice = rollout.Choice.objects.create(
        organisation=person.organisation, unit=unit, decided_by=person, decided_at=now, chosen_at=now
    )
    named = seal({"named": {"go_to": [colleague.pk]}})
    rollout.Nomination.objects.create(**about, choice=choice, sealed=named, round_from=now.date())
    rollout.Proposed.objects.create(**about, choice=choice, position=1)
    rollout.Proposed.objects.create(
        organisation=person.organisation, choice=choice, person=colleague, position=2, stand_in=person
    )
    other = rollout.Choice.objects.create(organisation=person.organisation, unit=make.unit(person.organisation))
    rollout.KeptOut.objects.create(**about, choice=other)


def fill_stories(person, story, now):
    """What somebody tells, decides, asks and types in the editors' rooms."""
    about = {"organisation": person.organisation, "person": person}
    by = {"organisation": person.organisation, "by": person}
    idea = make.idea(person, going_on="Een brug", has_files=True)
    colleague = make.person(person.organisation, name="Iemand")
    make.idea(colleague, going_on="Geheim van Iemand", answered_by=person, owner=person)
    IdeaPicture.objects.create(**about, idea=idea, picture="1/ideas/x.webp", width=16, height=9)
    Recording.objects.create(**about, idea=idea, file="1/ideas/x.mp3", status="stored")
    hour = make.content_hour(person.organisation, host=person)
    HourPlan.objects.create(organisation=person.organisation, host=person)
    HourItem.objects.create(organisation=person.organisation, hour=hour, idea=idea, notes="Bellen")
    HourVisit.objects.create(**about, hour=hour, signed_up_at=now)
    Nomination.objects.create(**by, person=colleague, about="De brug")
    Nomination.objects.create(**by | {"by": colleague}, person=person, about="De tunnel")
    Letter.objects.create(**about, kind="invite", hour=hour)
    StoryVersion.objects.create(**by, story=story, number=1, snapshot={}, created_at=now)
    note = StoryNote.objects.create(**by, story=story, kind="comment", words="Mooi", created_at=now)
    StoryMention.objects.create(**about, note=note)
    StoryPerson.objects.create(**about, story=story, asked_at=now)
    GivenStory.objects.create(**about, story=story, given_at=now)
    Typed.objects.create(**about, story=story, saved_at=now)
    CalendarFeed.objects.create(**about, secret="geheim", created_at=now)
    make.thanks(person, by=colleague)
    make.screen(make.wall(person.organisation), by=person)


def test_nothing_is_left(full, django_capture_on_commit_callbacks):
    photo, account = full.photo.name, full.account_id
    pk = full.pk
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_person(by=None, person=full)
    for model, held in HELD:
        assert not model.objects.filter(**{held.field: pk}).exists(), model
    assert not Account.objects.filter(pk=account).exists()
    assert not TrackedLink.objects.exists()
    assert not Click.objects.exists()
    assert not storage.default_storage.exists(photo)


def test_what_belongs_to_the_organisation_stays_without_a_name(full):
    actions.erase_person(by=None, person=full)
    assert Story.objects.exists()
    assert not Story.objects.filter(by__isnull=False).exists()
    assert StaffImport.objects.get().by is None
    assert Mention.objects.count() == 2
    assert not Mention.objects.exclude(handed_over_by=None, assignee=None).exists()
    assert Answer.objects.get().text == "Maandag"


def test_what_somebody_outside_said_is_not_in_the_file_of_whoever_answers_it(full):
    held = privacy.held_of(full)
    assert "Gaat hij open?" in str(held["hub.mention"])
    assert len(held["hub.mention"]) == 2
    assert "Kim" not in str(held)
    assert "Geheim van Iemand" not in str(held)


def test_colleagues_lose_nothing(full, organisation):
    colleague = make.person(organisation, account=make.account())
    kept = make.share(colleague, Story.objects.first())
    actions.erase_person(by=None, person=full)
    assert list(Share.objects.all()) == [kept]
    assert Membership.objects.filter(account=colleague.account).exists()


def test_the_account_stays_for_another_organisation(full, other_organisation):
    with inside(other_organisation):
        make.person(other_organisation, account=full.account)
    actions.erase_person(by=None, person=full)
    assert Account.objects.filter(pk=full.account_id).exists()
    assert list(Membership.objects.values_list("organisation", flat=True)) == [other_organisation.pk]


def test_the_last_administrator_first_makes_another(organisation):
    administrator = make.person(organisation, account=make.account(), roles=["administrator"])
    with pytest.raises(LastAdministratorError):
        actions.erase_person(by=administrator, person=administrator)
    assert Person.objects.filter(pk=administrator.pk).exists()


def test_the_trail_does_not_say_who_was_erased(full, organisation):
    administrator = make.person(organisation, account=make.account(), roles=["administrator"])
    actions.erase_person(by=administrator, person=full)
    note = AuditNote.objects.get()
    assert (note.verb, note.subject_kind, note.details) == ("erased", "core.Organisation", {})


def test_erasing_oneself_is_in_no_trail(full):
    actions.erase_person(by=full, person=full)
    assert not AuditNote.objects.exists()


def test_somebody_erases_themselves(full, client_of):
    client = client_of(full)
    assert client.post("/me/data", {}).status_code == 422
    answer = client.post("/me/data", {"sure": "on"}, follow=True)
    assert answer.status_code == 200
    assert not Person.objects.filter(pk=full.pk).exists()
    assert client.get("/me/choices").status_code == 302


def test_an_administrator_looks_twice(full, organisation, client_of):
    client = client_of(make.person(organisation, account=make.account(), roles=["administrator"]))
    answer = client.post("/set-up/erase", {"email": full.email.upper()})
    assert full.name in answer.content.decode()
    assert Person.objects.filter(pk=full.pk).exists()
    client.post("/set-up/erase", {"email": full.email, "sure": "yes"})
    assert not Person.objects.filter(pk=full.pk).exists()


def test_the_file_has_everything_and_no_secret(full, client_of):
    import json
    import zipfile

    answer = client_of(full).get("/me/data.zip")
    file = zipfile.ZipFile(io.BytesIO(answer.content))
    held = json.loads(file.read("data.json"))
    assert set(held) >= {model._meta.label_lower for model in HOLDS} | {"core.account", "core.membership"}
    empty = {label for label, rows in held.items() if not rows}
    assert empty <= {
        "people.rolegrant",
        "people.staffimportrow",
        "engagement.readback",
        "mfa.authenticator",
        "core.auditnote",
    }, empty
    everything = b"".join(file.read(name) for name in file.namelist())
    assert b"geheim" not in everything
    assert full.account.password.encode() not in everything
    assert file.read("files/photo.png") == b"foto"


def test_no_cell_of_the_file_is_a_formula(full, client_of):
    import csv
    import zipfile

    file = zipfile.ZipFile(io.BytesIO(client_of(full).get("/me/data.zip").content))
    cells = [
        cell
        for name in file.namelist()
        if name.endswith(".csv")
        for row in csv.reader(io.StringIO(file.read(name).decode("utf-8-sig")))
        for cell in row
    ]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_the_file_is_about_nobody_else(full, organisation, client_of):
    colleague = make.person(organisation, name="Iemand Anders", account=make.account())
    make.share(colleague, Story.objects.first(), own_words="Alleen van mij")
    assert b"Alleen van mij" not in b"".join(unpacked(client_of(full).get("/me/data.zip").content))


def unpacked(data):
    import zipfile

    file = zipfile.ZipFile(io.BytesIO(data))
    return [file.read(name) for name in file.namelist()]
