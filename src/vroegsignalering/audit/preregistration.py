"""What people fix before the test year is opened: margins, metrics, groups, intersections, capacity and their order.

Read from ``models/<study>/preregistration.toml``. A margin that nobody has set is a placeholder of 10 points and says
so. The hash is of the file's text; ``seal`` writes it down once per version, and a later change without a new version
is refused. What a good margin is, no code here decides.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vroegsignalering.audit.metrics import METRICS, metric
from vroegsignalering.errors import DeclarationError, ReproductionError
from vroegsignalering.limits import DECLARATION_BYTES, refuse_large

PLACEHOLDER = 0.10
DEFAULT_MAIN = ("coverage", "allocation_per_need", "calibration_ratio", "needless_contact")
REST, OVERALL = "rest", "overall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preregistration:
    """Choices fixed beforehand.

    Parameters
    ----------
    groups : tuple of str
        Attributes, full verdicts.
    intersections : tuple of tuples of str
        Declared pairs (or more); exploratory.
    metrics : tuple of str
        Names in :data:`METRICS`; those that the scores cannot answer are left out.
    main : tuple of str
        The main list, in the order that decides when metrics conflict; Holm-corrected together.
    capacity : float, 0-1, optional
        Share of units that can be approached. Or ``threshold``: selected at or above it.
    capacities : tuple of float
        The grid of the table ``capacity``.
    margins : mapping of metric to margin
        What is absent has ``default_margin``.
    margins_set_by : str
        The people who set the margins; empty: all are placeholders.
    references : mapping of attribute to group
        Named references; else each group against ``against`` (``rest`` or ``overall``).
    minimum : int
        Below so many (in the denominator of a metric) there are too few to judge.
    suppress_below : int
        Groups smaller than this are not shown at all.
    version : int
        Raised at every change.
    digest : str
        SHA-256 of the file.
    study : str
        Id of the study, for reports.

    Examples
    --------
    >>> Preregistration(groups=("sex",), capacity=0.05).margin("coverage")
    0.1
    """

    groups: tuple[str, ...] = ()
    intersections: tuple[tuple[str, ...], ...] = ()
    metrics: tuple[str, ...] = tuple(name for name, entry in METRICS.items() if entry.needs != "cells")
    main: tuple[str, ...] = DEFAULT_MAIN
    capacity: float | None = None
    threshold: float | None = None
    capacities: tuple[float, ...] = (0.01, 0.02, 0.05, 0.10, 0.20)
    margins: Mapping[str, float] = field(default_factory=dict)
    default_margin: float = PLACEHOLDER
    margins_set_by: str = ""
    references: Mapping[str, str] = field(default_factory=dict)
    against: str = REST
    minimum: int = 30
    suppress_below: int = 2
    study: str = ""
    version: int = 1
    digest: str = ""

    def __post_init__(self) -> None:
        for name in (*self.metrics, *self.main, *self.margins):
            metric(name)
        _between("capacity", self.capacity, 0.0, 1.0)
        for share in self.capacities:
            _between("capacities", share, 0.0, 1.0)
        for name, margin in (dict(self.margins) | {"default": self.default_margin}).items():
            if not margin > 0:
                raise DeclarationError(
                    f"the margin of {name} is not above zero", where="[margins]", found=str(margin)
                )
        if self.against not in (REST, OVERALL):
            raise DeclarationError(f"no reference {self.against!r}", mend="rest or overall")

    def margin(self, name: str) -> float:
        """The margin of a metric, on its own scale."""
        return self.margins.get(name, self.default_margin * metric(name).scale)

    @property
    def attributes(self) -> tuple[str, ...]:
        """Attributes of groups that are named, alone, crossed or with a reference, in order of name."""
        crossed = (name for names in self.intersections for name in names)
        single = (name for name in self.references if "*" not in name)
        return tuple(sorted({*self.groups, *crossed, *single}))

    def refuse_absent(self, groups: Collection[str], *, where: str = "") -> None:
        """Refuse when an attribute that is named is not among those by which people are grouped.

        Raises
        ------
        DeclarationError
            The first that is absent.

        Examples
        --------
        >>> Preregistration(groups=("sex",)).refuse_absent(["age_band", "sex"])
        """
        for name in self.attributes:
            if name not in groups:
                raise DeclarationError(
                    f"no attribute {name!r} among the groups",
                    where=where,
                    found=", ".join(groups) or "no groups",
                    mend="group people by it, or leave its name out here",
                )

    @property
    def margin_note(self) -> str:
        """What must be printed beside a margin that no one has set; empty when people have."""
        return "" if self.margins_set_by else "placeholder, not a norm"


def _between(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise DeclarationError(
            f"{name} is not between {low:g} and {high:g}", found=f"{value:g}", mend="0.05 is one in twenty"
        )


def read_preregistration(path: Path) -> Preregistration:
    """Read a study's preregistration.

    Parameters
    ----------
    path : Path
        A ``preregistration.toml``.

    Returns
    -------
    Preregistration
        With the SHA-256 of the file as ``digest``; line ends do not count.

    Raises
    ------
    DeclarationError
        No such file, not TOML, an unknown name or key.
    """
    path = Path(path)
    if not path.is_file():
        raise DeclarationError(
            "no preregistration", where=path.as_posix(), mend="write one before the test year is opened"
        )
    refuse_large(path, DECLARATION_BYTES, DeclarationError)
    text = path.read_text("utf-8").replace("\r\n", "\n")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise DeclarationError("not a TOML file", where=path.as_posix(), found=str(fault)) from None
    return parse_preregistration(raw, digest=hashlib.sha256(text.encode()).hexdigest(), where=path.as_posix())


def parse_preregistration(
    raw: Mapping[str, Any], *, digest: str = "", where: str = "preregistration.toml"
) -> Preregistration:
    """The parsed TOML as a frozen value; unknown keys are refused, so that a typing error cannot loosen an audit.

    Parameters
    ----------
    raw : mapping
        What TOML holds.
    digest : str
        SHA-256 of the file.
    where : str
        File name, for messages.

    Returns
    -------
    Preregistration

    Raises
    ------
    DeclarationError
        An unknown key or name, or a value of the wrong kind.

    Examples
    --------
    >>> parse_preregistration({"groups": ["sex"], "capacity": 0.05}).groups
    ('sex',)
    """
    rest = dict(raw)
    margins = dict(rest.pop("margins", {}))
    default, set_by = margins.pop("default", PLACEHOLDER), margins.pop("set_by", "")
    rest.pop("schema_version", None)
    choices: dict[str, Any] = {
        key: tuple(_list(rest.pop(key), key, where))
        for key in ("groups", "metrics", "main", "capacities", "intersections")
        if key in rest
    }
    crossed = choices.pop("intersections", ())
    choices["intersections"] = tuple(tuple(_list(names, "intersections", where)) for names in crossed)
    plain = (
        "capacity",
        "threshold",
        "references",
        "against",
        "minimum",
        "suppress_below",
        "study",
        "version",
    )
    choices |= {key: rest.pop(key) for key in plain if key in rest}
    if rest:
        raise DeclarationError(
            f"unknown key {sorted(rest)[0]!r}", where=where, mend="see docs/reference/metrics.md"
        )
    try:
        return Preregistration(
            margins=margins, default_margin=default, margins_set_by=set_by, digest=digest, **choices
        )
    except TypeError as fault:
        raise DeclarationError("a value is of the wrong kind", where=where, found=str(fault)) from None


def _list(value: object, key: str, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise DeclarationError(
            f"{key} is not a list", where=where, found=type(value).__name__, mend=f"{key} = [...]"
        )
    return value


def seal(registered: Preregistration, path: Path) -> str:
    """Write down the hash of this version before the test year is opened; answers the hash.

    The file keeps one line per version, so that a later change shows.

    Parameters
    ----------
    registered : Preregistration
    path : Path
        File of seals: a version and a SHA-256 per line.

    Returns
    -------
    str
        SHA-256 of this version.

    Raises
    ------
    ReproductionError
        This version was sealed before with another text.
    """
    path = Path(path)
    lines = path.read_text("utf-8").split("\n") if path.is_file() else []
    sealed = dict(line.split(" ", 1) for line in lines if line)
    known = sealed.get(str(registered.version))
    if known not in (None, registered.digest):
        raise ReproductionError(
            "the preregistration was changed after the test year was opened",
            where=path.as_posix(),
            found=f"version {registered.version} was sealed with another hash",
            mend="raise `version`; both versions stay visible in every report",
        )
    if known is None:
        sealed[str(registered.version)] = registered.digest
        text = "".join(
            f"{version} {digest}\n" for version, digest in sorted(sealed.items(), key=lambda e: int(e[0]))
        )
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(text, "utf-8", newline="\n")
        fresh.replace(path)
    return registered.digest
