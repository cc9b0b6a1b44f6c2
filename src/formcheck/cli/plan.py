"""`formcheck plan`: plans a day from the history and the check-ins."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from formcheck.cli.options import DATA
from formcheck.words.language import _, marked

if TYPE_CHECKING:
    from rich.console import Console

    from formcheck.programme.plan import Plan
    from formcheck.programme.progression import LadderState
    from formcheck.programme.workout import Step

EPILOG = "Example: formcheck plan --minutes 20 --goal sit-up"
_DAYS = ["%Y-%m-%d"]
_TITLES: Final = {
    "session": marked("Session"),
    "mobility": marked("Stretches only"),
    "none": marked("No session"),
}


def plan(
    minutes: Annotated[
        Literal["10", "20", "30"], typer.Option(help="Take about this many minutes.")
    ] = "20",
    goal: Annotated[
        str, typer.Option(metavar="ID", help="Put this goal first; `--goal list` lists the goals.")
    ] = "balance",
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=_DAYS, metavar="DAY", help="Plan for this day [today]."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the workout here [plan.toml in your data folder]."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, and write a file only with --out.")
    ] = False,
    data: Annotated[Path | None, DATA] = None,
) -> None:
    """Plan a workout from your history and your back pain.

    It has warm-ups, then one exercise from each ladder, at the level that you are ready for.
    """
    from formcheck.cli.terminal import terminal
    from formcheck.errors import UsageError
    from formcheck.files import PLAN, data_folder, keep_inputs, write_atomically
    from formcheck.history import History
    from formcheck.programme.plan import LOOK_BACK_DAYS, make_plan
    from formcheck.programme.planning import planning

    console = terminal()
    goals = {known.id: known.name for known in planning().goals}
    if goal == "list":
        for known, name in goals.items():
            console.print(f"{known:12} {name}")
        return
    if goal not in goals:
        raise UsageError(f"unknown goal {goal!r}: choose one of {', '.join(goals)}")
    until = (day or datetime.now()).replace(hour=23, minute=59, second=59).astimezone()
    with History(data) as history:
        keep_inputs([history.path], [out])
        log = history.training_log(until, LOOK_BACK_DAYS)
    made = make_plan(log, until.date(), minutes=int(minutes), goal=goal)
    path = out if as_json or out else (data or data_folder()) / PLAN
    workout = made.workout
    if path and workout:
        with write_atomically(path) as file:
            file.write(workout.to_toml().encode())
    if as_json:
        console.print_json(data=_in_json(made), highlight=False)
        return
    _print(console, made, path)


def _print(console: "Console", made: "Plan", path: Path | None) -> None:
    from rich.table import Table

    from formcheck.exercises.catalogue import catalogue
    from formcheck.words.amounts import goal
    from formcheck.words.dates import on_weekday
    from formcheck.words.names import on_side
    from formcheck.words.safety import safety, signs

    known = catalogue()
    title = _(_TITLES[made.kind])
    minutes = max(1, round(made.seconds / 60))
    line = f"[bold]{title}[/], {on_weekday(made.day)}"
    if made.steps:
        length = _("about {minutes} minutes", minutes=minutes)
        line += f", {length}"
    console.print(line)
    console.print(made.readiness.why, soft_wrap=True)
    if made.readiness.help:
        for words in signs():
            console.print(words, soft_wrap=True)
    if made.steps:
        table = Table(box=None, pad_edge=False)
        for heading in ("", _("What"), _("How much"), _("Rest"), _("Note")):
            table.add_column(heading)
        for count, step in _alike(made.steps):
            amount = goal(step.reps, step.hold_s)
            name = known[step.exercise].short_name
            table.add_row(
                _("warm-up") if step.role == "warm_up" else "",
                f"{name}, {on_side(step.side)}" if step.side else name,
                f"{count} x {amount}" if count > 1 else amount,
                f"{step.rest_s:.0f} s",
                _how(step),
            )
        console.print()
        console.print(table)
        console.print()
    for state in made.states:
        level = _(
            "(level {number} of {levels})", number=state.number, levels=len(state.ladder.levels)
        )
        console.print(f"[bold]{state.ladder.name}[/] {level}: {state.why}", soft_wrap=True)
    for note in made.notes:
        console.print(note, soft_wrap=True)
    console.print()
    console.print(safety(), style="dim", soft_wrap=True)
    if path and made.steps:
        command = f"formcheck live --save --workout {path}"
        console.print(_("Start: {command}", command=command), soft_wrap=True)


def _alike(steps: "tuple[Step, ...]") -> "list[tuple[int, Step]]":
    """Each different step in order of its first place, after the number of its places."""
    counts: dict[Step, int] = {}
    for step in steps:
        counts[step] = counts.get(step, 0) + 1
    return [(count, step) for step, count in counts.items()]


def _how(step: "Step") -> str:
    """Note and tempo of a step in words."""
    words = [step.note] if step.note else []
    if step.tempo:
        up, down = step.tempo
        words.append(_("{up:g} s up, {down:g} s down", up=up, down=down))
    if step.metronome:
        words.append(_("by the metronome"))
    return "; ".join(words)


def _in_json(made: "Plan") -> dict[str, Any]:
    """The plan as `plan --json` prints it (`docs/plan.md`)."""
    return {
        "schema": "formcheck.plan/1",
        "date": made.day.isoformat(),
        "kind": made.kind,
        "goal": made.goal,
        "seconds": round(made.seconds),
        "readiness": {
            "go": made.readiness.go,
            "why": made.readiness.why,
            "help": made.readiness.help,
            "told": made.readiness.answered,
        },
        "choices": [_choice(state) for state in made.states],
        "steps": [step.model_dump(mode="json") for step in made.steps],
        "notes": list(made.notes),
    }


def _choice(state: "LadderState") -> dict[str, Any]:
    level = state.level
    return {
        "ladder": state.ladder.id,
        "level": state.number,
        "levels": len(state.ladder.levels),
        "exercise": level.exercise,
        "amount": state.amount,
        "unit": "s" if level.hold_s else "reps",
        "change": state.change,
        "why": state.why,
    }
