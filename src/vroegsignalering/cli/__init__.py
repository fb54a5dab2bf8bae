"""The command ``vroeg``: parse, call, print; no logic.

One module per command, named after it; a module is imported only when its command is asked for, so that
``vroeg --help`` stays quick. Each module holds one click command named ``command``.
"""

from vroegsignalering.cli.main import main

__all__ = ["main"]
