"""`python -m instruments`."""

import sys

from instruments.console import run

if __name__ == "__main__":
    sys.exit(run("instruments.cli", "python -m instruments"))
