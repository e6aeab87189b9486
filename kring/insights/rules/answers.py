"""The four answers as plain values: what a page, a report and whoever builds on them read."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kring.insights.rules.protocol import Promise, Standing

VERSION = 3  # raise it when the values below change, so that kept answers are worked out anew


class Claim(StrEnum):
    """How far the words about an effect may go."""

    LED_TO = "led_to"  # the programme led to it, with a range
    BY_LOT = "by_lot"  # the lot says that it did; how much cannot be said
    TOGETHER = "together"  # it went together with the programme
    NOT_SHOWN = "not_shown"  # the range holds no difference
    CANNOT_TELL = "cannot_tell"  # no number at all


class Kind(StrEnum):
    """What part of the organisation, or of what is posted, the answers are about."""

    ALL = "all"
    WAVE = "wave"
    GROUP = "group"
    UNIT = "unit"
    CHANNEL = "channel"
    PILLAR = "pillar"


@dataclass(frozen=True)
class Part:
    """One choice of the bar above the answers, out of a fixed set."""

    kind: Kind = Kind.ALL
    key: str = ""  # a primary key, a number of a wave, or a channel
    name: str = ""

    @property
    def code(self) -> str:
        """How an address and a row name it."""
        return f"{self.kind}-{self.key}" if self.key else str(self.kind)


@dataclass(frozen=True)
class Figure:
    """One number with its range, under a key that stays the same."""

    key: str
    value: float
    low: float | None
    high: float | None
    unit: str

    @property
    def is_more(self) -> bool:
        """Whether all of the range is above nothing (for a ratio: above 1)."""
        return self.low is not None and self.low > (1 if self.unit == RATIO else 0)

    @property
    def is_fewer(self) -> bool:
        """Whether all of the range is below nothing (for a ratio: below 1)."""
        return self.high is not None and self.high < (1 if self.unit == RATIO else 0)


RATIO, PART = "ratio", "people per person on the staff"
JOINED = "people per person who joined"
PER_100_WEEK, PER_100, COUNT = "per 100 staff per week", "people per 100 staff", "count"
WHEN_SHOWN = "shares per time shown"


@dataclass(frozen=True)
class Point:
    """The effect in one week counted from the start of a unit: 0 is the first; without a value it is not known."""

    week: int
    value: float | None  # with the programme per without it
    low: float | None
    high: float | None
    units: int


@dataclass(frozen=True)
class Window:
    """The effect in a stretch of weeks since the start."""

    key: str  # heroes, spreading, after
    ratio: Figure
    units: int
    weeks: int


@dataclass(frozen=True)
class Step:
    """A wave: units that started together, and the effect in them where it is known."""

    number: int
    starts_on: date
    units: int
    people: int
    ratio: Figure | None


@dataclass(frozen=True)
class WaveSums:
    """What was counted in one wave, week by week."""

    number: int
    units: int
    starts: int  # week, counted from the first one; at or after the last: not yet
    posts: tuple[int, ...]
    staff: tuple[int, ...]


@dataclass(frozen=True)
class Light:
    """One thing that could make an answer wrong, and how it stands."""

    key: str
    light: str  # green, amber, red, unknown
    value: float | None
    threshold: float | None


@dataclass(frozen=True)
class Grade:
    """How far this organisation's data can carry an answer: A to D, why, and what would make it better."""

    letter: str = "D"
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfGroup:
    """The effect in one target group, beside the same group in units that wait."""

    group: int
    name: str
    hue: int
    units: int
    ratio: Figure


@dataclass(frozen=True)
class Effect:
    """The answer to one question about what the programme brought about."""

    key: str  # activation, posts, engagements
    claim: Claim = Claim.CANNOT_TELL
    grade: Grade = field(default_factory=Grade)
    figures: tuple[Figure, ...] = ()
    units: int = 0
    weeks: int = 0
    one_in: float | None = None  # chance alone gives so much in one of so many shuffles of the waves
    lights: tuple[Light, ...] = ()
    points: tuple[Point, ...] = ()
    windows: tuple[Window, ...] = ()
    groups: tuple["OfGroup", ...] = ()  # where what is counted is told apart by target group

    def figure(self, name: str) -> Figure | None:
        """Return one of its figures by the last part of its key."""
        return next((one for one in self.figures if one.key == f"{self.key}.{name}"), None)


@dataclass(frozen=True)
class Story:
    """How one story did in one target group, and the places that cannot be ruled out."""

    story: int
    figure: Figure
    first: int
    last: int


@dataclass(frozen=True)
class Best:
    """The stories of one target group, best first."""

    group: int  # 0: of no group
    name: str
    hue: int
    stories: tuple[Story, ...]
    compared: int
    differs: bool
    stands_out: bool

    @property
    def is_compared(self) -> bool:
        """Whether anything is held against something else."""
        return bool(self.stories) and self.compared > 1


@dataclass(frozen=True)
class ContentKind:
    """How often one group shares one kind of content when it is shown, and the places that cannot be ruled out."""

    theme: int
    form: str  # kring.stories.rules.form.Form
    figure: Figure
    first: int
    last: int


