"""``herijk app``: the door of the page without code, asked over HTTP; what the page does stands in tests/browser."""

import re
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError

import nbformat
import pytest

from model.app import serving
from tests.servers import Server, serve


class Page(NamedTuple):
    """A page being served, and what it answers."""

    server: Server

    def ask(self, path: str = "", token: str = "", method: str = "GET") -> tuple[int, str, str]:
        request = urllib.request.Request(self.server.address + path, method=method)  # noqa: S310  (its address is ours)
        if token:
            request.add_header("Authorization", f"token {token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return answer.status, answer.url, answer.read().decode("utf-8")
        except HTTPError as refusal:
            return refusal.code, refusal.url, refusal.read().decode("utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("app")
    (folder / "notebooks").mkdir()
    cell = nbformat.v4.new_code_cell("import sys, model\nprint('SAFE', sys.flags.safe_path, 'KERNEL', sys.executable)")
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"title": "Verkenner & <meer>"})
    nbformat.write(notebook, folder / "notebooks" / "explore.ipynb")
    (folder / "notebooks" / "model.py").write_text("raise SystemExit('a stray file took the place of the package')")
    (folder / "voila.py").write_text("raise SystemExit('a stray file configured the server')")
    (folder / "secret.png").write_bytes(b"x")
    with serve("app", folder) as server:
        yield Page(server)


def test_nothing_is_had_without_the_token(page: Page) -> None:
    assert page.server.address.startswith("http://127.0.0.1:")
    assert len(page.server.token) >= 40
    for token in ("", "0" * len(page.server.token)):
        status, url, text = page.ask(token=token)
        assert (status, "/login" in url) == (200, True)
        assert "SAFE" not in text
    nobody = "api/kernels/00000000-0000-0000-0000-000000000000"
    assert page.ask(nobody)[0] == 403
    assert page.ask(f"voila/api/shutdown/{nobody[12:]}", method="POST")[0] == 403


@pytest.mark.parametrize("path", ["secret.png", "notebooks/explore.ipynb", "notebooks/model.py", "../app/secret.png"])
def test_no_file_is_handed_out(page: Page, path: str) -> None:
    assert page.ask(f"voila/files/{path}", token=page.server.token)[0] in {403, 404}


def test_the_page_runs_the_notebook_and_asks_nothing_of_others(page: Page) -> None:
    status, _, text = page.ask("?template=classic&theme=dark", token=page.server.token)
    assert status == 200
    assert '<html lang="nl">' in text
    assert "<title>Verkenner &amp; &lt;meer&gt;</title>" in text
    assert f"SAFE True KERNEL {sys.executable}" in text
    assert "sys.flags" not in text  # the code itself stays away
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']*""", text)
    assert 'class="herijk-skip" href="#rendered_cells"' in text


def test_the_browser_is_led_by_a_file_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys) -> None:
    opened: list[str] = []
    monkeypatch.setattr(serving, "jupyter_runtime_dir", lambda: str(tmp_path / "runtime"))
    monkeypatch.setattr("webbrowser.open", opened.append)
    app = serving.Served(config=serving.settings(tmp_path, port=8866), window=True)
    app.identity_provider = app.identity_provider_class(token="a&b")  # noqa: S106
    app.launch_browser()
    (leads,) = (tmp_path / "runtime").iterdir()
    assert opened == [leads.as_uri()]
    assert leads.stat().st_mode & 0o077 == 0
    assert "http://127.0.0.1:8866/?token=a&amp;b" in leads.read_text(encoding="utf-8")
    assert "token" not in opened[0]
    assert "http://127.0.0.1:8866/?token=" in capsys.readouterr().out
