"""Finding, loading and naming plugins: the only import of pluggy's manager."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy
from attrs import evolve, frozen

from sentinel import hookspecs
from sentinel.errors import KeyClashError, PluginError, UsageError
from sentinel.models import Adapter, ColumnMapper, PluginState, Primitive

GROUP = "sentinel"
"""Entry-point group of built-ins and strangers alike."""

Trace = Callable[[str], None]
"""Gets one line per hook call."""


@frozen(kw_only=True)
class Plugins:
    """Everything that the loaded plugins offer, by key."""

    adapters: Mapping[str, Adapter]
    primitives: Mapping[str, Primitive]
    column_mappers: Mapping[str, ColumnMapper]
    """Those that are always asked."""
    mappers_on_request: Mapping[str, ColumnMapper]
    states: tuple[PluginState, ...]
    """Every plugin found, loaded or not, in the order of their names."""


def load(
    chosen: Iterable[str] | None = None,
    block: Iterable[str] = (),
    trace: Trace | None = None,
) -> Plugins:
    """Load the plugins of the group `sentinel` one by one.

    `chosen`: only these names (null: all); `block`: not these, nor those that
    SENTINEL_PLUGINS_BLOCK lists. A plugin that raises is left out and reported in `states`.

    Raises UsageError for a chosen or blocked name that is not installed, and KeyClashError where
    two loaded plugins claim one key.
    """
    found = {point.name: point for point in sorted(entry_points(group=GROUP), key=_by_name)}
    from_environment = os.environ.get("SENTINEL_PLUGINS_BLOCK", "").replace(",", " ").split()
    blocked = {*block, *from_environment}
    _check_known({*blocked, *(chosen or ())}, found)
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    if trace is not None:
        _trace(manager, trace)
    wanted = set(found) if chosen is None else set(chosen)
    offers = [_offer(manager, point, wanted, blocked) for point in found.values()]
    mappers = _by_key(offers, "column_mappers").items()
    return Plugins(
        adapters=_by_key(offers, "adapters"),
        primitives=_by_key(offers, "primitives"),
        column_mappers={key: mapper for key, mapper in mappers if not mapper.on_request},
        mappers_on_request={key: mapper for key, mapper in mappers if mapper.on_request},
        states=tuple(offer.state for offer in offers),
    )


@frozen(kw_only=True)
class _Offer:
    """What one plugin brings."""

    state: PluginState
    adapters: tuple[Adapter, ...] = ()
    primitives: tuple[Primitive, ...] = ()
    column_mappers: tuple[ColumnMapper, ...] = ()


def _by_name(point: EntryPoint) -> tuple[str, str]:
    return point.name, point.value


def _check_known(names: set[str], found: Mapping[str, EntryPoint]) -> None:
    for name in sorted(names):
        if name not in found:
            raise UsageError(
                f"No plugin is called {name!r}.", given=name, known=tuple(sorted(found))
            )


def _offer(
    manager: pluggy.PluginManager, point: EntryPoint, wanted: set[str], blocked: set[str]
) -> _Offer:
    state = PluginState(
        name=point.name,
        distribution=point.dist.name if point.dist else None,
        version=point.dist.version if point.dist else None,
        status="loaded",
    )
    if point.name in blocked:
        return _Offer(state=evolve(state, status="blocked"))
    if point.name not in wanted:
        return _Offer(state=evolve(state, status="not chosen"))
    try:
        manager.register(point.load(), name=point.name)
        return _ask(manager, state)
    except Exception as error:
        # whatever a stranger's code raises, the engine goes on without it and says so
        if manager.get_plugin(point.name) is not None:
            manager.unregister(name=point.name)
        return _Offer(
            state=evolve(state, status="failed", error=f"{type(error).__name__}: {error}")
        )


def _ask(manager: pluggy.PluginManager, state: PluginState) -> _Offer:
    others = [plugin for name, plugin in manager.list_name_plugin() if name != state.name]

    def ask(hook: str, kind: type[Any]) -> tuple[Any, ...]:
        answers = manager.subset_hook_caller(hook, others)()
        offered = tuple(item for answer in answers for item in answer)
        for item in offered:
            if not isinstance(item, kind):
                raise PluginError(
                    f"{hook} returned {item!r}, expected a list of {kind.__name__}.",
                    plugin=state.name,
                )
        return offered

    adapters = ask("sentinel_adapters", Adapter)
    primitives = ask("sentinel_primitives", Primitive)
    mappers = ask("sentinel_column_mappers", ColumnMapper)
    return _Offer(
        state=evolve(
            state,
            adapters=tuple(adapter.key for adapter in adapters),
            primitives=tuple(primitive.key for primitive in primitives),
            column_mappers=tuple(mapper.key for mapper in mappers),
        ),
        adapters=adapters,
        primitives=primitives,
        column_mappers=mappers,
    )


def _by_key(offers: Iterable[_Offer], kind: str) -> dict[str, Any]:
    owners: dict[str, str] = {}
    offered: dict[str, Any] = {}
    for offer in offers:
        for item in getattr(offer, kind):
            if item.key in owners:
                raise KeyClashError(item.key, owners[item.key], offer.state.name)
            owners[item.key] = offer.state.name
            offered[item.key] = item
    return offered


def _trace(manager: pluggy.PluginManager, trace: Trace) -> None:
    def before(hook: str, implementations: Any, arguments: Any) -> None:
        for implementation in implementations:
            trace(f"{hook} asks {implementation.plugin_name}")

    def after(outcome: Any, hook: str, implementations: Any, arguments: Any) -> None:
        if implementations:
            counts = ", ".join(str(len(answer)) for answer in outcome.get_result())
            trace(f"{hook} got {counts}")

    manager.add_hookcall_monitoring(before, after)
