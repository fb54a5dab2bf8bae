"""Roles in words."""

from __future__ import annotations

from vroegsignalering.texts import Texts


def title_of_role(role: str, _: Texts) -> str:
    """A role as a reader knows it; an unknown one as it is written.

    Examples
    --------
    >>> title_of_role("legal", Texts("nl"))
    'jurist'
    """
    titles = {
        "legal": _("jurist"),
        "data_protection_officer": _("functionaris gegevensbescherming"),
        "policy_owner": _("beleidseigenaar"),
        "experts_by_experience": _("ervaringsdeskundigen"),
        "output_checker": _("outputcontroleur"),
    }
    return titles.get(role, role)
