"""The examples in the docstrings of both rooms do what they say."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import iter_modules

import pytest

import vroegsignalering.poverty
import vroegsignalering.schemes

MODULES = [
    f"{room.__name__}.{module.name}"
    for room in (vroegsignalering.poverty, vroegsignalering.schemes)
    for module in iter_modules(room.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    assert doctest.testmod(import_module(name)).failed == 0
