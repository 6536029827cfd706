"""English words that must not turn up in what a Dutch reader sees."""

import re

ENGLISH = re.compile(
    r"\b(the|and|of the|with|from|this|that|these|are|which|not|per year|cheaper|higher|lower|municipality|"
    r"municipalities|cost|budget year|year|years|futures|share|party|parties|estimate|estimated|found|"
    r"allowed)\b",
    re.IGNORECASE,
)
