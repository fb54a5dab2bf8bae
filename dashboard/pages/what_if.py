"""What if: another capacity, another threshold, another plan; who is reached, who is missed, who is approached needlessly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from dashboard.charts import columns, estimate, ordered, paired_chart
from dashboard.drawing import IconArray
from dashboard.pages.selections import TOTALS, attributes, total
from dashboard.pages.sentences import headline, is_debt, is_exit, limits
from dashboard.pages.what_if_plans import has_plans, plans
from dashboard.view import Block, Column, Figure, Prose, View, only, scale_of, values
from vroegsignalering.texts import opened
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Wat als")
QUESTION = N_("Wat verandert er als u anders kiest wie een aanbod krijgt?")

ONE_IN_TWENTY = 0.05
"""Share of the households from which a first view starts."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A way of choosing whom to approach: its table, the column of its limits, and how a limit is said."""

    table: str
    column: str
    label: str
    say: Callable[[str], str]


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    tables = {"capacity": "capacity", "threshold": "thresholds"}
    possible = [key for key, table in tables.items() if view.study.table(table).height]
    possible += ["plan"] if has_plans(view) else []
    if not possible:
        return _("Dit bewijspakket bevat geen keuzes voor capaciteit."), [
            view.absent("capacity", "thresholds", "plan_frontier") or Prose()
        ]
    rule = view.choose(
        "rule",
        _("Kiezen op"),
        possible,
        words=lambda key: {
            "capacity": _("capaciteit: hoeveel huishoudens"),
            "threshold": _("drempel: vanaf welke kans"),
            "plan": _("plan: een werkwijze van een gemeente"),
        }[key],
    )
    answer, blocks = plans(view) if rule == "plan" else by_rule(view, rules(view)[rule])
    blocks.append(
        limits(
            view,
            _("Niet hoeveel mensen echt geholpen zijn. Benaderd worden is nog geen hulp."),
            _("Niet welke keuze de juiste is. Dat is een afweging voor mensen, niet voor een model."),
        )
    )
    return answer, blocks


def rules(view: View) -> dict[str, Rule]:
    """The two ways of choosing that the model's own figures answer for."""
    _ = view.texts
    share = lambda c: _.percent(float(c), 0 if float(c) >= 0.01 else 1)  # noqa: E731
    return {
        "capacity": Rule("capacity", "capacity", _("Capaciteit"), share),
        "threshold": Rule(
            "thresholds", "threshold", _("Drempel"), lambda c: _("kans van {share} of meer", share=share(c))
        ),
    }


def by_rule(view: View, rule: Rule) -> tuple[str, list[Block]]:
    """One or two limits side by side, in households and per group."""
    _ = view.texts
    grid = view.study.table(rule.table)
    grid = only(
        grid,
        model=view.choose("model", _("Model"), values(grid, "model"), words="model", default="additive"),
    )
    grid = only(grid, mode=view.choose_mode(grid))
    options = sorted(values(grid, rule.column), key=float)
    default = usual(grid, rule, options)
    limit = view.choose(rule.column, rule.label, options, words=rule.say, default=default)
    others = ["none", *[o for o in options if o != limit]]
    other = view.choose(
        "other",
        _("Vergelijk met"),
        others,
        words=lambda c: _("geen andere keuze") if c == "none" else rule.say(c),
    )
    chosen = [c for c in (limit, other) if c != "none"]
    made = [of_thousand_households(view, rule, grid, c) for c in chosen]
    by_group = per_group(view, rule, grid, chosen)
    return made[0][1], [*(figure for figure, _said in made), *([by_group] if by_group else [])]


def usual(grid: pl.DataFrame, rule: Rule, options: list[str]) -> str:
    """The limit to start with: of those that are shown, the one that approaches nearest to one in twenty households."""
    whole = grid.filter(pl.col("attribute").is_in(TOTALS) & pl.col("value").is_not_null())
    shown = values(only(whole, metric="coverage"), rule.column)
    if rule.column == "capacity":
        approached = {o: float(o) for o in shown}
    else:
        contacts = only(whole, metric="contacts_per_100").select(rule.column, "value").rows()
        approached = {f"{limit:.10g}": per_hundred / 100 for limit, per_hundred in contacts}
    able = [o for o in options if o in shown and o in approached]
    return min(able, key=lambda o: abs(approached[o] - ONE_IN_TWENTY), default=options[0])


