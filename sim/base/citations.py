"""References: where a number or a method was published."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """One publication.

    Parameters
    ----------
    authors, title, journal : str
        As they are printed.
    year : int
        Year of publication.
    doi : str
        Digital object identifier, without a resolver's address.
    gives : str
        What was taken from it.
    """

    authors: str
    year: int
    title: str
    journal: str
    doi: str
    gives: str = ""

    def __str__(self) -> str:
        text = f"{self.authors} ({self.year}). {self.title}. {self.journal}. doi:{self.doi}"
        return f"{text}\n    for: {self.gives}" if self.gives else text
