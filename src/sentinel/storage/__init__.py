"""State that survives: records in a database, blobs in a folder or S3, each tenant's apart."""

from sentinel.storage.blobs import Blobs, open_blobs
from sentinel.storage.keeping import (
    delete_analysis,
    delete_tenant,
    load_analysis,
    load_findings,
    load_report,
    load_snapshot,
    retention,
    save_analysis,
)
from sentinel.storage.models import (
    Answer,
    BlobInfo,
    DiagnosticItem,
    DiagnosticPattern,
    DiagnosticSession,
    Presigned,
    Rate,
    Removed,
    StoredAnalysis,
    StoredIssue,
    Task,
    TaskChange,
    TaskPage,
    Upload,
)
from sentinel.storage.names import (
    new_analysis_id,
    new_session_id,
    new_task_id,
    new_upload_key,
)
from sentinel.storage.records import Records, open_records
from sentinel.storage.schema import require_current, upgrade, version

__all__ = [
    "Answer",
    "BlobInfo",
    "Blobs",
    "DiagnosticItem",
    "DiagnosticPattern",
    "DiagnosticSession",
    "Presigned",
    "Rate",
    "Records",
    "Removed",
    "StoredAnalysis",
    "StoredIssue",
    "Task",
    "TaskChange",
    "TaskPage",
    "Upload",
    "delete_analysis",
    "delete_tenant",
    "load_analysis",
    "load_findings",
    "load_report",
    "load_snapshot",
    "new_analysis_id",
    "new_session_id",
    "new_task_id",
    "new_upload_key",
    "open_blobs",
    "open_records",
    "require_current",
    "retention",
    "save_analysis",
    "upgrade",
    "version",
]
