"""What goes in: cases, scenarios, options, assumptions and legislation, read and checked at the edge."""

from model.inputs.assumptions import Assumption, load_assumptions, resolve
from model.inputs.case import Case, CaseFile, Party
from model.inputs.estimates import complete_option
from model.inputs.figures import Figure
from model.inputs.legislation import Act, load_legislation, resolve_laws
from model.inputs.loading import (
    build_case,
    build_option,
    build_scenario,
    check_option,
    load_case,
    load_option,
    load_scenario,
    require_option,
)
from model.inputs.options import Action, Option
from model.inputs.scenario import Scenario

__all__ = [
    "Act",
    "Action",
    "Assumption",
    "Case",
    "CaseFile",
    "Figure",
    "Option",
    "Party",
    "Scenario",
    "build_case",
    "build_option",
    "build_scenario",
    "check_option",
    "complete_option",
    "load_assumptions",
    "load_case",
    "load_legislation",
    "load_option",
    "load_scenario",
    "require_option",
    "resolve",
    "resolve_laws",
]
