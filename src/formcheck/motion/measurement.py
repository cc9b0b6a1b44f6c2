"""Values with their standard uncertainty."""

import math
from typing import Final, NamedTuple


class Measurement(NamedTuple):
    """A value and its standard uncertainty (one sigma), both in the measure's unit.

    A value that could not be measured is NaN.
    """

    value: float
    uncertainty: float

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return not math.isnan(self.value)


MISSING: Final = Measurement(math.nan, math.nan)
