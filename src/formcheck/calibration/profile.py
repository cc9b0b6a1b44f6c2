"""The content of a profile and its plausible values, checked by pydantic when it is read.

A profile has two halves. The values of the person hold before every camera. The values of the
camera hold until it is moved. Every value may be left out.
"""

import hashlib
from datetime import date
from typing import Annotated, Final, Literal, NamedTuple, Self

import tomli_w
from pydantic import Field, StringConstraints, model_validator

from formcheck.settings import Strict
from formcheck.words.calibration import implausible

VERSION: Final = 1


class _Range(NamedTuple):
    """A range of plausible values."""

    low: float
    high: float


#: Plausible values by name; `calibration/README.md` says more.
RANGES: Final = {
    # Thigh and shank are 0.491 of the stature, shoulder to hip 0.288 (Drillis and Contini 1966,
    # in Winter, Biomechanics and Motor Control of Human Movement): 1.70, a quarter either way.
    "leg_t": _Range(1.28, 2.13),
    # As the catalogue accepts a person's own straight line.
    "body_line_deg": _Range(-14.0, 6.0),
    "knee_line_deg": _Range(-8.0, 9.0),
    # Rendered people who press their back down have 0.00 to 0.06 (development part).
    "flat_back_t": _Range(-0.05, 0.12),
    # With more roll a lying person does not fit into the picture; the camera has fallen over.
    "roll_deg": _Range(-20.0, 20.0),
    # As steep as a floor may look (motion/ground.py).
    "slope_deg": _Range(-20.0, 20.0),
    "height": _Range(0.0, 1.0),
    # Nothing is judged if the camera looks down by more (biomechanics 8.1).
    "pitch_deg": _Range(0.0, 25.0),
}


class Reading(Strict, allow_inf_nan=False):
    """A measured value with its standard uncertainty, in the unit of the name's suffix."""

    value: float
    uncertainty: Annotated[float, Field(ge=0.0)]


class _Plausible(Strict):
    """Refuses values outside their range."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, value in self:
            if isinstance(value, Reading) and name in RANGES:
                low, high = RANGES[name]
                if not low <= value.value <= high:
                    why = implausible(name, low=low, high=high)
                    raise ValueError(f"{name} is {value.value:g}: {why}")
        return self


class Person(_Plausible):
    """Values of the person.

    Attributes:
        leg_t: length of the leg (hip to knee to ankle) when standing, in trunk lengths.
        body_line_deg: bend at the hip against the line shoulder to ankle in the best plank; + sags.
        knee_line_deg: bend at the hip against the line shoulder to knee in the best knee plank.
        flat_back_t: distance of the outline of the low back from the line from shoulder blades to
            buttocks while it is pressed down, in trunk lengths (M10).
    """

    leg_t: Reading | None = None
    body_line_deg: Reading | None = None
    knee_line_deg: Reading | None = None
    flat_back_t: Reading | None = None

    @property
    def references(self) -> dict[str, float]:
        """The person's own reference value for each measure."""
        readings = {
            "body_line_deg": self.body_line_deg,
            "knee_line_deg": self.knee_line_deg,
            "lumbar_hollow_t": self.flat_back_t,
        }
        return {name: reading.value for name, reading in readings.items() if reading}


class FloorProfile(_Plausible):
    """The floor in the picture under a person on the mat.

    Attributes:
        slope_deg: rise of its line from left to right, without the camera's roll.
        height: how far down the picture it lies in the picture's middle, 0 top to 1 bottom.
        pitch_deg: estimate of how far the camera looked down.
    """

    slope_deg: Reading
    height: Reading
    pitch_deg: Reading


class CameraProfile(_Plausible):
    """Values of the camera in its place.

    Attributes:
        name: name of the camera, if known.
        width, height: size of its pictures in pixels.
        roll_deg: how far it is turned anticlockwise, as seen from behind it. People look turned
            clockwise by as much.
        floor: None if nobody was on it.
    """

    name: str | None = None
    width: Annotated[int, Field(ge=16, le=32768)]
    height: Annotated[int, Field(ge=16, le=32768)]
    roll_deg: Reading | None = None
    floor: FloorProfile | None = None


#: Name of a profile and of its file.
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$")]


class Profile(Strict):
    """One person before one camera.

    Attributes:
        version: of this format.
        name: of the profile.
        made: day of the calibration.
        person, camera: measured values.
    """

    version: Literal[1] = VERSION
    name: Name
    made: date | None = None
    person: Person = Person()
    camera: CameraProfile | None = None

    @property
    def sha256(self) -> str:
        """Hash of the profile's text. Equal values give equal hashes."""
        return hashlib.sha256(self.to_toml().encode()).hexdigest()

    def to_toml(self) -> str:
        """Return the text of the profile's file."""
        return tomli_w.dumps(self.model_dump(exclude_none=True))
