"""What `formcheck history` prints."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table

from formcheck.exercises.catalogue import catalogue
from formcheck.programme.training_log import SessionDone, SetDone, TrendPoint

if TYPE_CHECKING:
    from formcheck.history import Listed
    from formcheck.history.erasing import Erasure

_WHEN: Final = "%a %d %b %Y %H:%M"
_SYMBOL: Final = {"deg": "°", "deg/s": "°/s", "T": " torso lengths", "L": " leg lengths", "s": " s"}
_MOMENTS: Final = {
    "before": "before",
    "during": "during",
    "after": "after",
    "next_day": "the day after",
}


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
            done.at.strftime(_WHEN),
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
            point.at.strftime("%d %b %Y"),
            _number(point.held_s, " s"),
            _number(point.good_form_s, " s"),
            f"{point.clean_reps} of {point.reps}" if point.reps else "",
            _number(point.control_deg, "°"),
            _number(point.curl_share * 100, " %"),
            _number(point.pain, ""),
        )
    return table


def print_session(console: Console, session: Mapping[str, Any]) -> None:
    """Print all about one session.

    Args:
        console: to print to.
        session: as `history.export.session_in_words` tells it.
    """
    at = datetime.fromisoformat(session["at"]).strftime(_WHEN)
    console.print(f"Session {session['session']}, {at}", style="bold")
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
        _count(erasure.sessions, "session"),
        _count(erasure.check_ins, "check-in"),
        _count(erasure.tests, "test"),
    )
    yield f"To be erased is {span}: {', '.join(counts)}."
    yield from (f"  and {path}" for path in erasure.files)
    yield from (f"Other results stay, erase them yourself: {path}" for path in erasure.left)
    yield from (f"A backup stays, erase it yourself: {path}" for path in erasure.backups)


def _print_set(console: Console, one: Mapping[str, Any]) -> None:
    role = "" if one["role"] == "work" else f" ({one['role'].replace('_', '-')})"
    side = f", {one['side']} side" if one["side"] else ""
    console.print(
        f"\n{one['set']}. {_name(one['exercise'])}{side}{role}: {_extent(one)}", style="bold"
    )
    for rep in one["reps"]:
        console.print(f"   {_rep(rep)}", soft_wrap=True)
    for finding in one["findings"]:
        console.print(f"   {_finding(finding)}", soft_wrap=True)
    for missed in one["not_judged"]:
        console.print(
            f"   not judged: {_words(missed['fault'])} ({missed['reason']})", soft_wrap=True
        )
    to = f" to {_name(one['to']).lower()}" if one["to"] else ""
    console.print(f"   {one['action']}{to}: {one['why']}", soft_wrap=True)
    if one["warm_ups"]:
        names = ", ".join(_name(exercise).lower() for exercise in one["warm_ups"])
        console.print(f"   warm-ups that may help, in this order: {names}", soft_wrap=True)


def _extent(one: Mapping[str, Any]) -> str:
    if one["held_s"] is not None:
        good_s = one["good_form_s"]
        good = "could not be judged" if good_s is None else f"{good_s:.1f} s"
        asked = f" of {one['planned_hold_s']:.0f}" if one["planned_hold_s"] else ""
        return f"held {one['held_s']:.1f}{asked} s, good form {good}"
    asked = f" of {one['planned_reps']}" if one["planned_reps"] else ""
    parts = [_count(one["complete_reps"], "rep", asked)]
    if one["counted_reps"] > one["complete_reps"]:
        parts.append(f"{one['counted_reps'] - one['complete_reps']} incomplete")
    if one["failed_attempts"]:
        parts.append(_count(one["failed_attempts"], "failed attempt"))
    return ", ".join(parts)


def _rep(rep: Mapping[str, Any]) -> str:
    parts = [f"{rep['top_s'] - rep['start_s']:.1f} s up, {rep['end_s'] - rep['top_s']:.1f} s down"]
    if not rep["complete"]:
        parts.append("incomplete")
    if not rep["scored"]:
        parts.append("could not be judged")
    if rep["control_deg"] is not None:
        parts.append(f"control until {rep['control_deg']:.0f}°")
    if rep["curl_share"] is not None:
        parts.append(f"curl share {rep['curl_share']:.0%}")
    return f"rep {rep['rep']}: {', '.join(parts)}"


def _finding(finding: Mapping[str, Any]) -> str:
    unit = _SYMBOL.get(finding["unit"], "")
    value, error, limit = (finding[name] for name in ("peak", "peak_uncertainty", "threshold"))
    said = "" if value is None else f" {value:.3g}{unit}"
    said += "" if error is None else f" ± {error:.2g}"
    said += "" if limit is None else f" (limit {limit:.3g}{unit})"
    rep = "" if finding["rep"] is None else f", rep {finding['rep']}"
    hint = "" if finding["evidence"] == "validated" else " [hint]"
    return (
        f"{finding['severity']} {_words(finding['fault'])}, "
        f"{finding['start_s']:.1f}-{finding['end_s']:.1f} s{rep}: {finding['measure']}{said}. "
        f"{finding['cue']}{hint}"
    )


def _check_in(told: Mapping[str, Any]) -> str:
    said = ["not answered" if told["pain"] is None else f"back pain {told['pain']} of 10"]
    if told["effort"] is not None:
        said.append(f"effort {told['effort']} of 10")
    said += [
        words
        for name, words in (
            ("leg_symptoms", "leg symptoms"),
            ("sharp", "sharp pain"),
            ("warning_signs", "warning signs"),
            ("lasted", "pain for more than a day"),
        )
        if told[name]
    ]
    after = f" (after the {_name(told['exercise']).lower()})" if told["exercise"] else ""
    return f"\nCheck-in {_MOMENTS[told['moment']]}{after}: {', '.join(said)}"


def _test(test: Mapping[str, Any]) -> str:
    side = f", {test['side']}" if test["side"] else ""
    if test["score"] is None:
        score = "not scored"
    else:
        error = "" if test["uncertainty"] is None else f" ± {test['uncertainty']:.2g}"
        score = f"{test['score']:.3g}{error} {test['unit']}"
    reason = f" ({test['reason']})" if test["reason"] else ""
    practice = ", practice" if test["practice"] else ""
    return f"\nTest {test['name']}{side}: {score}{practice}{reason}"


def _amounts(sets: Sequence[SetDone]) -> str:
    """How much of each exercise, such as `plank 30 + 25 s, sit-up 8 + 6 reps`."""
    by_exercise: dict[str, list[SetDone]] = defaultdict(list)
    for one in sets:
        by_exercise[one.exercise].append(one)
    parts = []
    for exercise, done in by_exercise.items():
        if math.isnan(done[0].held_s):
            amounts = [str(sum(rep.complete for rep in one.reps)) for one in done]
            unit = "rep" if amounts == ["1"] else "reps"
        else:
            amounts, unit = [f"{one.held_s:.0f}" for one in done], "s"
        parts.append(f"{_name(exercise).lower()} {' + '.join(amounts)} {unit}")
    return ", ".join(parts)


def _faults(session: SessionDone) -> str:
    found = [finding for one in session.sets for finding in one.findings]
    severe = sum(finding.severity == "severe" for finding in found)
    parts = [f"{severe} severe"] if severe else []
    parts += [f"{len(found) - severe} mild"] if len(found) > severe else []
    return ", ".join(parts)


def _name(exercise: str) -> str:
    """What an exercise is called; one that is not known any more by its id."""
    known = catalogue().get(exercise)
    return known.name.partition(" (")[0] if known else _words(exercise)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _count(count: int, what: str, of: str = "") -> str:
    return f"{count}{of} {what}{'' if count == 1 and not of else 's'}"


def _number(value: float, unit: str) -> str:
    return "" if math.isnan(value) else f"{value:.0f}{unit}"


def _table(*columns: str) -> Table:
    return Table(*columns, box=None, padding=(0, 2, 0, 0))
