"""The exercises as data: how each starts, what carries the body, how its angles move.

A shape turns progress (0 at the start, 1 at the top) and fault amounts into named angles and
aims. A new exercise is a row in the module of its posture and, if it moves in a new way, a shape.
"""

from .draft import PRONE, SUPINE, Draft, Exercise, aim_side_stack, aim_stack
from .planks import PLANKS
from .supine import SUPINE_EXERCISES
from .upright import UPRIGHT

__all__ = ["EXERCISES", "PRONE", "SUPINE", "Draft", "Exercise", "aim_side_stack", "aim_stack"]

EXERCISES: dict[str, Exercise] = PLANKS | SUPINE_EXERCISES | UPRIGHT
