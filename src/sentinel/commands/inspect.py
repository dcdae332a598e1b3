"""`sentinel map`, `explain`, `adapters`, `primitives` and `plugins`: looking without analysing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sentinel.commands import output
from sentinel.commands.parameters import (
    FILE,
    build_engine,
    format_option,
    mapping_options,
    plugin_options,
    pos_option,
    source_of,
    threshold_option,
)

if TYPE_CHECKING:
    from sentinel.engine import Engine
    from sentinel.models import Adapter, ColumnMapper, PluginState, Primitive


@click.command("map")
@click.argument("file", type=FILE)
@pos_option
@mapping_options
@click.option(
    "--save",
    "place",
    is_flag=False,
    flag_value="",
    metavar="[PATH]",
    help="Keep the mapping for the next file with these headers: in your own folder, or in the"
    " folder or .toml file PATH.",
)
@click.option(
    "--claude",
    "asked",
    is_flag=True,
    help="Ask Claude about an export that nobody knows: headers and shapes of values are sent."
    " Needs the extra ai and ANTHROPIC_API_KEY.",
)
@click.option("--claude-values", is_flag=True, help="With --claude: send some values as well.")
@click.option(
    "--show-payload",
    is_flag=True,
    help="With --claude: print what would be sent, and send nothing.",
)
@format_option("text", "json")
@plugin_options
def map_columns(
    file: str,
    pos: str | None,
    mapping: tuple[tuple[str, str | None], ...],
    mappings: Path | None,
    place: str | None,
    asked: bool,
    claude_values: bool,
    show_payload: bool,
    form: str,
    block: tuple[str, ...],
    trace: bool,
) -> None:
    """Show what each column of FILE would be taken for, how surely, and why.

    What is wrong is put right with --map, and kept with --save.
    """
    from sentinel.reports.mapping import suggestion_to_text

    if not asked and (claude_values or show_payload):
        raise click.UsageError("--claude-values and --show-payload go with --claude.")
    target = _target(place)
    engine = build_engine(block, trace, mappings=mappings)
    source, told = source_of(file), dict(mapping) or None
    if show_payload:
        _show_payload(source, engine, values=claude_values, pos=pos, mapping=told)
        return
    suggestion = engine.suggest_mapping(
        source, pos=pos, mapping=told, mapper=_claude(claude_values) if asked else None
    )
    _show(suggestion, form, lambda it: suggestion_to_text(it, width=output.width()))
    if target is not None:
        output.say(f"Kept in {suggestion.save(target)}.")


def _claude(values: bool) -> ColumnMapper:
    from sentinel.ai import claude

    return claude(values=values)


def _show_payload(source: Any, engine: Engine, **options: Any) -> None:
    import json

    from sentinel.ai import payload
    from sentinel.errors import MapperUnavailableError

    try:
        body = payload(source, engine=engine, **options)
    except MapperUnavailableError as error:
        output.say(f"Nothing would be sent. {error}")
    else:
        output.write(json.dumps(body, ensure_ascii=False, indent=2))


def _target(place: str | None) -> Path | None:
    from sentinel.saved_mapping_files import ENDING, own_folder

    if not place:
        return own_folder() if place == "" else None
    path = Path(place)
    if path.suffix != ENDING and (path.is_file() or path.suffix):
        raise click.BadParameter(f"{place!r} is neither a folder nor ends in {ENDING}.")
    return path


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.argument("sku")
@click.option("--store", metavar="STORE", help="The store, if several have this SKU.")
@pos_option
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day of the export.")
@mapping_options
@threshold_option
@format_option("text", "json")
@plugin_options
def explain(
    files: tuple[str, ...],
    sku: str,
    store: str | None,
    pos: str | None,
    as_of: Any,
    mapping: tuple[tuple[str, str | None], ...],
    mappings: Path | None,
    thresholds: tuple[tuple[str, float], ...],
    form: str,
    block: tuple[str, ...],
    trace: bool,
) -> None:
    """Show every primitive's reasoning about one SKU, step by step."""
    from sentinel.explain import explain_item

    engine = build_engine(block, trace, mappings=mappings)
    snapshot = engine.read(
        [source_of(file) for file in files],
        pos=pos,
        as_of=as_of.date() if as_of else None,
        mapping=dict(mapping) or None,
    )
    reasonings = engine.explain(snapshot, sku, store_id=store, thresholds=dict(thresholds) or None)
    proof = explain_item(reasonings)
    _show(proof, form, lambda tree: "\n".join(tree.lines(output.width())))


