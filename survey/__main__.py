"""`python -m survey`."""

import sys

from instruments.console import run

if __name__ == "__main__":
    sys.exit(run("survey.commands", "python -m survey"))
