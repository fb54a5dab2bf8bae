"""The pages, one question each, in reading order.

Each page is a module with ``build(view)`` that returns its answer and its blocks; it only reads released tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from dashboard.pages import (
    about,
    chain,
    events,
    factors,
    fairness,
    groups,
    households,
    start,
    trust,
    unclaimed,
    ways_out,
    what_if,
    where,
)
from dashboard.pages.chosen_line import answered, study_of_line
from dashboard.state import State
from dashboard.study import Library
from dashboard.view import Block, Built, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: its name in addresses, its path, its title and question in Dutch, and what builds it."""

    key: str
    path: str
    title: str
    question: str
    build: Callable[[View], tuple[str, list[Block]]]


PAGES: tuple[Page, ...] = tuple(
    Page(key=key, path=path, title=module.TITLE, question=module.QUESTION, build=module.build)
    for key, path, module in (
        ("start", "/", start),
        ("factors", "/factoren", factors),
        ("groups", "/groepen", groups),
        ("where", "/waar", where),
        ("events", "/gebeurtenissen", events),
        ("unclaimed", "/niet-gebruikt", unclaimed),
        ("chain", "/keten", chain),
        ("what_if", "/wat-als", what_if),
        ("fairness", "/eerlijkheid", fairness),
        ("trust", "/vertrouwen", trust),
        ("ways_out", "/wegen-omhoog", ways_out),
        ("households", "/voorbeelden", households),
        ("about", "/over", about),
    )
)


def page(key: str) -> Page | None:
    """The page of that name."""
    return next((p for p in PAGES if p.key == key), None)


@lru_cache(maxsize=256)
def built(library: Library, key: str, state: State, is_public: bool = False) -> Built:
    """A page for a state; kept for the next reader who asks the same."""
    found = page(key)
    if found is None:
        raise KeyError(key)
    asked_study = library.get(state.get("study"))
    belongs = ways_out.study_with_ways(library, asked_study) if key == "ways_out" else asked_study
    study = study_of_line(library, belongs, state.get("line"))
    view = View(study, library, state, key, is_public)
    answer, blocks = found.build(view)
    blocks = [*answered(view), *blocks]
    if belongs is not asked_study:
        view.remarks.append(view.texts("Deze vraag hoort bij het onderzoek naar uitstroom. Dat ziet u hier."))
    asked = state.get("study")
    if asked and asked not in [s.key for s in library.studies]:
        view.remarks.append(
            view.texts("Het onderzoek “{asked}” is hier niet. U ziet het eerste.", asked=asked[:60])
        )
    return Built(
        title=view.texts(found.title),
        question=view.texts(found.question),
        answer=answer,
        blocks=tuple(blocks),
        controls=tuple(view.controls),
        remarks=tuple(view.remarks),
        study=view.study,
        texts=view.texts,
        words=view.words,
    )