@click.command()
@format_option("text", "json")
@plugin_options
def adapters(form: str, block: tuple[str, ...], trace: bool) -> None:
    """List the POS systems that are known, and their exports."""
    engine = build_engine(block, trace)
    _show([item for _, item in sorted(engine.adapters.items())], form, _adapters)


@click.command()
@format_option("text", "json")
@plugin_options
def primitives(form: str, block: tuple[str, ...], trace: bool) -> None:
    """List the kinds of leak that are looked for, what they need and their thresholds."""
    engine = build_engine(block, trace)
    _show([item for _, item in sorted(engine.primitives.items())], form, _primitives)


@click.command()
@format_option("text", "json")
@plugin_options
def plugins(form: str, block: tuple[str, ...], trace: bool) -> None:
    """List every plugin found, where it comes from, and whether it works."""
    engine = build_engine(block, trace)
    _show(engine.plugins, form, _plugins)


def _show(value: Any, form: str, as_text: Any) -> None:
    if form == "json":
        from sentinel.wire import to_json

        output.write(to_json(value))
    else:
        output.write(as_text(value))


# --- as text ------------------------------------------------------------------------------------


def _adapters(items: Sequence[Adapter]) -> str:
    head = ("key", "POS system", "exports")
    rows = ((i.key, i.title, ", ".join(export.name for export in i.exports)) for i in items)
    return "\n".join(_table(head, rows))


def _primitives(items: Sequence[Primitive]) -> str:
    lines = []
    for item in items:
        needs = [*item.requires]
        if item.requires_any:
            needs.append(" or ".join(item.requires_any))
        lines += [
            f"{item.key}: {item.title} ({item.severity}, {item.category})",
            f"  {item.meaning}",
            f"  needs {', '.join(needs)}",
            *([f"  uses {', '.join(item.uses)}"] if item.uses else []),
            *(
                f"  {item.key}.{threshold.name} = {threshold.default:g} {threshold.unit}:"
                f" {threshold.meaning}"
                for threshold in item.thresholds
            ),
            "",
        ]
    return "\n".join(lines).rstrip("\n")


def _plugins(states: Sequence[PluginState]) -> str:
    head = ("name", "status", "from", "offers")
    return "\n".join(_table(head, map(_plugin, states)))


def _plugin(state: PluginState) -> tuple[str, ...]:
    origin = " ".join(part for part in (state.distribution, state.version) if part)
    offers = state.error or ", ".join(
        f"{kind} {key}"
        for kind, keys in (
            ("adapter", state.adapters),
            ("primitive", state.primitives),
            ("column mapper", state.column_mappers),
        )
        for key in keys
    )
    return state.name, state.status, origin or "unknown", offers


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Columns under their heads; all but the last are cut to share the width."""
    from sentinel.reports.words import printable

    cells = [head, *(tuple(map(printable, row)) for row in rows)]
    widest = [max(len(row[column]) for row in cells) for column in range(len(head))]
    most = max(12, output.width() // len(head))
    widths = [min(size, most) for size in widest[:-1]]
    return [
        "  ".join(
            [
                *(_cut(cell, size).ljust(size) for cell, size in zip(row, widths, strict=False)),
                row[-1],
            ]
        ).rstrip()
        for row in cells
    ]


def _cut(cell: str, size: int) -> str:
    return cell if len(cell) <= size else cell[: size - 3] + "..."
