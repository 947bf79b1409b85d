"""What is seen of a tumour, and when, and what counts as response and progression."""

from sim.clinic.biopsy import Biopsy
from sim.clinic.by_clone import ByClone
from sim.clinic.by_site import LesionsBySite
from sim.clinic.clinic import Clinic
from sim.clinic.criteria import RESPONSES, Criteria
from sim.clinic.desk import Desk
from sim.clinic.dose_rules import DoseRules
from sim.clinic.exam import Exam
from sim.clinic.marker import CirculatingDna, Marker
from sim.clinic.measures import Cells, Diameter, Lesions, Measure, Volume
from sim.clinic.noise import Noise
from sim.clinic.quality import Quality
from sim.clinic.ratios import Confirmed, RatioToBaseline, RatioToNadir, Reappearance
from sim.clinic.recist import Pcwg3, Recist
from sim.clinic.sequencing import Sequencing
from sim.clinic.toxicity import Toxicity

__all__ = [
    "RESPONSES",
    "Biopsy",
    "ByClone",
    "Cells",
    "CirculatingDna",
    "Clinic",
    "Confirmed",
    "Criteria",
    "Desk",
    "Diameter",
    "DoseRules",
    "Exam",
    "Lesions",
    "LesionsBySite",
    "Marker",
    "Measure",
    "Noise",
    "Pcwg3",
    "Quality",
    "RatioToBaseline",
    "RatioToNadir",
    "Reappearance",
    "Recist",
    "Sequencing",
    "Toxicity",
    "Volume",
]
