"""Charts of an exercise's signals and of trends: the one module that knows Matplotlib.

The same drawing goes into files and into the page, as SVG with colours for light and dark.
"""

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from formcheck.exercises.spec import Exercise
from formcheck.files import write_atomically
from formcheck.motion.measures import MEASURES
from formcheck.report.limits import Level, levels
from formcheck.report.series import Curve, Series, charted
from formcheck.report.trends import Trend
from formcheck.result import FindingResult, SetResult
from formcheck.words.dates import day_of_month, month_of_year
from formcheck.words.measures import label
from formcheck.words.report import limit, seconds
from formcheck.words.units import heading

_AROUND_S = 1.0  # shown before and after the set
_MOST_POINTS = 400  # in one chart

#: Width and height in CSS pixels, and in points of SVG.
_SIZES: Final = {"wide": (700, 210), "narrow": (360, 200)}
#: The same for trends: two of them stand side by side.
_TREND_SIZES: Final = {"wide": (560, 190), "narrow": (340, 180)}
_MARGINS: Final = {"left": 44, "right": 12, "top": 16, "bottom": 34}
_POINTS_PER_INCH: Final = 72
_PNG_DPI: Final = 144
_MOST_NUMBERS = 30  # of repetitions: more would overlap

_MOST_DOTS = 130  # in a trend: more values are a line
_GAP_DAYS = 28
_DAYS_OF_DATES = 300  # the axis of a longer trend has months in place of days
_DAY_STEPS: Final = (1, 2, 7, 14, 28, 56, 112)
_MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 1200)
_LEAST_TOP = 1.0
_ROOM = 1.06  # above the highest value, as a share of it

_LEAST_SPAN: Final = {"deg": 20.0}  # a smaller range of values would show noise as movement
_SPAN_OF_SD = 6.0

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"


@dataclass(frozen=True, slots=True)
class _Palette:
    """Colours by role, as `#rrggbb`."""

    ink: str
    soft: str
    faint: str
    paper: str
    rise: str
    lower: str
    curve: str
    mild: str
    severe: str


_LIGHT: Final = _Palette(
    ink="#1b1f24",
    soft="#57606a",
    faint="#d8dde3",
    paper="#ffffff",
    rise="#eef2f6",
    lower="#e0e7ee",
    curve="#0b5f9e",
    mild="#8a5a00",
    severe="#b03a00",
)
# The page's own variables replace these stand-ins.
_ROLES: Final = tuple(field.name for field in fields(_Palette))
_STAND_IN: Final = _Palette(**{role: f"#0101{i:02x}" for i, role in enumerate(_ROLES, start=16)})
_VARIABLES: Final = {getattr(_STAND_IN, role): f"var(--chart-{role})" for role in _ROLES}

_SETTINGS: Final[Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # Matplotlib brings it: the same picture everywhere
    "font.size": 10.5,
    "svg.fonttype": "none",
    "path.simplify": False,  # thinned already; this would lose the peaks
}


