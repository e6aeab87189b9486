"""How we know, and what could make it wrong, in plain words: lights, grades, and what would make a better one."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kring.insights.meaning import Meaning

Words = dict[str, str | Promise]

# Each light: what is asked, and what its colour says.
ASKED: Words = {
    "controls": _("Were there enough units to compare with?"),
    "balance": _("Were the waves alike before the start?"),
    "drift": _("Was something changing already before the start?"),
    "one_unit": _("Would we say the same without any one unit?"),
    "spill_over": _("Did units that were waiting change along with their neighbours?"),
    "measured": _("Is everybody counted, also who does not take part?"),
}
FOUND: dict[str, Words] = {
    "controls": {
        "green": _("Yes, in every week that counts several units had not started yet."),
        "amber": _("In some weeks only a few units had not started yet."),
        "red": _("In some weeks there was hardly a unit that had not started yet."),
        "unknown": _("That cannot be said."),
    },
    "balance": {
        "green": _("Yes, they differed no more than chance gives."),
        "amber": _("They differed more than chance gives. Levels are taken out; other differences are not."),
        "unknown": _("Nothing is known of the time before."),
    },
    "drift": {
        "green": _("Nothing of the kind is seen in the weeks before the start."),
        "amber": _("Not clearly, but a slow change that nobody would have seen could explain part of it."),
        "red": _("Yes. So part of the difference was there already, or was on its way."),
        "unknown": _("There are too few weeks before the start to see."),
    },
    "one_unit": {
        "green": _("Yes, no single unit decides."),
        "amber": _("Without one unit the range would just hold no difference."),
        "red": _("No. One unit decides, so it says little about the others."),
        "unknown": _("That cannot be said."),
    },
    "spill_over": {
        "green": _("No, nothing is seen of that."),
        "amber": _("Perhaps a little. Then the difference is larger than what is said here."),
        "red": _("Yes. Then units that waited are no fair comparison."),
        "unknown": _("That cannot be known: whole regions would have to wait. If they did, the difference is larger."),
    },
    "measured": {
        "green": _("Yes, what is counted is there for everybody."),
        "amber": _("Nearly. Who is counted changes a little with the start."),
        "red": _("No. Who is counted changes with the start."),
        "unknown": _("That is not known."),
    },
}
REASONS: Words = {
    "joined_only": _("only people who take part are counted, and before they joined nobody knows what they did"),
    "measured_red": _("who is counted changes with the start"),
    "no_comparison": _("there is no unit that waited while another had started"),
    "one_date": _("all units started on the same day"),
    "not_by_lot": _("who started when was not drawn by lot"),
    "not_as_drawn": _("some units started at another moment than was drawn"),
    "protocol_after": _("what would be measured was not locked before the start"),
    "cap_not_declared": _("where large posts are cut off was not locked before the start"),
    "few_units": _("there are few units or waves"),
    "controls_amber": _("in some weeks few units were left to compare with"),
    "controls_red": _("in some weeks hardly a unit was left to compare with"),
    "controls_unknown": _("it is not known how many units there were to compare with"),
    "balance_amber": _("the waves were not quite alike before the start"),
    "balance_red": _("the waves were not alike before the start"),
    "balance_unknown": _("it is not known whether the waves were alike before"),
    "drift_amber": _("a slow change before the start cannot be ruled out"),
    "drift_red": _("something was changing already before the start"),
    "drift_unknown": _("there are too few weeks before the start"),
    "one_unit_amber": _("one unit matters much"),
    "one_unit_red": _("one unit decides"),
    "one_unit_unknown": _("it is not known whether one unit decides"),
    "spill_over_amber": _("units that waited may have changed along a little"),
    "spill_over_red": _("units that waited changed along"),
    "spill_over_unknown": _("whether units that waited changed along cannot be known"),
    "measured_amber": _("who is counted changes a little with the start"),
    "measured_unknown": _("it is not known whether the start changes who is counted"),
    "people_not_counted": _("only posts were counted, and not how many different people posted"),
    "part_not_counted": _("what is counted over everybody is not told apart for this part, or it has too few units"),
}
MISSING: Words = {
    "measure_everybody": _(
        "Count something over everybody, from before the start: public posts per unit and week, say."
    ),
    "count_people": _("Count as well how many different people posted, in the four weeks that end with each week."),
    "keep_some_waiting": _("Let some units start later, so that there is something to compare with."),
    "start_in_waves": _("Start in waves instead of everywhere at once."),
    "draw_by_lot": _("Draw by lot which unit starts when."),
    "write_down_before": _("Lock what will be measured before the first unit starts."),
    "declare_cap": _("Lock beforehand where large posts are cut off."),
    "more_units": _("Let more units take part, in more waves."),
    "draw_regions": _("Draw whole regions early or late, so that it can be seen what neighbours take over."),
    "measure_earlier": _("Begin to count earlier: at least eight weeks before the first start."),
    "wait_longer": _("Let more units wait, for longer."),
    "follow_the_draw": _("Let units start as they were drawn."),
}
GRADES: Words = {
    "A": _(
        "As sure as it gets: drawn by lot, counted over everybody, locked before the start, and nothing against it."
    ),
    "B": _("Well supported: units that started are compared with units that waited, with a reservation."),
    "C": _("An indication: it went together, but that the programme did it cannot be shown."),
    "D": _("Nothing can be said about cause: there is nothing fair to compare with."),
}

# The page that tells how each answer comes about.
MEANINGS: dict[str, Meaning] = {
    "takes-part": Meaning(
        _("Who takes part"),
        _(
            "People who shared, brought something in, opened a story or finished a lesson at least once in the period,"
            " out of everybody on the staff on its last Sunday. Counted, not estimated; the range says how far chance"
            " alone moves such a part."
        ),
    ),
    "because": Meaning(
        _("Because of the programme"),
        _(
            "Units start one after the other. In every week the units that have started are compared with those that"
            " have not, each measured against its own level from before. So the season, a network that changes or a"
            " busy week falls out: it happens to both. What is left is because of the programme, as far as the lights"
            " allow."
        ),
    ),
    "active": Meaning(
        _("More active people"),
        _(
            "Active is who posted about work at least once in four weeks. Counted is how many more people are active"
            " than there would have been without the programme, net: who became less active is taken off. It is not"
            " known of anybody in particular."
        ),
    ),
    "extra": Meaning(
        _("More posts and engagement"),
        _(
            "How much there is in units that have started, over what there would have been there without the"
            " programme. The extra is the difference, per 100 people on the staff per week. Reactions, comments and"
            " reshares are counted the same way."
        ),
    ),
    "sure": Meaning(
        _("Sure for 95 %"),
        _(
            "Of 100 such ranges, 95 hold the true value. It is found by leaving out one unit at a time: units start as"
            " a whole and differ from each other, so the unit is what could have gone otherwise."
        ),
    ),
    "lot": Meaning(
        _("1 of so many shuffles"),
        _(
            "Where waves were drawn by lot, the same difference is counted for all other draws that could have come"
            " out. If chance alone seldom gives as much, it is not chance."
        ),
    ),
    "grade": Meaning(
        _("How sure: A to D"),
        _(
            "A: waves by lot, counted over everybody, locked before the start, all lights fine. B: units that started"
            " beside units that waited, with a reservation. C: everything at once, or a light that is not fine. D: only"
            " who takes part is counted, or there is nothing to compare with; then no number about a cause is shown."
        ),
    ),
    "content": Meaning(
        _("Which content is shared best"),
        _(
            "A kind of content is a theme and what a post shows with it: a link, a picture, or words only. Counted is"
            " how often the people of a group shared it, out of the times that such a story was on their feed, in the"
            " last 13 weeks; each story once per person. Where it was shown little, it is drawn towards what all groups"
            " do with it, so that luck does not win. A kind is compared once it was shown 200 times, in ten weeks of"
            " units. Two kinds have different places only when their difference is more than chance. A hatched cell is"
            " not known, or too few people to show. Single stories are counted the same way, by people."
        ),
    ),
    "when-shown": Meaning(
        _("Shared when shown"),
        _(
            "The feed shows people what suits them, not everybody the same. So a place says what a group shares of what"
            " it got, not what it would share if everybody got everything. The feed does keep the chance with which a"
            " story got its place; but whether somebody shares comes of all the times that they saw it, and those"
            " chances by themselves cannot set that right."
        ),
    ),
    "locked": Meaning(
        _("Locked before the start"),
        _(
            "What is looked at in the first place, and how, is locked before the first unit starts. Whoever chooses"
            " afterwards finds something nice in every table. A change later is possible, and stands on every page."
        ),
    ),
    "fingerprint": Meaning(
        _("Fingerprint"),
        _(
            "A code over all sums and the protocol behind these answers. When somebody works them out again from the"
            " same sums, the same code comes out; one sum that differs gives another. Sums that came in late change it"
            " too."
        ),
    ),
    "too-few": Meaning(
        _("Too few to say"),
        _(
            "Answers are about groups that are large enough, with enough people left outside of them. Parts that are"
            " too small are not on offer, and nothing follows by subtracting one part from another."
        ),
    ),
}
