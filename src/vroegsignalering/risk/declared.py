"""Reads ``[[models]]`` of a study into frozen declarations, and fits exactly what is declared.

Without the table a study gets the three readable models. A class weight is refused: it would spoil calibration. In
``known`` mode a study is refused whose training outcomes did not exist yet on the test date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal, Protocol

import numpy as np
import polars as pl

from vroegsignalering.errors import DeclarationError, LeakageError
from vroegsignalering.risk.additive import AdditiveRiskClassifier
from vroegsignalering.risk.calibration import METHODS, REVISION
from vroegsignalering.risk.faults import ModelFault
from vroegsignalering.risk.logistic import LogisticRiskClassifier
from vroegsignalering.risk.model import RiskModel
from vroegsignalering.risk.pairs import refuse_unfit_pairs
from vroegsignalering.risk.scorecard import ScorecardClassifier
from vroegsignalering.vocabulary import InformationMode

Kind = Literal["additive", "logistic", "scorecard"]
OPTIONS: dict[str, tuple[str, ...]] = {
    "additive": ("monotone", "pairs", "max_bins"),
    "logistic": ("ridge",),
    "scorecard": ("monotone", "max_conditions", "most_points"),
}
CLASSES: dict[str, type[RiskModel]] = {
    "additive": AdditiveRiskClassifier,
    "logistic": LogisticRiskClassifier,
    "scorecard": ScorecardClassifier,
}
YEAR_END = (12, 31)


class Sample(Protocol):
    """What a fit needs of a dataset: columns, outcome, clusters."""

    @property
    def X(self) -> pl.DataFrame:
        """Features."""
        ...

    @property
    def y(self) -> np.ndarray:
        """Outcome 0/1."""
        ...

    @property
    def cluster(self) -> np.ndarray:
        """Household or person key."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDeclaration:
    """One model of a study as declared.

    Parameters
    ----------
    id : str
        Its name in evidence and its folder under ``models/<study>/``.
    kind : {"additive", "logistic", "scorecard"}
    calibrate : str
        See :func:`vroegsignalering.risk.calibrate`.
    options : mapping
        Options of the estimator; ``monotone = "declared"`` takes the directions that features declare.
    seed : int
    """

    id: str
    kind: Kind
    calibrate: str = "auto"
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0

    @classmethod
    def parse(
        cls, raw: Mapping[str, Any], *, seed: int = 0, where: str = "study.toml"
    ) -> tuple[ModelDeclaration, ...]:
        """Declarations from the parsed TOML of a study.

        Raises
        ------
        DeclarationError
            An unknown kind, calibration or option, a class weight, or a name used twice.
        """
        tables = raw.get("models")
        if tables is None:
            return tuple(cls(id=kind, kind=kind, options=_usual(kind), seed=seed) for kind in _KINDS)
        found = tuple(_one(table, seed, where) for table in tables)
        names = [declared.id for declared in found]
        if len(set(names)) != len(names) or not names:
            raise DeclarationError(
                "models need a name each, and at least one", where=where, found=", ".join(names)
            )
        return found

    def refuse_unfit(self, directions: Mapping[str, str | None], *, where: str = "study.toml") -> None:
        """Refuse pairs that the features of a study cannot hold, before any work is done.

        Parameters
        ----------
        directions : mapping of every feature to "up", "down" or None
        where : str

        Raises
        ------
        ModelFault
            See :func:`vroegsignalering.risk.pairs.refuse_unfit_pairs`.
        """
        is_directed = self.options.get("monotone") == "declared"
        signs = [int(is_directed and sign is not None) for sign in directions.values()]
        place = f"{where}, [[models]] {self.id}"
        refuse_unfit_pairs(self.options.get("pairs", ()), list(directions), signs, where=place)

    def estimator(self, directions: Mapping[str, str | None] | None = None) -> RiskModel:
        """The unfitted estimator; ``directions`` are those that features declare."""
        options = dict(self.options)
        if options.get("monotone") == "declared":
            options["monotone"] = dict(directions or {})
        if "pairs" in options:
            options["pairs"] = tuple(tuple(pair) for pair in options["pairs"])
        if self.kind == "additive":
            options["seed"] = self.seed
        return CLASSES[self.kind](**options)


_KINDS: tuple[Kind, ...] = ("additive", "logistic", "scorecard")


def _usual(kind: Kind) -> dict[str, Any]:
    return {} if kind == "logistic" else {"monotone": "declared"}


