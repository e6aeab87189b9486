"""What was kept long enough goes, and nothing else."""

from datetime import timedelta

import pytest
from django.core.files import storage
from django.core.files.base import ContentFile
from django.utils import timezone

from kring.core import audit
from kring.core.models import AuditNote
from kring.core.personal import rooms, terms
from kring.feed.models import Impression
from kring.hub.models import Answer, Mention, Note
from kring.people.models import Invitation, Person, StaffImport
from kring.privacy import actions
from kring.privacy.tasks import keep_to_terms
from kring.sharing.models import Draft
from tests import make


@pytest.fixture
def rows(person, organisation):
    story = make.story(organisation)
    Draft.objects.create(organisation=organisation, person=person, story=story, own_words="bijna")
    Invitation.objects.create(organisation=organisation, person=person)
    audit.note(person, "gave_role", person)
    Impression.objects.create(
        organisation=organisation, person=person, story=story, theme_id=1, place=1, propensity=1,
        shown_on=timezone.localdate(),
    )  # fmt: skip
    mention = make.mention(organisation)
    Answer.objects.create(organisation=organisation, mention=mention, by=person, text="Maandag", key="a")
    Note.objects.create(organisation=organisation, mention=mention, by=person, text="Even bellen")
    made = StaffImport(organisation=organisation, by=person, file_name="x.csv")
    made.file.save("x.csv", ContentFile(b"a;b"))
    return made


def after(days):
    now = timezone.now() + timedelta(days=days)
    actions.keep_to_terms(now=now, today=timezone.localdate(now))


@pytest.mark.parametrize(
    ("model", "days"),
    [(Draft, 90), (Impression, 400), (Mention, 400), (Answer, 400), (Note, 400), (Invitation, 400), (AuditNote, 730)],
)
def test_it_goes_after_its_term_and_not_before(rows, model, days):
    after(days - 1)
    assert model.objects.exists()
    after(days + 2)
    assert not model.objects.exists()


def test_the_file_of_a_staff_list_goes_before_its_row(rows, django_capture_on_commit_callbacks):
    name = rows.file.name
    with django_capture_on_commit_callbacks(execute=True):
        after(31)
    assert not storage.default_storage.exists(name)
    assert not StaffImport.objects.get().file
    after(402)
    assert not StaffImport.objects.exists()


def test_somebody_who_left_two_years_ago_is_erased(organisation):
    today = timezone.localdate()
    make.person(organisation, employed_until=today - timedelta(days=731))
    stays = make.person(organisation, employed_until=today - timedelta(days=729))
    after(0)
    assert list(Person.objects.all()) == [stays]


def test_each_organisation_is_cleaned(rows, other_organisation):
    from kring.core.scope import inside

    with inside(other_organisation):
        person = make.person(other_organisation)
        Draft.objects.create(
            organisation=other_organisation, person=person, story=make.story(other_organisation), own_words="oud"
        )
        Draft.objects.update(changed_at=timezone.now() - timedelta(days=91))
    Draft.objects.update(changed_at=timezone.now() - timedelta(days=91))
    keep_to_terms(timestamp=0)
    assert not Draft.objects.exists()
    with inside(other_organisation):
        assert not Draft.objects.exists()


def test_every_term_stands_on_the_settings_page(organisation, client_of):
    client = client_of(make.person(organisation, account=make.account(), roles=["works_council"]))
    said = client.get("/set-up/settings").content.decode()
    for term in terms():
        assert f"{term.days} days" in said
    assert len(terms()) >= sum(len(getattr(room, "KEEPS", {})) for room in rooms())
