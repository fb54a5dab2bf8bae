"""Codes in the reader's words: groups, lines, metrics, steps, events, schemes.

Dutch is written here, English stands in ``locale/en/words.po``. A code without an entry is shown with its
underscores as spaces, so that a new category is readable before it has a translation; a test lists the known ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from vroegsignalering.texts.catalogue import Texts
from vroegsignalering.texts.lexicon import LEXICON
from vroegsignalering.texts.lexicon_published import PUBLISHED_PATTERNS

NUMBER = re.compile(r"\d+(?:\.\d+)?")
INTERVAL = re.compile(rf"[<>]=? {NUMBER.pattern}|{NUMBER.pattern} - {NUMBER.pattern}")
"""A code of a group that is an interval of numbers, as cells of a pair of factors have."""


class Words:
    """Looks codes up by kind.

    Parameters
    ----------
    texts : Texts
        The language.
    declared : mapping of (kind, code) to text, optional
        Titles that come with the evidence, such as those of features.
    transition : str, optional
        ``"exit"`` gives measures the words of an exit study, ``"debt"`` those of a study of problematic debts.

    Examples
    --------
    >>> Words(Texts("nl"))("line", "low_income")
    'lage-inkomensgrens van het CBS'
    """

    def __init__(
        self, texts: Texts, declared: Mapping[tuple[str, str], str] | None = None, transition: str = ""
    ) -> None:
        self.texts = texts
        self.transition = transition
        self.declared = dict(declared or {})

    @classmethod
    def of_study(
        cls,
        texts: Texts,
        says: Callable[[str], str],
        declared: Mapping[tuple[str, str], str] | None = None,
    ) -> Words:
        """The words that fit what a study counts, by what the head of its evidence says.

        Examples
        --------
        >>> debts = {"transition": "entry", "line": "problematic_debt"}
        >>> Words.of_study(Texts("nl"), debts.__getitem__)("metric", "base_rate")
        'krijgt problematische schulden'
        """
        return cls(texts, declared, "debt" if says("line") == "problematic_debt" else says("transition"))

    def __call__(self, kind: str, code: str) -> str:
        """The text for a code of a kind; an unknown code with its underscores as spaces."""
        if (kind, code) in self.declared:
            return self.declared[(kind, code)]
        if kind == "published_group":
            return self.published(code)
        own = LEXICON.get(f"{kind}.{self.transition}", {}) if self.transition else {}
        found = own.get(code) or LEXICON.get(kind, {}).get(code)
        if found is None and kind == "group":
            found = next((LEXICON[k][code] for k in _GROUPS if code in LEXICON[k]), None)
        sign = next((sign for sign in (" x ", "*") if sign in code), "")
        if found is None and sign and kind in ("group", "feature"):
            say = self.cell if (kind, sign) == ("group", " x ") else partial(self, kind)
            return " × ".join(say(part) for part in code.split(sign))
        if found is None and kind == "group" and INTERVAL.fullmatch(code):
            return self._interval(code)
        return self.texts(found) if found is not None else code.replace("_", " ")

    def cell(self, code: str) -> str:
        """One value of a pair of factors: a bare number is a number there, not the code of a group.

        Examples
        --------
        >>> words = Words(Texts("nl"))
        >>> words("group", "2"), words.cell("2"), words.cell("pension")
        ('sterk stedelijk', '2', 'pensioen')
        """
        return code if NUMBER.fullmatch(code) else self("group", code)

    def _interval(self, code: str) -> str:
        """Numbers from one end to another, as the reader's language writes them.

        Examples
        --------
        >>> Words(Texts("nl"))("group", "0.185 - 0.415"), Words(Texts("en"))("group", ">= 3")
        ('0,185 – 0,415', '≥ 3')
        """
        written = NUMBER.sub(
            lambda n: self.texts.number(float(n[0]), len(n[0].partition(".")[2])), code.replace(" - ", " – ")
        )
        return written.replace(">=", "≥").replace("<=", "≤")

    def published(self, label: str) -> str:
        """The words for a publisher's label of a group, part by part; names of places as they stand.

        Examples
        --------
        >>> words = Words(Texts("nl"))
        >>> words.published("Drenthe|huur"), words.published("Hoofdkostwinner: 25 tot 35 jaar")
        ('Drenthe × huur', '25 tot 35 jaar')
        """
        _before, sign, after = label.partition(": ")
        crossed = (after if sign else label).removesuffix(" (PV)").split("|")
        return " × ".join(", ".join(self._part(part) for part in one.split(", ")) for one in crossed)

    def _part(self, part: str) -> str:
        found = LEXICON["published_group"].get(part)
        if found is not None:
            return self.texts(found)
        for looks, said in PUBLISHED_PATTERNS:
            numbers = re.fullmatch(looks, part)
            if numbers:
                return self.texts(said, **dict(zip(("one", "other"), numbers.groups(), strict=False)))
        return part

    def absent(self, status: object, *, brief: bool = False) -> str:
        """Why a cell is empty: its own group is too small, it protects another figure, or there was nothing to compute.

        Examples
        --------
        >>> Words(Texts("nl")).absent("secondary"), Words(Texts("nl")).absent("rounded")
        ('verborgen om een ander cijfer te beschermen', 'niet te berekenen')
        """
        found = LEXICON["empty.brief" if brief else "empty"].get(str(status))
        if found is not None:
            return self.texts(found)
        return "–" if brief else self.texts("niet te berekenen")

    def listed(self, kind: str, text: str) -> str:
        """The words for a text that is in the list of its kind; another, such as the address of a page, as it stands.

        Examples
        --------
        >>> Words(Texts("nl")).listed("unit", "euro per month"), Words(Texts("nl")).listed("unit", "a_b")
        ('euro per maand', 'a_b')
        """
        found = LEXICON.get(kind, {}).get(text)
        return self.texts(found) if found is not None else text


_GROUPS = tuple(kind for kind in LEXICON if kind.startswith("group."))
