"""How large a long history is, and how fast it answers.

    python -m benchmarks.history                     # 10,000 sessions of 5 sets, one a day
    python -m benchmarks.history --sessions 1000

Prints the size of the database, how long its questions take, and how long the commands take beyond
one that only starts. The sets are those of samples' people, written through the front door once; a
session a day is copied from them in SQL, with texts of its own in every tenth.
"""

import argparse
import contextlib
import io
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from formcheck.coaching import advise
from formcheck.coaching.past import CheckIn, TestDone
from formcheck.coaching.workout import Step
from formcheck.exercises.catalogue import catalogue, catalogue_sha256
from formcheck.history import History, SessionInfo, Used, Wanted
from formcheck.history.export import session_in_words
from formcheck.session import Session

ROOT = Path(__file__).parents[1]
_COMMAND = (sys.executable, "-c", "from formcheck.cli.main import run; run()")
