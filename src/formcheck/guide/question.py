"""The question about back pain in a rest; a key or an arm answers it."""

from datetime import datetime
from typing import Final, Literal, get_args

from formcheck.programme.pain import limits
from formcheck.programme.training_log import CheckIn

#: Keys that answer: back pain of 0 to 9 (10 is 1, then 0), into a leg, sharp.
Answer = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "leg", "sharp"]
ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)

_MORE_S: Final = 1.0  # an answer counts when no further key has come for so long


class PainQuestion:
    """Collects the answer after a set of an exercise; all times are media times."""

    def __init__(self, exercise: str) -> None:
        self._exercise = exercise
        self._pain: int | None = None
        self._leg = False
        self._sharp = False
        self._pressed_s: float | None = None  # when the last key came

    @property
    def pressed(self) -> tuple[str, ...]:
        """The answers so far: the number, `leg`, `sharp`."""
        return (
            *([] if self._pain is None else [str(self._pain)]),
            *(["leg"] if self._leg else []),
            *(["sharp"] if self._sharp else []),
        )

    def press(self, answer: Answer, t_s: float) -> None:
        """Take a key; a number replaces the last one, but 1 and then 0 make 10."""
        self._pressed_s = t_s
        if answer == "leg":
            self._leg = True
        elif answer == "sharp":
            self._sharp = True
        else:
            self._pain = 10 if (self._pain, answer) == (1, "0") else int(answer)

    def raise_arm(self, t_s: float) -> None:
        """Take a raised arm: it hurts, at least enough to end the exercise."""
        self._pressed_s = t_s - _MORE_S
        self._pain = max(self._pain or 0, limits().during.stop_from)

    def answer(self, t_s: float, now: datetime) -> CheckIn | None:
        """The answer, once no further key has come for a second; None before."""
        if self._pressed_s is None or t_s - self._pressed_s < _MORE_S:
            return None
        return CheckIn(
            at=now,
            moment="during",
            pain=self._pain,
            leg_symptoms=self._leg or None,
            sharp=self._sharp,
            exercise=self._exercise,
        )
