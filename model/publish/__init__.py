"""Publishing: notebooks to pages that need nothing else, and the board memo.

`html`
    One notebook to one HTML file (nbconvert with our own template in ``templates/herijk``).
`page`
    What that template needs to know of a notebook: language, title, marks, contents; and the checks on images.
`kernel`
    The kernel that runs a notebook: this very Python, alone with itself.
`memo`
    `make_memo`: parameters checked, notebook run, page written, nothing half.
`sections`
    The memo's sections, one function each; `notebooks/memo.ipynb` calls them in board order.
"""
