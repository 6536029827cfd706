"""What a reader of an executed notebook sees."""

import re

import nbformat


def notebook_text(path):
    """Texts without code, tags and pictures."""
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.outputs:
            if html := output.get("data", {}).get("text/html"):
                yield re.sub(r"<[^>]*>", " ", html)
