"""``python -m dashboard``: serve evidence on this machine, or with ``--public`` to others."""

from __future__ import annotations

import sys

from dashboard.serve import command

if __name__ == "__main__":
    sys.exit(command(sys.argv[1:]))
