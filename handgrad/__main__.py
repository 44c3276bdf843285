"""python -m handgrad"""

import sys

from handgrad.command import main

if __name__ == "__main__":
    sys.exit(main())
