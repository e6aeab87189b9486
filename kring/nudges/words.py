"""The words of nudges: warm, short, without blame."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kring.nudges.rules import Kind

Words = str | Promise

# The title, the reason, and the button of a card.
CARD_WORDS: dict[Kind, tuple[Words, Words, Words]] = {
    Kind.WENT_LIVE: (
        _("Your idea is a story now"),
        _("You see this because you told us about it. Thank you!"),
        _("See what it became"),
    ),
    Kind.HELP_MOMENT: (
        _("Your circle meets this week"),
        _("You see this because you are in a circle that planned something. Coming is free."),
        _("See what is planned"),
    ),
    Kind.SMALLER_STEP: (
        _("What suits you now?"),
        _("You see this because it has been quiet for a while. Quiet is fine, and nobody else sees it."),
        _("Choose for yourself"),
    ),
    Kind.NEW_STORY: (
        _("A story that may suit you"),
        _("You see this because it is new and fits your group. Reading it is enough."),
        _("Read it"),
    ),
    Kind.LESSON: (
        _("A next step, when you have a moment"),
        _("You see this because it comes next for your group."),
        _("Have a look"),
    ),
}

# What a kind is called, and what it does: for the programme manager, and where a person switches it off.
KIND_WORDS: dict[Kind, tuple[Words, Words]] = {
    Kind.WENT_LIVE: (
        _("Your idea went live"),
        _("Tells whoever brought an idea that it became a story. Somebody is owed this, so nobody is left out by lot."),
    ),
    Kind.HELP_MOMENT: (
        _("Your circle meets"),
        _("Tells who is in a circle that there is a help moment this week."),
    ),
    Kind.SMALLER_STEP: (
        _("A choice when it is quiet"),
        _("After four quiet weeks: a smaller step, another group, a rest, out, or a hand from the hero."),
    ),
    Kind.NEW_STORY: (_("A new story that fits"), _("After two quiet weeks: a story of this week for their group.")),
    Kind.LESSON: (_("A lesson as next step"), _("The next lesson of their own track, of a few minutes.")),
}

WHY_WORDS: dict[Kind, Words] = {
    Kind.WENT_LIVE: _("You get this because you brought an idea that became a story."),
    Kind.HELP_MOMENT: _("You get this because your circle meets this week."),
    Kind.SMALLER_STEP: _("You get this because it has been quiet for a while, and you decide what suits you."),
    Kind.NEW_STORY: _("You get this because a new story fits your group."),
    Kind.LESSON: _("You get this because a lesson comes next for your group."),
}

GOAL_WORDS: dict[str, Words] = {
    "listen": _("listening"),
    "respond": _("answering somebody"),
    "share": _("sharing something"),
    "write": _("writing something of their own"),
    "lead": _("taking part in a debate"),
}
# The same, said to the person themselves.
MY_GOAL_WORDS: dict[str, Words] = {
    "listen": _("Listen: follow who matters in your field."),
    "respond": _("Answer somebody: a thank-you, a question, a compliment."),
    "share": _("Pass something on, with a sentence of your own."),
    "write": _("Tell something about your own work."),
    "lead": _("Say what you think about your field."),
}
