"""`report.html`: the verdicts on one clip, on a page that opens from disk and needs no network.

This module collects the contents; `templates` holds the look.
"""

import base64
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from formcheck.coaching.advice import name_of
from formcheck.exercises.spec import Exercise
from formcheck.exercises.wording import about_fault
from formcheck.files import write_atomically
from formcheck.problem import Problem, ProblemId
from formcheck.report.charts import Chart, charts, for_page
from formcheck.report.film import Film
from formcheck.report.page import as_json, render
from formcheck.report.phrases import advice_words, peak_words, sentence
from formcheck.report.series import Series
from formcheck.report.stills import Moment, Pair, gravest, pair, worst_moments
from formcheck.result import (
    AttemptResult,
    FindingResult,
    RepResult,
    SessionResult,
    SetResult,
    Value,
)
from formcheck.words import report as words
from formcheck.words.advice import warm_ups
from formcheck.words.findings import grade
from formcheck.words.language import text
from formcheck.words.measures import label
from formcheck.words.names import name_of_id
from formcheck.words.units import decimals, heading, measured, number, symbol

# In one page: a long evening gives a small page, soon, too.
_MOST_PAIRS = 12  # of pictures: some 80 kB each
_MOST_CHARTS = 80  # some 60 kB and 80 ms each


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One clip in the index of a folder.

    Attributes:
        report: path of its report from the folder of the index; None without a report.
        result: its result; None for a failed clip or a discarded result.
        error: the reason of a failure.
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
    """Write the page about one clip; without a film it has no stills.

    Raises:
        InputError: the folder cannot be written to.
    """
    drawn = charts(result.sets, known, series)
    worst = worst_moments(result.sets)
    shown = _most_important(drawn, worst)
    stills = _stills(result.sets, worst, known, series, film)
    sets = [
        _set_view(number, finished, known, set_charts, stills.get(number, {}))
        for number, (finished, set_charts) in enumerate(
            zip(result.sets, shown, strict=True), start=1
        )
    ]
    data = {chart["key"]: chart.pop("data") for view in sets for chart in view["charts"]}
    page = render(
        "report.html",
        title=Path(result.clip.path).name,
        result=result,
        sets=sets,
        worst=[
            (number, known[result.sets[number - 1].exercise].title, finding, peak_words(finding))
            for number, finding in worst[:_MOST_PAIRS]
        ],
        bounded=sum(map(len, drawn)) > _MOST_CHARTS,
        timeline=_timeline(result, known),
        video=video,
        pictures=film is not None,
        missed=_missed(result.sets),
        about=_about(result),
        checked=[_checked(known[id_]) for id_ in dict.fromkeys(s.exercise for s in result.sets)],
        data=as_json({"charts": data, "words": words.readings()}),
    )
    with write_atomically(path) as file:
        file.write(page.encode())


