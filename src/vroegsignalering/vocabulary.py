"""The suite's words: enums that every room shares, so that the same thing has the same name everywhere.

Classes of attributes follow ``docs`` on groups: F feature, J feature with a signed justification, A audit and
statistics only, N never in the project. Nothing here computes.
"""

from __future__ import annotations

from enum import StrEnum


class PovertyLine(StrEnum):
    """The line in words; never a bare "poor"."""

    LOW_INCOME = "low_income"
    SOCIAL_MINIMUM_101 = "social_minimum_101"
    SOCIAL_MINIMUM_110 = "social_minimum_110"
    SOCIAL_MINIMUM_120 = "social_minimum_120"
    EU_MEDIAN_60 = "eu_median_60"
    BASIC_NEEDS = "basic_needs"


class Transition(StrEnum):
    """What a study looks at: falling below the line, or getting above it."""

    ENTRY = "entry"
    EXIT = "exit"


class InformationMode(StrEnum):
    """What a feature may use: all that registers recorded about the past, or only what existed on the day."""

    RECORDED = "recorded"
    KNOWN = "known"


class Outcome(StrEnum):
    """Recorded status one horizon later; only the first two enter a model."""

    BELOW = "below"
    ABOVE = "above"
    DIED = "died"
    EMIGRATED = "emigrated"
    INSTITUTION = "institution"
    STUDENT = "student"
    UNKNOWN_INCOME = "unknown_income"


class AttributeClass(StrEnum):
    """What an attribute may do in the suite."""

    FEATURE = "F"
    JUSTIFIED = "J"
    AUDIT = "A"
    NEVER = "N"


class GroupAttribute(StrEnum):
    """Attributes by which results are shown; class A ones never stand in X."""

    AGE_BAND = "age_band"
    HOUSEHOLD_TYPE = "household_type"
    INCOME_SOURCE = "income_source"
    TENURE = "tenure"
    EDUCATION = "education"
    PROVINCE = "province"
    URBANITY = "urbanity"
    GEMEENTE = "gemeente"
    SEX = "sex"
    ORIGIN = "origin"
    MARITAL_STATUS = "marital_status"
    DISABILITY_BENEFIT = "disability_benefit"
    NEW_IN_NETHERLANDS = "new_in_netherlands"


AUDIT_ONLY: frozenset[GroupAttribute] = frozenset(
    {
        GroupAttribute.SEX,
        GroupAttribute.ORIGIN,
        GroupAttribute.MARITAL_STATUS,
        GroupAttribute.DISABILITY_BENEFIT,
        GroupAttribute.NEW_IN_NETHERLANDS,
    }
)
"""Class A: audit and statistics only, never a feature, never a cell of an outreach plan."""


class Purpose(StrEnum):
    """Purposes of helping. There is no member for fraud, sanction, inspection or credit, and none will be added."""

    RESEARCH = "research_on_risk_factors"
    POLICY = "policy_on_income_support"
    OUTREACH = "offer_of_help"
    INFORMATION = "information_on_schemes"


class DataStatus(StrEnum):
    """Where persons come from; a folder that cannot prove it is synthetic is real."""

    SYNTHETIC = "synthetic"
    MUNICIPAL = "municipal"
    REAL = "real"


class CellStatus(StrEnum):
    """What the door did with a cell."""

    PUBLISHED = "published"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    ROUNDED = "rounded"


class Verdict(StrEnum):
    """What an audit may say of a gap; never "fair"."""

    WITHIN = "within margin"
    OUTSIDE = "outside margin"
    INDETERMINATE = "indeterminate"
    TOO_FEW = "too few to judge"
    SUPPRESSED = "suppressed"
    UNDEFINED = "undefined"


class Stage(StrEnum):
    """Stages at which requirements bind."""

    SYNTHETIC_RUN = "synthetic run"
    BEFORE_REAL_DATA = "before real data"
    BEFORE_OUTREACH = "before outreach"
