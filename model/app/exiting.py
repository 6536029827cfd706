"""The answer of ``herijk exit``: what leaving costs under every rule, as a table or as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from model.app.console import terminal_table
from model.decide.exit import exit_sum
from model.show.table_exit import exit_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.inputs import Case


def answer(case: str | None, terms: Mapping[str, Any], *, as_json: bool) -> str:
    """Work out the exit sums and put them in words or in JSON.

    `terms` are the other arguments of `model.decide.exit.exit_sum`; the party may be given by its name. Raises
    InputError: with every problem of the question.
    """
    loaded = _load(case)
    asked = dict(terms)
    if loaded is not None and asked.get("party"):
        asked["party"] = code_of(loaded, asked["party"])
    sums = exit_sum(loaded, **asked)
    if as_json:
        return json.dumps(sums.to_dict(), ensure_ascii=False, indent=2)
    return terminal_table(exit_table(sums))


def code_of(case: Case, party: str) -> str:
    """Code of a party named by code or by name; what is unknown is given back for `exit_sum` to refuse."""
    for one in case.parties:
        if party.casefold() in (one.code.casefold(), one.name.casefold()):
            return one.code
    return party


def _load(case: str | None) -> Case | None:
    if case is None:
        return None
    from model.inputs import load_case

    return load_case(case)
