"""In which order a browser gets its scripts: ours first, the library's when the page stands, the grid's when one is shown.

A page can be read, and a choice on it made, before the library's scripts run (``assets/first.js``). Two megabytes less
are sent: the grid's bundle comes when a grid is drawn (``assets/grid.js``), that of ``dash_table`` never.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

OURS = "/assets/"
GRID = "/dash_ag_grid/"
NEVER = "/dash_table/"
_SCRIPT = re.compile(r'<script src="([^"]+)"></script>\s*')


@dataclass(frozen=True, slots=True)
class Scripts:
    """Script elements in the order of the document, and the address of the one that comes when a grid is shown.

    Parameters
    ----------
    head : str
        Ours, for the head; they run as soon as the page stands. The library's are fetched meanwhile.
    tail : str
        The library's, in its own order, in a template: nothing in it runs before ``assets/first.js`` takes it out.
    grid : str
        Address of the grid's bundle.
    """

    head: str
    tail: str
    grid: str


def arrange(scripts: str, renderer: str) -> Scripts:
    """Sort the elements that Dash writes.

    Parameters
    ----------
    scripts, renderer : str
        As Dash hands them to ``interpolate_index``. The renderer starts itself in a script without an address; as a
        module it waits for the scripts before it. Its content, and so its hash in the policy, stays.

    Examples
    --------
    >>> made = arrange('<script src="/a/react.js"></script>\\n<script src="/assets/first.js"></script>', "")
    >>> made.tail
    '<template id="library"><script src="/a/react.js"></script></template>'
    """
    found = _SCRIPT.findall(scripts)
    written = _SCRIPT.sub("", scripts)
    late = [one for one in found if OURS not in one and GRID not in one and NEVER not in one]
    ours = (f'<script defer src="{one}"></script>' for one in found if OURS in one)
    fetched = (f'<link rel="preload" as="script" fetchpriority="low" href="{one}">' for one in late)
    run = (f'<script src="{one}"></script>' for one in late)
    return Scripts(
        head="".join((*ours, *fetched)),
        tail=f'<template id="library">{"".join(run)}{written}{renderer.replace(_CLASSIC, _MODULE)}</template>',
        grid=next((one for one in found if GRID in one), ""),
    )


_CLASSIC, _MODULE = 'type="application/javascript"', 'type="module"'
