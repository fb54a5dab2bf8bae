"""The look of every page and of the PDF: one inline style sheet, fonts of the machine, no colour that judges."""

from importlib.resources import files

STYLE = (files("vroegsignalering.elsa") / "style.css").read_text("utf-8")
"""Contents of ``style.css``, written into every page so that a page stands alone."""
