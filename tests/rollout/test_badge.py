"""A badge by an open standard: signed, checkable by anybody, made and taken back by the hero alone."""

import hashlib
import io
import json
from datetime import datetime

import pytest
from django.conf import settings
from django.utils import timezone
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import RSAKey
from PIL import Image

from kring.rollout.actions.badges import make_badge, take_badge_back
from kring.rollout.actions.circles import reach
from kring.rollout.errors import NotAHeroError, NothingToShowYetError
from kring.rollout.models import Badge, BadgeKey
from kring.rollout.queries import badges as queries
from kring.rollout.rules.help import Reached
from tests import make


@pytest.fixture
def hero(organisation):
    made = make.hero(organisation, person=make.person(organisation, account=make.account(), name="Yvette Rozema"))
    reach(make.circle(organisation, hero=made), Reached.FIRST_MOMENT, timezone.now())
    return made


@pytest.fixture
def badge(hero):
    return make_badge(by=hero.person, shows_name=False, now=timezone.now())


def path(address):
    assert address.startswith(settings.PUBLIC_URL)
    return address.removeprefix(settings.PUBLIC_URL)


def test_a_stranger_checks_it_with_what_it_names_and_nothing_else(client, badge):
    """As a verifier of Open Badges 3.0 does: fetch the token, the key it names, the issuer and the achievement."""
    token = client.get(path(queries.address("badge_credential", badge.organisation_id, badge.name)))
    assert token["Content-Type"] == "application/jwt"
    head = json.loads(_part(token.content.decode(), 0))
    assert (head["alg"], head["typ"]) == ("RS256", "JWT")
    key = client.get(path(head["kid"])).json()
    assert set(key) & {"d", "p", "q"} == set()
    claims = jwt.decode(token.content.decode(), RSAKey.import_key(key), algorithms=["RS256"]).claims
    fields_are_there(claims)
    issuer = client.get(path(claims["issuer"]["id"])).json()
    assert issuer == claims["issuer"]
    achievement = client.get(path(claims["credentialSubject"]["achievement"]["id"])).json()
    assert achievement["type"] == ["Achievement"]
    assert client.get(path(achievement["image"]["id"]))["Content-Type"] == "image/png"


def fields_are_there(claims):
    """What the data model of Open Badges 3.0 and the JSON Web Token proof ask for."""
    assert claims["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert claims["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context-3")
    assert claims["type"][0] == "VerifiableCredential"
    assert claims["type"][1] in {"OpenBadgeCredential", "AchievementCredential"}
    assert claims["iss"] == claims["issuer"]["id"]
    assert claims["jti"] == claims["id"]
    valid_from = datetime.fromisoformat(claims["validFrom"])
    assert valid_from.tzinfo is not None
    assert claims["nbf"] == int(valid_from.timestamp())
    assert "vc" not in claims
    subject = claims["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    assert {"id", "type", "name", "description", "criteria"} <= set(subject["achievement"])
    assert subject["achievement"]["criteria"]["narrative"]
    assert claims["issuer"]["type"] == ["Profile"]


def _part(token, place):
    import base64

    part = token.split(".")[place]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_changed_word_breaks_it(badge):
    head, body, signature = badge.signed.split(".")
    import base64

    changed = base64.urlsafe_b64encode(_part(badge.signed, 1).replace(b"Social hero", b"Super hero!")).decode()
    key = RSAKey.import_key(BadgeKey.objects.get().public)
    with pytest.raises(BadSignatureError):
        jwt.decode(f"{head}.{changed.rstrip('=')}.{signature}", key, algorithms=["RS256"])
    assert body != changed


def test_it_says_whose_it_is_only_to_who_knows_the_address_already(badge, hero):
    claims = queries.checked(badge).credential
    identity = claims["credentialSubject"]["identifier"][0]
    mark = hashlib.sha256(f"{hero.person.email}{identity['salt']}".encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${mark}"
    assert "Yvette" not in badge.signed
    assert hero.person.email not in json.dumps(claims)


def test_the_picture_carries_the_credential(client, badge):
    baked = client.get(path(queries.address("badge_baked", badge.organisation_id, badge.name)))
    opened = Image.open(io.BytesIO(baked.content))
    assert opened.text["openbadgecredential"] == badge.signed
    assert opened.size == (512, 512)


def test_its_page_shows_a_name_only_when_the_hero_wants_so(client, badge, hero):
    address = path(queries.address("badge", badge.organisation_id, badge.name))
    page = client.get(address).content.decode()
    assert "Yvette" not in page
    assert "This badge is real" in page or "Deze badge is echt" in page
    make_badge(by=hero.person, shows_name=True, now=timezone.now())
    assert "Yvette Rozema" in client.get(address).content.decode()
    assert Badge.objects.count() == 1


def test_a_forged_badge_is_not_called_real(client, badge):
    other = BadgeKey.objects.get()
    from kring.rollout.rules.badges import new_key

    other.public, _private = new_key()
    other.save()
    page = client.get(path(queries.address("badge", badge.organisation_id, badge.name))).content.decode()
    assert "This badge is real" not in page
    assert "Deze badge is echt" not in page


def test_taken_back_it_is_gone_for_everybody(client, badge, hero):
    take_badge_back(by=hero.person)
    for name in ("badge", "badge_credential", "badge_baked"):
        assert client.get(path(queries.address(name, badge.organisation_id, badge.name))).status_code == 404


def test_it_is_for_having_helped_and_for_heroes(organisation, person):
    with pytest.raises(NotAHeroError):
        make_badge(by=person, shows_name=False, now=timezone.now())
    fresh = make.hero(organisation)
    with pytest.raises(NothingToShowYetError):
        make_badge(by=fresh.person, shows_name=False, now=timezone.now())


def test_an_organisation_signs_with_one_key_that_is_sealed(organisation, badge, hero):
    second = make.hero(organisation)
    reach(make.circle(organisation, hero=second), Reached.FIRST_MOMENT, timezone.now())
    make_badge(by=second.person, shows_name=False, now=timezone.now())
    key = BadgeKey.objects.get()
    assert b'"d"' not in bytes(key.sealed)