def write_index(path: Path, entries: Iterable[IndexEntry], known: Mapping[str, Exercise]) -> None:
    """Write a page that links the reports of many clips.

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
                    "name": known[finished.exercise].title,
                    "sentence": sentence(known[finished.exercise], finished),
                    "advice": advice_words(finished, known),
                    "severity": _worst(finished.findings),
                }
                for finished in (entry.result.sets if entry.result else ())
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
    finished: SetResult,
    known: Mapping[str, Exercise],
    drawn: Sequence[Chart],
    stills: Mapping[str, Pair],
) -> dict[str, Any]:
    exercise = known[finished.exercise]
    return {
        "number": number,
        "name": exercise.title,
        "set": finished,
        "when": words.when(
            finished.start_s, finished.end_s, None if finished.declared else finished.confidence
        ),
        "sentence": sentence(exercise, finished),
        "advice": advice_words(finished, known),
        "warm_ups": warm_ups([name_of(warm_up, known) for warm_up in finished.advice.warm_ups])
        if finished.advice.warm_ups
        else "",
        "severity": _worst(finished.findings),
        "faults": [
            _fault_view(exercise, worst, finished, stills) for worst in gravest(finished.findings)
        ],
        "charts": [_chart_view(f"s{number}c{i}", chart) for i, chart in enumerate(drawn)],
        "columns": _columns(finished.reps),
        "reps": [
            _rep_view(rep, _columns(finished.reps), finished.findings) for rep in finished.reps
        ],
    }


def _worst(findings: Iterable[FindingResult]) -> str:
    grades = {finding.severity for finding in findings}
    return "severe" if "severe" in grades else "mild" if grades else "good"


def _fault_view(
    exercise: Exercise, worst: FindingResult, finished: SetResult, stills: Mapping[str, Pair]
) -> dict[str, Any]:
    fault = next(fault for fault in exercise.faults if fault.id == worst.fault)
    pair = stills.get(worst.fault)
    return {
        "id": worst.fault,
        "severity": worst.severity,
        "cue": text(worst.cue),
        "why": text(worst.why),
        "report": text(fault.report),
        "evidence": words.evidence(worst.evidence),
        "peak": peak_words(worst),
        "findings": [
            (finding, _value(finding)) for finding in finished.findings if finding.fault == fault.id
        ],
        "worst": _still(pair.worst, worst) if pair else None,
        "best": _still(pair.best, worst) if pair and pair.best else None,
    }


def _still(moment: Moment, finding: FindingResult) -> dict[str, Any]:
    peak, value = finding.peak, moment.value
    return {
        "t_s": moment.t_s,
        "words": f"{label(peak.measure)} {number(value, peak.unit)}" if value else "",
        "source": f"data:image/jpeg;base64,{base64.b64encode(moment.jpeg).decode()}",
    }


def _value(finding: FindingResult) -> str:
    """The worst value of a finding alone; empty without a value."""
    peak = finding.peak
    return "" if peak.value is None else number(peak.value, peak.unit, short=True)


def _stills(
    sets: Sequence[SetResult],
    worst: Iterable[tuple[int, FindingResult]],
    known: Mapping[str, Exercise],
    series: Series,
    film: Film | None,
) -> dict[int, dict[str, Pair]]:
    """Pictures by set number and fault id, as many as fit on the page."""
    if film is None:
        return {}
    by_set: dict[int, dict[str, Pair]] = defaultdict(dict)
    drawn = 0
    for set_number, finding in worst:
        finished = sets[set_number - 1]
        moments = pair(known[finished.exercise], finished, finding, series, film)
        if moments:
            by_set[set_number][finding.fault] = moments
            drawn += 1
        if drawn == _MOST_PAIRS:
            break
    return by_set


# --- tables ----------------------------------------------------------------------------------


def _columns(reps: Sequence[RepResult]) -> list[tuple[str, str]]:
    names = dict.fromkeys(name for rep in reps for name in rep.measures)
    return [(name, words.column(name)) for name in names]


def _rep_view(
    rep: RepResult, columns: Sequence[tuple[str, str]], findings: Sequence[FindingResult]
) -> dict[str, Any]:
    grades = {finding.fault: finding.severity for finding in findings if finding.rep == rep.index}
    return {
        "rep": rep,
        "cells": [_cell(rep.measures.get(name)) for name, _ in columns],
        "faults": [(fault, grades.get(fault, "mild")) for fault in rep.faults],
    }


def _cell(value: Value | None) -> str:
    if value is None or value.value is None:
        return "\N{EN DASH}"
    return measured(value.value, value.uncertainty, value.unit)


def _missed(sets: Sequence[SetResult]) -> list[dict[str, Any]]:
    """Faults that could not be judged, by reason, with the remedy."""
    rows: dict[str, dict[str, Any]] = {}
    for finished in sets:
        for missed in finished.not_judged:
            row = rows.setdefault(missed.reason, {"faults": {}, "why": missed.reason, "remedy": ""})
            row["faults"][name_of_id(missed.fault)] = None
            if missed.problem:
                problem = Problem(ProblemId(missed.problem), tuple(missed.about))
                row |= {"why": problem.reason, "remedy": problem.remedy}
    return list(rows.values())


def _about(result: SessionResult) -> list[tuple[str, str]]:
    clip, view, model = result.clip, result.view, result.model
    versions = ", ".join(f"{name} {version}" for name, version in result.software.items())
    facts = {
        "clip": clip.path,
        "length": words.length(clip.duration_s, clip.frames, clip.fps),
        "picture": words.picture(width=clip.width, height=clip.height),
        "camera": words.camera(view.yaw_deg, view.pitch_deg, view.facing),
        "judged": words.of_the_time(result.coverage.usable_fraction),
        "person": words.of_pictures(count=result.coverage.pose_frames, total=clip.frames),
        "model": f"{model.name} (SHA-256 {model.sha256[:12]}…)",
        "versions": versions,
        "sha256": clip.sha256,
        "calibration": result.profile.name if result.profile else None,
    }
    return [(words.fact(name), value) for name, value in facts.items() if value]


def _checked(exercise: Exercise) -> dict[str, Any]:
    return {
        "name": exercise.title,
        "faults": [{"id": fault.id, "rows": about_fault(fault)} for fault in exercise.faults],
    }


# --- charts and time line --------------------------------------------------------------------


def _most_important(
    drawn: list[list[Chart]], worst: Sequence[tuple[int, FindingResult]]
) -> list[list[Chart]]:
    """As many charts as the page has room for: of the worst moments, then the primary ones."""
    place = {id(finding): i for i, (_, finding) in enumerate(worst)}

    def rank(chart: Chart) -> tuple[int, bool]:
        places = (place.get(id(finding), len(worst)) for finding in chart.findings)
        return min(places, default=len(worst)), not chart.primary

    chosen = {id(chart) for chart in sorted(chain(*drawn), key=rank)[:_MOST_CHARTS]}
    return [[chart for chart in of_set if id(chart) in chosen] for of_set in drawn]


def _chart_view(key: str, chart: Chart) -> dict[str, Any]:
    chart = chart.thinned()
    curve = chart.curve
    return {
        "key": key,
        "chart": chart,
        "unit": heading(chart.unit),
        "summary": _chart_words(chart),
        "drawings": for_page(chart, key),
        "data": {
            "unit": symbol(chart.unit, short=True),
            "digits": decimals(chart.unit),
            "t": [round(t, 2) for t in curve.t_s.tolist()],
            "v": [_rounded(value) for value in curve.value.tolist()],
            "s": [_rounded(value) for value in curve.sd.tolist()],
        },
    }


def _chart_words(chart: Chart) -> str:
    """A chart in a sentence, for a screen reader."""
    values = [value for value in chart.curve.value.tolist() if not math.isnan(value)]
    low, high = (number(edge, chart.unit) for edge in (min(values), max(values)))
    return words.chart(low, high, len(chart.findings))


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 3)


def _timeline(result: SessionResult, known: Mapping[str, Exercise]) -> list[dict[str, Any]]:
    """Rows of marks over the length of the clip: sets or holds, repetitions, faults."""
    length = max(result.clip.duration_s, 0.001)
    many_sets = len(result.sets) > 1
    rows: dict[str, list[dict[str, Any]]] = {}
    for finished in result.sets:
        if many_sets or finished.hold:
            name = known[finished.exercise].title
            row = rows.setdefault(words.track("sets" if many_sets else "hold"), [])
            row.append(_mark(length, finished, "set", name))
    for finished in result.sets:
        marks = [_mark(length, rep, "rep", words.rep(number=rep.index)) for rep in finished.reps]
        attempt_words = words.failed_attempt()
        marks += [_mark(length, attempt, "attempt", attempt_words) for attempt in finished.attempts]
        if marks:
            rows.setdefault(words.track("reps"), []).extend(marks)
    findings = [finding for finished in result.sets for finding in finished.findings]
    for worst in gravest(findings):
        rows[name_of_id(worst.fault)] = [
            _mark(length, finding, finding.severity, _grade_and_peak(finding))
            for finding in findings
            if finding.fault == worst.fault
        ]
    return [{"name": name, "marks": marks} for name, marks in rows.items()]


def _grade_and_peak(finding: FindingResult) -> str:
    return f"{grade(finding.severity)}: {peak_words(finding)}"


def _mark(
    length: float, part: SetResult | RepResult | AttemptResult | FindingResult, kind: str, name: str
) -> dict[str, Any]:
    """A stretch of time, in per cent of the clip's length."""
    return {
        "start_s": part.start_s,
        "x": round(100 * part.start_s / length, 3),
        "width": round(100 * max(0.0, part.end_s - part.start_s) / length, 3),
        "kind": kind,
        "words": name,
    }