@dataclass(frozen=True, slots=True)
class Chart:
    """One measure during one set.

    Attributes:
        title, unit: its name in words, and its unit by id.
        curve: the values around the set.
        finished: the set, for its repetitions.
        primary: whether the measure counts repetitions, is the exercise's first signal or has a
            finding. The page folds the other charts away.
    """

    measure: str
    title: str
    unit: str
    curve: Curve
    levels: tuple[Level, ...]
    finished: SetResult
    findings: tuple[FindingResult, ...]
    primary: bool

    def thinned(self) -> "Chart":
        """The chart with no more points than a picture shows."""
        return replace(self, curve=self.curve.thinned(_MOST_POINTS))

    @property
    def span_s(self) -> tuple[float, float]:
        """Media times of the left and of the right edge."""
        return max(0.0, self.finished.start_s - _AROUND_S), self.finished.end_s + _AROUND_S


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as SVG for the page.

    Attributes:
        svg: the element, without styles that a strict content policy refuses.
        left, right, top, bottom: edges of the plotted area in units of the SVG.
    """

    svg: Markup
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Band:
    """The range without a change that counts, from one day on."""

    since: date
    low: float
    high: float


def charts(
    sets: Iterable[SetResult], known: Mapping[str, Exercise], series: Series
) -> list[list[Chart]]:
    """The charts of each set, from the measures of the whole clip."""
    return [list(_charts(known[finished.exercise], finished, series)) for finished in sets]


def _charts(exercise: Exercise, finished: SetResult, series: Series) -> Iterator[Chart]:
    for name in charted(exercise):
        chart = _chart(name, exercise, finished, series)
        if chart.curve.has_values:
            yield chart


def _chart(name: str, exercise: Exercise, finished: SetResult, series: Series) -> Chart:
    findings = tuple(finding for finding in finished.findings if finding.peak.measure == name)
    first = exercise.reps.signal if exercise.reps else exercise.signals[0]
    return Chart(
        name,
        label(name),
        MEASURES[name].unit,
        series.curve(name).between(
            max(0.0, finished.start_s - _AROUND_S), finished.end_s + _AROUND_S
        ),
        tuple(levels(exercise, name, finished)),
        finished,
        findings,
        primary=name == first or bool(findings),
    )


def for_page(chart: Chart, key: str) -> list[tuple[str, Drawing]]:
    """A chart as drawings for a wide and for a narrow page; every id begins with the key."""
    return _drawings(lambda size: _figure(chart, _STAND_IN, size), key, _SIZES)


def trend_for_page(
    trend: Trend, key: str, span: tuple[date, date], band: Band | None = None
) -> list[tuple[str, Drawing]]:
    """A trend over a span of days as drawings for a wide and for a narrow page."""

    def figure(size: tuple[int, int]) -> Figure:
        drawn, axes = _axes(_STAND_IN, size, "")
        _draw_trend(axes, trend, span, band)
        _date_ticks(axes, span, most=6 if size == _TREND_SIZES["wide"] else 4)
        return drawn

    return _drawings(figure, key, _TREND_SIZES)


def _drawings(
    figure: Callable[[tuple[int, int]], Figure], key: str, sizes: Mapping[str, tuple[int, int]]
) -> list[tuple[str, Drawing]]:
    drawings = []
    for kind, size in sizes.items():
        name = f"{key}-{kind}"
        with mpl.rc_context({**_SETTINGS, "svg.hashsalt": name}):
            drawings.append((kind, _drawing(figure(size), name, size)))
    return drawings


def to_files(chart: Chart, folder: Path, name: str) -> None:
    """Write a chart as `NAME.png` and `NAME.svg`.

    Raises:
        InputError: the folder cannot be written to.
    """
    with mpl.rc_context({**_SETTINGS, "svg.hashsalt": name}):
        figure = _figure(chart.thinned(), _LIGHT, _SIZES["wide"])
        figure.axes[0].set_title(f"{chart.title} ({heading(chart.unit)})", fontsize="medium")
        for kind, metadata in (("png", {"Software": None}), ("svg", {"Date": None})):
            with write_atomically(folder / f"{name}.{kind}") as file:
                figure.savefig(file, format=kind, dpi=_PNG_DPI, metadata=metadata)


# --- drawing ---------------------------------------------------------------------------------


def _axes(colours: _Palette, size: tuple[int, int], along: str) -> tuple[Figure, Axes]:
    """An empty chart with a label along its lower axis."""
    width, height = size
    figure = Figure((width / _POINTS_PER_INCH, height / _POINTS_PER_INCH), facecolor=colours.paper)
    axes = figure.add_axes(
        (
            _MARGINS["left"] / width,
            _MARGINS["bottom"] / height,
            1 - (_MARGINS["left"] + _MARGINS["right"]) / width,
            1 - (_MARGINS["top"] + _MARGINS["bottom"]) / height,
        ),
        facecolor="none",
    )
    _dress(axes, colours, along)
    return figure, axes


def _drawing(figure: Figure, key: str, size: tuple[int, int]) -> Drawing:
    file = io.StringIO()
    figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    left, top = _MARGINS["left"], _MARGINS["top"]
    right, bottom = size[0] - _MARGINS["right"], size[1] - _MARGINS["bottom"]
    return Drawing(Markup(_for_page(file.getvalue(), key)), left, right, top, bottom)


def _figure(chart: Chart, colours: _Palette, size: tuple[int, int]) -> Figure:
    figure, axes = _axes(colours, size, seconds())
    _phases(axes, chart, colours)
    _faults(axes, chart, colours)
    axes.set_xlim(*chart.span_s)
    low, high = _range(chart)
    axes.set_ylim(low, high)
    _limit_lines(axes, chart, colours, (low, high))
    _curve(axes, chart.curve, colours)
    _peaks(axes, chart, colours)
    return figure


def _dress(axes: Axes, colours: _Palette, along: str) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(colours.soft)
    axes.tick_params(colors=colours.soft, length=3)
    axes.tick_params(axis="y", length=0)
    axes.locator_params(axis="y", nbins=5)
    axes.grid(axis="y", color=colours.faint, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel(along, color=colours.soft, labelpad=1)


def _phases(axes: Axes, chart: Chart, colours: _Palette) -> None:
    reps, attempts = chart.finished.reps, chart.finished.attempts
    rises = [(rep.start_s, rep.top_s) for rep in reps]
    rises += [(attempt.start_s, attempt.end_s) for attempt in attempts]
    _spans(axes, rises, colours.rise)
    _spans(axes, [(rep.top_s, rep.end_s) for rep in reps], colours.lower)
    top = axes.get_xaxis_transform()
    for rep in reps if len(reps) <= _MOST_NUMBERS else ():
        middle = (rep.start_s + rep.end_s) / 2
        axes.text(middle, 1.01, str(rep.index), transform=top, color=colours.soft, ha="center")


def _faults(axes: Axes, chart: Chart, colours: _Palette) -> None:
    for severity, colour in (("mild", colours.mild), ("severe", colours.severe)):
        spans = [
            (finding.start_s, finding.end_s)
            for finding in chart.findings
            if finding.severity == severity
        ]
        _spans(axes, spans, colour, alpha=0.13)
        _spans(axes, spans, colour, high=0.03)  # a bar, too: visible without colours


def _spans(
    axes: Axes,
    spans: list[tuple[float, float]],
    colour: str,
    *,
    high: float = 1.0,
    alpha: float = 1.0,
) -> None:
    """Shade stretches of time, up to a share of the chart's height."""
    axes.broken_barh(
        [(start_s, end_s - start_s) for start_s, end_s in spans],
        (0.0, high),
        transform=axes.get_xaxis_transform(),
        facecolor=colour,
        alpha=alpha,
        linewidth=0,
        zorder=0.5,  # below the grid
    )


