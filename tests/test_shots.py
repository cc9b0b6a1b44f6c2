"""Cuts and what is none: banners, inset drawings and zooms in the pictures of the samples."""

from itertools import islice, permutations

import numpy as np
import pytest
from test_guard import MODEL

from formcheck.capture import Frame, VideoFile
from formcheck.capture.cuts import CutDetector
from formcheck.pose.frame import pose_frame
from formcheck.pose.guard import TrackGuard

SAMPLES = ("leg_raise_fast", "knee_plank_sags", "sit_up_stiff", "high_plank_sags")
FPS = 20
WHITE, BLACK = np.uint8(255), np.uint8(0)


class Scene:
    """One picture of a sample, and an estimator that finds its person where the truth says."""

    model = MODEL

    def __init__(self, root, name):
        with VideoFile(root / "samples" / f"{name}.mp4", long_side=480) as clip:
            frame = next(islice(clip, 3, None))
        self.rgb, self.size = frame.rgb, (frame.width, frame.height)
        with np.load(root / "samples" / f"{name}.truth.npz") as truth:
            points = truth["points_px"][3]
        self.landmarks = np.resize(points, (33, 2))

    def estimate(self, frame):
        return pose_frame(frame.t_s, self.size, self.landmarks, np.ones(33), shot=frame.shot)

    def look(self, frame, turn, box):
        return self.estimate(frame)

    def follow(self, frame, turn, box):
        return self.estimate(frame)

    def covered(self, top, bottom, left, right):
        """The share of the person's bounds that a part of the picture covers."""
        low, high = self.landmarks.min(axis=0), self.landmarks.max(axis=0)
        shared = np.minimum(high, np.multiply((right, bottom), self.size)) - np.maximum(
            low, np.multiply((left, top), self.size)
        )
        return np.prod(np.maximum(shared, 0)) / np.prod(high - low)


@pytest.fixture(scope="module")
def scenes(root):
    return {name: Scene(root, name) for name in SAMPLES}


def shots_of(scene, pictures):
    """The shots of pictures in which the scene's person is found in the same place."""
    detector = CutDetector()
    guard = TrackGuard(scene)
    return [
        guard.estimate(Frame(t, rgb, *scene.size, detector.shot_of(rgb, t))).shot
        for t, rgb in ((i / FPS, np.ascontiguousarray(rgb)) for i, rgb in enumerate(pictures))
    ]


def overlaid(rgb, area, colour, drawing):
    """The picture with a filled rectangle, and lines or letters in it."""
    height, width = rgb.shape[:2]
    top, bottom, left, right = np.multiply(area, (height, height, width, width)).astype(int)
    result = rgb.copy()
    result[top:bottom, left:right] = colour
    marks = drawing.random((-(-(bottom - top) // 6), -(-(right - left) // 6))) < 0.2
    letters = np.kron(marks, np.ones((6, 6), bool))[: bottom - top, : right - left]
    result[top:bottom, left:right][letters] = 255 - np.asarray(colour)
    return result


def overlays(scene, count, seed=0):
    """Areas at any border or inside, up to half the picture, that leave most of the person free."""
    random = np.random.default_rng(seed)
    areas = []
    while len(areas) < count:
        height, width = random.uniform(0.1, 0.7, 2)
        kind = random.integers(3)
        height, width = (
            (height, 1.0) if kind == 0 else (1.0, width) if kind == 1 else (height, width)
        )
        top, left = random.uniform(0, 1 - height), random.uniform(0, 1 - width)
        top = random.choice([0.0, top, 1 - height])
        area = (top, top + height, left, left + width)
        if height * width <= 0.5 and scene.covered(*area) <= 0.35:
            areas.append(area)
    return areas


@pytest.mark.parametrize("name", SAMPLES)
def test_a_banner_or_drawing_beside_the_person_is_no_cut(scenes, name):
    scene, drawing = scenes[name], np.random.default_rng(1)
    wrong = []
    for area in overlays(scene, 6):
        for colour in (WHITE, BLACK, (200, 30, 30)):
            drawn = overlaid(scene.rgb, area, colour, drawing)
            shots = shots_of(scene, [scene.rgb] * 6 + [drawn] * 6 + [scene.rgb] * 6)
            if shots[-1]:
                wrong.append((area, colour))
    assert wrong == []


def test_the_cut_between_two_people_is_found(scenes):
    wrong = [
        (first, second)
        for first, second in permutations(SAMPLES, 2)
        if shots_of(
            scenes[first],
            [scenes[first].rgb] * 6 + [np.resize(scenes[second].rgb, scenes[first].rgb.shape)] * 6,
        )
        != [0] * 6 + [1] * 6
    ]
    assert wrong == []


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("zoom", [1.4, 2.0])
def test_a_jump_to_a_closer_view_is_a_cut(scenes, name, zoom):
    scene = scenes[name]
    height, width = scene.rgb.shape[:2]
    rows = (np.arange(height) / zoom + height * (1 - 1 / zoom) / 2).astype(int)
    columns = (np.arange(width) / zoom + width * (1 - 1 / zoom) / 2).astype(int)
    closer = scene.rgb[rows[:, None], columns]
    assert shots_of(scene, [scene.rgb] * 6 + [closer] * 6) == [0] * 6 + [1] * 6


def test_another_person_before_the_same_wall_and_caption_is_a_cut(scenes):
    scene, other = scenes["knee_plank_sags"], scenes["sit_up_stiff"]
    wall = np.full_like(scene.rgb, 120)
    wall = overlaid(wall, (0.94, 1.0, 0.0, 0.3), WHITE, np.random.default_rng(3))
    pictures = []
    for rgb in (scene.rgb, other.rgb):
        picture = wall.copy()
        picture[90:330] = rgb[90:330]
        pictures += [picture] * 6
    assert shots_of(scene, pictures) == [0] * 6 + [1] * 6


def test_a_cut_after_a_banner_is_the_second_shot(scenes):
    scene = scenes["knee_plank_sags"]
    banner = overlaid(scene.rgb, (0.0, 0.4, 0.0, 1.0), WHITE, np.random.default_rng(4))
    other = np.resize(scenes["sit_up_stiff"].rgb, scene.rgb.shape)
    assert shots_of(scene, [scene.rgb] * 6 + [banner] * 6 + [other] * 6) == [0] * 12 + [1] * 6


def test_a_lamp_that_lights_a_part_of_the_picture_is_no_cut(scenes):
    rgb = scenes["knee_plank_sags"].rgb
    lit = rgb.astype(int)
    lit[:, : rgb.shape[1] // 2] = lit[:, : rgb.shape[1] // 2] // 3 + 170
    detector = CutDetector()
    shots = [
        detector.shot_of(picture, i / FPS)
        for i, picture in enumerate([rgb] * 6 + [lit.astype(np.uint8)] * 6)
    ]
    assert shots == [0] * 12
