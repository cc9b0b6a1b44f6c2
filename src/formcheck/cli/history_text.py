"""Output of `formcheck history`."""

import math
from collections import Counter, defaultdict
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
from formcheck.words.language import _
from formcheck.words.names import name_of_id, on_side
from formcheck.words.units import measured, number, share

if TYPE_CHECKING:
    from formcheck.history import Listed
    from formcheck.history.erasing import Erasure


def session_table(sessions: Iterable["Listed"]) -> Table:
    """A table of sessions."""
    table = _table(_("No"), _("When"), _("By"), _("What was done"), _("Faults"), _("Pain"))
    for column in table.columns[:3]:
        column.no_wrap = True
    for listed in sessions:
        session = listed.done
        pains = [answer.pain for answer in session.check_ins if answer.pain is not None]
        table.add_row(
            str(session.number),
            at(session.at),
            listed.kind,
            _amounts(session.sets) or _("nothing was counted"),
            _faults(session),
            str(max(pains)) if pains else "",
        )
    return table


def trend_table(points: Iterable[TrendPoint]) -> Table:
    """A table of the numbers of sessions."""
    table = _table(
        _("No"), _("Day"), _("Held"), _("Good form"), _("Clean reps"), _("Control"),
        _("Curl share"), _("Pain"),
    )  # fmt: skip
    for point in points:
        table.add_row(
            str(point.number),
            on(point.at),
            _number(point.held_s, "s"),
            _number(point.good_form_s, "s"),
            _("{clean} of {reps}", clean=point.clean_reps, reps=point.reps) if point.reps else "",
            _number(point.control_deg, "deg"),
            _number(point.curl_share * 100, "%"),
            _number(point.pain, "1"),
        )
    return table


def print_session(console: Console, session: Mapping[str, Any]) -> None:
    """Print all about one session, as `history.export.session_in_words` returns it."""
    when = at(datetime.fromisoformat(session["at"]))
    title = _("Session {number}, {when}", number=session["session"], when=when)
    console.print(title, style="bold")
    origin = [session["kind"], session["source"]]
    if session["model"]:
        origin.append(_("model {name}", name=session["model"]))
    if session["profile"]:
        origin.append(_("profile {name}", name=session["profile"]))
    if session["software"].get("formcheck"):
        origin.append(f"formcheck {session['software']['formcheck']}")
    console.print(", ".join(origin), soft_wrap=True)
    if session["recording"]:
        line = _("Recording: {path}", path=session["recording"])
        console.print(line, soft_wrap=True)
    if session["ended"] is None:
        console.print(_("It is under way, or was cut off. These are its sets so far."))
    if not session["sets"]:
        console.print(_("Nothing was counted."))
    for row in session["sets"]:
        _print_set(console, row)
    for answer in session["check_ins"]:
        console.print(_check_in(answer), soft_wrap=True)
    for test in session["tests"]:
        console.print(_test(test), soft_wrap=True)


def erasure_lines(erasure: "Erasure") -> Iterator[str]:
    """A list of the data to erase and of the files that stay."""
    if erasure.since and erasure.until:
        span = _("This erases all data from {since} to {until}: {counts}.")
    elif erasure.since:
        span = _("This erases all data from {since} on: {counts}.")
    elif erasure.until:
        span = _("This erases all data up to {until}: {counts}.")
    else:
        span = _("This erases everything: {counts}.")
    counts = (
        counted(erasure.sessions, "session"),
        counted(erasure.check_ins, "check-in"),
        counted(erasure.tests, "test"),
    )
    yield span.format(since=erasure.since, until=erasure.until, counts=", ".join(counts))
    for path in erasure.files:
        yield _("  and {path}", path=path)
    for path in erasure.stays:
        yield _("This stays, erase it yourself: {path}", path=path)
    for path in erasure.backups:
        yield _("A backup stays, erase it yourself: {path}", path=path)


def _print_set(console: Console, row: Mapping[str, Any]) -> None:
    role = "" if row["role"] == "work" else f" ({row['role'].replace('_', '-')})"
    side = f", {on_side(row['side'])}" if row["side"] else ""
    console.print(
        f"\n{row['set']}. {_name(row['exercise'])}{side}{role}: {_extent(row)}", style="bold"
    )
    for rep in row["reps"]:
        console.print(f"   {_rep(rep)}", soft_wrap=True)
    for finding in row["findings"]:
        console.print(f"   {_finding(finding)}", soft_wrap=True)
    for missed in row["not_judged"]:
        words = findings.not_judged(missed["fault"], missed["reason"])
        console.print(f"   {words}", soft_wrap=True)
    next_time = headline(row["action"], to=_name(row["to"]).lower() if row["to"] else "")
    console.print(f"   {next_time}. {row['why']}", soft_wrap=True)
    if row["warm_ups"]:
        names = [_name(exercise).lower() for exercise in row["warm_ups"]]
        console.print(f"   {warm_ups(names)}", soft_wrap=True)


