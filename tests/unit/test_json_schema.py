"""A schema is held to its data, and the grammar that no schema asks for is not read at every start."""

import subprocess
import sys

from vroegsignalering.json_schema import validator


def test_faults_are_found():
    schema = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    assert list(validator(schema).iter_errors({"name": "a"})) == []
    assert [fault.validator for fault in validator(schema).iter_errors({})] == ["required"]


def test_the_grammar_of_addresses_is_not_read_at_a_start_and_can_be_afterwards():
    said = (
        "import sys, vroegsignalering.elsa; print([m for m in sys.modules if 'rfc3987' in m or m == 'lark'])"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
