"""The settings and the audit trail in plain words."""

import json
from dataclasses import dataclass
from typing import Any

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
    "removed_unit": gettext_lazy("removed a unit"),
    "saved_department": gettext_lazy("changed a department"),
    "removed_department": gettext_lazy("removed a department"),
    "saved_rank": gettext_lazy("changed a rank"),
    "removed_rank": gettext_lazy("removed a rank"),
    "removed_target_group": gettext_lazy("removed a target group"),
    "added_group_rule": gettext_lazy("added a rule for target groups"),
    "moved_group_rule": gettext_lazy("changed the order of the rules for target groups"),
    "removed_group_rule": gettext_lazy("removed a rule for target groups"),
    "asked_of_heroes": gettext_lazy("changed what is asked of heroes"),
    "asked_for_heroes": gettext_lazy("asked for a list of heroes"),
    "changed_heroes": gettext_lazy("changed a list of heroes by hand"),
    "decided_heroes": gettext_lazy("decided on a list of heroes"),
    "asked_more_heroes": gettext_lazy("asked people for the free places of heroes"),
    "started_nominations": gettext_lazy("let a unit name its heroes"),
    "closed_nominations": gettext_lazy("closed the naming of heroes"),
    "brought_in_ties": gettext_lazy("brought in who works with whom"),
    "changed the board": gettext_lazy("changed who looks at stories before they go out"),
    "gave to everybody": gettext_lazy("gave a local story to everybody"),
    "called off": gettext_lazy("called a content hour off"),
    "held": gettext_lazy("held a content hour"),
    "changed opening hours": gettext_lazy("changed when the desk is open"),
    "began listening": gettext_lazy("began to listen at a place outside"),
    "changed where the hub listens": gettext_lazy("changed a place where the hub listens"),
    "stopped listening": gettext_lazy("stopped listening at a place"),
    "went on listening": gettext_lazy("went on listening at a place"),
    "removed a place to listen": gettext_lazy("removed a place where the hub listens"),
    "renewed the secret of a webhook": gettext_lazy("renewed the secret of a webhook"),
    "decided how often people are reached": gettext_lazy("decided how often people are written to"),
    "set up a messenger": gettext_lazy("set up a message service"),
    "removed a messenger": gettext_lazy("removed a message service"),
    "looked at answers": gettext_lazy("looked at the four answers"),
    "brought counts": gettext_lazy("brought in counts"),
    "locked protocol": gettext_lazy("locked how it is measured"),
    "planned reports": gettext_lazy("planned the report"),
    "decided": gettext_lazy("took a decision"),
    "looked at decision again": gettext_lazy("looked at a decision again"),
    "started experiment": gettext_lazy("started an experiment"),
    "looked at experiment": gettext_lazy("worked out an experiment"),
    "stopped experiment": gettext_lazy("ended an experiment early"),
    "stopped question": gettext_lazy("ended the trial of a question early"),
    "stopped mail time": gettext_lazy("ended the trial of a mail time early"),
    "tried question": gettext_lazy("tried another question on half of the people"),
    "tried mail time": gettext_lazy("tried another time of the weekly mail on half of the people"),
    "tried nudge": gettext_lazy("tried a nudge in half of the units"),
    "used nudge": gettext_lazy("switched a nudge on or off"),
}


