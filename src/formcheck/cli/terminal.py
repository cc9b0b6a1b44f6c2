"""The one way to the terminal: what a file, a camera or a name says cannot steer it."""

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from formcheck.plain import plain


def terminal(*, stderr: bool = False, markup: bool = True) -> Console:
    """Return a console for tables and styled text; with markup, brackets style the text."""
    return _Terminal(stderr=stderr, markup=markup, highlight=False)


class _Terminal(Console):
    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Yield what is printed; the styles are Rich's own, all text is plain."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(plain(segment.text), segment.style)

    def on_broken_pipe(self) -> None:
        """Leave it to `main`; Rich would end the program with status 1."""
        raise BrokenPipeError
