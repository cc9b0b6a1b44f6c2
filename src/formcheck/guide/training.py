"""Leads somebody through a workout, one exercise, or whatever is recognised."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from formcheck.coaching.cues import CuePolicy
from formcheck.exercises.ladders import version_name, version_of
from formcheck.exercises.spec import Exercise
from formcheck.guide.guidance import Guidance, Observation
from formcheck.guide.metronome import Metronome
from formcheck.guide.moments import Ready, Rest, RestWords, SetScript, SetState, Summary
from formcheck.guide.question import Answer, PainQuestion
from formcheck.guide.screen import Screen
from formcheck.guide.screens import amount_done, question_screen
from formcheck.guide.setup import SetupCheck
from formcheck.guide.state import Next, Paused, State
from formcheck.guide.timing import Stay
from formcheck.programme.training_log import CheckIn
from formcheck.programme.workout import Step, Workout
from formcheck.programme.workout_run import WorkoutRun
from formcheck.result import SetResult
from formcheck.session import Update
from formcheck.words import guide as wording
from formcheck.words.advice import headline
from formcheck.words.safety import signs

REST_S: Final = 30.0
ASK_S: Final = 8.0  # a question stays for that long at least, and for the whole rest
GONE_S: Final = 3.0  # out of the picture for this long is a pause

_BEGUN_S: Final = 6.0  # a hold that has lasted so long has begun, whatever was asked for
_COMING_OUT_S: Final = 5.0  # hearing that it is enough, and leaving the position


class Training(SetScript):
    """A workout step by step, or one exercise again and again, or whatever is recognised.

    Attributes:
        cues: decides what is said during sets.
    """

    def __init__(
        self,
        known: Mapping[str, Exercise],
        exercise: Exercise | None = None,
        workout: Workout | None = None,
        *,
        counting: bool = True,
    ) -> None:
        super().__init__(known)
        self.run = WorkoutRun(known, exercise, workout)
        self.cues = CuePolicy(None, counting=counting, known=known)

    @property
    def exercise(self) -> Exercise | None:
        """The exercise to do now; None for whatever is recognised."""
        return self.run.exercise

    @property
    def step(self) -> Step | None:
        """The step of the workout to do now; None without a workout."""
        return self.run.step

    @property
    def is_over(self) -> bool:
        """Whether no further set comes."""
        return self.run.is_over

    def restart(self) -> State | None:
        """Begin the step again; pain that ended the session leaves it ended."""
        if self.run.stopped:
            return None
        self.reps_before = 0
        return self.set_up()

    # --- a set begins and ends ---------------------------------------------------------------

    def has_begun(self, update: Update, placed: Stay) -> bool:
        """Whether the exercise has begun already, whatever the guide asks for."""
        del placed
        state = update.state
        if self.exercise is None:
            return update.exercise is not None and state.set_open
        held_s = state.hold.total_s if state.hold else 0.0
        return state.set_open and (state.reps + state.attempts > 0 or held_s >= _BEGUN_S)

    def start(self, observed: Observation, say: str | None = None) -> Next:
        """Begin the set."""
        if self.exercise is None and observed.update.exercise:
            say = observed.update.exercise.short_name  # so that a wrong recognition is noticed
        return Guidance(Screen("work"), say, "start"), Work(self, observed)

    def end_set(self, observed: Observation, coming_out_s: float = 0.0) -> Next:
        """Say how the last set went, and rest; nothing counts for `coming_out_s`."""
        result = observed.sets[-1]
        exercise, advice = self.known[result.exercise], result.advice
        self.reps_before = 0
        asks = self.run.asks(result)
        rest_s = self.step.rest_s if self.step else REST_S
        easier = self.run.end_set(result)
        said = [wording.done_said(amount=amount_done(result))]
        if easier:
            name = version_name(easier, self.known, after=result.exercise)
            said.append(wording.easier_now(exercise=name))
        elif advice.action == "regress" and advice.to:
            to = version_of(advice.to, level=advice.level)
            name = version_name(to, self.known, after=result.exercise)
            said.append(wording.easier_next_time(exercise=name))
        if self.is_over and not asks:
            return self._finish(observed, " ".join([*said, wording.sentence("all")]))
        self.check = SetupCheck()
        if not self.is_over:
            said.append(wording.rest(seconds=rest_s))
        title = wording.done(exercise=exercise.short_name, amount=amount_done(result))
        shown = RestWords(title, lines=(advice.why,))
        seconds = 0.0 if self.is_over else rest_s
        how = (seconds, shown, len(observed.sets), coming_out_s)
        rest = Question(self, result.exercise, *how) if asks else Rest(self, *how)
        if asks:
            said.append(wording.sentence("pain_said"))
        elif self.step and self.exercise:
            said.append(wording.coming(exercise=self.exercise.short_name))
        screen = rest.screen(observed.update.t_s)
        return Guidance(screen, " ".join(said), "end", self.step is not None), rest

    # --- pain, and the end -------------------------------------------------------------------

    def answer_pain(self, check_in: CheckIn, rest: Rest, observed: Observation) -> Next:
        """Do what an answer asks for, and go on resting or end."""
        response = self.run.answer_pain(check_in)
        if self.is_over:
            said = "" if self.run.stopped else wording.sentence("all")
            return self._finish(observed, said, check_in)
        rest.words = RestWords(response.words)
        if response.help:
            rest.words = RestWords(response.words, wording.sentence("professional"), signs())
        said = wording.answered(response.words, sees_signs=response.help)
        if self.step and self.exercise:
            said = f"{said} {wording.coming(exercise=self.exercise.short_name)}"
        screen = rest.screen(observed.update.t_s)
        return Guidance(screen, said, "end", response.turned, check_in=check_in), rest

    def finish(self, observed: Observation) -> Next:
        """Turn to the summary after the last rest."""
        return self._finish(observed, wording.sentence("all"))

    def _finish(self, observed: Observation, said: str, check_in: CheckIn | None = None) -> Next:
        screen = self.summary(observed.sets)
        said = said or wording.with_detail(title=screen.title, detail=screen.detail)
        return Guidance(screen, said, "end", check_in=check_in), Summary(self)

    def summary(self, sets: Sequence[SetResult]) -> Screen:
        """The last screen: what was done, and what follows from the last set, or from pain."""
        lines = tuple(
            f"{self.known[result.exercise].short_name}\t{amount_done(result)}" for result in sets
        )
        if self.run.stopped and self.run.needs_help:
            advice = wording.sentence("professional_first")
            return Screen("summary", headline("stop"), advice, lines=signs())
        if self.run.stopped:
            advice = wording.sentence("rest_now")
            return Screen("summary", headline("stop"), advice, lines=lines)
        why = sets[-1].advice.why if sets else ""
        title = wording.sentence("well_done" if sets else "nothing")
        return Screen("summary", title, why, lines=lines)


class Work(SetState):
    """The set itself: cues, counts and the tempo, until the set or its goal is over."""

    _script: Training

    def __init__(self, script: Training, observed: Observation) -> None:
        super().__init__(script)
        self._sets = len(observed.sets)
        self._goal_reached = False
        self._has_left = False
        step = script.step
        metronome = Metronome(step.tempo, observed.update.t_s) if step and step.tempo else None
        self._metronome = metronome if step and step.metronome else None

    @property
    def counts(self) -> bool:
        """Whether the next picture is judged."""
        return not self._has_left

    def break_off(self, update: Update) -> State:
        """End the set for a pause; what was done of it counts."""
        self._script.reps_before += update.state.reps
        return Ready(self._script)

    def update(self, observed: Observation) -> Next:
        """Take the next picture."""
        script, update, t_s = self._script, observed.update, observed.update.t_s
        screen, is_over = Screen("work"), len(observed.sets) > self._sets
        if self._has_left:
            return self._leave(observed)
        if t_s - script.clock.person_s >= GONE_S and not is_over:
            if script.step or not update.state.set_open:
                self._has_left = True
                script.reps_before += update.state.reps
            return Guidance(screen, ends_set=True), self
        if is_over:
            return script.end_set(observed, _COMING_OUT_S if self._goal_reached else 0.0)
        if self._reaches_goal(update):
            self._goal_reached = True
            return Guidance(screen, ends_set=True), self
        recognising, state = script.exercise is None, update.state
        busy = recognising or state.set_open or state.in_position
        if self._is_idle(busy=busy, t_s=t_s):
            self._metronome = None
            return self._coach(update), Ready(script)
        return self._coach(update), self

    def _leave(self, observed: Observation) -> Next:
        """Pause; after a set that was too hard the same is not asked for again."""
        script, ended = self._script, observed.sets[self._sets :]
        too_hard = script.step and ended and ended[-1].advice.action == "regress"
        if too_hard and not observed.pose.has_person:
            return script.end_set(observed)
        return Paused(script, Ready(script), "gone").update(observed)

    def _reaches_goal(self, update: Update) -> bool:
        step, state = self._script.step, update.state
        if step is None:
            return False
        if step.reps is not None and state.phase in (None, "down"):
            return self._script.reps_before + state.reps >= step.reps
        held_s = state.hold.total_s if state.hold else None
        return step.hold_s is not None and held_s is not None and held_s >= step.hold_s

    def _coach(self, update: Update) -> Guidance:
        cues = self._script.cues
        cues.turn_to(update.exercise)
        speech = cues.update(update.state, update.t_s)
        tick = self._metronome.update(update.t_s) if self._metronome else None
        if speech is None:
            return Guidance(Screen("work"), tick=tick)
        return Guidance(Screen("work"), speech.text, speech.kind)


class Question(Rest):
    """A rest that asks for back pain; an exercise that begins ends it, too."""

    _script: Training

    def __init__(
        self,
        script: Training,
        exercise: str,
        seconds: float,
        words: RestWords,
        sets: int,
        coming_out_s: float,
    ) -> None:
        super().__init__(script, max(seconds, ASK_S), words, sets, coming_out_s)
        self._question = PainQuestion(exercise)
        self._rest = Rest(script, seconds, words, sets, coming_out_s)
        self._prompter = self._rest.prompter

    def begin(self, t_s: float) -> None:
        """Note the time of a picture: the rest lasts on."""
        super().begin(t_s)
        self._rest.begin(t_s)

    def press(self, answer: Answer, t_s: float) -> None:
        """Take a key that answers."""
        self._question.press(answer, t_s)

    def raise_arm(self, update: Update) -> State:
        """Take a raised arm: it hurts."""
        self._question.raise_arm(update.t_s)
        return self

    def update(self, observed: Observation) -> Next:
        """Take the next picture."""
        answer = self._question.answer(observed.update.t_s, datetime.now().astimezone())
        if answer:
            return self._script.answer_pain(answer, self._rest, observed)
        return super().update(observed)

    def screen(self, t_s: float) -> Screen:
        """The question, and the answers so far."""
        return question_screen(self._question, *self.countdown(t_s))
