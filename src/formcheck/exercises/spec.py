"""The form of an exercise file (pydantic, checked on reading).

An exercise is data: its position, the signal that counts repetitions, and for each fault the
limits, their duration and phases, and the source of each number.
"""

from math import inf
from typing import Annotated, Final, Literal, Self

from pydantic import Field, PositiveFloat, PositiveInt, model_validator

from formcheck.motion.measures import MEASURES
from formcheck.settings import Id, Seconds, Strict, Words
from formcheck.words.language import text

Phase = Literal["down", "rise", "top", "lower", "hold"]
Severity = Literal["mild", "severe"]
Priority = Literal[1, 2, 3]
NeededView = Literal["outline", "side", "oblique_mild", "oblique", "wide", "front"]

#: Names of numbers derived from the repetition signal, to the unit of that signal: its speed
#: (central difference over 0.2 s), and its height above rest (or absolute, as the exercise counts).
REP_SPEED: Final = {"rep_speed_deg_s": "deg", "rep_speed_t_s": "T"}
REP_HEIGHT: Final = {"rep_height_deg": "deg", "rep_height_t": "T"}
_OF_SIGNAL: Final = REP_SPEED | REP_HEIGHT
#: Values of `take` that depend on time.
_TIMED: Final = frozenset({"fastest", "seconds", "mean_speed", "duration"})
#: Views from the side, the widest last.
_SIDE_VIEWS: Final = ("outline", "side", "oblique_mild", "oblique", "wide")


def unit_of(name: str) -> str:
    """Return the unit of a measure, or of a number derived from the repetition signal."""
    if name in REP_SPEED:
        return f"{REP_SPEED[name]}/s"
    return REP_HEIGHT[name] if name in REP_HEIGHT else MEASURES[name].unit


class Limit(Strict):
    """One comparison of a measure.

    Attributes:
        change: compare its change from the person's own baseline in place of its value.
        trend_s: compare its Theil-Sen trend, the rise per ten seconds over the last `trend_s`
            seconds, in place of its value.
        at_least, at_most: the threshold, in the measure's unit; exactly one.
    """

    measure: str
    change: bool = False
    trend_s: Seconds | None = None
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        _known(self.measure)
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"{self.measure}: give either at_least or at_most")
        if self.change and self.trend_s:
            raise ValueError(f"{self.measure}: change and trend_s exclude each other")
        return self


class Feature(Strict):
    """One number from a finished repetition, and its threshold.

    Attributes:
        of: a measure, or the speed or the height of the repetition signal itself:
            `rep_speed_deg_s` and `rep_height_deg`, or `rep_speed_t_s` and `rep_height_t`.
        take: `max`, `min`, `range`, `mean` of it; its value at the `top` (median in the upper tenth
            of the signal); its value `at` a level of the repetition signal on the way; its
            `fastest` change in a second; `seconds` from one level to another; `mean_speed` over
            a share of the arc; `duration` of the whole, or of one way (from rest to the upper
            twentieth, or from there to rest).
        phase: the way up (`rise`), the way down (`lower`), or the whole repetition (`rep`).
        change: take its change from the person's own baseline.
        levels: for `at` one level, for `seconds` two, in the unit of the repetition signal
            above its rest; for `max`, `min`, `range`, `mean` and `fastest` a band of the signal;
            for `mean_speed` two shares of the arc.
        at_least, at_most: the threshold; exactly one.
    """

    of: str
    take: Literal[
        "max", "min", "range", "mean", "top", "at", "fastest", "seconds", "mean_speed", "duration"
    ]
    phase: Literal["rise", "lower", "rep"] = "rep"
    change: bool = False
    levels: tuple[float, ...] = ()
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.of not in _OF_SIGNAL:
            _known(self.of)
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"{self.of}: give either at_least or at_most")
        counts = {
            "top": (0,),
            "at": (1,),
            "seconds": (2,),
            "mean_speed": (2,),
            "duration": (0,),
        }.get(self.take, (0, 2))
        if len(self.levels) not in counts:
            raise ValueError(f"{self.of}: take = {self.take!r} needs {counts[-1]} level(s)")
        return self


