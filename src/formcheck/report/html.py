"""`report.html`: one page that tells what was seen, opens from disk and needs no network.

What the page says is put together here, how it looks is in `templates`. Everything that comes from
files is escaped, and the page's content policy lets nothing run or load but what it carries.
"""

import base64
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup

from formcheck.coaching.advice import name_of
from formcheck.exercises.spec import Exercise
from formcheck.exercises.wording import about_fault
from formcheck.files import write_atomically
from formcheck.problem import Problem, ProblemId
from formcheck.report.charts import NARROW, WIDE, Chart, Drawing, charts, for_page
from formcheck.report.film import Film
from formcheck.report.page import as_json, render
from formcheck.report.phrases import advice_words, peak_words, sentence
from formcheck.report.series import Series
from formcheck.report.stills import Moment, Pair, gravest, pairs
from formcheck.result import (
    AttemptResult,
    FindingResult,
    RepResult,
    SessionResult,
    SetResult,
    Value,
)
from formcheck.words.advice import warm_ups
from formcheck.words.counts import counted
from formcheck.words.measures import label
from formcheck.words.names import name_of_id
from formcheck.words.units import (
    clock,
    decimals,
    heading,
    measured,
    number,
    share,
    symbol,
)

_MOST_PAIRS = 12  # of pictures in one page, the gravest faults first: some 80 kB each

_COLUMNS: Final = {
    "rom_deg": "Range",
    "rom_t": "Range",
    "rom": "Range",
    "rise_s": "Up",
    "lower_s": "Down",
    "control_angle_deg": "Control angle",
    "curl_share": "Curl share",
}
_EVIDENCE: Final = {
    "validated": "validated on rendered people",
    "proxy": "a hint: not validated",
}


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One clip of a folder's page.

    Attributes:
        clip: what to call it.
        report: its report, relative to the page's own folder; None where there is none.
        result: what was seen, None where the clip failed or nothing of it is kept.
        error: why it failed.
    """

    clip: str
    report: Path | None
    result: SessionResult | None
    error: str = ""


def write_report(
    path: Path,
    result: SessionResult,
    known: Mapping[str, Exercise],
    series: Series,
    *,
    film: Film | None = None,
    video: str | None = None,
) -> None:
    """Write the page about one clip.

    Args:
        path: of the page.
        result: what was seen.
        known: exercises by id.
        series: the measures of the same frames.
        film: the pictures of the same frames; None leaves stills out, as from a Recording.
        video: name of the overlay video beside the page, None where there is none.

    Raises:
        InputError: the folder cannot be written to.
    """
    drawn = charts(result.sets, known, series)
    stills = _stills(result.sets, known, series, film)
    sets = [
        _set_view(number, seen, known, some, stills.get(number, {}))
        for number, (seen, some) in enumerate(zip(result.sets, drawn, strict=True), start=1)
    ]
    data = {"charts": {chart["key"]: chart["data"] for one in sets for chart in one["charts"]}}
    for one in sets:
        for chart in one["charts"]:
            del chart["data"]
    page = render(
        "report.html",
        title=Path(result.clip.path).name,
        result=result,
        sets=sets,
        timeline=_timeline(result, known),
        video=video,
        pictures=film is not None,
        missed=_missed(result.sets),
        about=_about(result),
        checked=[_checked(known[one]) for one in dict.fromkeys(s.exercise for s in result.sets)],
        data=as_json(data),
    )
    with write_atomically(path) as file:
        file.write(page.encode())


def write_index(path: Path, entries: Iterable[IndexEntry], known: Mapping[str, Exercise]) -> None:
    """Write a page that links the reports of many clips.

    Args:
        path: of the page.
        entries: a row each, in this order.
        known: exercises by id, for their names.

    Raises:
        InputError: the folder cannot be written to.
    """
    rows = [
        {
            "clip": entry.clip,
            "link": None if entry.report is None else f"./{quote(entry.report.as_posix())}",
            "error": entry.error,
            "judged": entry.result is not None,
            "sets": [
                {
                    "name": known[one.exercise].name,
                    "sentence": sentence(known[one.exercise], one),
                    "advice": advice_words(one, known),
                    "severity": _worst(one.findings),
                }
                for one in (entry.result.sets if entry.result else ())
            ],
            "notes": entry.result.coverage.messages if entry.result else [],
        }
        for entry in entries
    ]
    page = render("index.html", rows=rows)
    with write_atomically(path) as file:
        file.write(page.encode())


# --- one set ---------------------------------------------------------------------------------


def _set_view(
    number: int,
    seen: SetResult,
    known: Mapping[str, Exercise],
    drawn: Sequence[Chart],
    stills: Mapping[str, Pair],
) -> dict[str, Any]:
    exercise = known[seen.exercise]
    return {
        "number": number,
        "name": exercise.name,
        "seen": seen,
        "sentence": sentence(exercise, seen),
        "advice": advice_words(seen, known),
        "warm_ups": warm_ups([name_of(one, known) for one in seen.advice.warm_ups])
        if seen.advice.warm_ups
        else "",
        "severity": _worst(seen.findings),
        "faults": [_fault_view(exercise, one, seen, stills) for one in gravest(seen.findings)],
        "charts": [_chart_view(f"s{number}c{i}", chart) for i, chart in enumerate(drawn)],
        "columns": _columns(seen.reps),
        "reps": [_rep_view(rep, _columns(seen.reps), seen.findings) for rep in seen.reps],
    }


def _worst(findings: Iterable[FindingResult]) -> str:
    grades = {finding.severity for finding in findings}
    return "severe" if "severe" in grades else "mild" if grades else "good"


def _fault_view(
    exercise: Exercise, worst: FindingResult, seen: SetResult, stills: Mapping[str, Pair]
) -> dict[str, Any]:
    fault = next(one for one in exercise.faults if one.id == worst.fault)
    pair = stills.get(worst.fault)
    return {
        "id": worst.fault,
        "severity": worst.severity,
        "cue": worst.cue,
        "why": worst.why,
        "report": fault.report,
        "evidence": _EVIDENCE[worst.evidence],
        "peak": peak_words(worst),
        "found": [
            {"finding": one, "value": _value(one)} for one in seen.findings if one.fault == fault.id
        ],
        "worst": _still(pair.worst, worst) if pair else None,
        "best": _still(pair.best, worst) if pair and pair.best else None,
    }


def _still(moment: Moment, finding: FindingResult) -> dict[str, Any]:
    peak, value = finding.peak, moment.value
    words = f"{label(peak.measure)} {number(value, peak.unit)}" if value else ""
    return {
        "t_s": moment.t_s,
        "words": words,
        "source": f"data:image/jpeg;base64,{base64.b64encode(moment.jpeg).decode()}",
    }


def _value(finding: FindingResult) -> str:
    """A finding's worst value by itself; empty where there is none."""
    peak = finding.peak
    return "" if peak.value is None else number(peak.value, peak.unit, short=True)


