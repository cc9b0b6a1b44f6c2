"""The outline of the trunk, on drawn masks whose edges are known, and with MediaPipe's own."""

import math
from itertools import islice, pairwise

import numpy as np
import pytest

from formcheck.capture import VideoFile
from formcheck.pose.blazepose import BlazePose
from formcheck.pose.estimator import ModelInfo
from formcheck.pose.frame import LANDMARKS
from formcheck.pose.recording import Recording, RecordingHeader
from formcheck.pose.silhouette import STATION_U, stations

SIZE = (640, 480)
T_PX = 120.0
LEFT_PX, RIGHT_PX = 25.3, 31.7  # from the trunk's line to the edges, walking towards the hips


def trunk(shoulder, hip):
    """Landmarks of which only shoulders and hips are known."""
    landmarks = np.full((33, 2), np.nan)
    for name, point in (("shoulder", shoulder), ("hip", hip)):
        for side, aside in (("left", 4.0), ("right", -4.0)):
            landmarks[LANDMARKS.index(f"{side}_{name}")] = np.add(point, aside)
    return landmarks


def lying(roll_deg=0.0, t_px=T_PX, middle=(320.0, 240.0)):
    """Landmarks of a trunk whose line is `t_px` long; at roll 0 the hips are on the right."""
    roll = math.radians(roll_deg)
    half = np.array([math.cos(roll), math.sin(roll)]) * t_px / 2
    return trunk(middle - half, middle + half)


def mask_of(inside_px, size=SIZE, soft_px=2.0):
    """Draw a mask from a function of x and y that tells how far inside the person they are."""
    y, x = np.mgrid[: size[1], : size[0]] + 0.5
    return np.clip(0.5 + inside_px(x, y) / soft_px, 0.0, 1.0).astype(np.float32)


def bar(roll_deg=0.0, scale=1.0, middle=(320.0, 240.0), beyond_px=60.0):
    """Tell how far inside a straight trunk a point is that goes `beyond_px` past its ends."""
    cos, sin = math.cos(math.radians(roll_deg)), math.sin(math.radians(roll_deg))

    def inside_px(x, y):
        along = (x - middle[0]) * cos + (y - middle[1]) * sin
        left = (x - middle[0]) * sin - (y - middle[1]) * cos
        edges = [LEFT_PX * scale - left, left + RIGHT_PX * scale]
        return np.minimum(np.minimum(*edges), (T_PX / 2 + beyond_px) * scale - np.abs(along))

    return inside_px


def disc(x0, y0, radius):
    """Tell how far inside a disc a point is."""
    return lambda x, y: radius - np.hypot(x - x0, y - y0)


def at(u):
    """Index of the station that is nearest to u."""
    return int(np.abs(STATION_U - u).argmin())


# --- where the edge is -------------------------------------------------------------------------


@pytest.mark.parametrize("roll_deg", [0, 17, 90, 180, -90])
@pytest.mark.parametrize("scale", [0.5, 1.0, 1.5])
def test_edges_are_read_to_a_tenth_of_a_pixel_at_any_roll_and_size(roll_deg, scale):
    mask = mask_of(bar(roll_deg, scale))
    found = stations(mask, lying(roll_deg, T_PX * scale)).distance * T_PX * scale
    np.testing.assert_allclose(found[0], LEFT_PX * scale, atol=0.1)
    np.testing.assert_allclose(found[1], RIGHT_PX * scale, atol=0.1)


def test_an_ellipse_is_read_station_by_station():
    a, b = 150.0, 40.0
    mask = mask_of(lambda x, y: b * (1 - np.hypot((x - 320) / a, (y - 240) / b)))
    found = stations(mask, lying()).distance * T_PX
    true = b * np.sqrt(1 - ((STATION_U - 0.5) * T_PX / a) ** 2)
    np.testing.assert_allclose(found, np.tile(true, (2, 1)), atol=0.1)


def test_a_mirrored_picture_swaps_the_sides():
    mask, landmarks = mask_of(bar(25)), lying(25)
    mirrored = landmarks * (-1, 1) + (SIZE[0], 0)
    here, there = stations(mask, landmarks), stations(mask[:, ::-1], mirrored)
    np.testing.assert_allclose(there.distance, here.distance[::-1], atol=1e-6)
    np.testing.assert_allclose(there.quality, here.quality[::-1], atol=1e-6)


def test_a_lumbar_hollow_of_a_hundredth_is_seen_where_it_is():
    def hollow(x, y):
        lumbar = np.exp(-(((x - 344) / 12) ** 2))  # u = 0.7
        return np.minimum(bar()(x, y), 240 + RIGHT_PX - 0.01 * T_PX * lumbar - y)

    below = stations(mask_of(hollow), lying()).distance[1]
    assert below[at(0.1)] - below[at(0.7)] == pytest.approx(0.01, abs=0.001)
    assert below[at(1.1)] == pytest.approx(RIGHT_PX / T_PX, abs=0.001)


# --- what is an edge ---------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_an_even_mask_has_no_edge(value):
    found = stations(np.full(SIZE[::-1], value, np.float32), lying())
    assert np.isnan(found.distance).all()
    assert np.isnan(found.quality).all()


