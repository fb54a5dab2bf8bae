"""The dossier as people read it: one source, an HTML file without scripts, and a tagged PDF."""
