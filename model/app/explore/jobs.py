"""What takes longer than a moment, on request: the analyses of a tab, a memo, a file to take along.

One at a time, with a bar, and it can be stopped. A file goes to the browser as bytes: no server has to hand it out.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from model.app.explore.background import Background
from model.app.explore.panel import View
from model.app.explore.saving import write_files
from model.language import _, current, use

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from model.app.explore.desk import Desk, Found

MEDIA: Final = {
    ".html": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Jobs:
    """Long work for one explorer.

    Parameters
    ----------
    desk : Desk
    folder : path
        For memos.
    send : callable (content, buffers)
        To the browser.
    changed : callable
        Called when an answer arrived that the page should show.
    """

    def __init__(self, desk: Desk, folder: Path, send: Callable[..., None], changed: Callable[[], None]) -> None:
        self._desk, self._folder, self._send, self._changed = desk, folder, send, changed
        self._background = Background()
        self._answers: dict[str, tuple[Found, object]] = {}
        self._memo_of: object = None  # setting of the memo that was made last
        self._page: Path | None = None

    def knows(self, name: str) -> bool:
        """Whether a message asks for long work."""
        return name in {"work", "memo", "export", "cancel"}

    def take(self, message: Mapping[str, Any]) -> None:
        """Begin what a message asks for, or stop."""
        name = str(message["do"])
        if name == "cancel":
            self.stop()
            self._send({"do": "stopped"})
        elif name == "work":
            self._work()
        else:
            self._memo([".html"] if name == "memo" else [".docx", ".xlsx"])

    def stop(self) -> None:
        """Stop what is running."""
        self._background.stop()

    def answers(self, found: Found) -> dict[str, object]:
        """What was asked for and still holds, by tab."""
        return {tab: answer for tab, (of, answer) in self._answers.items() if of is found}

    def _work(self) -> None:
        desk, tab, found = self._desk, self._desk.tab, self._desk.found
        if found is None or not found.whole:
            self._send({"do": "failed", "text": _("Wait until all futures are calculated, then ask again.")})
            return
        module = import_module(f"model.app.explore.tabs.{tab}")
        view = View(
            outcome=found.outcome, setting=found.world.setting, verdict=found.verdict, party=desk.party,
            exits=found.exits, answers=self.answers(found),
        )  # fmt: skip

        def arrived(answer: object) -> None:
            self._answers[tab] = (found, answer)
            self._send({"do": "worked", "tab": tab})
            self._changed()

        self._start(tab, lambda tick: module.work(view, tick), arrived)

    def _memo(self, kinds: list[str]) -> None:
        """Make the memo of what is set, and hand over its page or the files made of it."""
        desk, lang = self._desk, current()
        asked = (desk.setting, desk.draws, desk.seed, lang)

        def make(tick: Callable[[int, int], None]) -> list[Path]:
            from model.publish.memo import make_memo

            with use(lang):
                if self._memo_of == asked and self._page is not None and self._page.is_file():
                    return [self._page] if kinds == [".html"] else exported(self._page)
                names = write_files(desk.world, self._folder / ".memo" / f"{desk.world.scenario.id}.yml")
                day = desk.setting.decide_from
                made = make_memo(
                    names["case"], names["scenario"], names["options"], lang=lang, draws=desk.draws, seed=desk.seed,
                    output_dir=self._folder.parent, decide_from=day, progress=tick,
                )  # fmt: skip
                self._memo_of, self._page = asked, made.html
                return [made.html] if kinds == [".html"] else exported(made.html)

        def arrived(paths: list[Path]) -> None:
            for path in paths:
                told = {"do": "file", "name": path.name, "media": MEDIA[path.suffix], "path": str(path)}
                self._send(told, [path.read_bytes()])

        self._start("memo", make, arrived)

    def _start(self, name: str, work: Callable[..., Any], arrived: Callable[[Any], None]) -> None:
        lang = current()

        def failed(error: Exception) -> None:
            self._send({"do": "failed", "text": str(error) or type(error).__name__})

        def tick(done: int, total: int) -> None:
            self._send({"do": "progress", "name": name, "done": done, "total": total})

        def handed(result: Any) -> None:
            with use(lang):
                arrived(result)

        self._background.start(work, handed, failed, tick=tick)


def exported(page: Path) -> list[Path]:
    """Word and Excel files of a memo, beside its page."""
    from model.publish.excel import to_xlsx
    from model.publish.reading import read_page
    from model.publish.word import to_docx

    document = read_page(page.read_text(encoding="utf-8"))
    made = {".docx": to_docx(document), ".xlsx": to_xlsx(document)}
    for kind, content in made.items():
        page.with_suffix(kind).write_bytes(content)
    return [page.with_suffix(kind) for kind in made]