def _limit_lines(axes: Axes, chart: Chart, colours: _Palette, span: tuple[float, float]) -> None:
    low, high = span
    written: list[float] = []
    for level in sorted(chart.levels, key=lambda level: level.severity != "severe"):
        if not low < level.value < high:
            continue
        colour = getattr(colours, level.severity)
        dashes = (0, (6, 2)) if level.severity == "severe" else (0, (3, 3))
        axes.axhline(level.value, color=colour, linewidth=1.1, linestyle=dashes)
        line_high = (high - low) / 12
        if any(abs(level.value - other) < line_high for other in written):
            continue
        written.append(level.value)
        axes.text(
            1.0,
            level.value,
            f"{limit(level.fault, level.severity)} ",
            transform=axes.get_yaxis_transform(),
            color=colour,
            ha="right",
            va="bottom" if level.above else "top",
            fontsize="small",
        )


def _curve(axes: Axes, curve: Curve, colours: _Palette) -> None:
    axes.fill_between(
        curve.t_s,
        curve.value - curve.sd,
        curve.value + curve.sd,
        color=colours.curve,
        alpha=0.2,
        linewidth=0,
    )
    axes.plot(curve.t_s, curve.value, color=colours.curve, linewidth=1.5)


def _peaks(axes: Axes, chart: Chart, colours: _Palette) -> None:
    for finding in chart.findings:
        # On the curve: the quoted value may belong to a whole repetition.
        axes.plot(
            [finding.peak.at_s],
            [chart.curve.at(finding.peak.at_s)],
            marker="8" if finding.severity == "severe" else "^",
            markersize=8,
            color=getattr(colours, finding.severity),
            markeredgecolor=colours.paper,
            zorder=4,
        )


def _range(chart: Chart) -> tuple[float, float]:
    """Lowest and highest value of the chart: those of the curve and of limits near it."""
    value, sd = chart.curve.value, chart.curve.sd
    if not np.isfinite(value).any():
        return 0.0, 1.0
    low, high = float(np.nanmin(value)), float(np.nanmax(value))
    error = float(np.nanmedian(sd)) if np.isfinite(sd).any() else 0.0
    span = max(high - low, _LEAST_SPAN.get(chart.unit, 0.0), _SPAN_OF_SD * error)
    near = [level.value for level in chart.levels if low - span / 2 < level.value < high + span / 2]
    low, high = min(low, *near, np.inf), max(high, *near, -np.inf)
    room = 0.06 * (high - low) + max(0.0, span - (high - low)) / 2
    return low - room - error, high + room + error


