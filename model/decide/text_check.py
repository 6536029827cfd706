"""Does the text of the arrangement settle what the law asks? Candidates only: a person must judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.inputs.own_text import own_text
from model.law import ExitRule
from model.law.forms import Provision
from model.law.text_check import check

if TYPE_CHECKING:
    from pathlib import Path

    from model.inputs import Case
    from model.law.text_check import Finding


@dataclass(frozen=True, slots=True)
class TextCheck:
    """Check of the text of one arrangement.

    Parameters
    ----------
    text_read : bool
        Whether there was a text to search.
    """

    form: str
    text_read: bool
    findings: tuple[Finding, ...]

    def count(self, state: str) -> int:
        """Number of lines in a state."""
        return sum(one.state == state for one in self.findings)


def check_text(case: Case, path: str | Path | None = None) -> TextCheck:
    """Compare what the law asks of the text with what the case declares and what a search finds.

    The file with the text (.txt, .md or .html) is by default the one that the case names, if any. Raises InputError:
    the file cannot be read.
    """
    arrangement, text = case.arrangement, own_text(case, path)
    found = check(arrangement.legal_form, arrangement.provisions, text, _hints(case))
    return TextCheck(str(arrangement.legal_form), text is not None, found)


def _hints(case: Case) -> dict[Provision, str]:
    """What other fields of the case say about its text."""
    written, terms = case.written.arrangement, case.arrangement.exit_rule
    found = {Provision.EXIT_CONSEQUENCES: terms.rule.label if terms.rule is not ExitRule.UNKNOWN else ""}
    figures = {
        Provision.EXIT_CONDITIONS: written.notice_months,
        Provision.EVALUATION: written.agreements.evaluation_years,
    }
    found |= {key: one.source or "" for key, one in figures.items() if one is not None and not one.estimated}
    return {key: said for key, said in found.items() if said}