class Condition(Strict):
    """Limits that must hold together; `when` restricts them to with or without a baseline."""

    when: Literal["baseline", "no_baseline"] | None = None
    all: Annotated[tuple[Limit, ...], Field(min_length=1)]


class Grade(Strict):
    """The conditions for a mild, or for a severe, fault.

    Attributes:
        persist_s: shortest duration of a condition, for faults judged frame by frame.
        any: conditions on the frame; one suffices.
        features: limits on a finished repetition; one suffices (`features_all`: all must hold).
        attempts: number of failed attempts in the set that make the fault.
        stuck_s: an attempt that stands still for this long makes the fault, too.
        source: source of the numbers, with the evidence tag of the specification.
    """

    persist_s: Seconds | None = None
    any: tuple[Condition, ...] = ()
    features: tuple[Feature, ...] = ()
    features_all: tuple[Feature, ...] = ()
    attempts: PositiveInt | None = None
    stuck_s: Seconds | None = None
    source: Words

    @model_validator(mode="after")
    def _check(self) -> Self:
        kinds = [bool(self.any), bool(self.features or self.features_all), bool(self.attempts)]
        if sum(kinds) != 1:
            raise ValueError("give one of: any (frame), features (repetition), attempts")
        if self.any and self.persist_s is None:
            raise ValueError("a condition on the frame needs persist_s")
        return self

    @property
    def limits(self) -> tuple[Limit | Feature, ...]:
        """Every limit, on frames and on finished repetitions."""
        frame = tuple(limit for condition in self.any for limit in condition.all)
        return (*frame, *self.features, *self.features_all)


