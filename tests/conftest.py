"""Loads the package before anything else, so that its settings of threads hold in every test."""

import vroegsignalering  # noqa: F401
