"""Render scenes: `python -m samples.studio SCENE.toml… --out DIR`."""

import argparse
import sys
import time
from pathlib import Path

from .scene import load_scene


def main() -> int:
    """Film every scene given."""
    parser = argparse.ArgumentParser(prog="samples.studio", description=__doc__)
    parser.add_argument("scenes", nargs="+", type=Path, help="scene files (TOML)")
    parser.add_argument("--out", type=Path, default=Path("studio-out"), help="folder for the clips")
    options = parser.parse_args()
    from .studio import film

    for path in options.scenes:
        start = time.perf_counter()
        clip = film(load_scene(path), options.out)
        sys.stdout.write(f"{clip}  {time.perf_counter() - start:.1f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