def _stills(
    sets: Sequence[SetResult], known: Mapping[str, Exercise], series: Series, film: Film | None
) -> dict[int, dict[str, Pair]]:
    """Pictures by number of the set and id of the fault; as many as the page has room for."""
    if film is None:
        return {}
    chosen = [
        (number, pair)
        for number, seen in enumerate(sets, start=1)
        for pair in pairs(known[seen.exercise], seen, series, film)
    ]
    chosen.sort(key=lambda one: one[1].finding.severity != "severe")
    kept: dict[int, dict[str, Pair]] = {}
    for place, pair in chosen[:_MOST_PAIRS]:
        kept.setdefault(place, {})[pair.finding.fault] = pair
    return kept


# --- tables ----------------------------------------------------------------------------------


def _columns(reps: Sequence[RepResult]) -> list[tuple[str, str]]:
    names = dict.fromkeys(name for rep in reps for name in rep.measures)
    return [(name, _COLUMNS.get(name, name_of_id(name).capitalize())) for name in names]


def _rep_view(
    rep: RepResult, columns: Sequence[tuple[str, str]], findings: Sequence[FindingResult]
) -> dict[str, Any]:
    grades = {one.fault: one.severity for one in findings if one.rep == rep.index}
    return {
        "rep": rep,
        "cells": [_cell(rep.measures.get(name)) for name, _ in columns],
        "faults": [(one, grades.get(one, "mild")) for one in rep.faults],
    }


def _cell(value: Value | None) -> str:
    if value is None or value.value is None:
        return "\N{EN DASH}"
    return measured(value.value, value.uncertainty, value.unit)


def _missed(sets: Sequence[SetResult]) -> list[dict[str, Any]]:
    """What could not be judged, by reason and what to do about it."""
    rows: dict[str, dict[str, Any]] = {}
    for seen in sets:
        for missed in seen.not_judged:
            row = rows.setdefault(missed.reason, {"faults": {}, "why": missed.reason, "remedy": ""})
            row["faults"][name_of_id(missed.fault)] = None
            if missed.problem:
                problem = Problem(ProblemId(missed.problem), tuple(missed.about))
                row |= {"why": problem.reason, "remedy": problem.remedy}
    return list(rows.values())


