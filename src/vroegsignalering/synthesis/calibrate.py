"""Fits the numbers of the model to published figures and writes ``parameters.json``.

Run ``python -m vroegsignalering.synthesis.calibrate --persons 3000000``. It simulates one large shard from
2011 on with the dials in fitting mode. ``--only`` sets some families of numbers anew (:data:`FAMILIES`) and leaves the others as
they are shipped. It reads published tables only; the tables that
:func:`vroegsignalering.fidelity.role` keeps aside for validation are not read here.
"""

from __future__ import annotations

import json
from pathlib import Path

import click
import numpy as np

from vroegsignalering.synthesis import published, rules
from vroegsignalering.synthesis.cells import fit_cells, fit_moves, fit_places
from vroegsignalering.synthesis.debts import debts
from vroegsignalering.synthesis.deliveries import weight
from vroegsignalering.synthesis.dials import Dials, calibrated
from vroegsignalering.synthesis.population import first_day
from vroegsignalering.synthesis.wealth import Wealth, wealth
from vroegsignalering.synthesis.work import PERSONS_PER_HOUSEHOLD
from vroegsignalering.synthesis.year import Year, begin_year, finish_year

FAMILIES = ("savings", "lines", "known", "problematic", "needs", "default", "percentiles")
"""What can be set anew alone: levels of savings, who is below a line, known for four years, in problematic debt, below the
basic-needs line, in default on health insurance; cut points of percentiles. Nobody's household, work or home depends on these."""


def fit(persons: int, seed: int = 20_240) -> Dials:
    """All numbers of the model, fitted on ``persons`` simulated residents.

    Parameters
    ----------
    persons : int
        Size of the fitting shard; at three million the noise of the fit is small beside that of a run of a million.
    seed : int
        Seed of the fit, not of any run.
    """
    rng = np.random.default_rng(seed)
    dials = Dials(fitting=True)
    dials.keep("cells", fit_cells(rng, min(600_000, max(persons, 100_000))))
    dials.keep("gemeenten", fit_places(rng, dials.offsets("cells")))
    households = int(persons / 2.15)
    state = first_day(rng, dials, households, dials.offsets("gemeenten"), False)
    state.changes.clear()
    dials.scale = len(state.persons) / (rules.POPULATION[published.FIRST_SIMULATED] * 1e6)
    dials.numbers["households_per_person"] = households / dials.scale / published.POPULATION_2023
    per_household = dict(PERSONS_PER_HOUSEHOLD)
    for _ in range(published.LAST_WRITTEN - published.FIRST_SIMULATED + 1):
        record = begin_year(state, dials, per_household)
        if record.year >= published.FIRST_WRITTEN:
            worth = wealth(state, record, dials)
            found = debts(state, record, worth, dials)
            dials.keep("signals:mean", np.array([weight(found.score[record.population != 3]).mean()]))
            _percentiles(record, worth, dials)
        fit_moves(state, dials)
        finish_year(state, dials, record)
    dials.fitting = False
    return dials


def turn(persons: int, families: tuple[str, ...], seed: int = 20_240) -> Dials:
    """The shipped numbers with those of some families set anew, on ``persons`` residents simulated with all others as they are.

    Parameters
    ----------
    persons : int
    families : tuple of str
        Out of :data:`FAMILIES`.
    seed : int
    """
    rng = np.random.default_rng(seed)
    dials = Dials(numbers=dict(calibrated().numbers), again=frozenset(families))
    state = first_day(rng, dials, int(persons / 2.15), dials.offsets("gemeenten"), False)
    dials.scale = len(state.persons) / (rules.POPULATION[published.FIRST_SIMULATED] * 1e6)
    for _ in range(published.LAST_WRITTEN - published.FIRST_SIMULATED + 1):
        record = begin_year(state, dials, {})
        if record.year >= published.FIRST_WRITTEN:
            worth = wealth(state, record, dials)
            debts(state, record, worth, dials)
            if dials.sets("percentiles"):
                _percentiles(record, worth, dials)
        finish_year(state, dials, record)
    return dials


def turned(persons: int, families: tuple[str, ...], draws: int) -> Dials:
    """The mean of :func:`turn` over draws of ``persons`` residents each, with the seeds that follow on its own.

    Offsets set on one draw hold its chance too, and in a fresh draw that adds up over the years of a household.
    """
    found = [turn(persons, families, 20_240 + draw) for draw in range(draws)]
    dials = Dials(numbers=dict(found[0].numbers))
    for name, first in found[0].numbers.items():
        values = [one.offsets(name) for one in found]
        if all((one == values[0]).all() for one in values):
            continue
        if isinstance(first, float):
            dials.numbers[name] = float(np.mean(values))
        else:
            dials.keep(name, np.mean(values, axis=0))
    return dials


def _percentiles(record: Year, worth: Wealth, dials: Dials) -> None:
    """Cut points for the columns that hold national percentiles."""
    ok = record.population == 1
    private = np.isin(record.population, [1, 2])
    at = np.linspace(0.02, 0.98, 49)
    gross = record.income.gross_person[record.here]
    for name, values in (
        ("standardised", record.standardised[private]),
        ("disposable", record.disposable[private]),
        ("wealth", worth.net[ok]),
        ("personal", gross[gross > 0]),
    ):
        dials.keep(f"percentiles:{name}:{record.year}", np.round(np.quantile(values, at)))


def write(dials: Dials, path: Path) -> None:
    """Write the numbers, sorted, so that a refit can be compared."""
    text = json.dumps(dials.numbers, sort_keys=True, separators=(",", ":")).replace('],"', '],\n"')
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


@click.command()
@click.option("--persons", type=click.IntRange(min=2_000), default=3_000_000, show_default=True)
@click.option("--only", type=click.Choice(FAMILIES), multiple=True, help="Set only these numbers anew.")
@click.option(
    "--draws", type=click.IntRange(min=1), help="With --only: the mean over so many draws; one without it."
)
@click.option("--to", type=click.Path(path_type=Path), default=Path(__file__).with_name("parameters.json"))
def main(persons: int, only: tuple[str, ...], draws: int | None, to: Path) -> None:
    """Fit and write the parameters of the synthetic Netherlands."""
    if draws is not None and not only:
        raise click.UsageError("--draws goes with --only: a whole fit is one draw")
    write(turned(persons, only, draws or 1) if only else fit(persons), to)


if __name__ == "__main__":
    main()
