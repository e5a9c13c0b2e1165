"""A body that is refused for its shape is told the faults of its texts too, by the rules of the use cases."""

import msgspec
import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.web.api.field_rules import RULES
from chalicelib.web.api.parsing import read_shape
from chalicelib.web.api.pointers import FIELDS, PARAMETERS, at_its_field, its_parameter
from chalicelib.web.routes import APIS

OPERATIONS = [operation for api in APIS for operation in api.operations]
BODIES = sorted({operation.body for operation in OPERATIONS if operation.body}, key=lambda body: body.__name__)
FAULTY = "www.x.example\x00" + "x" * 10_000


def members(body: type[msgspec.Struct]) -> set[str]:
    return set(body.__struct_fields__)


@pytest.mark.parametrize("name", RULES)
def test_each_rule_is_of_a_field_and_is_told_beside_an_unknown_one(name: str) -> None:
    bodies = [body for body in BODIES if name in members(body) and "domain_identifier" not in members(body)]
    assert bodies
    for body in bodies:
        with pytest.raises(Refused) as refused:
            read_shape({name: FAULTY, "colour": 1}, body)
        assert {f"/{name}", "/colour"} <= {error.pointer for error in refused.value.errors}


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_texts_that_are_left_out_have_no_faults_of_their_own(body: type[msgspec.Struct]) -> None:
    with pytest.raises(Refused) as refused:
        read_shape({"colour": 1}, body)
    required = {f"/{field.name}" for field in msgspec.structs.fields(body) if field.required}
    assert {error.pointer for error in refused.value.errors} == {*required, "/colour"}
    assert {error.code for error in refused.value.errors if error.pointer in required} <= {"required"}


@pytest.mark.parametrize("problem", FIELDS)
def test_each_problem_about_a_field_is_told_at_it_where_the_body_has_it(problem: Problem) -> None:
    operations = [one for one in OPERATIONS if problem in one.problems and one.body]
    assert any(FIELDS[problem].name in members(one.body) for one in operations if one.body)
    for operation in operations:
        told = at_its_field(Refused(problem), operation.body).errors
        is_there = operation.body is not None and FIELDS[problem].name in members(operation.body)
        assert [error.pointer for error in told] == ([f"/{FIELDS[problem].name}"] if is_there else [])
    assert at_its_field(Refused(problem), None).errors == ()


@pytest.mark.parametrize("problem", PARAMETERS)
def test_each_problem_about_a_parameter_belongs_to_operations_that_have_it(problem: Problem) -> None:
    operations = [one for one in OPERATIONS if problem in one.own_problems]
    assert operations
    for operation in operations:
        known = [one.name for one in operation.parameters]
        assert its_parameter(problem, known)["parameter"] in known
        assert its_parameter(Problem.BUSY, known) == {}
    assert its_parameter(problem, ()) == {}
