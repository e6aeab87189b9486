"""What every figure means, in words: shown on hover and tap, and all together on one page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Meaning:
    """One figure: its name, and what is counted over whom."""

    name: str | Promise
    text: str | Promise


MEANINGS: dict[str, Meaning] = {
    "took-part": Meaning(
        _("Took part"),
        _(
            "People who shared, brought something in, opened a story or finished a lesson at least once in these weeks,"
            " out of everybody on the staff on the last Sunday of them."
        ),
    ),
    "shared": Meaning(
        _("Shared"),
        _(
            "People with at least one post in these weeks, out of everybody on the staff on the last Sunday of them."
            " A post counts when the network confirms it, or when the person says that they posted it."
        ),
    ),
    "contributed": Meaning(
        _("Brought something in"),
        _(
            "People who told the editors something at least once in these weeks, out of everybody on the staff on the"
            " last Sunday of them."
        ),
    ),
    "listened": Meaning(
        _("Listened"),
        _(
            "People who opened a story for the first time at least once in these weeks, out of everybody on the staff"
            " on the last Sunday of them. Who only scrolled by is not in it."
        ),
    ),
    "learned": Meaning(
        _("Learned"),
        _(
            "People who finished a lesson at least once in these weeks, out of everybody on the staff on the last"
            " Sunday of them. A person says so themselves; reading a lesson again is not counted."
        ),
    ),
    "shares-per-participant": Meaning(
        _("Posts per participant"),
        _(
            "Posts of people who take part, per person who took part that week, by week since the programme started in"
            " their unit. Each unit starts at its own week 1. The range leaves out one unit at a time; later weeks rest"
            " on fewer units. People who stopped taking part are not in it."
        ),
    ),
    "own-words": Meaning(
        _("Own words"),
        _(
            "How much of a post is the person's own, beside the story, the example and what colleagues wrote: own"
            " words, partly, or mostly the example. It describes posts, never people."
        ),
    ),
    "clicks": Meaning(
        _("Clicks by people"),
        _(
            "How often the links in the posts of these weeks were followed by people, until the last Sunday. One"
            " browser counts once a day. Robots, link previews and browsers that look ahead are told apart and counted"
            " separately."
        ),
    ),
    "confirmed": Meaning(
        _("Confirmed and claimed posts"),
        _(
            "Confirmed: the network itself says that the post is there. Claimed: the person says so, and no network"
            " tells us."
        ),
    ),
    "best-stories": Meaning(
        _("Best stories per target group"),
        _(
            "People of the group who shared the story, per 100 people of the group on whose feed it was, in the last 13"
            " completed weeks. The best of many is often the luckiest, so each figure is drawn towards the mean of the"
            " group, the more so the fewer people it rests on. Two stories have different places only when their"
            " difference is more than chance."
        ),
    ),
    "range": Meaning(
        _("The range"),
        _(
            "How far a figure could move by chance alone: 95 of 100 such ranges hold the value behind it. Everybody is"
            " counted, so it is not about people we missed; it says how much to make of a difference."
        ),
    ),
    "too-few": Meaning(
        _("Too few to say"),
        _(
            "A number is shown only when enough people did it and enough people did not, and when nothing follows by"
            " subtracting. Smaller units are shown together. Counts are rounded. So nobody can find out who joined in"
            " and who did not."
        ),
    ),
}
