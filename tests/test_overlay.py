"""What is drawn over the picture, seen through its pixels."""

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from people import GOOD, chain, film, into_plank_and_out, plank, still, swapped, through

from formcheck.draw.overlay import Overlay
from formcheck.draw.states import COLOURS, state_of
from formcheck.exercises.catalogue import catalogue
from formcheck.exercises.records import Finding, HoldClock
from formcheck.exercises.set_judge import JudgeState
from formcheck.motion.measurement import MISSING, Measurement
from formcheck.pose.frame import PoseFrame, empty_pose_frame
from formcheck.problem import Problem, ProblemId
from formcheck.session import Session, Update

SIZES = [(640, 360), (640, 480), (1280, 720), (416, 960), (500, 281), (161, 121)]
PLANK, SIT_UP = catalogue()["plank"], catalogue()["sit_up"]
SAGGING = into_plank_and_out(
    chain(
        still(plank(), 4.0),
        through((0.0, 0.0), (2.0, 20.0)).map(plank),
        still(plank(20.0), 4.0),
    )
)
GROUND = 120
SILENT = JudgeState(
    in_position=False,
    phase=None,
    reps=0,
    attempts=0,
    hold=None,
    active=(),
    begun=(),
    values={},
    problem=None,
    set_open=False,
)


def picture(size: tuple[int, int] = (1280, 720), ground: int = GROUND) -> np.ndarray:
    return np.full((size[1], size[0], 3), ground, np.uint8)


def updates(exercise: str, motion) -> list[tuple[PoseFrame, Update]]:
    session = Session(exercise)
    return [(pose, session.feed(pose)) for pose in film(motion, fps=15)]


def drawn(pose: PoseFrame, update: Update, exercise=PLANK, size=(1280, 720)) -> np.ndarray:
    """What a new overlay draws over a grey picture."""
    over = picture(size)
    Overlay(exercise, size).draw(over, pose, update)
    return over


def near(over: np.ndarray, colour: tuple[int, int, int]) -> int:
    """How many pixels have about this colour."""
    return int((np.abs(over.astype(int) - colour).max(axis=2) < 12).sum())


def nobody(t_s: float = 0.0) -> PoseFrame:
    return empty_pose_frame(t_s, (1280, 720))


@pytest.fixture(scope="module")
def sagging() -> list[tuple[PoseFrame, Update]]:
    return updates("plank", SAGGING)


@pytest.fixture(scope="module")
def by_state(sagging: list[tuple[PoseFrame, Update]]) -> dict[str, tuple[PoseFrame, Update]]:
    """The last frame of each state of the sagging plank."""
    return {state_of(update): (pose, update) for pose, update in sagging}


def finding(exercise, fault: str, severity: str, *, still_open: bool) -> Finding:
    (fault,) = (f for f in exercise.faults if f.id == fault)
    return Finding(
        fault=fault,
        severity=severity,
        start_s=0.0,
        end_s=1.0,
        rep=1,
        measure=fault.measure,
        unit="deg",
        peak=Measurement(20.0, 2.0),
        threshold=10.0,
        peak_s=0.5,
        open=still_open,
    )


# --- any picture, any state ----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("exercise", sorted(catalogue()))
def test_every_exercise_is_drawn_at_any_size(exercise: str, size: tuple[int, int]) -> None:
    overlay = Overlay(catalogue()[exercise], size)
    for pose, update in updates(exercise, GOOD[exercise])[::40]:
        over = picture(size)
        overlay.draw(over, pose, update)
        assert (over != GROUND).any()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("exercise", [PLANK, SIT_UP], ids=lambda exercise: exercise.id)
@pytest.mark.parametrize(
    "state",
    [
        SILENT,
        replace(SILENT, problem=Problem(ProblemId.NOBODY)),
        replace(SILENT, problem=Problem(ProblemId.CUT)),
        replace(SILENT, in_position=True, set_open=True, reps=123, hold=HoldClock(3725.0, 60.0)),
        replace(SILENT, in_position=True, hold=HoldClock(0.0, math.nan), set_open=True),
    ],
    ids=["silent", "nobody", "no remedy", "long", "not judged"],
)
def test_an_empty_picture_is_drawn_in_any_state(exercise, state, size: tuple[int, int]) -> None:
    over = drawn(nobody(), Update(0.0, None, state, None), exercise, size)
    assert (over != GROUND).any()


@pytest.mark.parametrize("size", SIZES)
def test_missing_and_wild_landmarks_do_no_harm(
    by_state: dict[str, tuple[PoseFrame, Update]], size: tuple[int, int]
) -> None:
    pose, update = by_state["severe"]
    for row in range(33):
        landmarks = pose.landmarks.copy()
        landmarks[row] = np.nan
        landmarks[(row + 1) % 33] = (1e7, -1e7)
        drawn(replace(pose, landmarks=landmarks), update, size=size)


