"""When cues come: how long after a fault began, how far apart, and whether good form is quiet.

    python -m benchmarks.cues [--part test|dev] [--auto]

Coaches the people of the accuracy benchmark from their Recordings as `formcheck live` would, with
the exercise declared, or recognised (`--auto`). The delay counts from when the fault is truly
there: from when its true size passes the limit, or, where a fault can only be told when a
repetition is over, from the true end of that repetition. Wanted is a median of at most the time
that the fault must last, and 0.3 s.
"""

import argparse
import math
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np

from benchmarks.accuracy.angles import active
from benchmarks.accuracy.faults import judge
from benchmarks.accuracy.replay import Case, Job, jobs
from benchmarks.accuracy.rules import RULES, Rule
from benchmarks.accuracy.scenes import LEG_LIFTS, PARTS, PLANKS
from benchmarks.accuracy.store import DATA, MODEL, recording_path
from benchmarks.accuracy.tables import markdown, number
from benchmarks.accuracy.truth import FloatArray, Truth
from formcheck.coaching.cues import CUE_GAP_S, CuePolicy, Utterance
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.spec import Fault
from formcheck.pose.recording import Recording
from formcheck.session import AUTO, Session

_MARGIN_S: Final = 0.3
#: Exercises whose good form is watched for cues.
_QUIET: Final = (*PLANKS, "side_plank", *LEG_LIFTS, "single_leg_lift")
#: A size that grows by more than this share of its limit in one frame is no movement.
_JUMP: Final = 0.5


@dataclass(frozen=True)
class Due:
    """A fault that truly begins in a clip, and when it was named.

    Attributes:
        fault: of the exercise.
        persist_s: how long it must last; 0 where it is told when a repetition is over.
        due_s: media time from which it could be told but for that.
        cue_s: media time of its first cue, NaN where there was none.
        waits: whether other words less than four seconds before did not let it speak.
    """

    fault: str
    persist_s: float
    due_s: float
    cue_s: float
    waits: bool

    @property
    def delay_s(self) -> float:
        """From the true start to the cue."""
        return self.cue_s - self.due_s


@dataclass(frozen=True)
class Coached:
    """One clip, and what was said.

    Attributes:
        name: of the scene.
        declared: what it was declared to be.
        exercise_s: seconds of exercise in it.
        quiet: whether it is of those whose good form is watched, and nothing is truly wrong.
        said: in order, without counts.
        due: faults that begin in it.
    """

    name: str
    declared: str
    exercise_s: float
    quiet: bool
    said: tuple[Utterance, ...]
    due: tuple[Due, ...]


def coach(job: Job, *, auto: bool) -> Coached:
    """Coach the person of one Recording."""
    case = job.run()
    recording = Recording.load(recording_path(job.data, job.part, job.scene.name, job.model))
    said = tuple(words_of(recording, AUTO if auto else job.declared))
    truth, scene = case.truth, case.scene
    known = not case.is_idle and not scene.then and job.declared == case.exercise
    rules = [rule for rule in RULES if case.exercise in rule.exercises] if known else []
    step_s = float(np.median(np.diff(truth.times)))
    states = [judge(rule, truth, case.replay).state for rule in rules]
    return Coached(
        name=scene.name,
        declared=AUTO if auto else job.declared,
        exercise_s=float(active(truth, truth.times).sum()) * step_s if known else 0.0,
        quiet=known and case.exercise in _QUIET and set(states) <= {"absent"},
        said=said,
        due=tuple(due for rule in rules for due in _due(rule, case, said)),
    )


def words_of(recording: Recording, exercise: str) -> Iterator[Utterance]:
    """What is said as a Recording plays; counts are left out."""
    session = Session(exercise)
    policy = CuePolicy(session.exercise)
    for pose in recording:
        update = session.feed(pose)
        policy.turn_to(update.exercise)
        speech = policy.update(update.state, update.t_s)
        if speech and speech.kind != "count":
            yield speech


