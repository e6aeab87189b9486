"""What phases and lines of the checklist are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kring.rollout.rules.checklist import Item
from kring.rollout.rules.help import GoesOn, Kind, Reached
from kring.rollout.rules.phases import Phase

PHASES = {
    Phase.PLANNED: _("planned"),
    Phase.FORMING: _("forming heroes"),
    Phase.HELPING: _("helping"),
    Phase.KEEPING: _("keeping alive"),
}
ITEMS = {
    Item.LEAD_NAMED: _("lead named"),
    Item.STAFF_LIST_IN: _("staff list in"),
    Item.POLICY_READ: _("policy read"),
    Item.COUNCIL_INFORMED: _("works council informed"),
    Item.BASELINE_TAKEN: _("baseline taken"),
}
TODO = {
    Item.LEAD_NAMED: _("a lead"),
    Item.STAFF_LIST_IN: _("the staff list"),
    Item.POLICY_READ: _("reading the policy"),
    Item.COUNCIL_INFORMED: _("telling the works council"),
    Item.BASELINE_TAKEN: _("the baseline"),
}
NEXT = {
    Item.LEAD_NAMED: _("Name somebody who leads this unit."),
    Item.STAFF_LIST_IN: _("Bring in the staff list of this unit."),
    Item.POLICY_READ: _("Read the policy on social media with the management of this unit."),
    Item.COUNCIL_INFORMED: _("Tell the works council what is going to happen, and what nobody will see."),
    Item.BASELINE_TAKEN: _("Ask colleagues how comfortable they are now, before anything starts."),
}
AFTER = {  # what is next once everything on the list is done
    Phase.PLANNED: _("All is ready. The programme starts by itself on its day."),
    Phase.FORMING: _("Choose the heroes and get them together."),
    Phase.HELPING: _("The heroes help their colleagues: ask them how it goes."),
    Phase.KEEPING: _("Keep it alive: a new story, a short meeting, a thank-you."),
}


KIND_WORDS: dict[str, str | Promise] = {
    Kind.MEETING: _("Meeting"),
    Kind.TRAINING: _("Training"),
    Kind.CALL: _("Call"),
    Kind.OTHER: _("Something else"),
}


KIND_ICONS = {Kind.MEETING: "users", Kind.TRAINING: "bulb", Kind.CALL: "message", Kind.OTHER: "sparkles"}


REACHED_WORDS: dict[str, str | Promise] = {
    Reached.FIRST_MOMENT: _("Your first time together"),
    Reached.FIRST_WORDS: _("The first of you shared in own words"),
    Reached.EVERYBODY: _("Everyone shared in own words"),
    Reached.HANDED_BACK: _("Three months rounded off"),
}


GOES_ON_WORDS: dict[str, str | Promise] = {
    GoesOn.HERO: _("I go on"),
    GoesOn.MEMBER: _("Somebody of the circle takes over"),
    GoesOn.TOGETHER: _("We go on together, without a hero"),
    GoesOn.ENDS: _("This is where it ends"),
}