# --- trends ----------------------------------------------------------------------------------


def _draw_trend(axes: Axes, trend: Trend, span: tuple[date, date], band: Band | None) -> None:
    colours = _STAND_IN
    axes.set_xlim(span[0].toordinal() - 0.5, span[1].toordinal() + 0.5)
    top = trend.scale or _ROOM * max(*trend.values, band.high if band else 0.0, _LEAST_TOP)
    axes.set_ylim(-0.03 * top, _ROOM * top if trend.scale else top)
    axes.locator_params(axis="y", integer=True)
    if band:
        axes.fill_between(
            [band.since.toordinal(), span[1].toordinal() + 0.5],
            max(band.low, 0.0),
            band.high,
            color=colours.lower,
            linewidth=0,
            zorder=0.5,  # below the grid
        )
    days = [day.toordinal() for day in trend.days]
    dots = len(days) <= _MOST_DOTS
    for run in _runs(days):
        x, y = days[run], list(trend.values[run])
        if len(x) == 1 and not dots:
            x, y = 2 * x, 2 * y  # a line without length: its round ends are a dot
        axes.plot(
            x,
            y,
            color=colours.curve,
            linewidth=1.3,
            solid_capstyle="round",
            marker="o" if dots else None,
            markersize=4.5 if len(days) <= _MOST_DOTS / 2 else 3,
            clip_on=False,
        )


def _runs(days: Sequence[int]) -> list[slice]:
    """Stretches without a long gap: a line across a gap would show unmeasured values."""
    edges = [i for i in range(1, len(days)) if days[i] - days[i - 1] > _GAP_DAYS]
    return [slice(*edge) for edge in pairwise([0, *edges, len(days)])]


def _date_ticks(axes: Axes, span: tuple[date, date], most: int) -> None:
    """Mark at most `most` days, first days of months or first days of years."""
    first, last = (day.toordinal() for day in span)
    if last - first <= _DAYS_OF_DATES:
        step = next(step for step in _DAY_STEPS if (last - first) // step < most)
        days = [date.fromordinal(day) for day in range(last, first - 1, -step)]
        labels = [day_of_month(day) for day in days]
    else:
        months = (span[0].year * 12 + span[0].month, span[1].year * 12 + span[1].month)
        step = next(step for step in _MONTH_STEPS if (months[1] - months[0]) / step < most)
        # Counted from January: a year is marked at its beginning.
        ticks = [month for month in range(months[0], months[1]) if month % step == 0]
        days = [date(month // 12, month % 12 + 1, 1) for month in ticks]
        labels = [str(day.year) if step >= 12 else month_of_year(day) for day in days]
    axes.set_xticks([day.toordinal() for day in days], labels)
    for tick, day in zip(axes.get_xticklabels(), days, strict=True):
        if day == span[1]:
            tick.set_horizontalalignment("right")  # a centred label would leave the picture


# --- SVG that fits into the page -------------------------------------------------------------


def _for_page(svg: str, key: str) -> str:
    """Matplotlib's SVG as part of a page: own ids, colours of the page, no style attributes."""
    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)  # Matplotlib's own output
    for metadata in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(metadata)
    for defs in root.findall(f"{{{_SVG}}}defs"):
        for style in defs.findall(f"{{{_SVG}}}style"):
            defs.remove(style)
    for element in root.iter():
        _tidy(element, key)
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.attrib.pop("version", None)
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    return re.sub(r"\n\s*", "\n", ET.tostring(root, encoding="unicode"))


def _tidy(element: ET.Element, key: str) -> None:
    for part in element.attrib.pop("style", "").split(";"):
        name, _, value = (word.strip() for word in part.partition(":"))
        if name == "font":
            size = re.search(r"[\d.]+px", value)
            if size:
                element.set("font-size", size.group())
        elif name:
            element.set(name, value)
    link = element.attrib.pop(f"{{{_XLINK}}}href", None)
    if link:
        element.set("href", link)
    for name, value in element.attrib.items():
        element.set(name, _fitted(name, value, key))


def _fitted(name: str, value: str, key: str) -> str:
    """The value of an attribute in the page."""
    if name == "id":
        return f"{key}-{value}"
    if name == "d":
        return re.sub(r"-?\d+\.\d{2,}", lambda number: f"{float(number.group()):.1f}", value)
    if name == "href" or value.startswith("url(#"):
        return value.replace("#", f"#{key}-")
    return _VARIABLES.get(value, value)
