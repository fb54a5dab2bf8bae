"""Bijstand: general assistance below the pension age (Participatiewet).

The amount tops the net income up to the norm. Left out: income of the young from their parents, exemptions
for part-time work, residence permits, duties and sanctions.
"""

from __future__ import annotations

from vroegsignalering.schemes import norms
from vroegsignalering.schemes.parameters import Parameters
from vroegsignalering.schemes.rule import Condition, Rule, Scheme


def _build(p: Parameters) -> Rule:
    norm = norms.working_age_norm(p)
    younger = Condition(
        says="U en uw partner hebben de AOW-leeftijd nog niet bereikt ({years} jaar en {months} maanden).",
        holds=~norms.is_pensioner(p),
        values=norms.pension_age_in_words(p),
    )
    return Rule(
        conditions=(
            norms.of_age(),
            younger,
            norms.no_student_finance(),
            norms.little_wealth(p),
            norms.modest_home(p),
            norms.income_below(norm),
        ),
        amount_eur_month=(norm - norms.net_income).clip(lower_bound=0.0),
    )


BIJSTAND = Scheme(
    name="bijstand",
    title="Bijstand",
    says="Een aanvulling van de gemeente als uw inkomen lager is dan het sociaal minimum.",
    caveat="De gemeente kijkt ook naar uw verblijfsrecht, uw plichten en uw situatie. "
    "Tot 21 jaar helpen ouders mee.",
    apply_at="uw gemeente",
    needs=(*norms.NORM_NEEDS, *norms.ASSET_NEEDS, "is_student", "net_income_eur_month"),
    rhythm="month",
    build=_build,
)
