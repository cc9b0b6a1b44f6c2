"""What `formcheck history` prints."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from formcheck.exercises.catalogue import catalogue
from formcheck.programme.training_log import LoggedSession, LoggedSet, TrendPoint
from formcheck.result import SetResult
from formcheck.words import check_in, findings
from formcheck.words.advice import headline, warm_ups
from formcheck.words.amounts import held_well, in_sets, repeated
from formcheck.words.counts import counted
from formcheck.words.dates import at, on
from formcheck.words.names import name_of_id, on_side
from formcheck.words.units import measured, number, share

if TYPE_CHECKING:
    from formcheck.history import Listed
    from formcheck.history.erasing import Erasure


def session_table(sessions: Iterable["Listed"]) -> Table:
    """Sessions in a list."""
    table = _table("No", "When", "By", "What was done", "Faults", "Pain")
    for column in table.columns[:3]:
        column.no_wrap = True
    for one in sessions:
        done = one.done
        pains = [told.pain for told in done.check_ins if told.pain is not None]
        table.add_row(
            str(done.number),
            at(done.at),
            one.kind,
            _amounts(done.sets) or "nothing was counted",
            _faults(done),
            str(max(pains)) if pains else "",
        )
    return table


def trend_table(points: Iterable[TrendPoint]) -> Table:
    """Sessions in numbers."""
    table = _table("No", "Day", "Held", "Good form", "Clean reps", "Control", "Curl share", "Pain")
    for point in points:
        table.add_row(
            str(point.number),
            on(point.at),
            _number(point.held_s, "s"),
            _number(point.good_form_s, "s"),
            f"{point.clean_reps} of {point.reps}" if point.reps else "",
            _number(point.control_deg, "deg"),
            _number(point.curl_share * 100, "%"),
            _number(point.pain, "1"),
        )
    return table


def print_session(console: Console, session: Mapping[str, Any]) -> None:
    """Print all about one session.

    Args:
        console: to print to.
        session: as `history.export.session_in_words` tells it.
    """
    when = at(datetime.fromisoformat(session["at"]))
    console.print(f"Session {session['session']}, {when}", style="bold")
    how = [f"{session['kind']}, {session['source']}"]
    how += [f"{word} {session[word]}" for word in ("model", "profile") if session[word]]
    if session["software"].get("formcheck"):
        how.append(f"formcheck {session['software']['formcheck']}")
    console.print(", ".join(how), soft_wrap=True)
    if session["recording"]:
        console.print(f"Recording: {session['recording']}", soft_wrap=True)
    if session["ended"] is None:
        console.print("It is under way, or was cut off; what was done until then is here.")
    if not session["sets"]:
        console.print("Nothing was counted.")
    for one in session["sets"]:
        _print_set(console, one)
    for told in session["check_ins"]:
        console.print(_check_in(told), soft_wrap=True)
    for test in session["tests"]:
        console.print(_test(test), soft_wrap=True)


def erasure_lines(erasure: "Erasure") -> Iterator[str]:
    """What goes and what stays."""
    span = "everything" if erasure.everything else "what was done"
    span += f" from {erasure.since} on" if erasure.since else ""
    span += f" up to {erasure.until}" if erasure.until else ""
    counts = (
        counted(erasure.sessions, "session"),
        counted(erasure.check_ins, "check-in"),
        counted(erasure.tests, "test"),
    )
    yield f"To be erased is {span}: {', '.join(counts)}."
    yield from (f"  and {path}" for path in erasure.files)
    yield from (f"Other results stay, erase them yourself: {path}" for path in erasure.left)
    yield from (f"A backup stays, erase it yourself: {path}" for path in erasure.backups)


def _print_set(console: Console, one: Mapping[str, Any]) -> None:
    role = "" if one["role"] == "work" else f" ({one['role'].replace('_', '-')})"
    side = f", {on_side(one['side'])}" if one["side"] else ""
    console.print(
        f"\n{one['set']}. {_name(one['exercise'])}{side}{role}: {_extent(one)}", style="bold"
    )
    for rep in one["reps"]:
        console.print(f"   {_rep(rep)}", soft_wrap=True)
    for finding in one["findings"]:
        console.print(f"   {_finding(finding)}", soft_wrap=True)
    for missed in one["not_judged"]:
        words = findings.not_judged(missed["fault"], missed["reason"])
        console.print(f"   {words}", soft_wrap=True)
    next_time = headline(one["action"], _name(one["to"]).lower() if one["to"] else "")
    console.print(f"   {next_time}. {one['why']}", soft_wrap=True)
    if one["warm_ups"]:
        names = [_name(exercise).lower() for exercise in one["warm_ups"]]
        console.print(f"   {warm_ups(names)}", soft_wrap=True)


def _extent(one: Mapping[str, Any]) -> str:
    if one["held_s"] is not None:
        return held_well(one["held_s"], one["good_form_s"], one["planned_hold_s"])
    complete = one["complete_reps"]
    incomplete = one["counted_reps"] - complete
    return repeated(complete, incomplete, one["failed_attempts"], one["planned_reps"])


def _rep(rep: Mapping[str, Any]) -> str:
    parts = [f"{rep['top_s'] - rep['start_s']:.1f} s up, {rep['end_s'] - rep['top_s']:.1f} s down"]
    if not rep["complete"]:
        parts.append("incomplete")
    if not rep["scored"]:
        parts.append("could not be judged")
    if rep["control_deg"] is not None:
        parts.append(f"control until {number(rep['control_deg'], 'deg')}")
    if rep["curl_share"] is not None:
        parts.append(f"curl share {share(rep['curl_share'])}")
    return f"rep {rep['rep']}: {', '.join(parts)}"


def _finding(finding: Mapping[str, Any]) -> str:
    words = findings.graded(finding["fault"], finding["severity"])
    value, error, limit = (finding[name] for name in ("peak", "peak_uncertainty", "threshold"))
    peak = findings.peak(finding["measure"], value, error, finding["unit"], limit)
    line = findings.finding(words, (finding["start_s"], finding["end_s"]), finding["rep"], peak)
    hint = "" if finding["evidence"] == "validated" else " [hint]"
    return f"{line}. {finding['cue']}{hint}"


def _check_in(told: Mapping[str, Any]) -> str:
    exercise = _name(told["exercise"]).lower() if told["exercise"] else ""
    symptoms = [name for name in check_in.SYMPTOMS if told[name]]
    line = check_in.listed(told["moment"], exercise, told["pain"], told["effort"], symptoms)
    return f"\n{line}"


def _test(test: Mapping[str, Any]) -> str:
    side = f", {on_side(test['side'])}" if test["side"] else ""
    if test["score"] is None:
        score = "not scored"
    else:
        score = measured(test["score"], test["uncertainty"], test["unit"])
    reason = f" ({test['reason']})" if test["reason"] else ""
    practice = ", practice" if test["practice"] else ""
    return f"\nTest {test['name']}{side}: {score}{practice}{reason}"


def _amounts(sets: Sequence[LoggedSet]) -> str:
    """How much of each exercise, such as `plank 30 + 25 s, sit-up 8 + 6 reps`."""
    by_exercise: dict[str, list[SetResult]] = defaultdict(list)
    for logged in sets:
        by_exercise[logged.result.exercise].append(logged.result)
    parts = []
    for exercise, results in by_exercise.items():
        held_s = [result.hold.total_s for result in results if result.hold]
        amounts = held_s or [result.complete_reps for result in results]
        parts.append(f"{_name(exercise).lower()} {in_sets(amounts, hold=bool(held_s))}")
    return ", ".join(parts)


def _faults(session: LoggedSession) -> str:
    found = [finding for logged in session.sets for finding in logged.result.findings]
    severe = sum(finding.severity == "severe" for finding in found)
    parts = [f"{severe} severe"] if severe else []
    parts += [f"{len(found) - severe} mild"] if len(found) > severe else []
    return ", ".join(parts)


def _name(exercise: str) -> str:
    """What an exercise is called; one that is not known any more by its id."""
    known = catalogue().get(exercise)
    return known.short_name if known else name_of_id(exercise)


def _number(value: float, unit: str) -> str:
    return "" if math.isnan(value) else number(value, unit, places=0)


def _table(*columns: str) -> Table:
    return Table(*columns, box=None, padding=(0, 2, 0, 0))
