"""A calibration: what to do, what was measured, and what was left out."""

from formcheck.words.language import Sentence, Sentences, marked

#: What to do in a step, said and shown.
instruction = Sentences(
    standing=marked("Stand side-on, the whole body in the picture"),
    plank=marked("Hold your best plank"),
    flat_back=marked("Lie on your back, knees bent, arms on your chest, press your low back down"),
)
#: A measured value in words.
value = Sentences(
    leg_t=marked("Length of the legs"),
    body_line_deg=marked("Plank line, + sags"),
    knee_line_deg=marked("Knee plank line, + sags"),
    flat_back_t=marked("Low back pressed down"),
    roll_deg=marked("Roll of the camera, anticlockwise"),
    slope_deg=marked("Slope of the floor"),
    height=marked("Height of the floor, from the top"),
)
#: The unit of a measured value in words: `T`, `deg`, or `picture` for a share of its height.
unit = Sentences(
    T=marked("trunk lengths"),
    deg=marked("degrees"),
    picture=marked("of the picture"),
)
#: Why a value outside its range may not stand in a profile.
implausible = Sentences(
    leg_t=marked("the legs of adults are {low:g} to {high:g} times as long as the trunk"),
    body_line_deg=marked("a straight plank reads {low:g} to {high:g} degrees"),
    knee_line_deg=marked("a straight knee plank reads {low:g} to {high:g} degrees"),
    flat_back_t=marked("a flat back reads {low:g} to {high:g} trunk lengths"),
    roll_deg=marked("put the camera level, it may lean by {high:g} degrees at most"),
    slope_deg=marked("a floor never looks that steep"),
    height=marked("the floor has to be in the picture, 0 is its top"),
    pitch_deg=marked("lower the camera: from further above nothing is judged"),
)
#: A value that could not be measured, and why.
left_out = Sentences(
    leg_t=marked(
        "length of the legs: nobody was seen standing still, the whole body in the picture"
    ),
    body_line_deg=marked(
        "plank line: no plank was held still and straight for three seconds, seen side-on"
    ),
    flat_back_t=marked(
        "flat back: nobody was seen lying still with bent knees, side-on, the arms on the chest"
    ),
    roll_deg=marked(
        "roll of the camera: nobody stood still or lay square to it, or it has to be level"
    ),
    floor=marked("floor line: nobody lay or held a plank on it"),
)


done = Sentence("Done")


refused = Sentence("it read {reading:g}, {reason}")


plank_left_out = Sentence("plank line: {refusal}")
