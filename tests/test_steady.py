"""A camera that is moved is noticed; a person who moves, a hand-held camera and a cut are not."""

import numpy as np
import pytest

from formcheck.capture import Frame
from formcheck.capture.steady import SteadyCamera

HEIGHT, WIDTH = 480, 640
FPS = 10.0


def room(seed: int = 1) -> np.ndarray:
    """Something with edges of all sizes, larger than a picture."""
    chance = np.random.default_rng(seed)
    picture = np.full((HEIGHT + 400, WIDTH + 400), 120.0)
    for _ in range(60):
        y, x = chance.integers(0, picture.shape[0]), chance.integers(0, picture.shape[1])
        high, wide = chance.integers(20, 200, 2)
        picture[y : y + high, x : x + wide] = chance.integers(30, 220)
    return picture


def seen(room: np.ndarray, right: int, down: int, t_s: float) -> np.ndarray:
    """What the camera sees of a room, with noise."""
    part = room[200 + down : 200 + down + HEIGHT, 200 + right : 200 + right + WIDTH]
    noise = np.random.default_rng(round(t_s * 1000)).normal(0.0, 2.0, part.shape)
    return np.repeat(np.clip(part + noise, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def moved_at(pictures, shots=lambda _: 0) -> list[float]:
    """The times at which the camera counts as moved."""
    steady = SteadyCamera()
    times = []
    for i, picture in enumerate(pictures):
        if steady.update(Frame(i / FPS, picture, WIDTH, HEIGHT, shots(i / FPS))):
            times.append(i / FPS)
    return times


def filmed(seconds, where, rooms=lambda _: ROOM):
    times = [i / FPS for i in range(int(seconds * FPS))]
    return [seen(rooms(t_s), *where(t_s), t_s) for t_s in times]


ROOM = room()


def test_a_camera_that_stands_still_is_not_moved():
    assert moved_at(filmed(8.0, lambda _: (0, 0))) == []


@pytest.mark.parametrize("step", [(40, 0), (0, -30), (-60, 50)])
def test_a_knock_is_noticed_and_over_once_it_stands_still_again(step):
    times = moved_at(filmed(14.0, lambda t_s: step if t_s > 5.0 else (0, 0)))
    assert 5.5 <= times[0] <= 7.5
    assert times[-1] <= 10.0


def test_a_tremble_of_a_pixel_is_none():
    assert moved_at(filmed(8.0, lambda t_s: (round(t_s * 7) % 2, 0))) == []


def test_a_camera_in_a_hand_was_never_still():
    sway = lambda t_s: (round(70 * np.sin(2.0 * t_s)), round(50 * np.cos(1.7 * t_s)))  # noqa: E731
    assert moved_at(filmed(12.0, sway)) == []


def test_a_person_who_walks_through_the_picture_is_no_movement_of_the_camera():
    pictures = filmed(10.0, lambda _: (0, 0))
    for i, picture in enumerate(pictures):
        left = round(60 * i / FPS)
        picture[80:460, left : left + 160] = 40
    assert moved_at(pictures) == []


def test_another_camera_shot_is_no_movement():
    other = room(2)
    pictures = filmed(10.0, lambda _: (0, 0), lambda t_s: other if t_s >= 5.0 else ROOM)
    assert moved_at(pictures, lambda t_s: int(t_s >= 5.0)) == []
