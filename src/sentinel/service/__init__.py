"""Storage and insights together: what a server does for its tenants, without HTTP.

    from sentinel.service import Analyses, Diagnostics, Tasks

Each is made of an engine, records and blobs, as far as it needs them; what it keeps in memory can
be made again from these.
"""

from sentinel.service.analyses import (
    Analyses,
    Earlier,
    LookedBack,
    analysed,
    looked_back,
    stores_of,
)
from sentinel.service.analyst import Analyst, AnalystBusyError, AnalystLostError, Apart, Here
from sentinel.service.diagnostics import Diagnostics
from sentinel.service.errors import NothingAnalysedError
from sentinel.service.exports import Chosen, OpenedExport, open_exports, read
from sentinel.service.memory import Memory
from sentinel.service.tasks import Tasks
from sentinel.service.uploads import consume

__all__ = [
    "Analyses",
    "Analyst",
    "AnalystBusyError",
    "AnalystLostError",
    "Apart",
    "Chosen",
    "Diagnostics",
    "Earlier",
    "Here",
    "LookedBack",
    "Memory",
    "NothingAnalysedError",
    "OpenedExport",
    "Tasks",
    "analysed",
    "consume",
    "looked_back",
    "open_exports",
    "read",
    "stores_of",
]
