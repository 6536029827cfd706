"""The widget: messages in, pictures out, without a browser."""

import asyncio
import re

import pytest

from model import Explorer
from model.app.explore import explorer as module
from model.language import use


class Page:
    """An explorer with what it sent, in a running event loop."""

    def __init__(self, **given):
        self.explorer = Explorer("dommelvallei", draws=512, **given)
        self.sent, self.seq = [], 0
        self.explorer.send = self.note

        self.explorer._jobs._send = self.explorer.send

    def note(self, content, _buffers=None):
        self.sent.append(content)

    def ask(self, **message):
        self.seq += 1
        self.explorer._on_message(None, message | {"seq": self.seq}, None)
        return self.explorer.view

    async def rest(self):
        for _n in range(1000):
            if not self.explorer._background.busy and not self.explorer._jobs._background.busy:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("still busy")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def told(story, **given):
    async def run():
        page = Page(folder="files", **given)
        await page.rest()
        await story(page)
        page.explorer.close()
        return page

    return asyncio.run(run())


def test_a_move_is_answered_at_once_with_few_futures_and_then_with_all():
    async def story(page):
        assert page.explorer.view["stage"] == "whole"
        seen = page.ask(do="set", knob="prices.saas", at=0)
        assert (seen["stage"], seen["seq"]) == ("first", 1)
        assert "256" in seen["status"]
        assert seen["verdict"].startswith("Voorlopig")
        await page.rest()
        assert page.explorer.view["stage"] == "whole"
        assert page.explorer.found.outcome.draws == 512

    told(story)


def test_of_many_moves_only_the_last_is_calculated_whole(monkeypatch):
    whole = []

    async def story(page):
        desk = page.explorer.desk
        real = desk.whole
        monkeypatch.setattr(desk, "whole", lambda tick: whole.append(desk.world.value("prices.saas")) or real(tick))
        for at in range(10):
            page.ask(do="set", knob="prices.saas", at=at)
        await page.rest()
        assert whole == [desk.world.value("prices.saas")]

    told(story)


def test_what_is_wrong_is_said_and_the_picture_stays():
    async def story(page):
        before = dict(page.explorer.view)
        after = page.ask(do="set", knob="prices.saas", at=9999)
        assert {key: one for key, one in after.items() if key != "seq"} == {
            key: one for key, one in before.items() if key != "seq"
        }
        assert page.sent[-1]["do"] == "error"
        assert page.sent[-1]["at"] == "prices.saas"

    told(story)


def test_two_explorers_do_not_disturb_each_other():
    async def story(page):
        other = Page(folder="files")
        await other.rest()
        view = dict(other.explorer.view)
        page.ask(do="set", knob="prices.saas", at=0)
        page.ask(do="tab", value="cost")
        await page.rest()
        assert other.explorer.view == view
        assert other.explorer.setting != page.explorer.setting

    told(story)


def test_every_tab_is_shown_in_both_languages():
    async def story(page):
        for lang, words in (("nl", "Advies"), ("en", "Advice")):
            page.ask(do="lang", value=lang)
            assert page.explorer.spec["tabs"][0]["title"] == words
            for tab in page.explorer.spec["tabs"]:
                seen = page.ask(do="tab", value=tab["id"])
                assert seen["panel"]["tab"] == tab["id"]
                assert len(seen["panel"]["html"]) > 20, tab
                assert not re.search(r"\b(nan|None|null)\b", seen["panel"]["html"]), tab

    told(story)


def test_tipping_points_are_searched_on_request_and_can_be_stopped():
    async def story(page):
        page.ask(do="tab", value="tipping")
        page.ask(do="work")
        page.ask(do="cancel")
        await page.rest()
        assert page.sent[-1]["do"] == "stopped"
        page.ask(do="work")
        await page.rest()
        assert page.sent[-1]["do"] == "worked"
        assert page.explorer.view["panel"]["chart"]

    told(story)


def test_a_scenario_is_saved_and_picked():
    async def story(page):
        page.ask(do="set", knob="prices.saas", at=0)
        page.ask(do="save", name="goedkoop")
        assert page.sent[-1]["do"] == "saved"
        view = page.explorer.view
        assert view["changes"] == 0
        assert view["command"]["saved"]
        own = view["picks"]["scenario"]
        assert own.endswith("goedkoop.yml")
        page.ask(do="scenario", value="base")
        page.ask(do="scenario", value=own)
        assert page.explorer.scenario.assumptions["prices.saas"].value == pytest.approx(0.03)
        page.ask(do="save", name="goedkoop")
        assert page.sent[-1]["do"] == "error"

    told(story)


def test_the_notebook_around_it_can_listen():
    heard = []

    async def story(page):
        page.explorer.observe(lambda change: heard.append(change["new"].knobs), "setting")
        page.ask(do="set", knob="prices.saas", at=0)
        await page.rest()
        assert page.explorer.outcome.draws == 512
        assert page.explorer.scenario.id == "explorer"

    told(story)
    assert heard == [{"prices.saas": 0.03}]


def test_outside_a_notebook_the_outcome_is_there_when_asked_for():
    explorer = Explorer("dommelvallei", draws=128, folder="files")
    assert explorer.outcome.draws == 128
    with use("en"):
        assert "Dommelvallei" in explorer._repr_mimebundle_()[0]["text/html"] or explorer.desk.found


def test_without_a_kernel_the_page_is_text(monkeypatch):
    monkeypatch.setattr(module, "is_built", lambda: True)
    html = Explorer("dommelvallei", draws=128, folder="files")._repr_mimebundle_()[0]["text/html"]
    assert "voorkeur" in html
    assert "<table>" in html
    assert "128 toekomsten" in html


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="nl, en"):
        Explorer(lang="fr")
