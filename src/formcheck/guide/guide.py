"""Leads somebody through sets who lies on the floor and cannot reach the keyboard.

The guide only shows and says: what counts is decided by the Session, which is given every picture
but those of a pause. All times are media times, so a file is guided like a camera.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from formcheck.capture import Frame
from formcheck.coaching.cues import CuePolicy
from formcheck.exercises.ladders import Version, version_name, version_of
from formcheck.exercises.spec import Exercise
from formcheck.guide.gesture import RaisedArm
from formcheck.guide.metronome import Metronome, Tick
from formcheck.guide.question import Answer, PainQuestion
from formcheck.guide.screen import Moment, Screen, Sound
from formcheck.guide.screens import (
    done,
    goal_in_words,
    how_in_words,
    instruction_screen,
    limits_in_words,
    note_in_words,
    question_screen,
    short_name,
    trouble_screen,
)
from formcheck.guide.setup import FAIL_OPEN_S, SetupCheck, problem
from formcheck.guide.stillness import Stillness
from formcheck.pose.frame import PoseFrame
from formcheck.problem import Problem
from formcheck.programme.training_log import CheckIn
from formcheck.programme.workout import Step, Workout
from formcheck.programme.workout_run import WorkoutRun
from formcheck.result import SetResult
from formcheck.session import Update
from formcheck.words.names import capital
from formcheck.words.pain import enough
from formcheck.words.safety import signs

COUNT_IN_S: Final = 3
REST_S: Final = 30.0
ASK_S: Final = 8.0  # a question stays for that long at least, and for the whole rest

_STILL_S = 1.0  # held still for this long, somebody wants to start
_LEFT_S = 0.6  # out of position for this long cancels the count-in
_UNSEEN_S = 1.0  # so does not being seen for so long
_BEGUN_S = 6.0  # a hold that has lasted so long has begun, whatever was asked for
_COMING_OUT_S = 5.0  # hearing that it is enough, and leaving the position
_GONE_S = 3.0  # out of the picture for this long is a pause
_HOW_TO_GO_ON: Final = {
    "arm": "Raise an arm again to go on",
    "gone": "Step back into the picture to go on",
    "key": "Press space to go on",
}
_ALL: Final = "That was all."
_AGAIN_S = 8.0  # an instruction that is not followed is said again after this


@dataclass(frozen=True, slots=True)
class Seen:
    """All that is known of one picture.

    Attributes:
        frame: the picture.
        pose: the landmarks in it, also during a pause.
        update: what the session made of it.
        sets: those that are over.
        trouble: what is wrong with the camera, or None.
    """

    frame: Frame
    pose: PoseFrame
    update: Update
    sets: Sequence[SetResult]
    trouble: Problem | None = None


@dataclass(frozen=True, slots=True)
class Guidance:
    """What to do after one picture.

    Attributes:
        screen: what to show.
        say: what to say, if anything.
        sound: what kind of thing that is; a cue is urgent.
        ends_set: whether the set under way is over and `Guide.exercise` comes next.
        tick: of a metronome.
        check_in: what was answered about the last set.
    """

    screen: Screen
    say: str | None = None
    sound: Sound = "count"
    ends_set: bool = False
    tick: Tick | None = None
    check_in: CheckIn | None = None


class Guide:
    """From the set-up to the advice, set by set.

    Args:
        known: exercises by id.
        exercise: the declared one; None for whatever is recognised.
        workout: what to do in which order, in place of one exercise.
        counting: whether repetitions and every tenth second of a hold are said.
    """

    def __init__(
        self,
        known: Mapping[str, Exercise],
        exercise: Exercise | None = None,
        workout: Workout | None = None,
        *,
        counting: bool = True,
    ) -> None:
        self._known = known
        self._run = WorkoutRun(known, exercise, workout)
        self._check = SetupCheck()
        self._asked_enough = False  # for what cannot be mended
        self._still = Stillness()
        self._arm = RaisedArm()
        self._rest_for_s = 0.0  # how long the rest lasts in all
        self._cues = CuePolicy(None, counting=counting, known=known)
        self._moment: Moment = "setup"
        self._since_s: float | None = None  # when this moment began; None until its first picture
        self._paused_by: str | None = None
        self._had_trouble = False
        self._goal_reached = False  # of the last set
        self._reps_before = 0  # of this step, in sets that a pause ended
        self._sets = 0
        self._last_t_s = -math.inf  # of the last picture
        self._seen_s = -math.inf  # when somebody was last in the picture
        self._placed_s: float | None = None  # when the position was first taken
        self._out_s: float | None = None
        self._limits = ""  # what will not be judged, in words
        self._result = ""  # of the last set, in words
        self._urged = ""  # what stands below it in the rest, in large type
        self._below: tuple[str, ...] = ()  # and in small type
        self._question: PainQuestion | None = None
        self._metronome: Metronome | None = None
        self._said, self._said_s = "", -math.inf

    # --- what others ask ---------------------------------------------------------------------

    @property
    def exercise(self) -> Exercise | None:
        """What is to be done now; None for whatever is recognised."""
        return self._run.exercise

    @property
    def step(self) -> Step | None:
        """The step of the workout that is to be done now; None without a workout."""
        return self._run.step

    @property
    def counts(self) -> bool:
        """Whether the next picture is to be judged.

        It is not in a pause, nor when all is done, nor while somebody whose goal is reached comes
        out of the position: that is no other set.
        """
        coming_out = self._goal_reached and self._lasted(self._last_t_s) < _COMING_OUT_S
        resting = self._moment == "rest" and (self._run.is_over or coming_out)
        return self._paused_by is None and not (self.is_done or resting)

    @property
    def is_done(self) -> bool:
        """Whether the workout is over."""
        return self._moment == "summary"

    def pause(self) -> None:
        """Pause, or go on."""
        self._paused_by = None if self._paused_by else "key"

    def press(self, answer: Answer) -> None:
        """Take a key that answers; it means nothing while nothing is asked."""
        if self._question:
            self._question.press(answer, self._last_t_s)

    def restart(self) -> None:
        """Begin the step again, from its set-up; not once pain has ended the session."""
        if self._run.stopped:
            return
        self._paused_by, self._reps_before = None, 0
        self._check = SetupCheck()
        self._go("setup")

    # --- one picture -------------------------------------------------------------------------

    def update(self, seen: Seen) -> Guidance:
        """Take the next picture."""
        t_s = seen.update.t_s
        self._since_s = t_s if self._since_s is None else self._since_s
        if seen.pose.has_person:
            self._seen_s = t_s
        if seen.trouble:
            self._had_trouble = True
            screen = trouble_screen(seen.trouble)
            return self._told(t_s, screen, f"{screen.title}. {screen.detail}")
        if self._moment == "count_in" and t_s - self._last_t_s > _UNSEEN_S:
            self._go("ready")
        self._last_t_s = t_s
        if self._had_trouble:
            self._had_trouble = False
            if not seen.update.state.set_open and self._moment != "rest":
                self._check = SetupCheck()  # the picture may be another one now
                self._go("setup")
        held_up = self._pause(seen)
        if held_up:
            return held_up
        guidance = {
            "setup": self._set_up,
            "ready": self._get_ready,
            "count_in": self._count_in,
            "work": self._work,
            "rest": self._rest,
        }.get(self._moment, self._summary)(seen)
        self._sets = len(seen.sets)
        return guidance

    def _go(self, moment: Moment) -> None:
        """Begin another moment with the next picture."""
        self._moment, self._since_s = moment, None
        self._placed_s = self._out_s = None
        self._said = ""
        self._question = self._metronome = None

    def _lasted(self, t_s: float) -> float:
        return 0.0 if self._since_s is None else t_s - self._since_s

    def _told(self, t_s: float, screen: Screen, words: str | None = None) -> Guidance:
        """Show a screen and say its title, again now and then."""
        words = screen.title if words is None else words
        if words and (words != self._said or t_s - self._said_s >= _AGAIN_S):
            self._said, self._said_s = words, t_s
            return Guidance(screen, words)
        return Guidance(screen)

    # --- what holds everything up ------------------------------------------------------------

    def _pause(self, seen: Seen) -> Guidance | None:
        """Pause by a raised arm, by a key, or by leaving the picture in the middle of a set."""
        self._note_arm(seen)
        if self._paused_by == "gone" and seen.pose.has_person:
            self._paused_by = None
        gone = seen.update.t_s - self._seen_s >= _GONE_S
        if gone and self._moment == "work" and len(seen.sets) == self._sets:
            if not self.step and seen.update.state.set_open:
                return Guidance(Screen("work"), ends_set=True)  # who goes away is done
            self._paused_by = self._paused_by or "gone"
        if self._paused_by is None:
            return None
        if self._paused_by == "gone" and self._failed_before_leaving(seen):
            self._paused_by = None
            return self._end_set(seen)
        in_set = self._moment == "work"
        if in_set:
            self._reps_before += seen.update.state.reps
            self._go("ready")
            if self._paused_by == "gone":  # what the set was tells whether this is a pause
                return Guidance(Screen("work"), ends_set=True)
        how = _HOW_TO_GO_ON[self._paused_by]
        say = None if self._said == how else f"Paused. {how}"
        self._said = how
        return Guidance(Screen("paused", "Paused", how), say, ends_set=in_set)

    def _failed_before_leaving(self, seen: Seen) -> bool:
        """Whether the set that ended by leaving was too hard: the same is not asked for again."""
        if not self.step or len(seen.sets) == self._sets:
            return False
        return seen.sets[-1].advice.action == "regress"

    def _note_arm(self, seen: Seen) -> None:
        exercise = seen.update.exercise or self.exercise
        if not self._arm.update(seen.pose) or self._moment in ("setup", "summary"):
            return
        if self._question and self._paused_by is None:
            self._question.raise_arm(seen.update.t_s)
        elif self._paused_by == "arm":
            self._paused_by = None
        elif exercise is None or exercise.raised_arm_pauses:
            self._paused_by = self._paused_by or "arm"

    # --- the moments -------------------------------------------------------------------------

    def _set_up(self, seen: Seen) -> Guidance:
        t_s = seen.update.t_s
        if self._has_begun(seen.update):
            return self._start(seen)
        if self._check.update(seen.frame.rgb, seen.update, self.exercise):
            self._asked_enough = self._check.problem is not None
            self._go("ready")
            return self._get_ready(seen)
        wrong = self._check.problem
        if wrong:
            return self._told(t_s, instruction_screen("setup", wrong))
        return self._told(t_s, Screen("setup", "Checking the picture"), "")

    def _get_ready(self, seen: Seen) -> Guidance:
        update, exercise, t_s = seen.update, self.exercise, seen.update.t_s
        if self._has_begun(update):
            return self._start(seen)
        still_s = self._still.update(update.body)
        if exercise is None:
            screen = Screen("ready", "Begin when you like", "I count what I recognise")
            return self._told(t_s, screen)
        if not update.state.in_position:
            screen = Screen("ready", f"{short_name(exercise)}: get into position", self._details())
            words = f"{short_name(exercise)}. {self._how()}Get into position"
            return self._told(t_s, screen, words)
        self._placed_s = t_s if self._placed_s is None else self._placed_s
        wrong = problem(seen.frame.rgb, update, exercise)
        if wrong and not self._asked_enough and t_s - self._placed_s < FAIL_OPEN_S:
            return self._told(t_s, instruction_screen("ready", wrong))
        if still_s >= _STILL_S:
            self._limits = limits_in_words(update.body, exercise)
            self._go("count_in")
            screen = Screen("count_in", "", self._limits, COUNT_IN_S)
            return self._told(t_s, screen, self._limits if wrong else str(COUNT_IN_S))
        title = f"{short_name(exercise)}: hold still to start"
        return self._told(t_s, Screen("ready", title, self._details()))

    def _count_in(self, seen: Seen) -> Guidance:
        update, t_s = seen.update, seen.update.t_s
        self._since_s = t_s if self._since_s is None else self._since_s
        if update.state.in_position:
            self._out_s = None
        elif self._out_s is None:
            self._out_s = t_s
        if update.state.phase in ("rise", "top"):  # who moves already need not be counted in
            return self._start(seen)
        if self._out_s is not None and t_s - self._out_s >= _LEFT_S:
            self._go("ready")
            return Guidance(Screen("ready", "Stopped: get into position again"), "Stopped")
        left = COUNT_IN_S - math.floor(self._lasted(t_s))
        if left <= 0:
            return self._start(seen, "Go")
        share = self._lasted(t_s) / COUNT_IN_S
        return self._told(t_s, Screen("count_in", "", self._limits, left, share), str(left))

    def _start(self, seen: Seen, say: str | None = None) -> Guidance:
        self._go("work")
        self._goal_reached = False
        self._sets = len(seen.sets)
        if self.exercise is None and seen.update.exercise:
            say = short_name(seen.update.exercise)  # so that who is misunderstood knows
        if self.step and self.step.metronome and self.step.tempo:
            self._metronome = Metronome(self.step.tempo, seen.update.t_s)
        return Guidance(Screen("work"), say, "start")

    def _work(self, seen: Seen) -> Guidance:
        update, t_s = seen.update, seen.update.t_s
        if len(seen.sets) > self._sets:
            return self._end_set(seen)
        if self._reached_goal(update):
            self._goal_reached = True
            return Guidance(Screen("work"), ends_set=True)
        if self.exercise and not update.state.set_open and not update.state.in_position:
            self._out_s = t_s if self._out_s is None else self._out_s
            if t_s - self._out_s >= _AGAIN_S:  # left without having done anything that counts
                self._go("ready")
        else:
            self._out_s = None
        self._cues.turn_to(update.exercise)
        speech = self._cues.update(update.state, t_s)
        tick = self._metronome.update(t_s) if self._metronome else None
        if speech is None:
            return Guidance(Screen("work"), tick=tick)
        return Guidance(Screen("work"), speech.text, speech.kind)

    def _end_set(self, seen: Seen) -> Guidance:
        result = seen.sets[-1]
        exercise = self._known[result.exercise]
        self._result = f"{short_name(exercise)}: {done(result)}"
        self._urged, self._below = "", (result.advice.why,)
        self._reps_before = 0
        asks = self._run.asks(result)
        rest_s = self.step.rest_s if self.step else REST_S
        easier = self._run.end_set(result)
        words = [self.spoken(result, easier)]
        if self._run.is_over and not asks:
            return self._finish(seen, f"{words[0]} {_ALL}")
        self._check = SetupCheck()
        self._go("rest")
        self._rest_for_s = 0.0 if self._run.is_over else rest_s
        if not self._run.is_over:
            words.append(f"Rest {rest_s:.0f} seconds.")
        if asks:
            self._question = PainQuestion(result.exercise)
            words.append("Back pain, zero to ten? Raise an arm if it hurts.")
        elif self.step and self.exercise:
            words.append(f"Next: {short_name(self.exercise)}.")
        return Guidance(self._rest_screen(0.0), " ".join(words), "end", self.step is not None)

    def _rest(self, seen: Seen) -> Guidance:
        t_s = seen.update.t_s
        self._since_s = t_s if self._since_s is None else self._since_s
        told = self._question.answer(t_s, datetime.now().astimezone()) if self._question else None
        if told:
            return self._heed(told, seen)
        is_over = self._lasted(t_s) >= self._rest_until_s
        if is_over and self._run.is_over:
            return self._finish(seen, _ALL)
        begun = self._has_begun(seen.update) and len(seen.sets) == self._sets
        if begun and not self._run.is_over:
            return self._start(seen)
        if is_over:
            self._go("setup")
            return self._set_up(seen)
        return Guidance(self._rest_screen(self._lasted(t_s)))

    def _heed(self, told: CheckIn, seen: Seen) -> Guidance:
        """Do what an answer asks for, and go on resting or end."""
        self._question = None
        response = self._run.answer_pain(told)
        if self._run.is_over:
            return self._finish(seen, "" if self._run.stopped else _ALL, told)
        self._result, self._below = response.words, ()
        words = f"{response.words}."
        if response.help:
            self._urged = "Please see a professional"
            self._below = signs()
            words = f"{words} {self._urged}. What to look out for is on the screen."
        if self.step and self.exercise:
            words = f"{words} Next: {short_name(self.exercise)}."
        screen = self._rest_screen(self._lasted(seen.update.t_s))
        return Guidance(screen, words, "end", response.turned, check_in=told)

    def _finish(self, seen: Seen, words: str, told: CheckIn | None = None) -> Guidance:
        """Turn to the summary, and say how it ends."""
        self._go("summary")
        screen = self.summary(seen.sets)
        words = words or f"{screen.title}. {screen.detail}"
        return Guidance(screen, words, "end", check_in=told)

    def _summary(self, seen: Seen) -> Guidance:
        return Guidance(self.summary(seen.sets))

    def summary(self, sets: Sequence[SetResult]) -> Screen:
        """What was done, and what comes of the last set, or of pain."""
        lines = tuple(f"{short_name(self._known[one.exercise])}\t{done(one)}" for one in sets)
        if self._run.stopped and self._run.needs_help:
            advised = "Please see a professional before you train again."
            return Screen("summary", enough(), advised, lines=signs())
        if self._run.stopped:
            advised = "Rest now. If the pain stays, please see a professional."
            return Screen("summary", enough(), advised, lines=lines)
        why = sets[-1].advice.why if sets else ""
        return Screen("summary", "Well done" if sets else "Nothing was counted", why, lines=lines)

    # --- words -------------------------------------------------------------------------------

    def spoken(self, result: SetResult, easier: Version | None = None) -> str:
        """A finished set in a few spoken words: how much, and what to do the next time.

        Args:
            result: of the set.
            easier: the version that takes its place from now on.
        """
        advice = result.advice
        if easier:
            name = version_name(easier, self._known, after=result.exercise)
            return f"{done(result)}. Easier from now on: {name}."
        if advice.action == "regress" and advice.to:
            to = version_of(advice.to, level=advice.level)
            name = version_name(to, self._known, after=result.exercise)
            return f"{done(result)}. Next time: {name}."
        return f"{done(result)}."

    def _rest_screen(self, lasted_s: float) -> Screen:
        left_s = max(0.0, self._rest_until_s - lasted_s)
        share = min(1.0, lasted_s / self._rest_until_s) if self._rest_until_s else 1.0
        if self._question:
            return question_screen(self._question, math.ceil(left_s), share)
        next_up = f"{short_name(self.exercise)} {self._goal()}".strip() if self.exercise else ""
        return Screen(
            "rest",
            self._result,
            self._urged or capital(note_in_words(self.step)),
            number=math.ceil(left_s),
            share=share,
            lines=self._below,
            next_up=next_up,
        )

    @property
    def _rest_until_s(self) -> float:
        """Seconds that the rest lasts; a question keeps it from ending for a moment."""
        return max(self._rest_for_s, ASK_S) if self._question else self._rest_for_s

    def _details(self) -> str:
        """How much of it, on which side, and what to mind, as it is shown."""
        return ". ".join(filter(None, (self._goal(), capital(note_in_words(self.step)))))

    def _goal(self) -> str:
        return goal_in_words(self.step, self._reps_before)

    def _how(self) -> str:
        return how_in_words(self.step)

    # --- decisions ---------------------------------------------------------------------------

    def _has_begun(self, update: Update) -> bool:
        """Whether somebody exercises already, whatever they are asked to do."""
        state = update.state
        if self.exercise is None:
            return update.exercise is not None and state.set_open
        held_s = state.hold.total_s if state.hold else 0.0
        return state.set_open and (state.reps + state.attempts > 0 or held_s >= _BEGUN_S)

    def _reached_goal(self, update: Update) -> bool:
        step, state = self.step, update.state
        if step is None:
            return False
        if step.reps is not None and state.phase in (None, "down"):
            return self._reps_before + state.reps >= step.reps
        return (
            step.hold_s is not None
            and state.hold is not None
            and (state.hold.total_s >= step.hold_s)
        )
