"""The settings and the audit trail in plain words."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.core.models import AuditNote, Organisation
from kring.core.personal import terms
from kring.people.words import ROLE_WORDS

VERBS: dict[str, str | Promise] = {
    "founded": gettext_lazy("started the organisation"),
    "invited": gettext_lazy("sent invitations"),
    "reminded": gettext_lazy("sent reminders"),
    "sent_survey": gettext_lazy("sent a survey"),
    "reminded_of_survey": gettext_lazy("sent reminders of a survey"),
    "closed_survey": gettext_lazy("closed a survey"),
    "looked at comfort": gettext_lazy("looked at comfort"),
    "planned_surveys": gettext_lazy("planned surveys"),
    "gave_role": gettext_lazy("gave a role"),
    "took_role": gettext_lazy("took a role"),
    "changed_look": gettext_lazy("changed the look"),
    "erased": gettext_lazy("erased a person who asked for it"),
    "exported": gettext_lazy("downloaded a file"),
    "looked_at": gettext_lazy("looked at"),
    "looked at figures": gettext_lazy("looked at figures"),
    "published": gettext_lazy("published a story"),
    "took down": gettext_lazy("took down a story"),
    "marked_sensitive": gettext_lazy("marked a subject as sensitive"),
    "changed_guidance": gettext_lazy("changed the guidance on a subject"),
    "held_story": gettext_lazy("kept a story back"),
    "cleared_story": gettext_lazy("let a story go on that was kept back"),
    "lifted_subject": gettext_lazy("lifted a sensitive subject"),
    "stopped_sharing": gettext_lazy("stopped all sharing"),
    "asked_to_go_on": gettext_lazy("asked that sharing goes on"),
    "kept_stopped": gettext_lazy("kept sharing paused"),
    "let_sharing_go_on": gettext_lazy("let sharing go on"),
    "published_precedent": gettext_lazy("published an answer to learn from"),
    "changed_precedent": gettext_lazy("changed an answer to learn from"),
    "removed_precedent": gettext_lazy("took away an answer to learn from"),
    "saved_unit": gettext_lazy("changed a unit"),
    "set_start": gettext_lazy("set when the programme starts in a unit"),
    "saved_programme": gettext_lazy("changed the programme"),
    "chose_units": gettext_lazy("chose the units of the programme"),
    "set_rule": gettext_lazy("set a rule for the lot"),
    "drew_waves": gettext_lazy("drew waves by lot"),
    "planned_waves": gettext_lazy("planned waves by hand"),
    "accepted_plan": gettext_lazy("accepted a plan of waves"),
    "moved_unit": gettext_lazy("moved a unit to another wave"),
    "named_lead": gettext_lazy("named the lead of a unit"),
    "took_lead": gettext_lazy("left a unit without a lead"),
    "ticked": gettext_lazy("ticked something on a unit's list"),
    "unticked": gettext_lazy("took back a tick on a unit's list"),
    "set_dates": gettext_lazy("set a unit's own dates"),
    "saved_target_group": gettext_lazy("changed a target group"),
    "uploaded_staff_list": gettext_lazy("uploaded a staff list"),
    "applied_staff_list": gettext_lazy("brought in a staff list"),
    "undid_staff_list": gettext_lazy("undid a staff list"),
    "discarded_staff_list": gettext_lazy("discarded a staff list"),
}


@dataclass(frozen=True)
class Fact:
    """One line of the settings page."""

    title: str
    said: str


def facts(organisation: Organisation) -> list[tuple[str, list[Fact]]]:
    """Return the settings of an organisation and its installation, by subject; no secrets."""
    on, off = _("on"), _("off")
    return [
        (
            _("This organisation"),
            [
                Fact(_("Name"), organisation.name),
                Fact(_("Language where none is known"), dict(settings.LANGUAGES).get(organisation.language, "")),
                Fact(_("Time zone"), organisation.time_zone),
                Fact(_("Below every post"), organisation.disclosure.get(organisation.language) or _("nothing")),
                Fact(_("Simulated"), _("yes") if organisation.is_simulated else _("no")),
            ],
        ),
        (
            _("What is shown"),
            [
                Fact(
                    _("Smallest group"),
                    _("No number is shown for a group of fewer than %(n)s people.") % {"n": settings.SMALLEST_GROUP},
                ),
                Fact(_("Names"), _("No manager sees who joined, shared, answered or said no.")),
            ],
        ),
        (
            _("How long things are kept"),
            [Fact(str(term.title), _("%(n)s days") % {"n": term.days}) for term in terms()],
        ),
        (
            _("This installation"),
            [
                Fact(_("Address"), settings.PUBLIC_URL),
                Fact(_("Safe connection (https)"), on if settings.IS_HTTPS else off),
                Fact(
                    _("Mail"), _("through a mail server") if settings.EMAIL_URL else _("kept as files, nothing is sent")
                ),
                Fact(_("Sender of mails"), settings.MAIL_FROM),
                Fact(_("Anybody may start an organisation"), on if settings.OPEN_SIGN_UP else off),
            ],
        ),
    ]


def said_of(note: AuditNote) -> dict[str, str]:
    """Return who, what and on what, in words; people are told by number, never by name."""
    details = dict(note.details)
    role = details.pop("role", None)
    parts = [str(words[0]) for key, words in ROLE_WORDS.items() if key == role]
    parts += [
        f"{key}: {value if isinstance(value, str | int) else json.dumps(value)}" for key, value in details.items()
    ]
    return {
        "who": note.account.email if note.account else _("the operator, or somebody who is gone"),
        "what": str(VERBS.get(note.verb, note.verb.replace("_", " "))),
        "on": f"{note.subject_kind.rpartition('.')[2]} {note.subject_id or ''}".strip(),
        "details": " · ".join(parts),
    }