def of_thousand_households(view: View, rule: Rule, grid: pl.DataFrame, limit: str) -> tuple[Figure, str]:
    """One thousand households as icons, counted from published coverage and precision."""
    _ = view.texts
    rows = only(grid, **{rule.column: limit}).filter(pl.col("attribute").is_in(TOTALS))
    found = {str(r["metric"]): estimate(r).value for r in rows.iter_rows(named=True)}
    contacts = found.get("contacts_per_100")
    share = float(limit) if rule.column == "capacity" else None if contacts is None else contacts / 100
    precision, coverage = (found.get(m) or found.get(f"{m}_at_capacity") for m in ("precision", "coverage"))
    drawing, says = None, [_("Bij deze keuze zijn er te weinig huishoudens om te tellen.")]
    title = said = _("{rule}: te weinig om iets te zeggen", rule=opened(rule.say(limit)))
    if share is not None and precision is not None and coverage:
        approached = round(share * 1000)
        rightly = min(round(share * 1000 * precision), approached)
        missed = max(round(share * 1000 * precision / coverage) - rightly, 0)
        needless = approached - rightly
        title = _thousand_title(view, rightly, missed)
        said = _counted(view, approached, rightly, missed, needless)
        says = [
            _("Elk teken is een huishouden. Wie onder de grens blijft, heeft hulp misschien harder nodig.")
            if is_exit(view)
            else _("Elk teken is een huishouden. Wie gemist wordt, heeft de hulp misschien het meest nodig.")
        ]
        *kinds, rest = _kinds(view)
        drawing = IconArray(
            kinds=tuple(zip(kinds, (rightly, missed, needless), strict=True)),
            rest=rest,
            title=title,
            footer=view.footer(rule.table, rows),
        )
    figure = Figure(
        id=f"thousand-{rule.column}-{limit.replace('.', '')}",
        title=title,
        table=rule.table,
        rows=rows,
        columns=columns(view, Column("metric", _("maat"), "word", "metric"), kind="measure"),
        says=(_("{label}: {limit}.", label=rule.label, limit=rule.say(limit)), *says),
        drawing=drawing,
        note=_("Geteld uit de getoonde cijfers en afgerond op hele huishoudens."),
    )
    return figure, said


def _thousand_title(view: View, rightly: int, missed: int) -> str:
    _ = view.texts
    if is_exit(view):
        return _(
            "Van 1.000 huishoudens: {a} gekozen en boven de grens gekomen, {b} boven de grens zonder gekozen te zijn",
            a=rightly,
            b=missed,
        )
    return _("Van 1.000 huishoudens: {a} terecht benaderd, {b} gemist", a=rightly, b=missed)


def _kinds(view: View) -> tuple[str, str, str, str]:
    """Chosen with the outcome, not chosen with it, chosen without it, neither: in words that fit the study."""
    _ = view.texts
    if is_exit(view):
        return (
            _("gekozen, komt boven de grens"),
            _("niet gekozen, komt boven de grens"),
            _("gekozen, blijft onder de grens"),
            _("niet gekozen, blijft onder de grens"),
        )
    return _("terecht benaderd"), _("gemist"), _("onnodig benaderd"), _("niet benaderd, niet nodig")


def _counted(view: View, approached: int, rightly: int, missed: int, needless: int) -> str:
    _ = view.texts
    if is_debt(view):
        text = _(
            "Wie {approached} van de 1.000 huishoudens benadert, bereikt er {a} die later problematische schulden "
            "krijgen, mist er {b}, en benadert er {c} voor wie het niet nodig bleek."
        )
    elif is_exit(view):
        text = _(
            "Wie {approached} van de 1.000 huishoudens benadert, bereikt er {a} die later boven de grens komen, "
            "mist er {b}, en benadert er {c} bij wie dat niet gebeurt."
        )
    else:
        text = _(
            "Wie {approached} van de 1.000 huishoudens benadert, bereikt er {a} die later onder de grens komen, "
            "mist er {b}, en benadert er {c} voor wie het niet nodig bleek."
        )
    return text.format(approached=approached, a=rightly, b=missed, c=needless)


def per_group(view: View, rule: Rule, grid: pl.DataFrame, limits_: list[str]) -> Figure | None:
    """Coverage, or another measure, per group for one or two limits."""
    _ = view.texts
    names = attributes(grid)
    if not names:
        return None
    by = view.choose("by", _("Groepen naar"), names, words="attribute", default="household_type")
    metric = view.choose("metric", _("Maat"), values(grid, "metric"), words="metric", default="coverage")
    of_metric = only(grid, metric=metric)
    rows = only(of_metric, attribute=by).filter(pl.col(rule.column).is_in([float(c) for c in limits_]))
    rows = ordered(rows.sort(rule.column), by)
    first = only(of_metric, **{rule.column: limits_[0]})
    title = headline(view, view.word("metric", metric), only(first, attribute=by), estimate(total(first)))
    drawn = rows.with_columns(
        choice=pl.col(rule.column).map_elements(lambda c: f"{c:.10g}", return_dtype=pl.String)
    )
    return Figure(
        id="groups",
        title=title,
        table=rule.table,
        rows=rows,
        columns=columns(
            view,
            Column("group", _("groep"), "word", "group"),
            Column(rule.column, rule.label.lower(), "share"),
            kind=scale_of(metric),
        ),
        drawing=paired_chart(
            view,
            drawn,
            "group",
            "choice",
            limits_,
            label=lambda g: view.word("group", g),
            series_label=rule.say,
            table=rule.table,
            title=title,
            scale=scale_of(metric),
        ),
    )
