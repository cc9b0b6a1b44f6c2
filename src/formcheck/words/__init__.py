"""Every sentence, unit and amount that a user reads or hears.

Each module holds the words of one subject, as functions and Sentences that take ids, numbers and
strings and return text. English is the source language. To write a message:

    from formcheck.words.language import Sentence, _

    rest = Sentence("Rest {seconds:.0f} seconds.")  # rest(seconds=30)

    def begun(day: date) -> str:
        return _("Begun on {day}.", day=on(day))

The message is one literal with named fields, never an f-string and never glued from parts: another
language has another order. It is translated when the function runs, not when the module is loaded.
A table of messages marks them with `marked` and translates at the lookup: `_(_TABLE[key])`. Texts
of data files go through `text`. `pybabel extract -F pyproject.toml -o formcheck.pot src/formcheck`
collects all of them.
"""