class Fault(Strict):
    """One form error of an exercise.

    Attributes:
        id, code: public name, and the code of the specification.
        priority: 1 speak at once, 2 speak when nothing graver is wrong, 3 report only.
        severe_priority: the priority of the severe grade, if it differs.
        measure: the measure that reports quote as the fault's size.
        evidence: `validated` if the test part of the accuracy benchmark (rendered people) has at
            least 8 clips with the fault in this exercise, and finds it with a recall and a
            precision of at least 0.85; else `proxy`.
        view: the views that can judge it (biomechanics 3.14): `outline` (square, and not from
            high), `side` (square), `oblique_mild` (also obliquely, but then mild at most),
            `oblique` (also obliquely), `wide` (even more so), or `front` (the camera faces the
            chest or the back of a person on their side).
        phases: the phases that are judged; all when empty.
        repeat: `(n, m)`: reported once it occurred in n of the last m repetitions.
        gated: speaks, and counts towards advice, only from its second occurrence in a set.
        cue: at most five words, live.
        why: one sentence on its meaning for the low back.
        report: its sentence in the report.
        hint: advice for making a hidden measure visible.
        early_warm_up: whether it calls for the warm-up set when it occurs early in the set.
        warm_ups: exercises that may help against it, in this order.
    """

    id: Id
    code: Words
    priority: Priority
    severe_priority: Priority | None = None
    measure: str
    evidence: Literal["validated", "proxy"] = "proxy"
    view: NeededView = "oblique_mild"
    phases: tuple[Phase, ...] = ()
    repeat: tuple[int, int] | None = None
    gated: bool = False
    cue: Words
    why: Words
    report: Words
    hint: Words | None = None
    early_warm_up: bool = False
    warm_ups: tuple[str, ...] = ()
    mild: Grade
    severe: Grade | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.measure not in _OF_SIGNAL:
            _known(self.measure)
        if len(self.cue.split()) > 5:
            raise ValueError(f"{self.id}: a cue has at most five words")
        if self.severe and not _implies(self.severe, self.mild):
            raise ValueError(f"{self.id}: what is severe must also be mild; check the limits")
        return self

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that decides about the fault."""
        names = dict.fromkeys(_name(limit) for limit in self.limits)
        return tuple(name for name in names if name not in _OF_SIGNAL)

    @property
    def kind(self) -> Literal["frame", "rep", "attempt"]:
        """Whether single frames, finished repetitions or failed attempts show the fault."""
        if self.mild.any:
            return "frame"
        return "attempt" if self.mild.attempts else "rep"

    @property
    def limits(self) -> tuple[Limit | Feature, ...]:
        """Every limit of both grades."""
        return (*self.mild.limits, *(self.severe.limits if self.severe else ()))

    @property
    def timed(self) -> bool:
        """Whether speeds or durations decide it, which need enough pictures a second."""
        features = [limit for limit in self.limits if isinstance(limit, Feature)]
        return any(feature.take in _TIMED or feature.of in REP_SPEED for feature in features)


class Requirement(Strict):
    """A range of one measure that the position requires."""

    measure: str
    between: tuple[float, float]

    @model_validator(mode="after")
    def _check(self) -> Self:
        _known(self.measure)
        if not self.between[0] < self.between[1]:
            raise ValueError(f"{self.measure}: between needs the smaller number first")
        return self


class Position(Strict):
    """The position of an exercise.

    Attributes:
        enter_s, leave_s: shortest time in position to enter it, and out of it to leave it.
        start: requirements to begin (for repetitions: lying, before the first movement).
        stay: requirements while moving; `start` when empty.
    """

    enter_s: Seconds = 1.0
    leave_s: Seconds = 1.0
    start: Annotated[tuple[Requirement, ...], Field(min_length=1)]
    stay: tuple[Requirement, ...] = ()


class Sign(Strict):
    """One sign that distinguishes a movement or a posture from others.

    Attributes:
        measure: name of a measure.
        take: its `median`, its `low` or `high` (the 10th and the 90th percentile), or the `range`
            between these two.
        phase: the way up of a repetition (`rise`), the way down (`lower`), or all of it (`rep`).
        at_least, at_most: its limits; one of them, or both.
        if_unseen: whether the sign counts as present if the measure is hidden.
    """

    measure: str
    take: Literal["median", "low", "high", "range"] = "median"
    phase: Literal["rise", "lower", "rep"] = "rep"
    at_least: float | None = None
    at_most: float | None = None
    if_unseen: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        _known(self.measure)
        if self.at_least is None and self.at_most is None:
            raise ValueError(f"{self.measure}: give at_least, at_most or both")
        if not self.limits[0] < self.limits[1]:
            raise ValueError(f"{self.measure}: at_least is not below at_most")
        return self

    @property
    def limits(self) -> tuple[float, float]:
        """Lower and upper limit; infinite without a limit."""
        low, high = self.at_least, self.at_most
        return (-inf if low is None else low, inf if high is None else high)


class Recognition(Strict):
    """The signs of an exercise that nobody declared (biomechanics 2.3).

    Attributes:
        over_s: shortest time of the signs, for holds and for movements outside the catalogue. A
            counted exercise is recognised by each of its repetitions.
        signs: all must be present, and the position must be met, too.
        part_of: exercises whose unfinished repetitions look like this one; within a set of those it
            counts as theirs.
    """

    over_s: Seconds = 2.5
    signs: Annotated[tuple[Sign, ...], Field(min_length=1)]
    part_of: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that the signs look at."""
        return tuple(dict.fromkeys(sign.measure for sign in self.signs))


class Foreign(Strict):
    """A movement outside the catalogue that comes near one of its exercises.

    Attributes:
        id: for files.
        name: its name in a sentence.
        refuses: declared exercises whose judges must not count it.
    """

    id: str
    name: Words
    recognition: Recognition
    refuses: tuple[str, ...] = ()


class Hold(Strict):
    """A static exercise.

    Attributes:
        shortest_s: duration of the shortest reported hold, unless the picture began or ended
            during the hold.
        settle_s: time after coming into position without judgement.
        good_form_priority: faults up to this priority stop the good-form clock.
    """

    shortest_s: Seconds = 3.0
    settle_s: Seconds = 1.5
    good_form_priority: Priority = 2


class Curl(Strict):
    """How much of a rise the trunk's own bending makes, its curl share (biomechanics 3.4).

    Attributes:
        fault: a fault by the change of a measure of the back's outline; its view applies, too.
        flexion_deg: degrees of spinal flexion for a change of that measure by 1.
        levels: the band of the repetition signal on the way up.
    """

    fault: str
    flexion_deg: PositiveFloat
    levels: tuple[float, float]


