"""Sentences that several pages share: what is counted, findings over a figure, lists of names, what is not here."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from dashboard.findings import Comparison, Estimate
from dashboard.pages.selections import clear_groups, split_crossed
from dashboard.view import Prose, View
from vroegsignalering.texts import opened


def is_exit(view: View) -> bool:
    """Whether the study is about getting above the line."""
    return view.study.says("transition") == "exit"


def is_debt(view: View) -> bool:
    """Whether the study is about getting problematic debts, which no line of income says."""
    return view.words.transition == "debt"


def deed(view: View, line: str) -> str:
    """What the study counts, as the end of a sentence about households."""
    _ = view.texts
    named = view.word("line", line)
    if is_exit(view):
        return _("kwamen binnen een jaar boven de {line}", line=named)
    if is_debt(view):
        return _("kregen binnen een jaar problematische schulden")
    return _("kwamen binnen een jaar onder de {line}", line=named)


def crossed_word(view: View, attribute: str, group: str) -> str:
    """A combination in words; a bare yes or no is said with what it is about."""
    names, parts = split_crossed(attribute), split_crossed(group)
    if len(names) != len(parts):
        return " × ".join(view.word("group", part) for part in parts)
    bare = ("yes", "no", "unknown")
    said = (
        f"{view.word('attribute', n)}: {view.word('group', p)}"
        if p in bare and len(parts) > 1
        else view.word("group", p)
        for n, p in zip(names, parts, strict=True)
    )
    return " × ".join(said)


def headline(
    view: View, lead: str, rows: pl.DataFrame, average: Estimate, say: Callable[[str], str] | None = None
) -> str:
    """A finding over a figure of groups: who is clearly higher, else clearly lower, else that nobody is.

    ``say`` puts a group into words; the words of groups when absent.
    """
    _ = view.texts
    say = say or (lambda group: view.word("group", group))
    lead = opened(lead)
    found = clear_groups(rows.filter(pl.col("group") != "unknown"), average)
    higher = [say(g) for g in found[Comparison.HIGHER]]
    lower = [say(g) for g in found[Comparison.LOWER]]
    if higher:
        return _("{lead}: duidelijk hoger bij {groups}", lead=lead, groups=listed(higher, view, 2))
    if lower:
        return _("{lead}: duidelijk lager bij {groups}", lead=lead, groups=listed(lower[::-1], view, 2))
    if len(found[Comparison.TOO_FEW]) == sum(map(len, found.values())):
        return _("{lead}: te weinig om iets te zeggen", lead=lead)
    return _("{lead}: groepen zijn niet te onderscheiden", lead=lead)


def listed(names: list[str], view: View, most: int = 3) -> str:
    """Names in a sentence: "a, b en c", the rest counted; a name with a comma of its own stands between quotes."""
    _ = view.texts
    if len(names) > 1:
        names = [f"“{name}”" if "," in name else name for name in names]
    if len(names) > most + 1:
        return _("{names} en {count} andere", names=", ".join(names[:most]), count=len(names) - most)
    if len(names) < 2:
        return "".join(names)
    return _("{names} en {last}", names=", ".join(names[:-1]), last=names[-1])


def lacking(view: View, **tables: str) -> list[Prose]:
    """A notice of what this bundle has no table for, each table in words; none when all are there."""
    return not_here(view, [says for name, says in tables.items() if not view.study.table(name).height])


def not_here(view: View, what: list[str]) -> list[Prose]:
    """A notice that names what this bundle does not have; none when it lacks nothing."""
    _ = view.texts
    if not what:
        return []
    said = _("Dit komt voor bij een ouder of kleiner bewijspakket. Er is niets verborgen.")
    return [Prose(kind="notice", title=_("Niet in dit bewijspakket"), paragraphs=(said,), items=tuple(what))]


def limits(view: View, *items: str) -> Prose:
    """The box that says what the page cannot tell."""
    return Prose(kind="limits", title=view.texts("Wat dit niet zegt"), items=items)
