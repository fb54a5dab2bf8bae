"""Reads the gettext catalogues and answers in Dutch or English; numbers by locale."""

from __future__ import annotations

import datetime
from functools import cache, lru_cache
from importlib.resources import files

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from vroegsignalering.errors import UsageError

LANGUAGES = ("nl", "en")
"""Languages of all texts, the source first: Dutch and English (ISO 639-1)."""


@cache
def english() -> dict[str, str]:
    """All English texts by their Dutch source, from every file under ``locale/en``."""
    entries: dict[str, str] = {}
    folder = files("vroegsignalering.texts") / "locale" / "en"
    for entry in sorted(folder.iterdir(), key=lambda found: found.name):
        if entry.name.endswith(".po"):
            with entry.open("rb") as handle:
                catalogue = read_po(handle)
            entries |= {str(m.id): str(m.string) for m in catalogue if m.id and m.string}
    return entries


@lru_cache(maxsize=8192)
def _decimal(value: float, digits: int, language: str) -> str:
    said = format_decimal(value, format="#,##0" + ("." + "0" * digits if digits else ""), locale=language)
    return _unsigned_nought(said)


@lru_cache(maxsize=8192)
def _percent(share: float, digits: int, language: str) -> str:
    said = format_percent(
        share, format="#,##0" + ("." + "0" * digits if digits else "") + "%", locale=language
    )
    return _unsigned_nought(said)


def _unsigned_nought(said: str) -> str:
    """What is nought as it is written has no sign: not -0,0."""
    return said if any(digit in said for digit in "123456789") else said.lstrip("-")


def mark(text: str) -> str:
    """Mark a Dutch text for translation where no language is known yet; it is looked up when it is shown."""
    return text


def opened(text: str) -> str:
    """A text with a capital to open a sentence; other letters as they are, so that names keep theirs.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> opened("lage-inkomensgrens van het CBS")
    'Lage-inkomensgrens van het CBS'
    """
    return text[:1].upper() + text[1:]


class Texts:
    """Texts and numbers in one language.

    Parameters
    ----------
    language : {"nl", "en"}

    Raises
    ------
    UsageError
        Another language was asked for.

    Examples
    --------
    >>> Texts("nl").percent(0.0712)
    '7,1%'
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise UsageError(f"no texts in {language!r}", mend=f"one of: {', '.join(LANGUAGES)}")
        self.language = language

    def __call__(self, text: str, **values: object) -> str:
        """The text in this language, with ``{named}`` values filled in."""
        said = text if self.language == "nl" else english().get(text, text)
        return said.format(**values) if values else said

    def several(self, one: str, many: str, count: int, **values: object) -> str:
        """``one`` for a count of one, else ``many``; ``{count}`` is filled in as a number of this language.

        Examples
        --------
        >>> Texts("nl").several("{count} huishouden", "{count} huishoudens", 1200)
        '1.200 huishoudens'
        """
        return self(one if count == 1 else many, count=self.number(count), **values)

    def number(self, value: float, digits: int = 0) -> str:
        """A number with the language's separators, rounded to ``digits`` decimals; nought has no sign.

        Examples
        --------
        >>> Texts("nl").number(1234.5, 1), Texts("nl").number(-0.001, 2)
        ('1.234,5', '0,00')
        """
        return _decimal(float(value), digits, self.language)

    def percent(self, share: float, digits: int = 1) -> str:
        """A share 0-1 as a percentage."""
        return _percent(float(share), digits, self.language)

    def date(self, day: datetime.date | str) -> str:
        """A day, or one written as ``2023-07-01``, in words; another text as it stands.

        Examples
        --------
        >>> Texts("nl").date("2023-07-01"), Texts("en").date(datetime.date(2023, 7, 1))
        ('1 juli 2023', '1 July 2023')
        """
        try:
            return format_date(datetime.date.fromisoformat(str(day)), "d MMMM y", locale=self.language)
        except ValueError:
            return str(day)

    def period(self, days: str) -> str:
        """A day, or the first and the last day with a slash between, in words; the years alone where all are 31 December.

        Examples
        --------
        >>> Texts("nl").period("2016-12-31/2022-12-31")
        '2016–2022'
        >>> Texts("nl").period("2023-01-01/2023-06-30")
        '1 januari 2023 tot en met 30 juni 2023'
        """
        first, _, last = days.partition("/")
        if not last:
            return self.date(first)
        if first.endswith("-12-31") and last.endswith("-12-31"):
            return f"{first[:4]}–{last[:4]}"
        return self("{first} tot en met {last}", first=self.date(first), last=self.date(last))
