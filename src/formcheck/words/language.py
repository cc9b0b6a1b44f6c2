"""Translates messages into the language that is in use. A message is its own key, in English."""

from gettext import NullTranslations

_in_use = NullTranslations()


def use(translations: NullTranslations) -> None:
    """Translate into another language from now on."""
    global _in_use  # noqa: PLW0603  the language is a setting of the whole program
    _in_use = translations


def _(message: str, /, **values: object) -> str:
    """The message in the language in use, its fields filled with the values."""
    words = _in_use.gettext(message)
    return words.format(**values) if values else words


def ngettext(singular: str, plural: str, count: int, /, **values: object) -> str:
    """The form of the message that goes with a count, its fields filled with count and values."""
    return _in_use.ngettext(singular, plural, count).format(**{"count": count, **values})


def pgettext(context: str, message: str) -> str:
    """The message in a sense that the context tells, such as the `left` of a side."""
    return _in_use.pgettext(context, message)


def marked(message: str) -> str:
    """The message itself, marked for extraction: translate it where it is used."""
    return message


def text(message: str) -> str:
    """A text of a data file in the language in use; extraction reads the file."""
    # The empty message is the key of the catalogue's header.
    return _in_use.gettext(message) if message else ""


class Sentence:
    """A message with named fields: call it with their values."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, **values: object) -> str:
        """The message in the language in use, its fields filled with the values."""
        return _in_use.gettext(self.message).format(**values)


class Sentences:
    """Messages by key: call it with a key, and with the values of the message's fields."""

    def __init__(self, **messages: str) -> None:
        self.messages = messages

    def __call__(self, key: str, /, **values: object) -> str:
        """The message of that key in the language in use, filled like `_`."""
        words = _in_use.gettext(self.messages[key])
        return words.format(**values) if values else words
