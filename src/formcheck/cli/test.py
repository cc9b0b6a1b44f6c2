"""`formcheck test`: core tests, live or from clips."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple

import typer

from formcheck.cli.options import CAMERA, DATA, DISPLAY, MODEL, MUTE, PROFILE
from formcheck.cli.safety import CONFIRM_SAFETY, require_confirmation
from formcheck.errors import UsageError
from formcheck.plain import plain
from formcheck.words.language import _, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from rich.console import Console

    from formcheck.core_tests.results import TestReport
    from formcheck.core_tests.tests import CoreTest
    from formcheck.core_tests.trials import Stage, Trial
    from formcheck.programme.training_log import CheckIn, LoggedTest

EPILOG = "Example: formcheck test plank"
_FORMAT: Final = "formcheck.test/1"


def test(
    name: Annotated[
        Literal["plank", "sit-up", "leg-lowering", "side-bridge"],
        typer.Argument(metavar="NAME", help="Take this test."),
    ],
    clip: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="Score this clip or recording.npz; repeat it for each trial."
        ),
    ] = None,
    side: Annotated[
        list[str] | None,
        typer.Option(
            metavar="left|right",
            help="Name the sides of a side bridge, in the order of the clips [both].",
        ),
    ] = None,
    arms: Annotated[
        list[str] | None,
        typer.Option(
            metavar="forward|folded|ears",
            help="Name the arm positions of sit-ups, in the order of the clips [all three].",
        ),
    ] = None,
    camera: Annotated[str, CAMERA] = "0",
    age: Annotated[
        int | None, typer.Option(min=0, max=130, metavar="N", help="Give your age to see norms.")
    ] = None,
    sex: Annotated[
        Literal["man", "woman"] | None, typer.Option(help="Choose the norms of men or of women.")
    ] = None,
    display: Annotated[Literal["window", "none"], DISPLAY] = "window",
    mute: Annotated[bool, MUTE] = False,
    profile: Annotated[str | None, PROFILE] = None,
    model: Annotated[str, MODEL] = "full",
    data: Annotated[Path | None, DATA] = None,
    no_save: Annotated[
        bool, typer.Option("--no-save", help="Do not keep the result in your history.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    confirm_safety: Annotated[bool, CONFIRM_SAFETY] = False,
) -> None:
    """Take a core test, and compare it with your earlier ones.

    The result has an uncertainty. It is kept in your history.
    """
    from datetime import datetime

    from formcheck.cli.terminal import terminal
    from formcheck.core_tests.results import Person, conclude
    from formcheck.core_tests.tests import core_tests
    from formcheck.history import History

    core_test = core_tests()[name]
    clips = tuple(clip or ())
    stages = _stages(core_test, side or [], arms or [], clips)
    console = terminal(stderr=as_json)
    now = datetime.now().astimezone()
    setup = _Setup(camera, display, mute, profile, model)
    with History(data) as history:
        earlier = history.tests()
        if not clips:
            require_confirmation(console, confirmed=confirm_safety)
            _refuse_with_pain(history.check_ins(), now)

        def result_of(trials: "Sequence[Trial]") -> "TestReport":
            return conclude(core_test, trials, now, Person(age, sex), earlier)

        if clips:
            trials = _from_clips(core_test, stages, clips, setup)
        else:
            trials = _live(console, core_test, stages, result_of, setup)
        if not trials:
            raise UsageError("the test ended before it began, and has no score: run it again")
        result = result_of(trials)
        if not no_save:
            for logged in result.scored:
                history.add_test(logged)
    if as_json:
        _print_json(core_test, trials, result)
    else:
        _print(console, core_test, result, kept=bool(result.scored) and not no_save)


class _Setup(NamedTuple):
    """Options for watching a trial."""

    camera: str
    display: str
    mute: bool
    profile: str | None
    model: str


def _stages(
    core_test: "CoreTest", sides: list[str], arms: list[str], clips: tuple[Path, ...]
) -> "list[Stage]":
    """The trials to take, by the options."""
    from dataclasses import replace

    from formcheck.core_tests.trials import stages_of

    for option, values, has in (
        ("--side", sides, core_test.sides),
        ("--arms", arms, core_test.rep is not None),
    ):
        if values and not has:
            raise UsageError(f"{option} does not belong to the {core_test.id} test: leave it out")
        if has and clips and not values:
            raise UsageError(f"say with {option} what the clips show, in their order")
    by_name: dict[str, Stage] = {
        stage.arms.id if stage.arms else stage.side or "": stage for stage in stages_of(core_test)
    }
    wanted = [*sides, *arms]
    stages = []
    for number, name in enumerate(wanted, start=1):
        stage = by_name.get(name)
        if stage is None:
            raise UsageError(f"{name} is none of {', '.join(by_name)}: see `formcheck test --help`")
        stages.append(replace(stage, number=number))
    return stages or list(stages_of(core_test))


def _refuse_with_pain(check_ins: "Sequence[CheckIn]", now: "datetime") -> None:
    """Refuse a test with back pain or a warning sign today (biomechanics 5 and 7.3)."""
    from formcheck.programme.pain import readiness

    ready = readiness(check_ins, now.date())
    if ready.go != "go":
        raise UsageError(f"no test today. {ready.why}")


def _from_clips(
    core_test: "CoreTest", stages: "list[Stage]", clips: tuple[Path, ...], setup: _Setup
) -> "list[Trial]":
    from formcheck.analysis import pose_frames
    from formcheck.calibration import load_profile
    from formcheck.core_tests.trials import try_clips

    profile = load_profile(setup.profile) if setup.profile else None
    recordings = (pose_frames(clip, setup.model) for clip in clips)
    return try_clips(core_test, recordings, stages, profile=profile)


def _live(
    console: "Console",
    core_test: "CoreTest",
    stages: "list[Stage]",
    result_of: "Callable[[Sequence[Trial]], TestReport]",
    setup: _Setup,
) -> "list[Trial]":
    from formcheck.calibration import load_profile
    from formcheck.cli.live import line_to, window_for
    from formcheck.exercises.catalogue import catalogue

    for sentence in core_test.how:
        console.print(sentence, soft_wrap=True)
    profile = load_profile(setup.profile) if setup.profile else None
    # The window comes first: see `live.window` for what goes wrong if PyAV is imported before it.
    with window_for(setup.display) as window:
        from formcheck.capture.sources import source_of
        from formcheck.cli.interrupt import raise_if_interrupted
        from formcheck.guide.core_test import CoreTestRun
        from formcheck.live.loop import LiveConfig, run
        from formcheck.live.voice import Voice

        testing = CoreTestRun(catalogue(), core_test, stages, result_of)
        config = LiveConfig(testing, profile=profile, model=setup.model)
        source = source_of(setup.camera)
        with Voice(muted=setup.mute) as voice:
            run(source, config, voice, window, raise_if_interrupted, line_to(console, window))
    return testing.end()


def _print(console: "Console", core_test: "CoreTest", result: "TestReport", *, kept: bool) -> None:
    """Print a result for people."""
    from rich.markup import escape

    from formcheck.words.safety import safety

    console.print(
        f"[bold]{escape(text(core_test.name))}: {escape(result.headline)}[/]", soft_wrap=True
    )
    for sentence in result.sentences:
        console.print(f"  {escape(sentence)}", soft_wrap=True)
    if kept:
        console.print("  " + _("Kept in your history."), style="dim")
    console.print(f"\n{safety()}", style="dim", soft_wrap=True)


def _print_json(core_test: "CoreTest", trials: "Sequence[Trial]", result: "TestReport") -> None:
    import json
    import math

    def number(value: float) -> float | None:
        return None if math.isnan(value) else round(value, 3)

    def of_trial(trial: "Trial") -> dict[str, object]:
        arms = trial.stage.arms
        return {
            "side": trial.stage.side,
            "arms": arms.id if arms else None,
            "scored": trial.scored,
            "value": number(trial.score.value),
            "uncertainty": number(trial.score.uncertainty),
            "is_bound": trial.bound,
            "good_form_s": number(trial.corrected_s),
            "came_up": trial.came_up,
            "reason": trial.reason,
            "remarks": trial.remarks,
        }

    def of_test(logged: "LoggedTest") -> dict[str, object]:
        return {
            "at": logged.at.isoformat(),
            "test": logged.test,
            "side": logged.side,
            "score": number(logged.score),
            "unit": logged.unit,
            "uncertainty": number(logged.uncertainty),
            "passed": logged.passed,
            "practice": logged.practice,
            "trials": [number(value) for value in logged.trials],
            "reason": logged.reason,
        }

    whole = {
        "schema": _FORMAT,
        "test": core_test.id,
        "results": [of_test(logged) for logged in result.tests],
        "trials": [of_trial(trial) for trial in trials],
        "sentences": result.sentences,
    }
    print(plain(json.dumps(whole, indent=2, ensure_ascii=False)))
