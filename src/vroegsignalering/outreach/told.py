"""An evaluated plan in plain words: a few sentences first, then short tables, for somebody in a town hall.

Figures come from the evaluation and nothing is worked out anew here. Groups with few people in need stay unnamed in
figures, as in what is written.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vroegsignalering.outreach.evaluate import Evaluation
from vroegsignalering.outreach.export import shown
from vroegsignalering.outreach.need import Need
from vroegsignalering.outreach.sheet import SCHEMES, WORDS, door_of
from vroegsignalering.study import STATUSES
from vroegsignalering.texts import Texts
from vroegsignalering.texts.catalogue import mark as N_
from vroegsignalering.texts.words import Words
from vroegsignalering.vocabulary import Verdict

WAYS = {
    "random": N_("loten onder alle huishoudens"),
    "area_rate": N_("de gemeenten met de meeste nood eerst"),
    "one_rule": N_("één vuistregel"),
    "universal": N_("een aanbod aan iedereen"),
}
"""Other ways to choose whom to approach, in Dutch."""

SCATTERED_BY = ("all", "age_band", "household_type", "income_source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A short table with a title, one line that says what it is, heads and rows of text."""

    title: str
    says: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def need_said(need: Need, _: Texts) -> str:
    """What *in need* means in a plan, as part of a sentence."""
    parts = []
    if need.enters is not None:
        status = STATUSES[need.enters]
        parts.append(_("{line} komt", line=status.says_nl if _.language == "nl" else status.says_en))
    if need.arrears:
        parts.append(_("achter raakt met de zorgverzekering of aan een schuldregeling begint"))
    if need.unclaimed:
        schemes = ", ".join(_(SCHEMES[name]) for name in need.unclaimed)
        parts.append(
            _(
                "volgens de regels recht heeft op een regeling maar die niet krijgt ({schemes})",
                schemes=schemes,
            )
        )
    within = _.several("binnen één jaar", "binnen {count} jaar", need.horizon_months // 12)
    return _("een huishouden dat {within} {parts}", within=within, parts=_(", of ").join(parts))


def in_short(evaluation: Evaluation, _: Texts) -> list[str]:
    """The sentences that somebody reads who reads nothing else."""
    plan, figures = evaluation.plan, {row["metric"]: row for row in evaluation.plans.iter_rows(named=True)}
    beside = {
        row["baseline"]: row
        for row in evaluation.baselines.filter(metric="in_need_per_contact_ratio").iter_rows(named=True)
    }
    precision, coverage, weeks = figures["precision"], figures["coverage"], figures["waiting_weeks"]["value"]
    said = [
        _("Dit plan benadert {count} van de {all} huishoudens.", count=_.number(figures["approached"]["value"]),
          all=_.number(evaluation.households)),
        _("In nood betekent hier: {need}. Dat geldt voor {share} van de huishoudens ({count}).",
          need=need_said(plan.need, _), share=_.percent(evaluation.in_need / evaluation.households),
          count=_.number(evaluation.in_need)),
        _("Van elke 100 benaderde huishoudens zijn er naar verwachting {one} in nood ({interval}).",
          one=_.number(100 * precision["value"], 1), interval=_between(precision, _, 100)),
        _("Dat is {times} keer zo veel als bij loten ({interval}), en {rule} keer zo veel als bij de beste vuistregel "
          "({rule_interval}).", times=_.number(beside["random"]["value"], 1), interval=_between(beside["random"], _),
          rule=_.number(beside["one_rule"]["value"], 1), rule_interval=_between(beside["one_rule"], _)),
        _("Het plan komt bij {share} van alle huishoudens in nood ({interval}%). Naar verwachting krijgen {count} "
          "huishoudens in nood daardoor hulp.", share=_.percent(coverage["value"]),
          interval=_between(coverage, _, 100), count=_.number(figures["helped_in_need"]["value"])),
        _("{count} benaderde huishoudens zijn niet in nood.", count=_.number(figures["needless_contacts"]["value"])),
    ]  # fmt: skip
    if weeks == weeks:
        said.append(_("Wie aan de beurt is, wacht gemiddeld {weeks} weken.", weeks=_.number(weeks, 1)))
    said.append(
        _("Dit is een verwachting vooraf, met de aannames uit het plan. Er is nog niets gemeten. De getallen "
          "tussen haakjes zijn 95%-intervallen.")
    )  # fmt: skip
    return said


def blocked_by(evaluation: Evaluation, _: Texts) -> list[str]:
    """Groups that are reached outside the margin, each in a line; none when the plan is not blocked."""
    words = Words(_)
    outside = evaluation.groups.filter(pl.col("verdict") == Verdict.OUTSIDE.value).sort("gap")
    return [
        _("{attribute}, {group}: {share} van de nood bereikt, {gap} procentpunt verschil met alle anderen ({interval})",
          attribute=words("attribute", row["attribute"]), group=words("group", row["group"]),
          share=_.percent(row["value"]), gap=_.number(100 * row["gap"], 1),
          interval=f"{_.number(100 * row['gap_low'], 1)} {_('tot')} {_.number(100 * row['gap_high'], 1)}")
        for row in outside.iter_rows(named=True)
    ]  # fmt: skip


def sections(evaluation: Evaluation, _: Texts) -> list[Section]:
    """The tables of a plan, in the order in which a reader needs them."""
    made = (_cells, _lines, _beside, _frontier, _groups, _scattered, _acceptance, _power)
    return [section(evaluation, _) for section in made]


def _cells(evaluation: Evaluation, _: Texts) -> Section:
    rows = [
        (row["cell"], row[f"rule_{_.language}"], _.number(row["households"]), _.number(100 * row["rate"], 1))
        for row in evaluation.cells.iter_rows(named=True)
    ]
    return Section(
        title=_("Groepen om te benaderen"),
        says=_(
            "Een huishouden hoort bij de eerste groep die past. Geen groep is kleiner dan 50 huishoudens."
        ),
        heads=(_("groep"), _("wie"), _("huishoudens"), _("verwacht in nood, van elke 100")),
        rows=tuple(rows),
    )


def _lines(evaluation: Evaluation, _: Texts) -> Section:
    rows = [
        (str(row["order"]), row["cell"] if row["cell"] != "random_draw" else _("loting"), door_of(row, _),
         _(WORDS[row["partner"]]), _.number(row["households"]), "" if row["weeks"] is None else _.number(row["weeks"], 1))
        for row in evaluation.lines.iter_rows(named=True)
    ]  # fmt: skip
    return Section(
        title=_("Wie gaat waarheen"),
        says=_("In deze volgorde. Binnen een groep beslist het lot wie eerst komt."),
        heads=(_("volgorde"), _("groep"), _("hoe"), _("door"), _("huishoudens"), _("weken wachten")),
        rows=tuple(rows),
    )


def _beside(evaluation: Evaluation, _: Texts) -> Section:
    rows = [_beside_row(_("dit plan"), evaluation.plans, None, _)]
    for name, said in WAYS.items():
        one = evaluation.baselines.filter(baseline=name)
        rows.append(_beside_row(_(said), one, one.filter(metric="in_need_per_contact_ratio"), _))
    return Section(
        title=_("Naast andere manieren"),
        says=_("Met evenveel contacten, behalve het aanbod aan iedereen."),
        heads=(
            _("manier"), _("bereikt van de nood"), _("niet in nood, van elke 100 contacten"), _("weken wachten"),
            _("plan vindt zo veel keer meer per contact"),
        ),
        rows=tuple(rows),
    )  # fmt: skip


def _beside_row(name: str, rows: pl.DataFrame, times: pl.DataFrame | None, _: Texts) -> tuple[str, ...]:
    found = {row["metric"]: row for row in rows.iter_rows(named=True)}
    coverage, needless, weeks = (found[m] for m in ("coverage", "needless_contact", "waiting_weeks"))
    ratio = "" if times is None else _with_interval(times.row(0, named=True), _, 1, 1)
    return (
        name,
        _.percent(coverage["value"]),
        _.number(100 * needless["value"], 1),
        _.number(weeks["value"], 1) if weeks["value"] == weeks["value"] else "",
        ratio,
    )


def _frontier(evaluation: Evaluation, _: Texts) -> Section:
    rows = []
    for capacity, part in evaluation.frontier.group_by("capacity", maintain_order=True):
        found = {row["metric"]: row for row in part.iter_rows(named=True)}
        rows.append((_.percent(float(capacity[0])), _with_interval(found["coverage"], _, 100, 1),
                     _with_interval(found["needless_contact"], _, 100, 1)))  # fmt: skip
    return Section(
        title=_("Als er meer of minder capaciteit is"),
        says=_("Meer contacten bereiken meer nood, en ook meer mensen die niets nodig hebben."),
        heads=(_("huishoudens benaderd"), _("bereikt van de nood (%)"), _("niet in nood, van elke 100 contacten")),
        rows=tuple(rows),
    )  # fmt: skip


def _groups(evaluation: Evaluation, _: Texts) -> Section:
    words, rows = Words(_), []
    hidden = shown(evaluation.groups)
    for (attribute, group), part in hidden.group_by("attribute", "group", maintain_order=True):
        found = {row["metric"]: row for row in part.iter_rows(named=True)}
        coverage = found["coverage"]
        name = f"{words('attribute', str(attribute))}: {words('group', str(group))}"
        if coverage["value"] is None:
            rows.append((name, _("te weinig"), "", "", "", words("verdict", coverage["verdict"])))
            continue
        weeks = found["waiting_weeks"]["value"]
        rows.append((
            name, _.number(coverage["n_outcome"]), _with_interval(coverage, _, 100, 1),
            _.number(found["helped_in_need"]["value"]), "" if weeks is None else _.number(weeks, 1),
            words("verdict", coverage["verdict"]),
        ))  # fmt: skip
    return Section(
        title=_("Wordt iedere groep bereikt?"),
        says=_("Vergeleken met alle anderen. De afgesproken marge is {margin} procentpunt.",
               margin=_.number(100 * evaluation.plan.margin)),
        heads=(_("groep"), _("in nood"), _("bereikt van de nood (%)"), _("geholpen"), _("weken wachten"), _("oordeel")),
        rows=tuple(rows),
    )  # fmt: skip


def _scattered(evaluation: Evaluation, _: Texts) -> Section:
    words = Words(_)
    hidden = shown(evaluation.scattered).filter(
        pl.col("attribute").is_in(SCATTERED_BY), pl.col("value").is_not_null()
    )
    rows = [
        (words("attribute", row["attribute"]) if row["attribute"] == "all"
         else f"{words('attribute', row['attribute'])}: {words('group', row['group'])}",
         _.percent(row["value"], 0), _(WORDS[row["open_route"]]))
        for row in hidden.iter_rows(named=True)
    ]  # fmt: skip
    return Section(
        title=_("Nood die geen enkele groep vindt"),
        says=_("Deze huishoudens vallen in geen van de groepen. Voor hen is er een deur die voor iedereen open staat."),
        heads=(_("wie"), _("deel van de nood buiten alle groepen"), _("open deur")),
        rows=tuple(rows),
    )  # fmt: skip


def _acceptance(evaluation: Evaluation, _: Texts) -> Section:
    rows = [
        (_.percent(row["times"], 0), _with_interval(row, _, 1, 0))
        for row in evaluation.acceptance.iter_rows(named=True)
    ]
    return Section(
        title=_("Als minder of meer mensen ja zeggen"),
        says=_("100% is wat in het plan staat. Hoeveel mensen ja zeggen, weten we vooraf niet."),
        heads=(_("deel van wie in het plan ja zegt"), _("huishoudens in nood geholpen")),
        rows=tuple(rows),
    )


def _power(evaluation: Evaluation, _: Texts) -> Section:
    rows = [
        (_.number(row["times"], 2), _.percent(row["value"], 0), _.number(row["n"]), _.number(row["drawn_needed"]))
        for row in evaluation.power.iter_rows(named=True)
    ]  # fmt: skip
    return Section(
        title=_("Wat de loting kan laten zien"),
        says=_("De kans dat de gelote contacten aantonen dat de groepen meer nood vinden dan het lot."),
        heads=(
            _("als het plan zo veel keer meer vindt"), _("kans dat dit blijkt"), _("gelote contacten"),
            _("nodig voor 80% kans"),
        ),
        rows=tuple(rows),
    )  # fmt: skip


def _between(row: dict[str, object], _: Texts, times: float = 1, digits: int = 1) -> str:
    low, high = row["low"], row["high"]
    if not isinstance(low, float) or not isinstance(high, float) or low != low:
        return _("te weinig om een interval te geven")
    return f"{_.number(times * low, digits)} {_('tot')} {_.number(times * high, digits)}"


def _with_interval(row: dict[str, object], _: Texts, times: float, digits: int) -> str:
    return f"{_.number(times * float(row['value']), digits)} ({_between(row, _, times, digits)})"  # type: ignore[arg-type]