def test_a_signal_without_a_look_of_its_own_is_drawn(
    by_state: dict[str, tuple[PoseFrame, Update]],
) -> None:
    unusual = PLANK.model_copy(update={"signals": ("elbow_stack_deg",)})
    assert near(drawn(*by_state["good"], unusual), COLOURS["good"]) > 1000


def test_hidden_joints_are_not_drawn(by_state: dict[str, tuple[PoseFrame, Update]]) -> None:
    pose, update = by_state["good"]
    over = drawn(replace(pose, visibility=np.full(33, 0.4)), update)
    assert (over[240:600] == GROUND).all()


def test_only_the_corners_the_foot_and_the_person_are_touched(
    by_state: dict[str, tuple[PoseFrame, Update]],
) -> None:
    pose, update = by_state["good"]
    changed = (drawn(pose, update) != GROUND).any(axis=2)
    x, y = pose.landmarks.T
    assert not changed[:180, 500:900].any()
    assert not changed[200:600, : int(x.min()) - 60].any()
    assert not changed[200:600, int(x.max()) + 60 :].any()
    assert changed[int(y.min()) : int(y.max()), int(x.min()) : int(x.max())].any()


# --- states --------------------------------------------------------------------------------------


def test_the_body_line_has_the_colour_of_the_state(
    by_state: dict[str, tuple[PoseFrame, Update]],
) -> None:
    assert {"idle", "good", "mild", "severe"} <= set(by_state)
    pose, update = by_state["good"]
    unknown = replace(update.state, problem=Problem(ProblemId.NOT_SIDE_ON))
    by_state = {**by_state, "unknown": (pose, replace(update, state=unknown))}
    for state in ("good", "mild", "severe", "unknown"):
        pose, update = by_state[state]
        x, y = pose.landmarks[[11, 23, 27]].T.astype(int)
        body = drawn(pose, update)[y.min() - 15 : y.max() + 15, x.min() : x.max()]
        counts = {name: near(body, COLOURS[name]) for name in ("good", "mild", "severe", "unknown")}
        assert max(counts, key=counts.get) == state, counts


def test_nothing_is_claimed_before_the_person_is_in_position(
    by_state: dict[str, tuple[PoseFrame, Update]],
) -> None:
    over = drawn(*by_state["idle"])
    assert not any(near(over, COLOURS[state]) for state in ("good", "mild", "severe"))


def test_nothing_is_shown_as_good_where_it_cannot_be_judged(
    by_state: dict[str, tuple[PoseFrame, Update]],
) -> None:
    pose, update = by_state["good"]
    blind = replace(update, state=replace(update.state, problem=Problem(ProblemId.DARK), hold=None))
    assert state_of(blind) == "unknown"
    assert near(drawn(pose, update), COLOURS["good"]) > 1000
    assert near(drawn(pose, blind), COLOURS["good"]) == 0


def test_a_picture_without_a_person_says_what_to_do() -> None:
    update = Session("plank").feed(nobody())
    assert state_of(update) == "unknown"
    assert near(drawn(nobody(), update)[500:], (255, 255, 255)) > 2000


def test_the_clock_of_the_last_hold_stays_to_be_read(
    sagging: list[tuple[PoseFrame, Update]],
) -> None:
    overlay = Overlay(PLANK, (1280, 720))
    for pose, update in sagging:
        over = picture()
        overlay.draw(over, pose, update)
    assert update.state.hold is None
    assert (over[:150, 950:] != GROUND).any()


# --- the angle that matters ----------------------------------------------------------------------

ANGLES = {
    "plank": "body_line_deg",
    "high_plank": "body_line_deg",
    "knee_plank": "knee_line_deg",
    "side_plank": "body_line_deg",
    "straight_leg_sit_up": "trunk_elevation_deg",
    "sit_up": "trunk_elevation_deg",
    "negative_sit_up": "trunk_elevation_deg",
    "crunch": "trunk_elevation_deg",
    "leg_raise": "leg_elevation_deg",
    "bent_knee_leg_lift": "thigh_elevation_deg",
    "single_leg_lift": "upper_leg_elevation_deg",
    "dead_bug": "waiting_thigh_elevation_deg",
    "glute_bridge": "hip_extension_deg",
    "donkey_kick": "upper_hip_extension_deg",
    "low_lunge": "kneeling_hip_extension_deg",
    "pick_up": "trunk_lean_deg",
}


@pytest.mark.parametrize("exercise", sorted(catalogue()))
@pytest.mark.slow
def test_every_exercise_shows_the_angle_that_matters(exercise: str) -> None:
    judged = updates(exercise, GOOD[exercise])
    pose, update = next((p, u) for p, u in reversed(judged) if state_of(u) == "good")
    values = {**update.state.values, ANGLES[exercise]: MISSING}
    blind = replace(update, state=replace(update.state, values=values))
    seen, unseen = (drawn(pose, u, catalogue()[exercise])[:, :1000] for u in (update, blind))
    assert near(seen, (255, 255, 255)) > near(unseen, (255, 255, 255)) + 100  # the number


