"""Publishing: notebooks to pages that need nothing else, and the board memo.

`html`
    One notebook to one HTML file (nbconvert with our own template in ``templates/herijk``).
`page`
    What that template needs to know of a notebook (language, title, marks, contents), and what it refuses.
`kernel`
    The kernel that runs a notebook: this very Python, alone with itself.
`memo`
    `make_memo`: parameters checked, notebook run, page written, nothing half.
`parameters`, `board`, `section`, `sections`
    What may be asked for, the simulation behind a memo, and its sections in board order;
    `notebooks/memo.ipynb` calls one per cell.
"""
