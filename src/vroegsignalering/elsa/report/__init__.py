"""The dossier as people read it: one source, an HTML file without scripts, and a tagged PDF."""

from vroegsignalering.elsa.report.build import report_html, write_report
from vroegsignalering.elsa.report.pdf import can_write_pdf

__all__ = ["can_write_pdf", "report_html", "write_report"]