#: By exercise, what is the least for the leg that is measured: of hips, knees and ankles.
LEGS = {
    "donkey_kick": lambda hips, knees, ankles: ankles[:, 1],
    "single_leg_lift": lambda hips, knees, ankles: ankles[:, 1],
    "dead_bug": lambda hips, knees, ankles: np.abs(ankles[:, 0] - hips[:, 0]),
    "low_lunge": lambda hips, knees, ankles: -knees[:, 1],
}


@pytest.mark.parametrize("swap", [False, True], ids=["as it is", "swapped"])
@pytest.mark.parametrize("exercise", sorted(LEGS))
def test_the_line_runs_along_the_leg_that_is_measured(exercise: str, swap: bool) -> None:
    poses = film(GOOD[exercise], fps=15)
    session = Session(exercise)
    judged = [(p, session.feed(p)) for p in (map(swapped, poses) if swap else poses)]
    knees, rank = (25, 26), LEGS[exercise]

    def apart(pose: PoseFrame) -> float:
        return float(np.hypot(*(pose.landmarks[knees[0]] - pose.landmarks[knees[1]])))

    good = [both for both in judged if state_of(both[1]) == "good"]
    pose, update = max(good, key=lambda both: apart(both[0]))
    blue = blue_spots(drawn(pose, update, catalogue()[exercise]))
    reached = [np.hypot(*(blue - pose.landmarks[knee]).T).min() < 12 for knee in knees]
    marks = pose.landmarks
    measured = int(np.argmin(rank(marks[[23, 24]], marks[[25, 26]], marks[[27, 28]])))
    assert reached[measured]
    assert not reached[1 - measured]


def blue_spots(over: np.ndarray) -> np.ndarray:
    """`(n, 2)`, where in the middle of the picture the colour of good form is."""
    rows, columns = (np.abs(over.astype(int) - COLOURS["good"]).max(axis=2) < 12).nonzero()
    inside = (rows > 200) & (rows < 620)
    return np.stack([columns[inside], rows[inside]], axis=1)


# --- mirrored ------------------------------------------------------------------------------------


def test_a_mirrored_picture_is_only_shown(by_state: dict[str, tuple[PoseFrame, Update]]) -> None:
    pose, update = by_state["good"]
    judged = picture()
    judged[:, :640] = 60
    before = judged.copy()
    shown = Overlay(PLANK, (1280, 720), mirror=True).draw(judged, pose, update)
    assert (judged == before).all()
    assert (shown[300, 2], shown[300, -3]) == pytest.approx((GROUND, 60))


def test_the_person_is_mirrored_and_the_words_are_not(
    by_state: dict[str, tuple[PoseFrame, Update]],
) -> None:
    pose, update = by_state["good"]
    plain = drawn(pose, update)
    shown = Overlay(PLANK, (1280, 720), mirror=True).draw(picture(), pose, update)
    for corner in (np.s_[:150, :400], np.s_[:150, 900:], np.s_[640:]):
        assert (shown[corner] == plain[corner]).all()
    silent = replace(update, state=replace(update.state, values={}))  # labels may stand elsewhere
    one = blue_spots(drawn(pose, silent))
    other = blue_spots(Overlay(PLANK, (1280, 720), mirror=True).draw(picture(), pose, silent))
    for take in (np.min, np.max, np.mean):
        mirrored = 1279 - other[:, 0]
        assert take(mirrored) == pytest.approx(take(one[:, 0]), abs=3)
    assert other[:, 1].mean() == pytest.approx(one[:, 1].mean(), abs=1)


def test_a_camera_may_change_the_size_of_its_pictures(
    by_state: dict[str, tuple[PoseFrame, Update]],
) -> None:
    pose, update = by_state["good"]
    overlay = Overlay(PLANK, (1280, 720), mirror=True)
    overlay.draw(picture(), pose, update)
    smaller = overlay.draw(picture((640, 480)), pose, update)
    other = Overlay(PLANK, (640, 480), mirror=True).draw(picture((640, 480)), pose, update)
    assert (smaller == other).all()


def test_a_rise_counts_from_the_same_level_when_mirrored() -> None:
    judged = updates("leg_raise", GOOD["leg_raise"])
    pose, update = next(
        (p, u)
        for p, u in judged
        if state_of(u) == "good" and 30.0 < u.state.values["leg_elevation_deg"].value < 45.0
    )
    exercise = catalogue()["leg_raise"]
    plain = drawn(pose, update, exercise)[200:600]
    shown = Overlay(exercise, (1280, 720), mirror=True).draw(picture(), pose, update)[200:600]
    white = [near(half, (255, 255, 255)) for half in (plain, shown)]
    assert white[1] == pytest.approx(white[0], rel=0.05)  # an arc to the other side is longer


