"""What a student has written down: predictions, and answers with how many tries they took.

Kept in the memory of the kernel that runs the notebook, and nowhere else, until
`sim.teaching.progress` is asked to write a file.
"""

from dataclasses import dataclass, field

LONGEST = 300
"""Letters of a prediction or an answer that are kept."""


@dataclass
class Predicted:
    """A prediction, and what came out."""

    text: str = ""
    came: str = ""
    """Empty until it was shown."""
    late: bool = False
    """Whether it was written, or changed, after what came out was shown."""


@dataclass
class Tried:
    """An exercise that was tried."""

    tries: int = 0
    right: bool = False
    answer: str = ""
    """The last one."""


@dataclass
class Notes:
    """All that was written down, by name: ``"1.A"`` a prediction, ``"1.2"`` an exercise."""

    predictions: dict[str, Predicted] = field(default_factory=dict)
    exercises: dict[str, Tried] = field(default_factory=dict)

    def predicted(self, name: str) -> Predicted:
        """Return a prediction, empty if there is none yet."""
        return self.predictions.setdefault(name, Predicted())

    def predict(self, name: str, text: str) -> Predicted:
        """Write a prediction down."""
        noted = self.predicted(name)
        text = text.strip()[:LONGEST]
        if text != noted.text:
            noted.text, noted.late = text, bool(noted.came)
        return noted

    def tried(self, name: str, answer: object, right: bool) -> None:
        """Count a try; once right, an exercise stays right and is counted no more."""
        noted = self.exercises.setdefault(name, Tried())
        if not noted.right:
            noted.tries += 1
            noted.right = right
            noted.answer = " ".join(str(answer).split())[:LONGEST]


NOTES = Notes()
"""Those of this kernel."""
