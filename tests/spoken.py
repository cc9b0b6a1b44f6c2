"""What the product says: the texts of its sources, as they stand there."""

import ast
import re
from pathlib import Path

#: What `str.format` puts in.
FIELD = re.compile(r"\{[a-z_]\w*(:[^{}]*)?\}")
SOURCE = Path(__file__).parents[1] / "src" / "formcheck"


def texts(path):
    """Every text of a Python file but docstrings, with its line; `{}` for what is put in."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    wholes = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    left_out = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    left_out |= {id(part) for whole in wholes for part in ast.walk(whole)}
    for whole in wholes:
        parts = [one.value if isinstance(one, ast.Constant) else "{}" for one in whole.values]
        yield whole.lineno, "".join(parts)
    for node in nodes:
        if isinstance(node, ast.Constant) and id(node) not in left_out:
            yield node.lineno, FIELD.sub("{}", str(node.value))
