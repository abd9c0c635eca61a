"""`python -m sparsemem` and the console script `sparsemem`."""

import sys

from sparsemem.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