class Reps(Strict):
    """A counted exercise (biomechanics 2.4).

    Attributes:
        signal: the measure that rises and falls.
        relative: whether lo and hi count from the rest value or are absolute.
        lo, hi: below lo is down, above hi is up; a repetition is down, up, down.
        attempt: leaving down by more than this and returning without up is an attempt;
            None if the exercise has no attempts.
        fail_below: an attempt that peaks below this has failed; above it the repetition is
            only incomplete at the top.
        rest: smallest and largest believable rest value of the signal.
        from_top: whether only the way down is the exercise: a person first seen at the top has
            begun, and the gates apply to the time from leaving the top.
        begins_up: whether the first repetition of a shot may begin at the top.
        shortest_s, longest_s: gates on the duration.
        control: a fault judged frame by frame; the control angle in results is the signal at which
            its measure begins to rise on the way down (biomechanics LR1c).
        curl: the reading of the curl share for results; None without a curl share.
    """

    signal: str
    relative: bool
    lo: float
    hi: float
    attempt: float | None = None
    fail_below: float | None = None
    rest: tuple[float, float]
    from_top: bool = False
    begins_up: bool = False
    shortest_s: Seconds
    longest_s: Seconds
    control: str | None = None
    curl: Curl | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        _known(self.signal)
        if not self.lo < self.hi:
            raise ValueError(f"impossible hysteresis: lo = {self.lo} is not below hi = {self.hi}")
        if not self.rest[0] < self.rest[1]:
            raise ValueError("rest needs the smaller number first")
        if not self.shortest_s < self.longest_s:
            raise ValueError("shortest_s is not below longest_s")
        if self.fail_below is not None and not self.lo < self.fail_below <= self.hi:
            raise ValueError("fail_below lies between lo and hi")
        return self


class Baseline(Strict):
    """The person's own reference.

    Attributes:
        measures: measure to the accepted range of its median; outside it there is no baseline (a
            hold that starts sagging must not count as straight).
        window_s: seconds into a hold between which its median is taken. Repetitions take theirs
            from the rest before each movement.
        calibrated: measure to its accepted range, for references that only a calibration gives.
    """

    measures: dict[str, tuple[float, float]]
    calibrated: dict[str, tuple[float, float]] = Field(default_factory=dict)
    window_s: tuple[float, float] = (1.0, 3.5)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, accepted in self.accepted.items():
            _known(name)
            if not accepted[0] < accepted[1]:
                raise ValueError(f"{name}: the accepted range needs the smaller number first")
        return self

    @property
    def accepted(self) -> dict[str, tuple[float, float]]:
        """The accepted range of every reference, calibrated or not."""
        return self.measures | self.calibrated


class Rung(Strict):
    """The easier and the harder exercise.

    Attributes:
        easier, harder: only for an exercise outside `ladders.toml`, which decides for the others.
        after_failure: the version after a failed attempt, if it is not the next easier one.
    """

    easier: str | None = None
    after_failure: str | None = None
    harder: str | None = None


