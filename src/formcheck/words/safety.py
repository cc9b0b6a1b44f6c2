"""The safety wording (biomechanics 7.1 and 7.2)."""

from formcheck.words.language import Sentence, _

safety = Sentence(
    "Movement practice aid. Not a medical device; it can't see inside your back, doesn't "
    "diagnose, and can be wrong. Stop if anything hurts."
)
exclusions = Sentence(
    "Do not use formcheck without a professional's advice if your pain is severe, or comes "
    "from an injury, an accident or surgery, scar tissue, nerve damage, pregnancy or another "
    "medical condition: get one-to-one help."
)


def signs() -> tuple[str, str]:
    """The signs that call for medical help and rule out training: at once, and soon."""
    return (
        _(
            "Get medical help the same day for: new numbness around the genitals, the anus or the "
            "inner thighs; a new change of bladder or bowel; new weakness, unsteady or numb legs, "
            "pain into both legs; a change of sexual function."
        ),
        _(
            "See a doctor soon if you have a fever or feel unwell, lose weight without a reason, "
            "have had cancer, had a fall or an accident, have constant pain at night, or pain that "
            "gets worse or lasts for more than six weeks."
        ),
    )
