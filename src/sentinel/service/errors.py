"""What the service refuses beyond what insights and storage do."""

from __future__ import annotations

from sentinel.insights import NoDataError


class NothingAnalysedError(NoDataError):
    """The tenant has no analysis at all."""

    def __init__(self) -> None:
        super().__init__((), ())

    def __str__(self) -> str:
        return "Nothing has been analysed yet. Upload an export first."