# What the details of a note are about; a detail that is not here is told by its own name.
DETAILS: dict[str, str | Promise] = {
    "after": gettext_lazy("to wave"),
    "asked_by": gettext_lazy("asked by person"),
    "avoid": gettext_lazy("no starts in"),
    "back": gettext_lazy("back"),
    "before": gettext_lazy("from wave"),
    "breakdown": gettext_lazy("by"),
    "budget": gettext_lazy("messages a week"),
    "by_lot": gettext_lazy("by lot"),
    "capacity": gettext_lazy("units at once"),
    "changed": gettext_lazy("changed"),
    "choice": gettext_lazy("choice"),
    "day": gettext_lazy("day of the month"),
    "digest": gettext_lazy("fingerprint"),
    "finding": gettext_lazy("finding"),
    "follows": gettext_lazy("follows decision"),
    "forming": gettext_lazy("weeks of forming"),
    "helping": gettext_lazy("weeks of helping"),
    "heroes": gettext_lazy("heroes"),
    "hour": gettext_lazy("hour"),
    "hours": gettext_lazy("hours"),
    "how": gettext_lazy("as"),
    "is_on": gettext_lazy("on"),
    "item": gettext_lazy("what"),
    "kind": gettext_lazy("kind"),
    "left": gettext_lazy("left"),
    "letters": gettext_lazy("letters"),
    "messenger": gettext_lazy("by way of"),
    "moved": gettext_lazy("moved"),
    "name": gettext_lazy("name"),
    "new": gettext_lazy("new"),
    "no_longer_avoid": gettext_lazy("starts again in"),
    "not_before": gettext_lazy("not before wave"),
    "outcome": gettext_lazy("outcome"),
    "part": gettext_lazy("about"),
    "parts": gettext_lazy("rows by part"),
    "pinned_to": gettext_lazy("always in wave"),
    "proposal": gettext_lazy("proposal"),
    "readers": gettext_lazy("readers"),
    "reason": gettext_lazy("reason"),
    "removed": gettext_lazy("removed"),
    "review": gettext_lazy("which ones"),
    "rows": gettext_lazy("rows"),
    "seed": gettext_lazy("seed of the lot"),
    "starts_on": gettext_lazy("from"),
    "state": gettext_lazy("state"),
    "stopped_trial": gettext_lazy("ended a trial"),
    "stories": gettext_lazy("stories"),
    "story": gettext_lazy("story"),
    "unit": gettext_lazy("unit"),
    "units": gettext_lazy("units"),
    "until": gettext_lazy("until"),
    "wanted": gettext_lazy("wanted"),
    "waves": gettext_lazy("waves"),
    "weekday": gettext_lazy("day of the week"),
    "weeks": gettext_lazy("weeks"),
}
VALUES: dict[str, str | Promise] = {
    "accept": gettext_lazy("accepted"),
    "all": gettext_lazy("everything"),
    "always": gettext_lazy("always"),
    "change": gettext_lazy("accepted with a change"),
    "channel": gettext_lazy("channel"),
    "decision": gettext_lazy("one decision"),
    "decisions": gettext_lazy("decisions"),
    "decline": gettext_lazy("declined"),
    "experiments": gettext_lazy("experiments"),
    "groups": gettext_lazy("target groups"),
    "half": gettext_lazy("for a half"),
    "mail_time": gettext_lazy("time of the mail"),
    "method": gettext_lazy("second method"),
    "method table": gettext_lazy("table of the second method"),
    "never": gettext_lazy("never"),
    "nudge": gettext_lazy("nudge"),
    "off": gettext_lazy("off"),
    "on": gettext_lazy("on"),
    "overview": gettext_lazy("overview"),
    "own": gettext_lazy("of their own"),
    "page": gettext_lazy("page"),
    "proposals": gettext_lazy("proposals"),
    "question": gettext_lazy("question"),
    "report": gettext_lazy("report"),
    "sensitive": gettext_lazy("sensitive ones"),
    "still active": gettext_lazy("still active"),
    "sums": gettext_lazy("sums"),
    "table": gettext_lazy("table"),
    "units": gettext_lazy("units"),
    "waves": gettext_lazy("waves"),
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
            [
                Fact(str(term.title), _("%(n)s days") % {"n": term.days})
                for term in sorted(terms(), key=lambda term: term.days)
            ],
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
    """Return who, what, on what and the details, in words; people are told by number, never by name."""
    details = dict(note.details)
    role = details.pop("role", None)
    parts = [str(words[0]) for key, words in ROLE_WORDS.items() if key == role]
    parts += [f"{DETAILS.get(key, key)}: {_value(value)}" for key, value in details.items() if _says(value)]
    return {
        "who": note.account.email if note.account else _("the operator, or somebody who is gone"),
        "what": str(VERBS.get(note.verb, note.verb.replace("_", " "))),
        "on": _subject(note),
        "details": " · ".join(parts),
    }


def _says(value: Any) -> bool:
    """Return whether there is something in a detail; no is something."""
    return isinstance(value, bool) or bool(value)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    if isinstance(value, str):
        return str(VALUES.get("units" if value.startswith("level-") else value, value))
    return json.dumps(value)


def _subject(note: AuditNote) -> str:
    """Return which one it was; what the verb says already, and the organisation that everything is in, is not said."""
    if note.subject_id is None or note.subject_kind == "core.Organisation":
        return ""
    is_person = note.subject_kind == "people.Person"
    return (_("person no. %(n)s") if is_person else _("no. %(n)s")) % {"n": note.subject_id}