def _due(rule: Rule, case: Case, said: tuple[Utterance, ...]) -> Iterator[Due]:
    """The fault of a rule, if it begins in a clip that is filmed as users are told to."""
    fault = next(f for f in catalogue()[case.exercise].faults if f.id == rule.fault)
    outcome = judge(rule, case.truth, case.replay)
    if not case.is_good_view or outcome.state != "present" or outcome.not_judged:
        return
    times, size = case.truth.times, rule.size(case.truth)
    starts = _true_starts(fault, rule, case.truth, size)
    # What must be seen in n repetitions can be told with the n-th, what is gated with one more.
    before = (fault.repeat[0] - 1 if fault.repeat else 0) + fault.gated
    if fault.priority == 3 or len(starts) <= before:
        return
    due_s = float(starts[before])
    cues = [
        one.t_s
        for one in said
        if one.kind == "cue"
        and one.finding
        and one.finding.fault.id == fault.id
        and size[(times >= one.t_s - CUE_GAP_S) & (times <= one.t_s)].max() > rule.absent
    ]
    persist_s = fault.mild.persist_s or 0.0
    told_s = due_s + persist_s
    others = [one.t_s for one in said if one.t_s not in cues]
    waits = any(told_s - CUE_GAP_S < t_s < told_s + _MARGIN_S for t_s in others)
    yield Due(fault.id, persist_s, due_s, cues[0] if cues else math.nan, waits)


def _true_starts(fault: Fault, rule: Rule, truth: Truth, size: FloatArray) -> FloatArray:
    """Media times at which it could first be told, one each time that it comes.

    Where the size comes from one frame to the next the scene only says in which phase to look, and
    not when the body does it: no start is known.
    """
    wrong = active(truth, truth.times) & (size >= rule.present)
    if fault.kind == "frame":
        before = np.concatenate([size[:1], size[:-1]])
        comes = wrong & (before < rule.present) & (size - before < _JUMP * rule.present)
        return truth.times[comes]
    ends = [
        truth.times[(truth.rep == rep) & (truth.phase == "bottom")][:1]
        for rep in np.unique(truth.rep[wrong])
    ]
    return np.concatenate([np.empty(0), *ends])


# --- tables --------------------------------------------------------------------------------------


def delays(clips: list[Coached]) -> str:
    """How late the first cue of each fault is."""
    due = [one for clip in clips for one in clip.due]
    groups = {(one.fault, one.persist_s): [] for one in due}
    for one in due:
        groups[one.fault, one.persist_s].append(one)
    rows = [
        _row(f"`{fault}`", f"{persist_s:g} s" if persist_s else "repetition's end", found)
        for (fault, persist_s), found in sorted(groups.items())
    ]
    rows.append(_row("**all**, less what they must last", "", due, less=True))
    head = ("fault", "must last", "clips", "named", "waits", "delay, median", "90th percentile",
            "median at most 0.3 s later")  # fmt: skip
    return markdown(head, rows)


def _row(name: str, lasts: str, due: list[Due], *, less: bool = False) -> list[str]:
    named = [one for one in due if not math.isnan(one.cue_s)]
    free = [one for one in named if not one.waits]
    cells = [name, lasts, str(len(due)), str(len(named)), str(sum(one.waits for one in due))]
    if not free:
        return [*cells, "-", "-", "-"]
    over = [one.delay_s - one.persist_s for one in free]
    shown = over if less else [one.delay_s for one in free]
    middle, late = (number(float(np.percentile(shown, q)), 2, sign=True) for q in (50, 90))
    met = float(np.median(over)) <= _MARGIN_S + 1e-6
    return [*cells, f"{middle} s", f"{late} s", "yes" if met else "no"]


def too_close(clips: list[Coached]) -> list[str]:
    """Words that came less than four seconds after others."""
    return [
        f"{clip.name}: {after.text!r} {after.t_s - before.t_s:.1f} s after {before.text!r}"
        for clip in clips
        for before, after in pairwise(clip.said)
        if after.t_s - before.t_s < CUE_GAP_S - 1e-6
    ]


def broken_silence(clips: list[Coached]) -> list[str]:
    """What was said about good form."""
    return [
        f"{clip.name}: {one.text!r} at {one.t_s:.1f} s"
        for clip in clips
        if clip.quiet
        for one in clip.said
    ]


def main() -> None:
    """Coach a part and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=PARTS, default="test")
    parser.add_argument("--auto", action="store_true", help="the exercise is not declared")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    options = parser.parse_args()
    todo = [job for job in jobs(DATA, options.part) if job.model == MODEL]
    with ProcessPoolExecutor(options.jobs) as pool:
        clips = list(pool.map(partial(coach, auto=options.auto), todo, chunksize=8))
    print(delays(clips))
    quiet_s = sum(clip.exercise_s for clip in clips if clip.quiet)
    said = sum(len(clip.said) for clip in clips)
    for heading, wrong in (
        (f"{said} cues, words of praise and offers; less than 4 s apart", too_close(clips)),
        (f"said in {quiet_s / 60:.1f} minutes of good planks and leg lifts", broken_silence(clips)),
    ):
        print(f"\n{heading}: {len(wrong)}")
        print("\n".join(f"- {line}" for line in wrong))


if __name__ == "__main__":
    main()