# --- colours -------------------------------------------------------------------------------------


def lab_of(linear: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear sRGB, D65."""
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(np.array(to_xyz) @ linear / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", ["normal", "deuteranopia", "protanopia"])
def test_colour_blind_people_tell_the_states_apart(sight: str) -> None:
    # Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
    seen_as = {
        "normal": np.eye(3),
        "deuteranopia": [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        "protanopia": [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
    }[sight]
    labs = [
        lab_of(np.clip(seen_as @ (np.array(COLOURS[state]) / 255.0) ** 2.2, 0.0, 1.0))
        for state in ("good", "mild", "severe", "unknown")
    ]
    for one, other in combinations(labs, 2):
        assert np.linalg.norm(one - other) > 25
    lightness = [lab[0] for lab in labs[:3]]  # without any colour, as on a grey printout
    assert min(abs(a - b) for a, b in combinations(lightness, 2)) > 9


# --- the cue -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES[:-1])
def test_the_cue_is_at_least_six_per_cent_of_the_height(size: tuple[int, int]) -> None:
    cue = finding(PLANK, "hip_sag", "mild", still_open=True)
    state = replace(SILENT, in_position=True, phase="hold", active=(cue,), set_open=True)
    over = drawn(nobody(), Update(1.0, None, state, cue), size=size)
    white = over.min(axis=2) > 200
    if size[0] > size[1]:  # one line: the capital L is the leftmost run of columns
        columns = runs(white[size[1] // 2 :].any(axis=0))[0]
        white[:, : columns[0]] = white[:, columns[-1] + 1 :] = False
    last_line = runs(white.any(axis=1))[-1]
    assert len(last_line) >= 0.06 * size[1]


def runs(marked: np.ndarray) -> list[np.ndarray]:
    """The indices of each unbroken run of True."""
    indices = np.nonzero(marked)[0]
    return np.split(indices, np.nonzero(np.diff(indices) > 1)[0] + 1)


@pytest.mark.parametrize("exercise", sorted(catalogue()))
@pytest.mark.parametrize("size", SIZES)
def test_every_cue_fits_into_the_picture(exercise: str, size: tuple[int, int]) -> None:
    exercise = catalogue()[exercise]
    for fault in exercise.faults:
        cue = finding(exercise, fault.id, "mild", still_open=True)
        state = replace(SILENT, in_position=True, active=(cue,), set_open=True)
        over = drawn(nobody(), Update(1.0, None, state, cue), exercise, size)
        white = (over > 200).all(axis=2)
        edge = np.concatenate([white[0], white[-1], white[:, 0], white[:, -1]])
        assert not edge.any(), fault.cue


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_the_cue_stands_out_from_any_picture(ground: int) -> None:
    cue = finding(PLANK, "hip_sag", "mild", still_open=True)
    state = replace(SILENT, in_position=True, active=(cue,), set_open=True)
    over = picture(ground=ground)
    Overlay(PLANK, (1280, 720)).draw(over, nobody(), Update(1.0, None, state, cue))
    banner = over[640:690, 500:800]
    assert int(banner.max()) - int(np.percentile(banner, 10)) > 150


def test_a_cue_that_comes_after_a_repetition_stays_until_it_is_read() -> None:
    overlay = Overlay(SIT_UP, (1280, 720))
    dropped = finding(SIT_UP, "dropped", "severe", still_open=False)
    lying = replace(SILENT, in_position=True, phase="down", reps=1, set_open=True)
    shown = []
    for t_s in (0.0, 0.1, 2.5, 4.0):
        state = replace(lying, begun=(dropped,)) if t_s == 0.0 else lying
        over = picture()
        overlay.draw(over, nobody(t_s), Update(t_s, None, state, None))
        shown.append(near(over[560:], COLOURS["severe"]) > 5000)
    assert shown == [True, True, True, False]


def test_a_short_fault_is_shown_long_enough_to_be_read() -> None:
    overlay = Overlay(PLANK, (1280, 720))
    sag = finding(PLANK, "hip_sag", "severe", still_open=True)
    held = replace(SILENT, in_position=True, phase="hold", set_open=True)
    shown = []
    for t_s in (0.0, 0.1, 1.0, 2.0):
        begins = t_s == 0.0
        state = replace(held, active=(sag,) if begins else ())
        over = picture()
        overlay.draw(over, nobody(t_s), Update(t_s, None, state, sag if begins else None))
        shown.append(near(over[560:], COLOURS["severe"]) > 5000)
    assert shown == [True, True, True, False]
