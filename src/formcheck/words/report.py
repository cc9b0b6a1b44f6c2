"""The report of a clip: times, tables, the time line, and how the report was made."""

from typing import Final

from formcheck.words.counts import counted
from formcheck.words.findings import grade
from formcheck.words.language import Sentence, Sentences, _, marked
from formcheck.words.names import capital, name_of_id
from formcheck.words.units import clock, number, share

_COLUMNS: Final = {
    "rom_deg": marked("Range"),
    "rom_t": marked("Range"),
    "rom": marked("Range"),
    "rise_s": marked("Up"),
    "lower_s": marked("Down"),
    "control_angle_deg": marked("Control angle"),
    "curl_share": marked("Curl share"),
}
#: How far a fault is validated.
evidence = Sentences(
    validated=marked("validated on rendered people"),
    proxy=marked("a hint: not validated"),
)
#: The name of a row of the time line.
track = Sentences(sets=marked("Sets"), hold=marked("Hold"), reps=marked("Reps"))
#: The name of a fact about the clip and its judging.
fact = Sentences(
    clip=marked("Clip"),
    length=marked("Length"),
    picture=marked("Picture"),
    camera=marked("Camera"),
    judged=marked("Could be judged"),
    person=marked("Person found in"),
    model=marked("Pose model"),
    versions=marked("Versions"),
    sha256=marked("SHA-256 of the clip"),
    calibration=marked("Calibration"),
)
_FACING: Final = {
    "left": marked("{camera}; the person faces left"),
    "right": marked("{camera}; the person faces right"),
    "unknown": "{camera}",
}
seconds = Sentence("seconds")
# The time line.
rep = Sentence("rep {number}")
failed_attempt = Sentence("failed attempt")
# How it was made.
picture = Sentence("{width} by {height} pixels")
of_pictures = Sentence("{count} of {total} pictures")


def when(start_s: float, end_s: float, confidence: float | None) -> str:
    """The times of a set, and the confidence in an exercise that was recognised."""
    span = _("{start} to {end}", start=clock(start_s), end=clock(end_s))
    if confidence is None:
        return span
    return _("{span}, recognised, {share} sure", span=span, share=share(confidence))


def column(measure: str) -> str:
    """The heading of a column in the table of repetitions."""
    return _(_COLUMNS[measure]) if measure in _COLUMNS else capital(name_of_id(measure))


def chart(low: str, high: str, findings: int) -> str:
    """A chart in a sentence, for a screen reader."""
    if not findings:
        return _("From {low} to {high}; no finding in this signal.", low=low, high=high)
    return _(
        "From {low} to {high}; {findings} in this signal.",
        low=low,
        high=high,
        findings=counted(findings, "finding"),
    )


def limit(fault: str, severity: str) -> str:
    """The label of a limit in a chart."""
    return _("{fault}, {grade}", fault=name_of_id(fault), grade=grade(severity))


def readings() -> dict[str, str]:
    """The readings of a chart at a time without a value, for the script of the page."""
    return {"outside": _("not in this set"), "unseen": _("not seen")}


def length(seconds: float, frames: int, fps: float) -> str:
    """The length of a clip."""
    return _(
        "{time}, {frames} pictures, {fps:.3g} a second", time=clock(seconds), frames=frames, fps=fps
    )


def camera(yaw_deg: float | None, pitch_deg: float | None, facing: str) -> str:
    """The place of the camera relative to the person."""
    angles = []
    if yaw_deg is not None:
        angles.append(_("turned by {angle}", angle=number(yaw_deg, "deg")))
    if pitch_deg is not None:
        angles.append(_("looking down by {angle}", angle=number(pitch_deg, "deg")))
    return _(_FACING[facing], camera=", ".join(angles) or _("not known"))


def of_the_time(part: float) -> str:
    """A share of the clip's time."""
    return _("{share} of the time", share=share(part))