def _about(result: SessionResult) -> list[tuple[str, str]]:
    clip, view, model = result.clip, result.view, result.model
    camera = ", ".join(
        f"{name} {number(value, 'deg')}"
        for name, value in (("turned by", view.yaw_deg), ("looking down by", view.pitch_deg))
        if value is not None
    )
    facing = "" if view.facing == "unknown" else f"; the person faces {view.facing}"
    rows: list[tuple[str, str]] = [
        ("Clip", clip.path),
        ("Length", f"{clock(clip.duration_s)}, {clip.frames} pictures, {clip.fps:.3g} a second"),
        ("Picture", f"{clip.width} by {clip.height} pixels"),
        ("Camera", f"{camera or 'not known'}{facing}"),
        ("Could be judged", f"{share(result.coverage.usable_fraction)} of the time"),
        ("Person found in", f"{result.coverage.pose_frames} of {clip.frames} pictures"),
        ("Pose model", f"{model.name} (SHA-256 {model.sha256[:12]}…)"),
        ("Versions", ", ".join(f"{name} {what}" for name, what in result.software.items())),
    ]
    if clip.sha256:
        rows.append(("SHA-256 of the clip", clip.sha256))
    if result.profile:
        rows.append(("Calibration", result.profile.name))
    return rows


def _checked(exercise: Exercise) -> dict[str, Any]:
    return {
        "name": exercise.name,
        "faults": [{"id": fault.id, "rows": about_fault(fault)} for fault in exercise.faults],
    }


# --- charts and time line --------------------------------------------------------------------


def _chart_view(key: str, chart: Chart) -> dict[str, Any]:
    start_s, end_s = chart.span_s
    curve = chart.curve
    return {
        "key": key,
        "chart": chart,
        "title": chart.title,
        "unit": heading(chart.unit),
        "start_s": start_s,
        "end_s": end_s,
        "summary": _chart_words(chart),
        "drawings": [
            ("wide", WIDE, _marked(for_page(chart, f"{key}w", WIDE))),
            ("narrow", NARROW, _marked(for_page(chart, f"{key}n", NARROW))),
        ],
        "data": {
            "unit": symbol(chart.unit, short=True),
            "digits": decimals(chart.unit),
            "t": [round(t, 2) for t in curve.t_s.tolist()],
            "v": [_rounded(value) for value in curve.value.tolist()],
            "s": [_rounded(value) for value in curve.sd.tolist()],
        },
    }


def _marked(drawing: Drawing) -> dict[str, Any]:
    return {"svg": Markup(drawing.svg), "drawing": drawing}  # made by us


def _chart_words(chart: Chart) -> str:
    """The chart in a sentence, for who cannot see it."""
    values = [value for value in chart.curve.value.tolist() if not math.isnan(value)]
    low, high = (number(edge, chart.unit) for edge in (min(values), max(values)))
    found = counted(len(chart.findings), "finding") if chart.findings else "no finding"
    return f"From {low} to {high}; {found} in this signal."


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 3)


def _timeline(result: SessionResult, known: Mapping[str, Exercise]) -> list[dict[str, Any]]:
    """Rows of marks over the length of the clip: sets or holds, repetitions, each fault."""
    length = max(result.clip.duration_s, 0.001)
    many_sets = len(result.sets) > 1
    rows: dict[str, list[dict[str, Any]]] = {}
    for seen in result.sets:
        if many_sets or seen.hold:
            name = known[seen.exercise].name
            row = rows.setdefault("Sets" if many_sets else "Hold", [])
            row.append(_mark(length, seen, "set", name))
    for seen in result.sets:
        marks = [_mark(length, rep, "rep", f"rep {rep.index}") for rep in seen.reps]
        marks += [_mark(length, one, "attempt", "failed attempt") for one in seen.attempts]
        if marks:
            rows.setdefault("Reps", []).extend(marks)
    findings = [finding for seen in result.sets for finding in seen.findings]
    for worst in gravest(findings):
        rows[name_of_id(worst.fault)] = [
            _mark(length, one, one.severity, f"{one.severity}: {peak_words(one)}")
            for one in findings
            if one.fault == worst.fault
        ]
    return [{"name": name, "marks": marks} for name, marks in rows.items()]


def _mark(
    length: float,
    what: SetResult | RepResult | AttemptResult | FindingResult,
    kind: str,
    words: str,
) -> dict[str, Any]:
    """A stretch of time, in per cent of the clip's length."""
    return {
        "start_s": what.start_s,
        "x": round(100 * what.start_s / length, 3),
        "width": round(100 * max(0.0, what.end_s - what.start_s) / length, 3),
        "kind": kind,
        "words": words,
    }
