"""Writes about organisations: starting one, and how it looks."""

from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from kring.core import audit
from kring.core.models import Account, Membership, Organisation
from kring.core.scope import inside
from kring.core.worker import wake
from kring.identity import pictures
from kring.identity.errors import AlreadyStartedError
from kring.people import actions as people
from kring.stories import actions as stories
from kring.ui import color

if TYPE_CHECKING:
    from kring.people.models import Person

PAPER = "#fbf8f2"  # what a button's colour must be readable on
LOGO_SIDE = 512


@transaction.atomic
def found_organisation(
    *, name: str, admin_name: str, admin_email: str, language: str, now: datetime, **fields: Any
) -> "Person":
    """Start an organisation: its groups, pillars, and its first person, who is administrator and manager.

    The account of `admin_email` is made, or used when it is there; signing in is up to whoever called.
    """
    organisation = Organisation.objects.create(
        name=" ".join(name.split()),
        language=language,
        disclosure={"nl": f"Ik werk bij {' '.join(name.split())}", "en": f"I work at {' '.join(name.split())}"},
        **fields,
    )
    with inside(organisation):
        account = Account.objects.filter(email=admin_email.strip().lower()).first()
        founder = people.found_people(
            organisation=organisation, name=admin_name, email=admin_email, account=account, language=language, now=now
        )
        stories.seed_pillars(organisation=organisation)
        wake("training.tasks.bring_in", founder)
    return founder


@transaction.atomic
def found_by_link(*, values: dict[str, str], now: datetime) -> "Person":
    """Start the organisation that a founder asked for by mail, once however often the link is used."""
    mine = Membership.objects.filter(account__email=values["admin_email"].strip().lower()).values("organisation")
    if Organisation.objects.filter(pk__in=mine, name=" ".join(values["name"].split())).exists():
        raise AlreadyStartedError
    return found_organisation(**values, now=now)


def change_look(*, by: "Person", values: dict[str, Any], logo: IO[bytes] | None, no_logo: bool = False) -> list[str]:
    """Change name, colour, logo, and how people say who they work for; return notes about what was put right."""
    notes = []
    organisation = by.organisation
    organisation.name = " ".join(values["name"].split())
    organisation.brand_color = color.readable(values["brand_color"].lower(), on=PAPER, at_least=5)
    if organisation.brand_color != values["brand_color"].lower():
        notes.append(
            _("Your colour %(asked)s could not be read on our paper, so it became %(made)s.")
            % {"asked": values["brand_color"], "made": organisation.brand_color}
        )
    organisation.disclosure = {"nl": values["disclosure_nl"].strip(), "en": values["disclosure_en"].strip()}
    organisation.language = values["language"]
    organisation.time_zone = values["time_zone"]
    before, drawn = organisation.logo.name, pictures.redraw(logo, side=LOGO_SIDE) if logo else None
    if drawn:
        organisation.logo.save("logo.png", drawn, save=False)
    elif no_logo:
        organisation.logo = ""
    with transaction.atomic():
        organisation.save()
        audit.note(by, "changed_look", organisation)
        if before and before != organisation.logo.name:
            storage = organisation.logo.storage
            transaction.on_commit(lambda: storage.delete(before))
    return notes
