"""What `grader similarity` shows."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.language import say
from grader.similarity.compare import Similar
from grader.terminal.console import printable


def similarity_view(pairs: Sequence[Similar], threshold: float) -> RenderableType:
    """The pairs, and what they do and do not mean."""
    if not pairs:
        return Text(say("No two submissions share {share} of their own code.").format(share=f"{threshold:.0%}"))
    table = Table(box=None, pad_edge=False, header_style="head")
    for heading in (say("Topic"), say("Students"), say("Shared")):
        table.add_column(heading)
    for pair in pairs:
        table.add_row(pair.topic, Text(printable(f"{pair.one}, {pair.other}", "")), f"{pair.share:.0%}")
    note = say("The stub and the reference are left out. Short exercises have few right answers: look before you ask.")
    return Group(table, Text(note, "quiet"))
