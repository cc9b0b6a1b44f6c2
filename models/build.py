"""Build the model bundles that come with formcheck: `python models/build.py lite full`."""

import argparse
from pathlib import Path

from formcheck.pose import models


def main() -> None:
    """Build each named bundle into this folder, from nothing but the published packages."""
    shipped = [name for name, bundle in models.manifest().bundles.items() if bundle.shipped]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names", nargs="+", choices=shipped, metavar="NAME", help=", ".join(shipped)
    )
    parser.add_argument(
        "--from",
        dest="package_files",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a package that was downloaded before; may be given again",
    )
    arguments = parser.parse_args()
    for name in arguments.names:
        path = models.build(
            name, arguments.package_files, Path(__file__).parent, reuse_detector=False
        )
        print(f"{path}: SHA-256 {models.manifest().bundle(name).sha256}")


if __name__ == "__main__":
    main()
