"""The answers in words: which sentence goes with which claim. What may be said is decided in rules/saying.py."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kring.insights.rules.answers import (
    Answers,
    Best,
    Claim,
    ContentKind,
    Effect,
    Figure,
    Kind,
    Kinds,
    Light,
    Part,
)
from kring.insights.rules.protocol import Standing
from kring.insights.rules.saying import Finding, Mood, finding, mood
from kring.measure.survey import Told
from kring.stories.rules.form import Form
from kring.ui.templatetags.ui import number, per_cent

NARROW = "\u00a0"
OFTEN = 10  # chance alone gives it more often than in 1 of so many shuffles: then parts of 100 are clearer


@dataclass(frozen=True)
class Said:
    """An answer as a page says it: one sentence, how sure it is, and what it comes to."""

    sentence: str
    range: str = ""
    more: str = ""


def percent(value: float | None) -> str:
    """Write a part of one so that it stays on one line; what rounds to nothing is not nothing."""
    if value is not None and 0 < value < 0.0005:
        return _("under %(part)s") % {"part": percent(0.001)}
    return per_cent(value).replace(" %", f"{NARROW}%")


def _points(value: float) -> str:
    """Write how much more or less a ratio is, as per cent, without its sign."""
    return f"{number(abs(value - 1) * 100)}{NARROW}%"


def part_name(part: Part) -> str:
    """Return what a part is called."""
    if part.kind == Kind.ALL:
        return _("Everything")
    return _("Wave %(number)s") % {"number": part.key} if part.kind == Kind.WAVE else part.name


def kind_name(kind: Kind) -> str:
    """Return the heading that parts of one kind stand under."""
    return {
        Kind.WAVE: _("Waves"),
        Kind.GROUP: _("Target groups"),
        Kind.UNIT: _("Units"),
        Kind.CHANNEL: _("Channels"),
        Kind.PILLAR: _("Pillars"),
    }.get(kind, _("Everything"))


def who_takes_part(answers: Answers) -> Said:
    """Answer the first question."""
    took, weeks = answers.participation.figure("took_part"), number(answers.weeks)
    shared = answers.participation.figure("shared")
    if took is not None:
        words = _("%(part)s of the staff took part in the last %(weeks)s weeks")
        more = _("Of all staff, %(part)s posted something.") % {"part": percent(shared.value)} if shared else ""
        return Said(words % {"part": percent(took.value), "weeks": weeks}, between(took), more)
    if shared is None:
        return Said(_("Too few people took part to say something without telling who"))
    told = {"part": percent(shared.value), "weeks": weeks, "name": part_name(answers.part)}
    if answers.part.kind == Kind.CHANNEL:
        return Said(_("%(part)s of the staff posted on %(name)s in the last %(weeks)s weeks") % told, between(shared))
    if answers.part.kind == Kind.PILLAR:
        return Said(
            _("%(part)s of the staff posted about %(name)s in the last %(weeks)s weeks") % told, between(shared)
        )
    if answers.part.kind == Kind.ALL:
        return Said(_("%(part)s of the staff posted something in the last %(weeks)s weeks") % told, between(shared))
    return Said(
        _("%(name)s: %(part)s of the staff posted something in the last %(weeks)s weeks") % told, between(shared)
    )


def between(figure: Figure) -> str:
    """Write the range of a part."""
    if figure.low is None or figure.high is None:
        return ""
    told = {"low": percent(figure.low), "high": percent(figure.high)}
    return _("between %(low)s and %(high)s, as chance alone moves it") % told


def _sure(low: str, high: str) -> str:
    return _("95 %% sure: between %(low)s and %(high)s") % {"low": low, "high": high}


def more_active(answers: Answers) -> Said:
    """Answer the second question."""
    effect = answers.activation
    net = effect.figure("per_100")
    if effect.claim == Claim.CANNOT_TELL or net is None:
        return Said(cannot_tell(effect))
    told = {"n": number(abs(net.value), 1), "whom": _whom(answers.part)}
    if effect.claim == Claim.BY_LOT:
        return Said(_by_lot_active(net), more=by_lot(effect))
    if effect.claim == Claim.NOT_SHOWN:
        ends = _sure(_fewer_or_more(net.low), _fewer_or_more(net.high))
        return Said(_("Whether more people are active because of the programme cannot be told yet"), ends)
    if net.value < 0:
        words = {
            Claim.LED_TO: _("Because of the programme %(n)s fewer of every 100 %(whom)s are active"),
            Claim.TOGETHER: _("Together with the programme %(n)s fewer of every 100 %(whom)s are active"),
        }
    else:
        words = {
            Claim.LED_TO: _("Because of the programme %(n)s more of every 100 %(whom)s are active"),
            Claim.TOGETHER: _("Together with the programme %(n)s more of every 100 %(whom)s are active"),
        }
    least, most = sorted(abs(end or 0) for end in (net.low, net.high))
    more = f"{_per_participant(effect)} {_at_most(effect, told['whom'])}".strip()
    return Said(words[effect.claim] % told, _sure(number(least, 1), number(most, 1)), more)


def _fewer_or_more(value: float | None) -> str:
    if value is None:
        return _("not known")
    words = _("%(n)s more") if value >= 0 else _("%(n)s fewer")
    return words % {"n": number(abs(value), 1)}


def _by_lot_active(net: Figure) -> str:
    if net.value < 0:
        return _("The programme made fewer people active; how many fewer, so few units cannot say")
    return _("The programme made more people active; how many more, so few units cannot say")


def _per_participant(effect: Effect) -> str:
    each = effect.figure("per_participant")
    if each is None or each.low is None or each.high is None or each.value <= 0:
        return ""
    told = {"part": percent(each.value), "low": percent(max(each.low, 0)), "high": percent(each.high)}
    return _("That is %(part)s of those who take part (between %(low)s and %(high)s).") % told


def _whom(part: Part) -> str:
    """Return over whom people are counted, in the middle of a sentence."""
    return _("colleagues in the group %(name)s") % {"name": part.name} if part.kind == Kind.GROUP else _("colleagues")


def _at_most(effect: Effect, whom: str) -> str:
    """Write how many can have become active, since others may have stopped: a net number leaves that open."""
    net, most = effect.figure("per_100"), effect.figure("at_most")
    if net is None or most is None or net.value <= 0:
        return ""
    told = {"n": number(most.value, 1), "whom": whom}
    return _("Net: at most %(n)s of every 100 %(whom)s can have become active, if others stopped.") % told


def more_engagement(answers: Answers) -> Said:
    """Answer the third question, from what the protocol puts first."""
    return effect_said(answers.primary, answers.started, answers.part)


def effect_said(effect: Effect, units: int, part: Part | None = None) -> Said:
    """Say how much more there is of one thing because of the programme."""
    ratio = effect.figure("ratio")
    if effect.claim == Claim.CANNOT_TELL or ratio is None:
        return Said(cannot_tell(effect))
    told = {"part": _points(ratio.value), "what": what(effect.key, part), "units": number(effect.units or units)}
    if effect.claim == Claim.NOT_SHOWN:
        ends = {"low": signed(ratio.low), "high": signed(ratio.high)}
        sure = _("95 %% sure: between %(low)s and %(high)s than without it") % ends
        return Said(_("No difference shown in %(what)s because of the programme") % told, sure)
    if effect.claim == Claim.BY_LOT:
        line = (
            _("The programme led to more %(what)s; how much more, so few units cannot say")
            if ratio.value >= 1
            else _("The programme led to fewer %(what)s; how much fewer, so few units cannot say")
        )
        return Said(line % told, more=by_lot(effect))
    if ratio.value >= 1:
        words = {
            Claim.LED_TO: _("In %(units)s units the programme led to about %(part)s more %(what)s"),
            Claim.TOGETHER: _("In %(units)s units there are about %(part)s more %(what)s together with the programme"),
        }[effect.claim]
    else:
        words = {
            Claim.LED_TO: _("In %(units)s units the programme led to about %(part)s fewer %(what)s"),
            Claim.TOGETHER: _("In %(units)s units there are about %(part)s fewer %(what)s together with the programme"),
        }[effect.claim]
    range_ = _sure(_points(ratio.low or 1), _points(ratio.high or 1)) if ratio.is_more else _span(ratio)
    return Said(words % told, range_, extra(effect))


def _span(ratio: Figure) -> str:
    return _sure(signed(ratio.low), signed(ratio.high))


def signed(ratio: float | None) -> str:
    """Write a ratio as so much more or fewer."""
    if ratio is None:
        return _("not known")
    return (_("%(part)s more") if ratio >= 1 else _("%(part)s fewer")) % {"part": _points(ratio)}


def what(key: str, part: Part | None = None) -> str:
    """Return what is counted, of which part, in the middle of a sentence."""
    counted = {"posts": _("posts"), "engagements": _("reactions, comments and reshares")}.get(key, key)
    if part is None or part.kind not in (Kind.GROUP, Kind.CHANNEL, Kind.PILLAR):
        return counted
    told = {"what": counted, "name": part.name}
    return {
        Kind.GROUP: _("%(what)s of the group %(name)s"),
        Kind.CHANNEL: _("%(what)s on %(name)s"),
        Kind.PILLAR: _("%(what)s about the pillar %(name)s"),
    }[part.kind] % told


def extra(effect: Effect) -> str:
    """Write what an effect comes to per 100 staff."""
    each = effect.figure("per_100")
    if each is None:
        return ""
    told = {"n": number(abs(each.value), 1), "what": what(effect.key)}
    if each.value < 0:
        return _("%(n)s %(what)s fewer per 100 staff a week.") % told
    return _("%(n)s extra %(what)s per 100 staff a week.") % told


def by_lot(effect: Effect) -> str:
    """Write what the lot says."""
    if not effect.one_in:
        return ""
    if effect.one_in < OFTEN:
        told = {"n": number(100 / effect.one_in)}
        return _("Chance alone gives such a difference in %(n)s of 100 shuffles of the waves.") % told
    told = {"n": number(effect.one_in)}
    return _("Chance alone gives such a difference in 1 of %(n)s shuffles of the waves.") % told


def cannot_tell(effect: Effect) -> str:
    """Say that there is no number, as the reason has it."""
    if "part_not_counted" in effect.grade.reasons:
        return _("For this part by itself nobody can say what the programme brought about")
    return _("With this data nobody can say what the programme brought about")


FORMS = {
    Form.LINK: gettext_lazy("with a link"),
    Form.PICTURE: gettext_lazy("with a picture"),
    Form.WORDS: gettext_lazy("in words only"),
}


def forms_in(found: Sequence[Kinds]) -> set[str]:
    """Return the forms that are told apart."""
    return {kind.form for one in found for kind in one.kinds}


def content_name(kind: ContentKind, themes: dict[int, str], *, with_form: bool) -> str:
    """Return what a kind of content is called: its theme, and its form where there are several."""
    theme = themes.get(kind.theme, "")
    return f"{theme}, {FORMS[Form(kind.form)]}" if with_form else theme


def which_kinds(found: Sequence[Kinds], themes: dict[int, str]) -> Said | None:
    """Answer the fourth question by kinds of content; None where there are too few people to hold them apart."""
    if finding(found) == Finding.TOO_FEW:
        return None
    if finding(found) == Finding.ALIKE:
        return Said(_("Which kinds of content are shared best cannot be told apart yet"))
    if finding(found) == Finding.DIFFERS:
        return Said(_("Some kinds of content are shared more than others, but the first places cannot be told apart"))
    first = [(one, one.kinds[0]) for one in found if one.stands_out]
    with_form = len(forms_in(found)) > 1
    lines = [
        _("%(group)s: %(kind)s, shared %(part)s of the times it was shown")
        % {
            "group": one.name,
            "kind": content_name(kind, themes, with_form=with_form),
            "part": percent(kind.figure.value),
        }
        for one, kind in first
    ]
    words = ngettext(
        "In %(n)s target group one kind of content stands out",
        "In %(n)s target groups one kind of content stands out",
        len(first),
    ) % {"n": number(len(first))}
    return Said(words, more="; ".join(lines) + ".")


def which_content(best: Sequence[Best], titles: dict[int, str]) -> Said:
    """Answer the fourth question by single stories."""
    found = finding(best)
    if found == Finding.TOO_FEW:
        return Said(_("Too few people shared the same stories to say which are shared best"))
    if found == Finding.ALIKE:
        return Said(_("Which stories are shared best cannot be told apart yet"))
    if found == Finding.DIFFERS:
        return Said(_("Some stories are shared more than others, but the first places cannot be told apart"))
    first = [(one, one.stories[0]) for one in best if one.stands_out]
    lines = [
        _("%(group)s: “%(title)s”, shared by %(part)s of those who saw it")
        % {"group": one.name, "title": titles.get(story.story, ""), "part": percent(story.figure.value)}
        for one, story in first
    ]
    count = len(first)
    words = ngettext(
        "In %(n)s target group one story stands out", "In %(n)s target groups one story stands out", count
    ) % {"n": number(count)}
    return Said(words, more="; ".join(lines) + ".")


def places(first: int, last: int) -> str:
    """Write the places that cannot be ruled out."""
    if first == last:
        return _("place %(n)s") % {"n": first}
    return _("place %(first)s–%(last)s") % {"first": first, "last": last}


def how_it_goes(answers: Answers) -> Said:
    """Say on the first page how it is going, in one sentence."""
    ratio = answers.primary.figure("ratio")
    told = {"part": _points(ratio.value) if ratio else "", "what": what(answers.primary.key)}
    words = {
        Mood.WORKS: _("The programme works: about %(part)s more %(what)s because of it"),
        Mood.GOES_ALONG: _("It goes well: about %(part)s more %(what)s together with the programme"),
        Mood.NO_DIFFERENCE: _("The programme runs; a difference in %(what)s is not shown yet"),
        Mood.LESS: _("Since the programme there are about %(part)s fewer %(what)s: worth a talk"),
        Mood.TOO_EARLY: _("What the programme brings about cannot be said yet"),
    }[mood(answers)]
    if mood(answers) == Mood.WORKS and answers.primary.claim == Claim.BY_LOT:
        words = _("The programme works: more %(what)s because of it")
    return Said(words % told, effect_said(answers.primary, answers.started).range)


def grade_name(letter: str) -> str:
    """Return what a grade means in a few words."""
    return {
        "A": _("as sure as it gets"),
        "B": _("well supported"),
        "C": _("an indication"),
        "D": _("cannot be said"),
    }[letter]


def standing_said(answers: Answers) -> str:
    """Say how the protocol stands to the start of the programme."""
    day = {"day": _day(answers)}
    return {
        Standing.NONE: _("Nothing was promised before about what would be measured."),
        Standing.BEFORE: _("What is measured was locked on %(day)s, before the start."),
        Standing.AFTER: _("What is measured was only locked on %(day)s, after the start."),
        Standing.CHANGED: _("Changed after the start, on %(day)s."),
    }[answers.standing] % day


def _day(answers: Answers) -> str:
    return date_format(answers.changed_on, "j F Y") if answers.changed_on else ""


def light_name(light: Light) -> str:
    """Return how a light stands, in a word."""
    return {"green": _("fine"), "amber": _("mind this"), "red": _("not fine")}.get(light.light, _("cannot be known"))


def at_about(told: Told) -> str:
    """Write a part of the answers to a survey so that it tells of nobody."""
    value = percent(round(told.percent) / 100)
    if told.is_at_least:
        return _("at least %(part)s") % {"part": value}
    return _("at most %(part)s") % {"part": value} if told.is_at_most else value
