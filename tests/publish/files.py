"""A small notebook with one table and one figure, as Herijk shows them, for the tests of exports."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from model.publish.section import Section
from model.show import style
from model.show.picture import Figure
from model.show.table import Cell as Shown
from model.show.table import Column, Table

MEMO_PARAMETERS = (
    "case", "scenario", "options", "lang", "draws", "seed", "mark", "without", "precision", "max_draws", "decide_from",
)  # fmt: skip
ALT = "Lijn die stijgt van 1 naar 3 miljoen euro"


def table(name="costs", **changes):
    told = {
        "name": name,
        "caption": "Wat het kost",
        "columns": (
            Column("gemeente", align="left"),
            Column("bedrag", "euro", group="2027"),
            Column("aandeel", group="2027"),
            Column("kans"),
            Column("goed", align="left"),
            Column("bron", align="left"),
        ),
        "rows": (
            (Shown("Aldergoor"), Shown("€ 1,2 mln", 1_234_567.891), Shown("35%", 0.35), Shown("€ 5", 5.0),
             Shown("ja", True), Shown("CBS", url="https://cbs.nl/a?b=1&c=2")),
            (Shown("samen"), Shown("€ −2,5 mln", -2_500_000.0), Shown("100%", 1.0), Shown("geen", None),
             Shown("nee", False), Shown("-1+1")),
        ),
        "notes": ("Een noot.",),
        "totals": (1,),
    }  # fmt: skip
    return Table(**(told | changes))


def figure():
    with style.drawing():
        canvas = style.canvas(2.0)
        canvas.subplots().plot([1, 2, 3])
    return Figure("line", "Een lijn", ALT, canvas, table("line-data"), ("Lees zo.",))


def notebook(*parts, title="Notitie", **facts):
    section = Section("part", "Eerste deel", parts, kind="page-break")
    cells = [new_markdown_cell(f"# {title}\n\nTekst met **vet**, `code` en [adres](https://a.nl).", id="a")]
    for place, shown in enumerate((section,)):
        data, _ = shown._repr_mimebundle_()
        output = new_output("display_data", data=data, metadata={"herijk": {"lang": "nl", "title": title, **facts}})
        cells.append(new_code_cell("geheime_code()", id=f"c{place}", outputs=[output]))
    return new_notebook(cells=cells, metadata={"lang": facts.get("lang", "nl")})
