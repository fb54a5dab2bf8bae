"""Words we do not use, words that name causes or blame people, and how hard a Dutch text is to read.

The lists are short on purpose: a hit is a sure mistake, not a doubt. The reading score is Flesch-Douma, an index
for Dutch from 0 (hard) to 100 (easy); it measures sentence and word length, not whether people understand.
"""

from __future__ import annotations

import re

UNUSED = {
    r"\bdebias\w*": "mitigate",
    r"\bunbiased\b": "differs by at most",
    r"\b(fair|eerlijk)e? (model|algoritme|algorithm)\b": "assessed, with its verdicts",
    r"\bthe poor\b|\bde armen\b": "households below the line",
    r"\brisk persons?\b|\brisicoperso\w+": "households with an estimated risk above the threshold",
    r"\bground truth\b": "recorded outcome",
    r"\bpredicts poverty\b|\bvoorspelt armoede\b": "estimates the risk of",
    r"\bmigration background\b|\bmigratieachtergrond\b": "origin",
    r"\b(non-)?western\b|\b(niet-)?westers\w*|\ballochto\w+|\bautochto\w+": "origin",
    r"\banonymous\b|\banoniem\w*": "not traceable under the rule",
    r"\bgoedgekeurd\b|\bcompliant\b|\bapproved\b": "in review",
    r"\bAI Act compliant\b|\bvoldoet aan de AI-verordening\b": "in review",
}
"""Patterns of words we do not use, with what to write instead."""

CAUSAL = (
    r"\bveroorzaak\w*",
    r"\boorzaak van\b",
    r"\bkomt door\b",
    r"\bleidt tot armoede\b",
    r"(?<!not a )(?<!no )\bcauses?\b(?! of death)",
    r"\bdriver of\b",
    r"\bleads to poverty\b",
    r"\bbecause of (his|her|their)\b",
)
STIGMATISING = (
    r"\bfraud\w*",
    r"\blui(e|heid)?\b",
    r"\blazy\b",
    r"\bkansarm\w*",
    r"\bprobleem(gezin|wijk|geval)\w*",
    r"\bproblem (famil|district)\w*",
    r"\basocia\w+",
    r"\bonwil\w*",
    r"\bunwilling\w*",
    r"\bcultuur\b|\bculture\b",
    r"\bkarakter\b|\bcharacter\b",
    r"\bmentaliteit\b|\bmentality\b",
    r"\bverslaafd\w*|\baddict\w*",
)
THREATS = (
    r"\bverplicht\b",
    r"\bsanctie\w*",
    r"\bboete\w*",
    r"\bterugvorder\w*",
    r"\blaatste kans\b",
    r"\bcontroleren wij\b",
)
HARD_SENTENCE = 15
EASY_ENOUGH = 60.0
"""Flesch-Douma from which a text counts as plain (B1 lies around 60 to 75)."""


def unused_words(text: str) -> list[str]:
    """Words of the list we do not use that stand in a text, sorted.

    Examples
    --------
    >>> unused_words("After debiasing it is a fair model.")
    ['debiasing', 'fair model']
    """
    return _hits(UNUSED, text)


def causal_words(text: str) -> list[str]:
    """Words that claim a cause."""
    return _hits(CAUSAL, text)


def stigmatising_words(text: str) -> list[str]:
    """Words about character, culture or behaviour."""
    return _hits(STIGMATISING, text)


def threatening_words(text: str) -> list[str]:
    """Words that have no place in an offer of help."""
    return _hits(THREATS, text)


def reading_ease(text: str) -> float:
    """Flesch-Douma: 206.84 - 0.93 x words per sentence - 77 x syllables per word (Douma 1960).

    Examples
    --------
    >>> round(reading_ease("Wij bieden hulp. U mag nee zeggen."))
    105
    """
    sentences = [s for s in re.split(r"[.!?:]+\s|[.!?]+$|\n+", text) if re.search(r"\w", s)]
    words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text)
    if not sentences or not words:
        return 100.0
    syllables = sum(max(1, len(re.findall(r"[aeiouyáéíóúàèäëïöü]+", word.lower()))) for word in words)
    return 206.84 - 0.93 * len(words) / len(sentences) - 77.0 * syllables / len(words)


def long_sentences(text: str, most: int = HARD_SENTENCE) -> list[str]:
    """Sentences with more words than ``most``."""
    sentences = [s.strip() for s in re.split(r"(?<=[.!?:])\s+|\n+", text) if s.strip()]
    return [s for s in sentences if len(s.split()) > most]


def _hits(patterns: object, text: str) -> list[str]:
    found: set[str] = set()
    for pattern in patterns:  # type: ignore[attr-defined]
        found |= {m.group(0).lower() for m in re.finditer(pattern, text, flags=re.IGNORECASE)}
    return sorted(found)
