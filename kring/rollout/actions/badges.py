"""What a hero does with a badge: make it, and take it back."""

import secrets
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from kring.core.models import Organisation
from kring.core.secrets import SecretLostError, seal, unseal
from kring.rollout.errors import NotAHeroError, NothingToShowYetError
from kring.rollout.models import Badge, BadgeKey
from kring.rollout.queries import badges as queries
from kring.rollout.rules import badges as rules

if TYPE_CHECKING:
    from kring.people.models import Person


@transaction.atomic
def make_badge(*, by: "Person", shows_name: bool, now: datetime) -> Badge:
    """Make a badge that a hero can show elsewhere; only they decide whether it is there, and with their name or not."""
    hero = queries.last_hero_row(by)
    if hero is None:
        raise NotAHeroError
    if not queries.may_have_badge(hero):
        raise NothingToShowYetError
    organisation = Organisation.objects.select_for_update().get(pk=by.organisation_id)  # one key, one badge
    made = Badge.objects.filter(hero=hero).first()
    if made is not None:
        made.shows_name = shows_name
        made.save(update_fields=["shows_name"])
        return made
    (key, private), name, moment = _key(organisation), uuid.uuid4(), now.replace(microsecond=0)
    addresses = rules.Addresses(
        badge=queries.address("badge_credential", organisation.pk, name),
        issuer=queries.address("badge_issuer", organisation.pk),
        achievement=queries.address("badge_achievement", organisation.pk),
        picture=queries.address("badge_picture", organisation.pk),
    )
    subject = rules.subject_of(
        email=by.email, salt=secrets.token_hex(16), achievement=queries.achievement(organisation)
    )
    credential = rules.credential(
        addresses=addresses,
        issuer=queries.profile(organisation),
        subject=subject,
        name=_("Social hero"),
        issued_at=moment,
    )
    signed = rules.sign(
        credential,
        private=private,
        key_address=queries.key_address(key),
        issued_at=moment,
    )
    return Badge.objects.create(
        organisation=organisation, hero=hero, person=by, name=name, shows_name=shows_name, signed=signed, issued_at=now
    )


@transaction.atomic
def take_badge_back(*, by: "Person") -> None:
    """Take the badge away: its page and its file are gone at once."""
    Badge.objects.filter(person=by).delete()


def _key(organisation: Organisation) -> tuple[BadgeKey, dict[str, Any]]:
    """Return the key to sign with and its private half; a new one when there is none, or its secret is lost."""
    key = queries.newest_key()
    if key is not None:
        try:
            return key, unseal(bytes(key.sealed))["jwk"]
        except SecretLostError:
            pass
    public, private = rules.new_key()
    return BadgeKey.objects.create(organisation=organisation, public=public, sealed=seal({"jwk": private})), private
