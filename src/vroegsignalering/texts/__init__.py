"""One Dutch/English catalogue for dashboard, reports and messages.

Dutch is the source: a text is written in Dutch where it is used, ``_("Risicofactoren per groep")``, and its English
stands in ``locale/en/*.po`` (gettext, one file per place of use, merged on reading). No text is guessed: an
English reader never silently gets Dutch in the tests, where a missing entry fails.
"""

from vroegsignalering.texts.catalogue import LANGUAGES, Texts, opened

__all__ = ["LANGUAGES", "Texts", "opened"]
