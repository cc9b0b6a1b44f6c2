"""What somebody sees and hears of a live session: the window, the voice, and lines of text."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from formcheck.capture import Frame
from formcheck.guide.guidance import Guidance
from formcheck.guide.screen import Screen, Sound
from formcheck.live.voice import Voice
from formcheck.pose.frame import PoseFrame
from formcheck.session import Update
from formcheck.words.live import starting

if TYPE_CHECKING:
    from formcheck.draw.overlay import Overlay
    from formcheck.live.window import Key, Window

_URGENT: Final = ("cue", "regress")
_FIRST_SIZE: Final = (640, 480)  # of what is shown before the first picture


class Presenter:
    """Shows and says what the guide asks for.

    Without a window nothing is drawn. `tell` gets the media time and the words of all that is said.
    """

    def __init__(
        self, voice: Voice, window: "Window | None", tell: Callable[[float, str], None]
    ) -> None:
        self.voice, self._window, self._tell = voice, window, tell
        self._overlay: Overlay | None = None

    @property
    def has_window(self) -> bool:
        """Whether there is a window."""
        return self._window is not None

    @property
    def is_closed(self) -> bool:
        """Whether the window was closed."""
        return self._window is not None and self._window.closed

    def key(self) -> "Key | None":
        """The key that was pressed since the last call; None for none."""
        return self._window.key() if self._window else None

    def open(self) -> None:
        """Show something before the camera gives its first picture."""
        if self._window:
            from formcheck.draw.overlay import poster

            self._window.show(poster(Screen("setup", starting()), _FIRST_SIZE))
            self._window.key()

    def say(self, words: str, t_s: float, sound: Sound = "count") -> None:
        """Say something."""
        self.voice.say(words, urgent=sound in _URGENT, sound=sound)
        self._tell(t_s, words)

    def sound(self, guidance: Guidance, t_s: float) -> None:
        """Say or tick what is due after a picture."""
        if guidance.say:
            self.say(guidance.say, t_s, guidance.sound)
        elif guidance.tick:
            self.voice.tick(guidance.tick)

    def show(self, frame: Frame, pose: PoseFrame, update: Update, screen: Screen) -> None:
        """Draw a screen over a picture."""
        if self._window is None:
            return
        if self._overlay is None:
            from formcheck.draw.overlay import Overlay

            height, width = frame.rgb.shape[:2]
            self._overlay = Overlay(None, (width, height), mirror=True)
        muted = self.voice.muted
        self._window.show(self._overlay.draw(frame.rgb, pose, update, screen, muted=muted))
