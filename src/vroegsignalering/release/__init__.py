"""The door: nothing about a person leaves, and it can be proven.

A reader finds here the output profiles, :func:`release`, the attack that tests it, the ledger of earlier
releases, ``Evidence``, the export bundle and the scanner. The room knows counts and their sums; it never
opens a register.

One call per table. The plan says what adds up to what, and the door does the rest:

>>> import polars as pl
>>> table = pl.DataFrame(
...     {
...         "line": ["low_income"] * 4,
...         "attribute": ["tenure", "tenure", "tenure", "all"],
...         "group": ["rent", "own", "unknown", "all"],
...         "n": [900, 700, 4, 1604],
...         "n_outcome": [90, 30, 1, 121],
...     }
... )
>>> plan = Plan(
...     name="rates",
...     dimensions=("line", "attribute", "group"),
...     numerator="n_outcome",      # rate and Wilson interval are written from the protected counts
...     across=("group",),          # groups of one attribute add up to a total that the row "all" gives away
... )
>>> released = release(table, plan, STANDARD)
>>> released.table.select("group", "n", "value", "status").rows()  # doctest: +NORMALIZE_WHITESPACE
[('all', 1605, 0.07477, 'rounded'), ('own', None, None, 'secondary'), ('rent', 900, 0.1, 'rounded'),
 ('unknown', None, None, 'primary')]
>>> released.narrowest >= STANDARD.width
True

Other shapes: ``share="value", share_of="n_outcome"`` for a table of different shares;
``statistics=("value", "low", "high")`` for effects, performance and drift, hidden where ``n`` is too small;
``method="coarse"`` for flows of counts; ``across=("a", "b"), margins="published", method="suppress"`` for a
crossed table with all its margins.
"""

from vroegsignalering.release.curves import for_log, merged_bins, stepped
from vroegsignalering.release.disclosure import release
from vroegsignalering.release.evidence import BundleHeader, Evidence
from vroegsignalering.release.ledger import Ledger, release_once
from vroegsignalering.release.linked import release_linked
from vroegsignalering.release.membership import AttackResult, membership
from vroegsignalering.release.output import Declared, Released
from vroegsignalering.release.plan import TOTAL, Plan
from vroegsignalering.release.profiles import INCOME, PROFILES, STANDARD, Profile, profile

__all__ = [
    "INCOME",
    "PROFILES",
    "STANDARD",
    "TOTAL",
    "AttackResult",
    "BundleHeader",
    "Declared",
    "Evidence",
    "Ledger",
    "Plan",
    "Profile",
    "Released",
    "for_log",
    "membership",
    "merged_bins",
    "profile",
    "release",
    "release_linked",
    "release_once",
    "stepped",
]
