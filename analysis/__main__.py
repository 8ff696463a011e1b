"""`python -m analysis`."""

import sys

from instruments.console import run

if __name__ == "__main__":
    sys.exit(run("analysis.cli", "python -m analysis"))