@pytest.mark.parametrize("landmarks", [np.full((33, 2), np.nan), trunk((320, 240), (320, 240))])
def test_no_trunk_has_no_outline(landmarks):
    assert np.isnan(stations(mask_of(bar()), landmarks).distance).all()


def test_the_border_of_the_picture_is_no_edge():
    near_the_bottom = (320.0, SIZE[1] - RIGHT_PX + 5)
    found = stations(mask_of(bar(middle=near_the_bottom)), lying(middle=near_the_bottom))
    assert np.isnan(found.distance[1]).all()
    np.testing.assert_allclose(found.distance[0], LEFT_PX / T_PX, atol=0.001)


def test_stations_outside_the_picture_are_missing():
    at_the_right = (600.0, 240.0)
    found = stations(mask_of(bar(middle=at_the_right)), lying(middle=at_the_right)).distance
    station_x = 600 + (STATION_U - 0.5) * T_PX
    outside = station_x > SIZE[0]
    np.testing.assert_array_equal(np.isnan(found), np.tile(outside, (2, 1)))


def test_stations_past_the_end_of_the_body_are_missing():
    found = stations(mask_of(bar(beyond_px=0.0)), lying()).distance
    np.testing.assert_array_equal(np.isnan(found[0]), (STATION_U < 0) | (STATION_U > 1))


def test_a_small_hole_at_the_line_is_crossed():
    hole = disc(320, 240, 0.06 * T_PX)
    mask = mask_of(lambda x, y: np.minimum(bar()(x, y), -hole(x, y)))
    np.testing.assert_allclose(stations(mask, lying()).distance[0], LEFT_PX / T_PX, atol=0.001)


def test_a_trunk_that_bends_away_from_its_line_is_seen_on_that_side():
    # The line runs 5 pixels outside of the body, which is 40 pixels thick.
    mask = mask_of(lambda x, y: np.minimum(y - 245, 285 - y))
    above, below = stations(mask, lying()).distance
    assert np.isnan(above).all()
    np.testing.assert_allclose(below * T_PX, 45, atol=0.1)


def test_an_arm_apart_from_the_trunk_does_not_count():
    arm = disc(320, 240 + RIGHT_PX + 20, 14)
    mask = mask_of(lambda x, y: np.maximum(bar()(x, y), arm(x, y)))
    np.testing.assert_allclose(stations(mask, lying()).distance[1], RIGHT_PX / T_PX, atol=0.001)


def test_an_arm_on_the_trunk_belongs_to_the_outline():
    arm = disc(320, 240 + RIGHT_PX, 14)
    mask = mask_of(lambda x, y: np.maximum(bar()(x, y), arm(x, y)))
    below = stations(mask, lying()).distance[1] * T_PX
    assert below[at(0.5)] == pytest.approx(RIGHT_PX + 14, abs=0.2)
    assert below[at(0.1)] == pytest.approx(RIGHT_PX, abs=0.1)


# --- how sure it is ----------------------------------------------------------------------------


def test_quality_falls_as_the_edge_gets_softer():
    softness = (1.0, 6.0, 12.0, 40.0)
    quality = [stations(mask_of(bar(), soft_px=soft), lying()).quality for soft in softness]
    assert (quality[0] == 1).all()
    assert all((a > b).all() for a, b in pairwise(quality))
    assert (quality[-1] < 0.1).all()


def test_an_edge_that_never_leaves_the_dark_has_no_quality():
    found = stations(np.maximum(mask_of(bar()), np.float32(0.3)), lying())
    np.testing.assert_allclose(found.distance[0], LEFT_PX / T_PX, atol=0.003)
    assert (found.quality == 0).all()


# --- MediaPipe's mask --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def poses(root):
    """Every fourth picture of a rendered leg raise."""
    model = ModelInfo("pose_landmarker_full", "")
    with (
        VideoFile(root / "samples" / "leg_raise.mp4") as clip,
        BlazePose(root / "models" / "pose_landmarker_full.task", model) as estimator,
    ):
        return [estimator.estimate(frame) for frame in islice(clip, 0, None, 4)]


def test_both_edges_of_a_person_are_found_from_the_shoulder_blades_to_the_buttocks(poses):
    band = (STATION_U > 0.05) & (STATION_U < 1.10)
    found = np.array([pose.silhouette[:, band] for pose in poses])
    assert (np.isfinite(found).mean(axis=(0, 2)) > 0.95).all()
    assert (np.nanmedian(found, axis=(0, 2)) > 0.1).all()
    assert (np.nanmedian(found, axis=(0, 2)) < 0.35).all()
    quality = np.array([pose.silhouette_quality[:, band] for pose in poses])
    assert np.nanmedian(quality) > 0.5


def test_a_recording_keeps_the_silhouette(tmp_path, poses):
    size = (poses[0].width, poses[0].height)
    recording = Recording(RecordingHeader(*size, model=ModelInfo("pose_landmarker_full", "")))
    for pose in poses:
        recording.append(pose)
    recording.save(tmp_path / "recording.npz")
    for read, fed in zip(Recording.load(tmp_path / "recording.npz"), poses, strict=True):
        np.testing.assert_array_equal(read.silhouette, fed.silhouette)
        np.testing.assert_array_equal(read.silhouette_quality, fed.silhouette_quality)
