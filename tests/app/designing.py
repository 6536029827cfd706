"""Helpers of the tests of the option designer: the four shipped options, and what their forms show."""

import pytest

from model import load_option
from model.app.explore.designer import form
from model.app.explore.designs import apply, refusal
from model.errors import InputError

SHIPPED = ("continue", "extend", "restructure", "unwind")
FOUR = tuple(load_option(name) for name in SHIPPED)


def of(found, name):
    return next(option for option in found if option.id == name)


def fields(case, option, index=0):
    return {field["name"]: field for field in form(case, option)["actions"][index]["fields"]}


def refused(case, found, change):
    with pytest.raises(InputError) as error:
        apply(case, found, change)
    return refusal(error.value)