class Exercise(Strict):
    """One exercise of the catalogue.

    Attributes:
        raised_arm_pauses: whether an arm that points straight up is a sign to pause; False if the
            exercise itself may look like that.
    """

    id: Id
    name: Words
    summary: Words
    position: Position
    recognition: Recognition | None = None
    hold: Hold | None = None
    reps: Reps | None = None
    baseline: Baseline | None = None
    signals: Annotated[tuple[str, ...], Field(min_length=1)]
    ladder: Rung = Rung()
    raised_arm_pauses: bool = True
    faults: Annotated[tuple[Fault, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.hold is None) == (self.reps is None):
            raise ValueError("give either [hold] or [reps]")
        for name in self.signals:
            _known(name)
        ids = [fault.id for fault in self.faults]
        if len(set(ids)) != len(ids):
            raise ValueError("a fault id occurs twice")
        if self.reps and self.reps.control and self.control is None:
            raise ValueError(f"control: {self.reps.control} is no fault with a limit to reach")
        known = set(self.baseline.accepted) if self.baseline else set()
        if self.reps and self.reps.curl and (self.curl is None or self.curl.measure not in known):
            raise ValueError(f"curl: {self.reps.curl.fault} is no fault with a baseline")
        for fault in self.faults:
            if self.hold and fault.kind != "frame":
                raise ValueError(f"{fault.id}: a hold has no repetitions to judge")
            for limit in fault.limits:
                if limit.change and _name(limit) not in known:
                    raise ValueError(f"{fault.id}: {_name(limit)} has no baseline to change from")
        return self

    @property
    def title(self) -> str:
        """The name in the language in use."""
        return text(self.name)

    @property
    def short_name(self) -> str:
        """The same without its addition in brackets."""
        return self.title.partition(" (")[0]

    @property
    def control(self) -> tuple[Fault, float] | None:
        """The fault whose onset is the control angle, and the limit on its measure."""
        for fault in self.faults:
            if self.reps and fault.id == self.reps.control:
                for condition in fault.mild.any:
                    for limit in condition.all:
                        if limit.measure == fault.measure and limit.at_least is not None:
                            return fault, limit.at_least
        return None

    @property
    def curl(self) -> Fault | None:
        """The fault whose measure gives the curl share."""
        name = self.reps.curl.fault if self.reps and self.reps.curl else None
        return next((fault for fault in self.faults if fault.id == name), None)

    @model_validator(mode="after")
    def _check_views_and_units(self) -> Self:
        if len({fault.view == "front" for fault in self.faults}) > 1:
            raise ValueError("faults seen from the front and faults seen from the side do not mix")
        for name in self._of_signal():
            if self.reps and MEASURES[self.reps.signal].unit != _OF_SIGNAL[name]:
                raise ValueError(f"{name} does not fit the unit of {self.reps.signal}")
        return self

    def _of_signal(self) -> set[str]:
        names = {_name(limit) for fault in self.faults for limit in fault.limits}
        return (names | {fault.measure for fault in self.faults}) & _OF_SIGNAL.keys()

    @property
    def view(self) -> NeededView:
        """The widest view that judges any fault."""
        views = {fault.view for fault in self.faults}
        return "front" if "front" in views else max(views, key=_SIDE_VIEWS.index)

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that the exercise's judge needs, the published signals first."""
        names = dict.fromkeys(self.signals)
        names.update(dict.fromkeys(r.measure for r in (*self.position.start, *self.position.stay)))
        if self.reps:
            names[self.reps.signal] = None
        if self.baseline:
            names.update(dict.fromkeys(self.baseline.accepted))
        for fault in self.faults:
            names.update(dict.fromkeys((*fault.measures, fault.measure)))
        return tuple(name for name in names if name not in _OF_SIGNAL)


def _known(name: str) -> None:
    if name not in MEASURES:
        raise ValueError(f"unknown measure {name!r}; known are {', '.join(sorted(MEASURES))}")


def _name(limit: Limit | Feature) -> str:
    return limit.of if isinstance(limit, Feature) else limit.measure


def _implies(severe: Grade, mild: Grade) -> bool:
    """Whether each severe limit implies a mild one, so that no fault skips its first grade."""
    for strong in severe.any:
        if not any(
            weak.when in (None, strong.when)
            and all(any(_beyond(a, b) for a in strong.all) for b in weak.all)
            for weak in mild.any
        ):
            return False
    weak_features = (*mild.features, *mild.features_all)
    for a in (*severe.features, *severe.features_all):
        key = (a.of, a.take, a.phase, a.levels, a.change)
        partners = [b for b in weak_features if (b.of, b.take, b.phase, b.levels, b.change) == key]
        if not any(_further(a, b) for b in partners):
            return False
    return not (severe.attempts and mild.attempts) or severe.attempts >= mild.attempts


def _beyond(a: Limit, b: Limit) -> bool:
    same = (a.measure, a.change, a.trend_s) == (b.measure, b.change, b.trend_s)
    return same and _further(a, b)


def _further(severe: Limit | Feature, mild: Limit | Feature) -> bool:
    if severe.at_least is not None and mild.at_least is not None:
        return severe.at_least >= mild.at_least
    if severe.at_most is not None and mild.at_most is not None:
        return severe.at_most <= mild.at_most
    return False
