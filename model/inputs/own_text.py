"""The text of an arrangement, from a file beside the case or one that the reader names."""

from __future__ import annotations

import html.parser
from pathlib import Path
from typing import TYPE_CHECKING, Final

from model.errors import InputError, Problem
from model.language import _

if TYPE_CHECKING:
    from model.inputs.case import Case

MAX_BYTES: Final = 2_000_000
KINDS: Final = (".txt", ".md", ".html")
HIDDEN: Final = frozenset({"script", "style", "head"})


class _Words(html.parser.HTMLParser):
    """Words of a page, without what a reader does not see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.hidden += tag in HIDDEN

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def own_text(case: Case, path: str | Path | None = None) -> str | None:
    """Text of the arrangement as plain words; None where there is none.

    Parameters
    ----------
    case : Case
        Its ``arrangement.text_file`` stands in the folder of the case, and nowhere else.
    path : path, optional
        Another file, named by the reader.

    Raises
    ------
    InputError
        The file is missing, too large, of another kind, not UTF-8, or a link out of the folder of the case.
    """
    named = case.arrangement.text_file
    if path is None and named is None:
        return None
    file = Path(path) if path is not None else Path(case.path).parent / str(named)
    if path is None and not (case.path and file.resolve().is_relative_to(Path(case.path).parent.resolve())):
        raise _refused(file, _("The text must stand in the folder of the case."))
    if file.suffix.lower() not in KINDS:
        raise _refused(file, _("This kind of file is not read."), ", ".join(KINDS))
    try:
        if file.stat().st_size > MAX_BYTES:
            raise _refused(file, _("The file is too large."), _("at most {size} kB", size=MAX_BYTES // 1000))
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(file, _("The file is not written in UTF-8.")) from None
    except OSError as error:
        raise _refused(file, _("The file cannot be read: {why}", why=error.strerror)) from None
    if file.suffix.lower() != ".html":
        return text
    page = _Words()
    page.feed(text)
    return " ".join(page.words)


def _refused(file: Path, message: str, allowed: str = "") -> InputError:
    return InputError(Problem(message, file=str(file), allowed=allowed))
