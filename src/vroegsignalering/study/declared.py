"""All declared features by name, money first: the one list that studies choose from."""

from __future__ import annotations

from vroegsignalering.study.declared_life import LIFE
from vroegsignalering.study.declared_money import MONEY
from vroegsignalering.study.declared_work import WORK
from vroegsignalering.study.features import Feature

FEATURES: dict[str, Feature] = {feature.name: feature for feature in (*MONEY, *LIFE, *WORK)}
"""Declared features by name."""
