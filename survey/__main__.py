"""`python -m survey`."""

import sys

from survey.commands import main

if __name__ == "__main__":
    sys.exit(main())