def _one(table: Mapping[str, Any], seed: int, where: str) -> ModelDeclaration:
    name = str(table.get("id", table.get("kind", "?")))
    place = f"{where}, [[models]] {name}"
    kind = table.get("kind")
    if kind not in OPTIONS:
        mend = (
            "one of: "
            + ", ".join(OPTIONS)
            + "; a black box is fitted by the audit only, as a price of readability"
        )
        raise DeclarationError("no such kind of model", where=place, found=repr(kind), mend=mend)
    calibration = table.get("calibrate", "auto")
    known = (*METHODS, REVISION) if kind == "additive" else METHODS
    if calibration not in known:
        raise DeclarationError(
            "no such calibration", where=place, found=repr(calibration), mend=", ".join(known)
        )
    options = {key: value for key, value in table.items() if key not in ("id", "kind", "calibrate")}
    if "class_weight" in options:
        mend = "leave it out; the share of offers is set by capacity, after the risk"
        raise DeclarationError("class weights distort the risk and are not accepted", where=place, mend=mend)
    pairs = options.get("pairs", [])
    if not isinstance(pairs, list) or not all(_are_names(pair) for pair in pairs):
        mend = 'pairs = [["age_band", "work_status"]]'
        raise DeclarationError("pairs are lists of two names each", where=place, found=repr(pairs), mend=mend)
    unknown = sorted(set(options) - set(OPTIONS[kind]))
    if unknown:
        mend = "options: " + ", ".join(OPTIONS[kind])
        raise DeclarationError("unknown option", where=place, found=", ".join(unknown), mend=mend)
    return ModelDeclaration(
        id=name, kind=kind, calibrate=calibration, options=_usual(kind) | options, seed=seed
    )


def _are_names(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(name, str) for name in pair)


def fit_declared(
    train: Sample,
    calibrate: Sample,
    declaration: ModelDeclaration,
    *,
    directions: Mapping[str, str | None] | None = None,
) -> RiskModel:
    """Fit on training people and years, calibrate on other people and a later year.

    Parameters
    ----------
    train, calibrate : datasets with ``X``, ``y`` and ``cluster``; no household in both
    declaration : ModelDeclaration
    directions : mapping of feature to "up", "down" or None, optional

    Returns
    -------
    RiskModel
        Fitted and calibrated.

    Raises
    ------
    LeakageError
        A household is in both datasets.
    """
    both = len(np.intersect1d(train.cluster, calibrate.cluster))
    if both:
        raise LeakageError(
            "households are in the training and in the calibration part", found=f"{both} households"
        )
    known = {name: sign for name, sign in (directions or {}).items() if name in train.X.columns}
    words = {
        name for name, dtype in train.X.schema.items() if not (dtype.is_numeric() or dtype == pl.Boolean)
    }
    model = declaration.estimator({name: sign for name, sign in known.items() if name not in words})
    model.fit(train.X, train.y, groups=train.cluster)
    return model.calibrated(calibrate.X, calibrate.y, method=declaration.calibrate)


def knowable_years(
    years: Sequence[int], *, horizon_months: int, known_after_days: int, on: date
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Index years whose outcome existed on a date, and those whose did not.

    Parameters
    ----------
    years : index years; the index date is 31 December
    horizon_months : how far the outcome lies after the index date
    known_after_days : how long after the outcome's own date the register exists for us
    on : the date

    Returns
    -------
    there, later : tuples of int

    Examples
    --------
    >>> knowable_years([2018, 2019], horizon_months=12, known_after_days=540, on=date(2021, 12, 31))
    ((2018,), (2019,))
    """
    there: list[int] = []
    later: list[int] = []
    for year in years:
        months = horizon_months + YEAR_END[0] - 1
        first_after = date(year + (months + 1) // 12, (months + 1) % 12 + 1, 1)
        exists = first_after - timedelta(days=1) + timedelta(days=known_after_days)
        (there if exists <= on else later).append(year)
    return tuple(there), tuple(later)


def refuse_unknowable(
    mode: InformationMode,
    train_years: Sequence[int],
    test_years: Sequence[int],
    *,
    horizon_months: int,
    known_after_days: int,
    where: str = "study.toml, [time]",
) -> None:
    """In ``known`` mode every training outcome must have existed on the first test date.

    Parameters
    ----------
    mode : InformationMode
    train_years, test_years : sequence of int
        Index years.
    horizon_months : int
        How far the outcome lies after the index date.
    known_after_days : int
        How long after the outcome's own date the register exists for us.
    where : str
        File and table, for messages.

    Raises
    ------
    LeakageError
        Some did not; the message names the index years.
    """
    if mode is not InformationMode.KNOWN:
        return
    if not test_years or not train_years:
        raise ModelFault("a study needs training and test years", where=where)
    on = date(min(test_years), *YEAR_END)
    _, later = knowable_years(
        train_years, horizon_months=horizon_months, known_after_days=known_after_days, on=on
    )
    if later:
        raise LeakageError(
            "training outcomes could not have been known on the test date",
            where=where,
            found=f"index years {', '.join(map(str, later))}, test date {on.isoformat()}",
            mend="train on earlier years, or report the study in recorded mode only",
        )
