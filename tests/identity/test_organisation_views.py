"""Which organisation, its look, its settings, who looked at what, and its files."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from kring.core.models import AuditNote
from kring.core.scope import inside
from kring.people import actions as people
from kring.people.rules import Role
from tests import make

LOOK = {
    "name": "Bank Oost",
    "brand_color": "#0f5c5c",
    "disclosure_nl": "Ik werk bij Bank Oost",
    "disclosure_en": "I work at Bank Oost",
    "language": "nl",
    "time_zone": "Europe/Amsterdam",
}


def picture(kind="PNG", size=(300, 100), **fields):
    made = io.BytesIO()
    Image.new("RGB", size, "#336699").save(made, kind, **fields)
    return SimpleUploadedFile(f"logo.{kind.lower()}", made.getvalue())


@pytest.fixture
def administrator(organisation, client_of):
    return client_of(make.person(organisation, account=make.account(), roles=["administrator"]))


def test_the_look_is_changed_and_written_down(administrator, organisation):
    administrator.post(reverse("identity:look"), LOOK | {"logo": picture()})
    organisation.refresh_from_db()
    assert organisation.name == "Bank Oost"
    assert organisation.disclosure["nl"] == "Ik werk bij Bank Oost"
    assert AuditNote.objects.get().verb == "changed_look"
    logo = administrator.get(organisation.logo.url)
    assert logo.status_code == 200
    assert logo.headers["Content-Type"] == "image/png"


def test_a_colour_that_cannot_be_read_is_put_right_with_a_note(administrator, organisation):
    answer = administrator.post(reverse("identity:look"), LOOK | {"brand_color": "#ffee00"}, follow=True)
    organisation.refresh_from_db()
    from kring.ui.color import contrast

    assert contrast(organisation.brand_color, "#fbf8f2") >= 4.5
    assert "#ffee00" in answer.content.decode()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_anew_as_png(administrator, organisation, kind):
    administrator.post(reverse("identity:look"), LOOK | {"logo": picture(kind, size=(2000, 1000))})
    organisation.refresh_from_db()
    drawn = Image.open(organisation.logo)
    assert drawn.format == "PNG"
    assert drawn.size == (512, 256)


def test_what_hides_in_a_picture_is_gone(administrator, organisation):
    exif = Image.Exif()
    exif[0x010E] = "thuisadres"
    administrator.post(reverse("identity:look"), LOOK | {"logo": picture("JPEG", exif=exif)})
    organisation.refresh_from_db()
    assert b"thuisadres" not in organisation.logo.read()


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (SVG, "SVG files are not taken"),
        (b"\xef\xbb\xbf  " + SVG, "SVG files are not taken"),
        (b"GIF89a" + b"\0" * 50, "not a picture we can read"),
        (b"MZ\x90", "not a picture we can read"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 3_000_000, "too large"),
    ],
)
def test_other_files_are_refused_with_a_sentence(administrator, organisation, data, sentence):
    answer = administrator.post(reverse("identity:look"), LOOK | {"logo": SimpleUploadedFile("logo.png", data)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    organisation.refresh_from_db()
    assert not organisation.logo


def test_a_flood_of_pixels_is_refused_before_it_is_unpacked(administrator):
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    answer = administrator.post(
        reverse("identity:look"), LOOK | {"logo": SimpleUploadedFile("logo.png", made.getvalue())}
    )
    assert "too large" in answer.content.decode()


def test_the_old_logo_goes(administrator, organisation, django_capture_on_commit_callbacks):
    from django.core.files.storage import default_storage

    administrator.post(reverse("identity:look"), LOOK | {"logo": picture()})
    organisation.refresh_from_db()
    old = organisation.logo.name
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post(reverse("identity:look"), LOOK | {"no_logo": "on"})
    assert not default_storage.exists(old)


def test_an_agency_chooses_where_it_works(person, other_organisation, client_of):
    with inside(other_organisation):
        make.person(other_organisation, account=person.account)
    client = client_of(person)
    assert other_organisation.name in client.get(reverse("identity:organisations")).content.decode()
    client.post(reverse("identity:organisations"), {"organisation": other_organisation.pk})
    answer = client.get(reverse("people:choices"))
    assert answer.wsgi_request.organisation == other_organisation


def test_nobody_chooses_an_organisation_that_is_not_theirs(person, other_organisation, client_of):
    client = client_of(person)
    answer = client.post(reverse("identity:organisations"), {"organisation": other_organisation.pk})
    assert answer.status_code == 404
    assert client.get(reverse("people:choices")).wsgi_request.organisation.pk == person.organisation_id


@pytest.fixture
def reader(organisation, client_of):
    return client_of(make.person(organisation, account=make.account(), roles=["works_council"]))


def test_the_works_council_sees_the_trail_and_the_settings_and_no_people(reader, organisation, person):
    people.give_role(by=person, person=person, role=Role.EDITOR)
    trail = reader.get(reverse("identity:audit")).content.decode()
    assert "gave a role" in trail
    assert person.name not in trail
    assert "fewer than 5 people" in reader.get(reverse("identity:settings")).content.decode()
    for name in ("people:roles", "people:invitations", "identity:look", "privacy:erase"):
        assert reader.get(reverse(name)).status_code == 403


def test_the_settings_tell_no_secret(reader, settings):
    said = reader.get(reverse("identity:settings")).content.decode()
    for secret in (settings.SECRET_KEY, settings.SET_UP_CODE, *settings.SECRETS_KEYS):
        assert secret not in said


def test_the_trail_is_paged_in_a_fixed_number_of_queries(reader, organisation, person, count_queries):
    for _ in range(120):
        AuditNote.objects.create(organisation=organisation, account=person.account, verb="gave_role", subject_kind="x")
    assert "1 / 3" in reader.get(reverse("identity:audit")).content.decode()
    with count_queries() as counted:
        reader.get(reverse("identity:audit") + "?page=3")
    assert len(counted) <= 10


@pytest.fixture
def files(organisation):
    """A file of each kind, by kind."""
    from kring.people.models import StaffImport

    story = make.story(organisation)
    story.picture.save("x.png", ContentFile(b"brug"))
    organisation.logo.save("x.png", ContentFile(b"logo"))
    person = make.person(organisation)
    person.photo.save("x.png", ContentFile(b"gezicht"))
    staff_list = StaffImport(organisation=organisation, file_name="x.csv")
    staff_list.file.save("x.csv", ContentFile(b"naam"))
    return {"story": story, "logo": organisation.logo, "photo": person.photo, "staff_list": staff_list.file}


def test_anybody_sees_a_logo_and_the_picture_of_a_live_story(client, files):
    assert client.get(files["logo"].url).status_code == 200
    assert client.get(files["story"].picture.url).status_code == 200


def test_the_picture_of_a_draft_is_for_colleagues(client, files, person, client_of):
    files["story"].live_from = None
    files["story"].save()
    assert client.get(files["story"].picture.url).status_code == 404
    assert client_of(person).get(files["story"].picture.url).status_code == 200


def test_a_picture_is_public_no_longer_than_its_story(client, files):
    files["story"].live_until = timezone.now()
    files["story"].save()
    assert client.get(files["story"].picture.url).status_code == 404


def test_a_photo_is_for_colleagues(client, files, person, client_of, other_organisation):
    assert client.get(files["photo"].url).status_code == 404
    assert client_of(person).get(files["photo"].url).status_code == 200
    with inside(other_organisation):
        stranger = make.person(other_organisation, account=make.account())
    assert client_of(stranger).get(files["photo"].url).status_code == 404


def test_a_staff_list_is_sent_to_nobody(administrator, files):
    assert administrator.get(files["staff_list"].url).status_code == 404


OUT = [
    "../kring.toml",
    "1/logos/../../keys/secret_key",
    "%2e%2e/keys/secret_key",
    "1/logos/%00aaaaaaaaaaaaaaaa.png",
    "/etc/passwd",
]


@pytest.mark.parametrize("path", OUT)
def test_no_path_leads_out(client, administrator, path):
    assert administrator.get(f"/media/{path}").status_code == 404
