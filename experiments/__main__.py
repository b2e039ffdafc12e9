"""The command line as ``python -m experiments``."""

import sys

from experiments.command_line import main

if __name__ == "__main__":
    sys.exit(main())
