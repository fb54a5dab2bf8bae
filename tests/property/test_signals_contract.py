"""The quick check and the full validator give the same verdict on any delivery."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.contract.test_signals_bad_input import GOOD
from vroegsignalering.registers.signals import CONTRACT
from vroegsignalering.registers.signals.quick import compiled

_QUICK, _FULL = compiled(CONTRACT), Draft202012Validator(CONTRACT)
_VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False), st.text(max_size=12), st.just([]), st.just({}),
    st.sampled_from([2.0, "Huur", "Brief", "2025-01-31", "0344"]),
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        found += places(inner, (*path, step))
    return found


_PLACES = places(GOOD)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(_PLACES), _VALUE, st.sampled_from(["replace", "remove", "add"]))
def test_the_verdicts_agree(path, value, how):
    content: Any = copy.deepcopy(GOOD)
    inner = content
    for step in path[:-1]:
        inner = inner[step]
    if how == "remove" and isinstance(inner, dict):
        del inner[path[-1]]
    elif how == "add" and isinstance(inner, dict):
        inner["nieuw"] = value
    else:
        inner[path[-1]] = value
    assert _QUICK(content) == _FULL.is_valid(content)


def test_a_word_that_is_not_compiled_is_refused():
    with pytest.raises(ValueError, match="oneOf"):
        compiled({"oneOf": []})