@dataclass(frozen=True)
class Kinds:
    """The kinds of content of one target group that may be shown, best first."""

    group: int
    name: str
    hue: int
    kinds: tuple[ContentKind, ...]
    mean: float  # over all kinds that are compared, as counted
    compared: int
    differs: bool
    stands_out: bool

    @property
    def is_compared(self) -> bool:
        """Whether anything is held against something else."""
        return bool(self.kinds) and self.compared > 1


@dataclass(frozen=True)
class Stage:
    """One step on the way from the staff list to still active, out of everybody on the staff now."""

    key: str  # staff, invited, joined, active, still_active
    people: int  # rounded
    of_all: Figure
    of_before: Figure | None  # of those who took the step before


@dataclass(frozen=True)
class Stay:
    """What part of those who joined was still active after so many weeks."""

    weeks: int
    figure: Figure


@dataclass(frozen=True)
class Compared:
    """What part of the staff shared in a unit, or in several that are only shown together; drawn towards all units."""

    names: tuple[str, ...]
    staff: int
    figure: Figure


@dataclass(frozen=True)
class Participation:
    """Who takes part: figures, and of a hundred colleagues how many stand at which step."""

    figures: tuple[Figure, ...] = ()
    steps: tuple[tuple[str, int], ...] = ()  # (invited, joined, shared …): of a hundred, so far and no further
    staff: int = 0
    way: tuple[Stage, ...] = ()
    stays: tuple[Stay, ...] = ()
    units: tuple[Compared, ...] = ()
    units_differ: bool = False  # by more than chance

    def figure(self, name: str) -> Figure | None:
        """Return one of its figures by the last part of its key."""
        return next((one for one in self.figures if one.key == f"participation.{name}"), None)


@dataclass(frozen=True)
class Late:
    """What came of the posts of one week, and the part of it that came in after the week was over."""

    monday: date
    part: float


@dataclass(frozen=True)
class Row:
    """An effect of the method of other analysts, with a range that holds all of its kind at once."""

    at: int  # see Together.kind
    value: float
    error: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Together:
    """Effects taken together in one way."""

    kind: str  # simple; group, calendar: `at` is a period from 0; dynamic: `at` is periods since the start
    overall: Row
    rows: tuple[Row, ...]
    adjusted: Row | None  # the overall one among units of like size


@dataclass(frozen=True)
class Pair:
    """The effect in the units that start in one period, in another period."""

    group: int
    period: int
    value: float
    error: float | None
    beside: int  # units


@dataclass(frozen=True)
class Method:
    """The same question by the method of Callaway and Sant'Anna (2021); periods of four weeks."""

    outcome: str  # posts, engagements: per 100 staff per week; activation: people per 100 staff
    first: date  # the Monday of period 0
    periods: int
    units: int
    left_out: int  # units that start alone, or had started by the first period
    pairs: tuple[Pair, ...]
    together: tuple[Together, ...]
    pre_pairs: int
    pre_statistic: float | None  # None: too few units to test what comes before all at once
    pre_p: float | None


@dataclass(frozen=True)
class Answers:
    """The four answers over one part of an organisation, until one Sunday."""

    sunday: date
    weeks: int  # of the first and the last question
    part: Part
    participation: Participation
    activation: Effect
    posts: Effect
    engagements: Effect
    best: tuple[Best, ...]
    waves: tuple[Step, ...]
    units: int  # that have people
    started: int  # of these
    kinds: tuple[Kinds, ...] = ()
    controls: tuple[int, ...] = ()  # units not yet started, week by week
    first_monday: date | None = None  # of these weeks
    counted_until: date | None = None  # the last Sunday of what others counted
    promise: Promise = field(default_factory=Promise)
    standing: Standing = Standing.NONE
    changed_on: date | None = None  # when the protocol was last locked
    sums: tuple[WaveSums, ...] = ()  # those that may be given away
    fingerprint: str = ""  # of the sums and the protocol
    late: int = 0  # sums that came in after their week was closed
    late_weeks: tuple[date, ...] = ()  # of these, each once
    later: tuple[Late, ...] = ()  # what came in after the week of the post, as far as it may be shown
    later_part: float | None = None  # of all that came in
    methods: tuple[Method, ...] = ()
    parts: tuple[Part, ...] = field(default_factory=lambda: (Part(),))  # the choices that there are
    version: int = VERSION

    @property
    def primary(self) -> Effect:
        """What the protocol says the answers are about in the first place."""
        return self.engagements if self.promise.outcome == "engagements" else self.posts

    @property
    def figures(self) -> dict[str, Figure]:
        """Every figure by its key."""
        groups = (self.participation.figures, self.activation.figures, self.posts.figures, self.engagements.figures)
        others = [
            *(stage.of_all for stage in self.participation.way),
            *(stay.figure for stay in self.participation.stays),
            *(one.ratio for effect in (self.posts, self.engagements) for one in effect.groups),
            *(kind.figure for found in self.kinds for kind in found.kinds),
            *(story.figure for best in self.best for story in best.stories),
        ]
        return {one.key: one for some in groups for one in some} | {one.key: one for one in others}
