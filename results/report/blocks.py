"""What a section is made of: paragraphs, tables, pictures. The page template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from markupsafe import Markup

Text = str | Markup
"""Plain text is escaped by the template; `Markup` (from `wording.prose.say`) is not."""
Outcome = Literal["met", "missed", "inconclusive"]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; "finding" is a sentence read off the data, "note" is small print.

    A "warning" stands out: what all that follows has to be read by.
    """

    kind: ClassVar[str] = "paragraph"
    text: Text
    tone: Literal["plain", "finding", "note", "warning"] = "plain"


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar[str] = "heading"
    text: Text


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    kind: ClassVar[str] = "bullets"
    items: Sequence[Text]


@dataclass(frozen=True)
class Facts:
    """Names and values, side by side."""

    kind: ClassVar[str] = "facts"
    rows: Sequence[tuple[Text, Text]]


@dataclass(frozen=True)
class Picture:
    """A picture with title, the sentence that says what it shows, and a text for the blind.

    Parameters
    ----------
    name : str
        Unique in the report.
    title : str
    svg : Markup
        An svg element.
    finding : str
    alt : str
        What kind of picture it is, in words.
    """

    kind: ClassVar[str] = "picture"
    name: str
    title: Text
    svg: Markup
    finding: Text
    alt: str


@dataclass(frozen=True)
class Column:
    """A column's heading; numbers stand to the right."""

    text: Text
    number: bool = False


@dataclass(frozen=True)
class DataTable:
    """A table. On a narrow screen it scrolls within itself.

    Parameters
    ----------
    caption : Text
    columns : sequence of Column
    rows : sequence of rows, one text a column
    dense : bool
        In small type, for long lists.
    groups : sequence of (row number, heading), optional
        Headings that stand before a row.
    """

    kind: ClassVar[str] = "table"
    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Text]]
    dense: bool = False
    groups: Sequence[tuple[int, Text]] = ()

    @property
    def group_before(self) -> dict[int, Text]:
        """Headings by the row that they stand before."""
        return dict(self.groups)


@dataclass(frozen=True)
class Badge:
    """A word with a symbol, coloured: never colour alone."""

    outcome: str
    word: str


@dataclass(frozen=True)
class TargetRow:
    """One target of the table of targets.

    Parameters
    ----------
    badge : Badge
    label, asked : Text
        What is asked, and the bound.
    found : Text
        The estimate.
    between : Text
        The interval in words; empty where there is none.
    where : Text
        Which part the estimate is of; empty for a target judged as a whole.
    details : sequence of (name, text)
        Evidence, why, worst hours, what is still needed.
    """

    badge: Badge
    label: Text
    asked: Text
    found: Text
    between: Text
    where: Text
    details: Sequence[tuple[Text, Text]]


@dataclass(frozen=True)
class TargetTable:
    """The table of targets."""

    kind: ClassVar[str] = "targets"
    caption: Text
    columns: tuple[Text, Text, Text, Text]
    rows: Sequence[TargetRow]


@dataclass(frozen=True)
class Banner:
    """The verdict, large.

    Parameters
    ----------
    outcome : str
        "ready", "not_ready", "inconclusive" or "unjudged"; chooses the colour.
    over : Text
        Heading over it, as DEMONSTRATION; may be empty.
    word : Text
        The verdict in a word or two.
    sentence : Text
    counts : sequence of (Badge, number)
    """

    kind: ClassVar[str] = "banner"
    outcome: str
    over: Text
    word: Text
    sentence: Text
    counts: Sequence[tuple[Badge, str]]


@dataclass(frozen=True)
class BadgeRow:
    """One item of a checklist."""

    badge: Badge
    label: Text
    note: Text


@dataclass(frozen=True)
class BadgeList:
    """A list of items, each with a badge."""

    kind: ClassVar[str] = "badges"
    rows: Sequence[BadgeRow]


@dataclass(frozen=True)
class Terms:
    """A glossary: (key, word, meaning)."""

    kind: ClassVar[str] = "terms"
    rows: Sequence[tuple[str, Text, Text]]


Block = (
    Paragraph
    | Heading
    | Bullets
    | Facts
    | Picture
    | DataTable
    | TargetTable
    | Banner
    | BadgeList
    | Terms
)


@dataclass(frozen=True)
class Section:
    """A section of the report.

    Parameters
    ----------
    key : str
        Anchor.
    title : Text
    blocks : sequence of Block
    """

    key: str
    title: Text
    blocks: Sequence[Block]
