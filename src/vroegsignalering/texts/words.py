"""Codes in the reader's words: groups, lines, metrics, steps, events, schemes.

Dutch is written here, English stands in ``locale/en/words.po``. A code without an entry is shown with its
underscores as spaces, so that a new category is readable before it has a translation; a test lists the known ones.
"""

from __future__ import annotations

from collections.abc import Mapping

from vroegsignalering.texts.catalogue import Texts
from vroegsignalering.texts.lexicon import LEXICON


class Words:
    """Looks codes up by kind.

    Parameters
    ----------
    texts : Texts
        The language.
    declared : mapping of (kind, code) to text, optional
        Titles that come with the evidence, such as those of features.
    transition : str, optional
        ``"exit"`` gives measures the words of an exit study.

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

    def __call__(self, kind: str, code: str) -> str:
        """The text for a code of a kind; an unknown code with its underscores as spaces."""
        if (kind, code) in self.declared:
            return self.declared[(kind, code)]
        own = LEXICON.get(f"{kind}.{self.transition}", {}) if self.transition else {}
        found = own.get(code) or LEXICON.get(kind, {}).get(code)
        if found is None and kind == "group":
            found = next((LEXICON[k][code] for k in _GROUPS if code in LEXICON[k]), None)
            sign = next((sign for sign in (" x ", "*") if sign in code), "")
            if found is None and sign:
                return " × ".join(self("group", part) for part in code.split(sign))
        return self.texts(found) if found is not None else code.replace("_", " ")

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
