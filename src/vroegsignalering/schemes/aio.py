"""AIO: supplement to an incomplete state pension (Participatiewet, carried out by the SVB).

As bijstand, from the AOW age: the household's income is topped up to the norm for pensioners.
"""

from __future__ import annotations

from vroegsignalering.schemes import norms
from vroegsignalering.schemes.parameters import Parameters
from vroegsignalering.schemes.rule import Condition, Rule, Scheme


def _build(p: Parameters) -> Rule:
    norm = norms.pension_norm(p)
    older = Condition(
        says="U of uw partner heeft de AOW-leeftijd bereikt ({years} jaar en {months} maanden).",
        holds=norms.is_pensioner(p),
        values=norms.pension_age_in_words(p),
    )
    return Rule(
        conditions=(older, norms.little_wealth(p), norms.modest_home(p), norms.income_below(norm)),
        amount_eur_month=(norm - norms.net_income).clip(lower_bound=0.0),
    )


AIO = Scheme(
    name="aio",
    title="AIO-aanvulling",
    says="Een aanvulling op een onvolledige AOW als uw inkomen lager is dan het sociaal minimum.",
    caveat="De SVB kijkt ook naar uw verblijfsrecht en naar de tijd die u in het buitenland bent.",
    apply_at="de Sociale Verzekeringsbank (SVB)",
    needs=(*norms.NORM_NEEDS, *norms.ASSET_NEEDS, "net_income_eur_month"),
    rhythm="month",
    build=_build,
)
