"""Everything Sentinel raises on purpose: what was found, what was expected, what to do."""

from __future__ import annotations


class SentinelError(Exception):
    """Base of all errors raised on purpose; facts are attributes, the message is for people."""


class InputRefusedError(SentinelError):
    """The input cannot become a report. `source` names it; `row` and `column` may be null."""

    def __init__(
        self,
        message: str,
        *,
        source: str | None = None,
        row: int | None = None,
        column: str | None = None,
        remedy: str = "",
    ) -> None:
        where = source or "input"
        if row is not None:
            where += f", row {row}"
        if column is not None:
            where += f", column {column!r}"
        super().__init__(f"{where}: {message}" + (f" {remedy}" if remedy else ""))
        self.message = message
        self.source = source
        self.row = row
        self.column = column
        self.remedy = remedy


class EmptyInputError(InputRefusedError):
    """There is not one row of data under a header."""


class UnreadableInputError(InputRefusedError):
    """The bytes are not a table of a kind that can be read (damaged, binary, wrong type)."""


class LimitExceededError(InputRefusedError):
    """The input exceeds a limit that protects the machine (bytes, columns, decompression)."""


class NoIdentifierError(InputRefusedError):
    """No column names the items: neither a SKU nor a barcode nor a description was recognised."""


class NothingToAssessError(InputRefusedError):
    """Items were found, but no column that any primitive could judge."""


class UsageError(SentinelError):
    """A name or value given by the caller is not one of those that exist."""

    def __init__(self, message: str, *, given: object = None, known: tuple[str, ...] = ()) -> None:
        super().__init__(message + (f" Known: {', '.join(known)}." if known else ""))
        self.given = given
        self.known = known


class SettingError(SentinelError):
    """A setting of the environment is missing or wrong. `setting` names it."""

    def __init__(self, setting: str, message: str) -> None:
        super().__init__(message)
        self.setting = setting


class PluginError(SentinelError):
    """A plugin cannot be used. `plugin` names it."""

    def __init__(self, message: str, *, plugin: str) -> None:
        super().__init__(message)
        self.plugin = plugin


class KeyClashError(PluginError):
    """Two plugins claim one key; both are named, neither wins silently."""

    def __init__(self, key: str, first: str, second: str) -> None:
        super().__init__(
            f"The key {key!r} is claimed by two plugins, {first!r} and {second!r}."
            f" Block one of them (--block {second} or SENTINEL_PLUGINS_BLOCK).",
            plugin=second,
        )
        self.key = key
        self.first = first
        self.second = second


class MapperUnavailableError(SentinelError):
    """A column mapper that was asked for gave no proposal: the others answer without it."""


class StorageError(SentinelError):
    """Records or blobs could not do what was asked; nothing was half done."""


class StorageUnavailableError(StorageError):
    """The database or the blobs cannot be reached now, or do not answer in time. Ask again."""


class StorageRefusedError(StorageError):
    """The database or the blobs said no: credentials, permissions, a missing bucket."""


class StorageFullError(StorageError):
    """There is no room left to store it."""


class StorageDamagedError(StorageError):
    """What is stored can no longer be read."""


class UnstorableError(StorageError):
    """A tenant, key, text or number that cannot be stored as it is. `given` is it."""

    def __init__(self, message: str, *, given: object) -> None:
        super().__init__(message)
        self.given = given


class NotFoundError(StorageError):
    """The tenant has no such thing; what another tenant has is absent just the same."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"There is no {what} {name!r}.")
        self.what = what
        self.name = name


class ConflictError(StorageError):
    """It is no longer, or not yet, in the state that the caller took it to be in."""


class SchemaVersionError(StorageError):
    """The tables of the database are of another version than this program."""

    def __init__(self, *, found: str | None, expected: str) -> None:
        state = "has no tables yet" if found is None else f"is at version {found}"
        super().__init__(
            f"The database {state}, this program needs version {expected}."
            " Run: sentinel database upgrade"
        )
        self.found = found
        self.expected = expected
