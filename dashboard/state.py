"""What a reader asked for, read from the address: every choice lives in the query string and nowhere else.

Unknown keys are dropped, long values cut; whether a value exists is for the page to see (``View.choose``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from dashboard.drawing.canvas import THEMES, Theme
from vroegsignalering.texts import LANGUAGES

SHARED = ("lang", "theme", "study", "line", "year")
"""Choices that travel from page to page."""

OWN = (
    "by",
    "with",
    "mode",
    "model",
    "feature",
    "group",
    "second",
    "metric",
    "rule",
    "capacity",
    "threshold",
    "other",
    "province",
    "gemeente",
    "peers",
    "own",
    "map",
    "event",
    "scheme",
    "plan",
    "household",
    "fault",
    "outcome",
    "measure",
)
"""Choices that belong to one page."""

LONGEST = 400


@dataclass(frozen=True, slots=True)
class State:
    """The choices of one address, hashable so that a page can be kept for the next reader.

    Examples
    --------
    >>> State.read("?lang=en&by=tenure&evil=1").asked
    (('by', 'tenure'), ('lang', 'en'))
    """

    asked: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, search: str | Mapping[str, object] | None) -> State:
        """Read a query string, or a mapping of its parts; of a key that stands twice the first value counts."""
        if isinstance(search, Mapping):
            pairs = [(str(k), str(v[0] if isinstance(v, list) and v else v)) for k, v in search.items()]
        else:
            try:
                pairs = parse_qsl(
                    str(search or "").lstrip("?")[:4000], keep_blank_values=True, max_num_fields=60
                )[::-1]
            except ValueError:
                pairs = []
        known = {k: _clean(v) for k, v in pairs if k in SHARED or k in OWN}
        return cls(tuple(sorted((k, v) for k, v in known.items() if v)))

    def get(self, key: str, default: str = "") -> str:
        """The asked value of a key."""
        return dict(self.asked).get(key, default)

    @property
    def language(self) -> str:
        """``nl`` unless another language that exists was asked for."""
        asked = self.get("lang")
        return asked if asked in LANGUAGES else LANGUAGES[0]

    @property
    def theme(self) -> Theme:
        """``auto`` unless light or dark was asked for."""
        asked = self.get("theme")
        return next((theme for theme in THEMES if theme == asked), "auto")

    def query(self, **changes: str | None) -> str:
        """The query string with some choices changed; ``None`` or an empty text takes a choice out."""
        asked = dict(self.asked) | {k: v or "" for k, v in changes.items()}
        left = sorted((k, v) for k, v in asked.items() if v)
        return "?" + urlencode(left) if left else ""

    def shared(self) -> State:
        """Only the choices that travel to another page."""
        return State(tuple((k, v) for k, v in self.asked if k in SHARED))


def _clean(value: str) -> str:
    return "".join(sign for sign in value if sign.isprintable())[:LONGEST].strip()
