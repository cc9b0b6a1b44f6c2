"""What is said where nothing may be said: from the wrong side, and of people who only stand."""

from typing import Final

from . import faults
from .angles import YAWS_DEG
from .replay import IDLE_DECLARED, Case
from .scenes import BLIND_VIEWS
from .store import MODEL, is_grid
from .tables import markdown, share

#: From this yaw on no verdict is wanted.
BLIND_YAW_DEG: Final = 45.0


def groups(cases: list[Case]) -> dict[str, list[Case]]:
    """Clips of good form by view: the grid by yaw, and the blind views."""
    doing = [case for case in cases if case.model == MODEL and not case.is_idle]
    found = {
        f"yaw {yaw}°": [c for c in doing if is_grid(c.scene) and abs(c.yaw_deg - yaw) < 1.0]
        for yaw in YAWS_DEG
    }
    found |= {f"camera: {v}": [c for c in doing if c.view == v] for v in BLIND_VIEWS}
    return found


def says_nothing(case: Case) -> bool:
    """Whether there is no verdict: no finding, and no clip that is called judgeable."""
    replay = case.replay
    return not replay.findings and (not replay.judgeable or not replay.sets)


def blind(cases: list[Case]) -> list[Case]:
    """Clips from where nothing may be judged."""
    return [
        case
        for case in cases
        if case.model == MODEL
        and not case.is_idle
        and (case.view != "side" or case.yaw_deg >= BLIND_YAW_DEG - 1.0)
    ]


def views_table(cases: list[Case]) -> str:
    """Verdicts by view, on good form."""
    rows = []
    for name, mine in groups(cases).items():
        wrong = [faults.wrong_reports(case) for case in mine]
        rows.append(
            [
                name,
                share(sum(bool(case.replay.findings) for case in mine), len(mine)),
                share(sum(map(bool, wrong)), len(mine)),
                ", ".join(f"`{fault}`" for fault in sorted(set().union(*wrong))) or "-",
                share(sum(not case.replay.judgeable for case in mine), len(mine)),
                share(sum(map(says_nothing, mine)), len(mine)),
            ]
        )
    head = ("seen", "clips with a finding", "a wrong one", "which", "not judgeable", "no verdict")
    return markdown(head, rows)


def idle_table(cases: list[Case]) -> str:
    """What is invented when someone who does nothing is declared to exercise."""
    idle = [case for case in cases if case.is_idle]
    rows = []
    for exercise in sorted({case.exercise for case in idle}):
        cells = [exercise]
        for declared in IDLE_DECLARED:
            mine = [c for c in idle if c.exercise == exercise and c.declared == declared]
            cells.append("; ".join(_invented(case) for case in mine))
        rows.append(cells)
    return markdown(("what they do", *(f"declared {name}" for name in IDLE_DECLARED)), rows)


def invents(case: Case) -> bool:
    """Whether anything was counted, held or found."""
    return bool(case.replay.sets)


def _invented(case: Case) -> str:
    replay = case.replay
    if not replay.sets:
        return "nothing"
    held = f"{replay.held_s:.0f} s held" if replay.held_s == replay.held_s else ""
    counted = f"{replay.reps} reps" if replay.reps else ""
    tried = f"{replay.attempts} attempts" if replay.attempts else ""
    found = f"{len(replay.findings)} findings" if replay.findings else ""
    return ", ".join(filter(None, (held, counted, tried, found))) or "a set"