def _extent(row: Mapping[str, Any]) -> str:
    if row["held_s"] is not None:
        return held_well(row["held_s"], row["good_form_s"], row["planned_hold_s"])
    complete = row["complete_reps"]
    incomplete = row["counted_reps"] - complete
    return repeated(complete, incomplete, row["failed_attempts"], row["planned_reps"])


def _rep(rep: Mapping[str, Any]) -> str:
    up_s, down_s = rep["top_s"] - rep["start_s"], rep["end_s"] - rep["top_s"]
    parts = [_("{up:.1f} s up, {down:.1f} s down", up=up_s, down=down_s)]
    if not rep["complete"]:
        parts.append(_("incomplete"))
    if not rep["scored"]:
        parts.append(_("could not be judged"))
    if rep["control_deg"] is not None:
        angle = number(rep["control_deg"], "deg")
        parts.append(_("control until {angle}", angle=angle))
    if rep["curl_share"] is not None:
        parts.append(_("curl share {share}", share=share(rep["curl_share"])))
    return _("rep {number}: {parts}", number=rep["rep"], parts=", ".join(parts))


def _finding(finding: Mapping[str, Any]) -> str:
    words = findings.graded(finding["fault"], finding["severity"])
    value, error, limit = (finding[name] for name in ("peak", "peak_uncertainty", "threshold"))
    peak = findings.peak(finding["measure"], value, error, finding["unit"], limit)
    line = findings.finding(words, (finding["start_s"], finding["end_s"]), finding["rep"], peak)
    hint = "" if finding["evidence"] == "validated" else _("[hint]")
    return f"{line}. {finding['cue']} {hint}".rstrip()


def _check_in(row: Mapping[str, Any]) -> str:
    exercise = _name(row["exercise"]).lower() if row["exercise"] else ""
    symptoms = [name for name in check_in.SYMPTOMS if row[name]]
    line = check_in.listed(row["moment"], exercise, row["pain"], row["effort"], symptoms)
    return f"\n{line}"


def _test(test: Mapping[str, Any]) -> str:
    side = f", {on_side(test['side'])}" if test["side"] else ""
    if test["score"] is None:
        score = _("not scored")
    else:
        score = measured(test["score"], test["uncertainty"], test["unit"])
    reason = f" ({test['reason']})" if test["reason"] else ""
    if test["practice"]:
        score = _("{score}, practice", score=score)
    title = _("Test {name}", name=test["name"])
    return f"\n{title}{side}: {score}{reason}"


def _amounts(sets: Sequence[LoggedSet]) -> str:
    """How much of each exercise, such as `plank 30 + 25 s, sit-up 8 + 6 reps`."""
    by_exercise: dict[str, list[SetResult]] = defaultdict(list)
    for logged in sets:
        by_exercise[logged.exercise].append(logged.result)
    parts = []
    for exercise, results in by_exercise.items():
        held_s = [result.hold.total_s for result in results if result.hold]
        amounts = held_s or [result.complete_reps for result in results]
        parts.append(f"{_name(exercise).lower()} {in_sets(amounts, hold=bool(held_s))}")
    return ", ".join(parts)


def _faults(session: LoggedSession) -> str:
    grades = Counter(f.severity for logged in session.sets for f in logged.result.findings)
    severe, mild = grades["severe"], grades["mild"]
    parts = [_("{count} severe", count=severe)] if severe else []
    parts += [_("{count} mild", count=mild)] if mild else []
    return ", ".join(parts)


def _name(exercise: str) -> str:
    """The name of an exercise, or its id in words if the catalogue lacks it."""
    known = catalogue().get(exercise)
    return known.short_name if known else name_of_id(exercise)


def _number(value: float, unit: str) -> str:
    return "" if math.isnan(value) else number(value, unit, places=0)


def _table(*columns: str) -> Table:
    return Table(*columns, box=None, padding=(0, 2, 0, 0))
