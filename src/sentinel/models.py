"""The words of the domain, as frozen values. Nothing here reads, writes or judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from sentinel.demand import Rate
from sentinel.scorecard import Scorecard

if TYPE_CHECKING:
    import pyarrow as pa

DateOrder = Literal["YMD", "MDY", "DMY"]
Family = Literal["price", "stock"]
Severity = Literal["critical", "high", "medium", "low"]
Trend = Literal["new", "worse", "same", "better"]

CAUSES = (
    "Theft",
    "VendorIncrease",
    "RebateTiming",
    "MarginLeak",
    "DemandShift",
    "QualityIssue",
    "PricingError",
    "InventoryDrift",
)
"""The eight root causes, in the order in which every posterior lists them."""


# --- what is read -------------------------------------------------------------------------------


@frozen(kw_only=True)
class Export:
    """One kind of file that a POS writes, and only how it differs from the plain case."""

    name: str
    """What it is, in one word: catalog, stock, sales, counts."""
    fingerprint: tuple[str | tuple[str, ...], ...]
    """Headers that together identify this export. A trailing `*` matches any ending; a tuple stands
    for one header in its generations and languages."""
    title: str = ""
    """What the vendor calls it; empty: as `name`."""
    menu_path: str = ""
    """Where in the POS it is taken from: `Reporting > Reports > Item sales > Export`."""
    other_headers: tuple[str, ...] = ()
    """Headers that it also has and that are not read: they tell it from other exports."""
    columns: Mapping[str, str | tuple[str, ...]] = field(factory=dict)
    """Canonical column to header; of several headers the first one present is taken."""
    location_columns: Mapping[str, str] = field(factory=dict)
    """Canonical column to header prefix, where each location has a column of its own."""
    contradicted_by: tuple[str, ...] = ()
    """Headers that another system has beside this fingerprint and this export never has."""
    item_id: str | tuple[str, ...] | None = None
    """Header of the POS's own id of an item: joins exports in which the SKU is missing."""
    why: Mapping[str, str] = field(factory=dict)
    """Canonical column to how its values come about, where they are more than a copy."""
    scale: Mapping[str, float] = field(factory=dict)
    """Canonical column to factor: 0.01 for money in cents."""
    nulls: tuple[str, ...] = ()
    """Words that mean 'no value' in this export, beyond the usual ones."""
    sales_window_days: float | None = None
    """Days that units sold covers where neither a header nor a period named above the table or in
    the file's name says so; null if the export does not fix it."""
    date_order: DateOrder | None = None
    """Order of the parts of a date; null: decided from each column as a whole."""
    prepare: Callable[[pa.Table], pa.Table] | None = None
    """For odd layouts: gets the table of text, one column per header plus `__row__` (int64, the
    row in the file), and returns such a table. Rows are not dropped but given a reason in a text
    column `__left_out__`."""


@frozen(kw_only=True)
class Adapter:
    """A POS system, as the exports that it writes."""

    key: str
    title: str
    system: str | None = None
    """The product it is a line of, where several adapters read one product; null: itself."""
    exports: tuple[Export, ...] = ()
    """Empty for `generic`: its columns are found by the column mappers."""


@frozen(kw_only=True)
class Sample:
    """The head of an export, for those who propose what its columns mean."""

    headers: tuple[str, ...]
    columns: tuple[tuple[str | None, ...], ...]
    """Cell texts of the first rows, one tuple per header; null where a cell is empty."""


@frozen(kw_only=True)
class MappedColumn:
    """One header and the canonical column it was taken for."""

    column: str
    """Canonical name."""
    header: str
    confidence: float
    """Probability from 0 to 1 that this is right."""
    why: str
    location: str | None = None
    """The store, where the header names one; else null."""
    scale: float = 1.0
    """Factor from the export's unit to the canonical one."""
    window: float | Literal["year to date", "month to date"] | None = None
    """Days that units sold covers, where the header says so; of addends: of this one."""
    addend: bool = False
    """True for one of several headers that add up to the column: twelve months of sales."""
    proof: str | None = None
    """The identity between columns that holds in the rows looked at and proves it; null: none."""
    needs_review: bool = False
    """True where a person should look at it before its figures are relied on."""


@frozen(kw_only=True)
class ColumnMapper:
    """Proposes columns for exports that no adapter knows."""

    key: str
    title: str
    propose: Callable[[Sample], tuple[MappedColumn, ...]]
    """May propose several columns for one header: the confidences are their probabilities and come
    to 1 at most, the rest is "none of them". Besides the canonical names it may propose those of
    `sentinel.identities.HELPERS`, and "" with the reason why a header is none at all.
    One that is `on_request` may raise MapperUnavailableError: the others then answer without it."""
    on_request: bool = False
    """True for one that costs something or sends something away: it is asked only where the caller
    names it, after the others, and what it says is weighed against theirs as a second opinion."""


@frozen(kw_only=True)
class ProblemExample:
    """One place where a problem was seen."""

    row: int | None
    """Row in the file as a spreadsheet numbers it: the first line is 1. Null: the whole column."""
    value: str | None
    message: str = ""


@frozen(kw_only=True)
class Problem:
    """Cells or rows that could not be taken as they stand: counted all, shown some."""

    code: str
    """Stable key: unreadable_number, unreadable_date, ambiguous_dates, ragged_row, ..."""
    count: int
    column: str | None = None
    """Canonical column; null if rows as a whole are meant."""
    header: str | None = None
    examples: tuple[ProblemExample, ...] = ()
    """The first few in file order; `count` minus their number were left out."""

    @property
    def examples_left_out(self) -> int:
        """How many occurrences are counted and not shown."""
        return self.count - len(self.examples)


@frozen(kw_only=True)
class ColumnProfile:
    """What the first values under a header look like; changes between two exports show in it."""

    header: str
    kind: Literal["numbers", "dates", "words", "empty"]
    date_order: DateOrder | None = None
    """Of dates, where one of them tells; else null."""
    middle: float | None = None
    """Median of the numbers other than zero, without their sign; null where there are none."""
    values: frozenset[str] = frozenset()
    """The different values; none where it was kept in a saved mapping."""


@frozen(kw_only=True)
class Source:
    """One file as it was read. rows_read = rows_used + the sum of rows_left_out."""

    name: str
    sha256: str | None
    """Null for tables that never were bytes."""
    bytes: int | None
    pos: str
    export: str
    pos_confidence: float
    encoding: str | None
    rows_read: int
    """Records below the header, blank ones included."""
    rows_used: int
    rows_left_out: Mapping[str, int] = field(factory=dict)
    """Reason to number of rows: blank, total, repeated_header, not_an_item, no_identifier, ..."""
    mapping: tuple[MappedColumn, ...] = ()
    unmapped: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    pos_runner_up: tuple[str, str, float] | None = None
    """Key, export and probability of the next best; null if nothing else fits at all."""
    pos_deciding: tuple[str, ...] = ()
    """The headers that tell it best from the runner-up, the strongest first."""
    pos_equals: tuple[tuple[str, str], ...] = ()
    """Key and export of others that the headers fit just as well."""
    profiles: tuple[ColumnProfile, ...] = ()
    """One per header of the file."""


@frozen(kw_only=True)
class LeftAside:
    """Figures of the files that are not in the snapshot, for one reason."""

    reason: str
    """Stable key: duplicate_row, repeated_for_each_lot, said_twice, conflicting_value,
    ambiguous_store, ambiguous_item, repeated_sale, overlapping_period."""
    rows: int
    """Rows whose figure is left aside."""
    total: float
    """What these figures come to."""


@frozen(kw_only=True)
class Reconciled:
    """One quantity or amount before and after the files were joined.

    `in_files` is `in_snapshot` plus the total of all that was left aside.
    """

    column: str
    """Canonical name."""
    in_files: float
    """Sum over the rows of all files, each file by itself."""
    in_snapshot: float
    left_aside: tuple[LeftAside, ...] = ()


@frozen(kw_only=True, eq=False)
class Snapshot:
    """What the POS had on `as_of`: canonical columns, one row per store and SKU."""

    table: pa.Table
    """Only columns that the export has (see `sentinel.canonical`), `store_id` and `sku` always."""
    as_of: date
    as_of_source: str
    """Where the date comes from: given, the file, the latest date in the data."""
    sources: tuple[Source, ...] = ()
    currency: str = "USD"
    history: pa.Table | None = None
    """Sales by day: `store_id`, `sku`, `day` (date32), `units_sold` (net of returns),
    `units_returned`, `net_sales` (USD; null where the export has no amounts), one row per store,
    SKU and day with a sale line. Null where no export has one row per sale line."""
    reconciled: tuple[Reconciled, ...] = ()
    """Every quantity and amount that a file has: on_hand_qty, on_order_qty, units_sold,
    units_returned, net_sales, counted_qty. Empty for a snapshot that was not read from files."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems of all sources."""
        return tuple(problem for source in self.sources for problem in source.problems)


# --- what is judged -----------------------------------------------------------------------------


@frozen(kw_only=True)
class Threshold:
    """A number that a judgement depends on and that a caller may override."""

    name: str
    default: float
    unit: str
    meaning: str


@frozen(kw_only=True)
class Item:
    """One row of a snapshot, plus what its store's statistics say of it.

    Null means unknown throughout. The canonical fields are documented in `sentinel.canonical`.
    """

    store_id: str = "main"
    sku: str = ""
    description: str | None = None
    category: str | None = None
    vendor: str | None = None
    status: str | None = None
    on_hand_qty: float | None = None
    on_order_qty: float | None = None
    committed_qty: float | None = None
    unit_cost: float | None = None
    avg_cost: float | None = None
    last_cost: float | None = None
    unit_price: float | None = None
    list_price: float | None = None
    units_sold: float | None = None
    units_returned: float | None = None
    sales_window_days: float | None = None
    reorder_point: float | None = None
    reorder_up_to: float | None = None
    counted_qty: float | None = None
    count_variance_qty: float | None = None
    pack_qty: float | None = None
    days_since_sold: float | None = None
    days_since_received: float | None = None
    days_since_counted: float | None = None
    previous_unit_cost: float | None = None
    """From the previous snapshot of the same store, USD per unit."""
    previous_unit_price: float | None = None

    has_cost_column: float = 0.0
    """1 if the export has a cost column at all, else 0."""
    is_untracked: float = 0.0
    """1 for a service, a deposit, a gift card: the export has on-hand figures, but none for this
    row, or nothing says that it was ever bought (no cost, no stock, no receipt, no order). Else
    0."""
    never_sold: float = 0.0
    """1 if the export dates sales, but none of this row, else 0."""
    demand_shape: float | None = None
    """Shape of the gamma posterior of the daily rate."""
    demand_days: float | None = None
    """Rate of that posterior: days of evidence, the prior's included."""
    demand_is_estimated: float = 0.0
    """1 if nothing says what it sells and the rate assumes that the stock turns once a year."""
    silent_days: float | None = None
    """Days in which it could have sold and did not, stretched or shrunk by its season."""
    silence_chance: float | None = None
    """Probability of such a silence if the stock is on the shelf and demand as before."""
    empty_shelf_probability: float | None = None
    """Posterior probability that the silence means an empty shelf."""
    demand_ended_probability: float | None = None
    """Posterior probability that it means the end of demand; the rest is chance."""
    peer_count: float = 0.0
    """Peers with a usable margin."""
    peer_margin: float | None = None
    """Median margin of the peers, as a fraction of price."""
    peer_margin_spread: float | None = None
    """1.4826 times the median absolute deviation of the peers' margins."""
    peer_list_ratio: float | None = None
    """Median of price / list price among the peers."""
    peer_list_spread: float | None = None
    """1.4826 times the median absolute deviation of those ratios."""
    vendor_margin_shift: float | None = None
    """Median over the vendor's items of (margin - peers' median): negative after a rise in cost."""
    vendor_margin_z: float | None = None
    """The same in standard errors."""
    missing_cluster: float = 0.0
    """1 if its vendor or category has more missing stock than chance allows."""

    @property
    def demand(self) -> Rate | None:
        """Posterior of the daily rate of sales."""
        if self.demand_shape is None or self.demand_days is None:
            return None
        return Rate(shape=self.demand_shape, days=self.demand_days)

    @property
    def demand_evidence(self) -> Mapping[str, float]:
        """The mean rate as a piece of evidence; empty where it is unknown."""
        return {} if self.demand is None else {"demand_per_day_units": self.demand.mean}

    @property
    def discontinued(self) -> bool:
        """Whether the export says that it is no longer bought."""
        return self.status == "discontinued"

    @property
    def margin(self) -> float | None:
        """(price - cost) / price; null without a positive price and a positive cost."""
        price, cost = self.unit_price, self.unit_cost
        if price is None or cost is None or price <= 0 or cost <= 0:
            return None
        return (price - cost) / price

    @property
    def list_ratio(self) -> float | None:
        """Price over list price, against the peers' usual ratio; null where any is unknown."""
        if self.unit_price is None or not self.list_price or not self.peer_list_ratio:
            return None
        return self.unit_price / self.list_price / self.peer_list_ratio

    @property
    def cost_or_estimate(self) -> float:
        """Unit cost in USD; where it is missing, what the peers' margin makes of the price."""
        if self.unit_cost is not None and self.unit_cost > 0:
            return self.unit_cost
        if self.unit_price is None or self.peer_margin is None:
            return 0.0
        return max(self.unit_price * (1 - self.peer_margin), 0.0)

    @property
    def unit_profit(self) -> float:
        """Gross profit of one unit in USD; 0 where it is unknown or negative."""
        cost = self.cost_or_estimate
        if self.unit_price is None or cost <= 0:
            return 0.0
        return max(self.unit_price - cost, 0.0)

    @property
    def sells(self) -> bool:
        """Sold in the window, or within a year; where nothing says, a rate to go by must do."""
        if self.units_sold is None and self.days_since_sold is None:
            return self.demand_shape is not None
        within_a_year = self.days_since_sold is not None and self.days_since_sold <= 365
        return (self.units_sold or 0.0) > 0 or within_a_year

    @property
    def unsold_days(self) -> float | None:
        """Days without a sale; where no date says so, a sales window without sales does."""
        if self.days_since_sold is None and self.units_sold is not None and self.units_sold <= 0:
            return self.sales_window_days
        return self.days_since_sold


@frozen(kw_only=True)
class Money:
    """An amount with its 80 % interval, USD; per year for costs, now for exposures."""

    low: float
    expected: float
    high: float

    @classmethod
    def per_unit_sold(cls, per_unit: float, demand: Rate | None) -> Money:
        """What `per_unit` dollars on each unit come to in a year; 0 where no rate is known."""
        if demand is None:
            return cls(low=0.0, expected=0.0, high=0.0)
        low, high = demand.interval80()
        expected = per_unit * demand.mean * 365
        return cls(
            low=min(per_unit * low * 365, expected),
            expected=expected,
            high=per_unit * max(high, demand.mean) * 365,
        )

    @classmethod
    def with_probability(cls, total: float, probability: float) -> Money:
        """A sum that is lost with a probability."""
        return cls(
            low=total * probability * probability,
            expected=total * probability,
            high=total * probability * (2 - probability),
        )

    def stretched(self, below: float, above: float) -> Money:
        """Low and high so many times as far from what is expected; a cost is never below 0."""
        return Money(
            low=max(self.expected - below * (self.expected - self.low), 0.0),
            expected=self.expected,
            high=self.expected + above * (self.high - self.expected),
        )

    def __add__(self, other: Money) -> Money:
        return Money(
            low=self.low + other.low,
            expected=self.expected + other.expected,
            high=self.high + other.high,
        )

    def __mul__(self, factor: float) -> Money:
        return Money(
            low=self.low * factor, expected=self.expected * factor, high=self.high * factor
        )


@frozen(kw_only=True)
class Found:
    """One item judged to leak."""

    annual_cost: Money
    """USD per year: what leaving it alone for twelve months costs."""
    exposure: float
    """USD tied up or misstated today."""
    confidence: float
    """Probability from 0 to 1 that the finding is true."""
    evidence: Mapping[str, float | str] = field(factory=dict)
    """The numbers the judgement used; its unit ends the name: _usd, _units, _days."""


@frozen(kw_only=True)
class Primitive:
    """One kind of leak."""

    key: str
    title: str
    severity: Severity
    category: str
    family: Family
    meaning: str
    """One sentence for a store owner."""
    recommendations: tuple[str, ...]
    """What to do on Monday, first things first."""
    requires: tuple[str, ...]
    """Columns without which it is not assessed."""
    requires_any: tuple[str, ...] = ()
    """At least one of these, if any are named."""
    uses: tuple[str, ...] = ()
    """Columns that sharpen it."""
    thresholds: tuple[Threshold, ...] = ()
    judge: Callable[[Item, Mapping[str, float]], Found | None]
    """The plain judgement: item and thresholds by name. The kernel's readable twin."""
    scorecard: Scorecard | None = None
    """What `judge` weighs clues by; its `stretch` fits the interval of every cost."""
    kernel: str | None = None
    """Name of the compiled twin in `sentinel._native`; null: `judge` is called row by row."""
    formulas: tuple[str, ...] = ()
    """How `annual_cost` follows from the evidence: arithmetic (+ - * / min max) over its names, for
    example `(unit_cost_usd - unit_price_usd) * demand_per_day_units * 365`. The first one whose
    names are all in the evidence holds; `explain` shows it with the numbers and recomputes it."""


@frozen(kw_only=True)
class Reasoning:
    """What one primitive made of one item, for `explain`."""

    primitive: Primitive
    item: Item
    found: Found | None
    thresholds: Mapping[str, float]
    """By name without the primitive's key, as `judge` got them."""
    missing: tuple[str, ...] = ()
    """Columns that the export lacks and without which the primitive is not assessed."""


# --- what is reported ---------------------------------------------------------------------------


@frozen(kw_only=True)
class Finding:
    """One item in an issue, for display."""

    sku: str
    description: str | None
    annual_cost: float
    annual_cost_low: float
    annual_cost_high: float
    exposure: float
    confidence: float
    evidence: Mapping[str, float | str]


@frozen(kw_only=True)
class Issue:
    """The findings of one primitive in one store that share a root cause."""

    issue_id: str
    """Stable: the same store, primitive and cause have the same id in the next export."""
    store_id: str
    primitive: str
    title: str
    severity: Severity
    category: str
    cause: str | None
    """Best cause; null below 0.4: not determined."""
    cause_confidence: float
    causes: Mapping[str, float]
    """Posterior over all eight causes; adds up to 1."""
    trend: Trend
    sku_count: int
    annual_cost: Money
    exposure: float
    confidence: float
    findings: tuple[Finding, ...]
    """The costliest ones."""
    findings_left_out: int
    recommendations: tuple[str, ...]
    signals: Mapping[str, int] = field(factory=dict)
    """Signal to the number of findings that show it."""
    signal_weights: Mapping[str, float] = field(factory=dict)
    """Signal to the share, from 0 to 1, of the annual cost whose findings show it."""
    meaning: str = ""
    """As in `Primitive`: one sentence for a store owner."""
    formulas: tuple[str, ...] = ()
    """As in `Primitive`."""

    def explain(self) -> Any:
        """The proof tree: how signals add up to the cause and numbers to the dollars."""
        from sentinel.explain import explain_issue

        return explain_issue(self)


@frozen(kw_only=True)
class NotAssessed:
    """A primitive that could not look, and what it lacked. Not the same as clean."""

    primitive: str
    missing: tuple[str, ...]
    """Missing columns; for alternatives joined by ' or '."""


@frozen(kw_only=True)
class Advice:
    """Columns that would open or sharpen primitives, and how to get them."""

    columns: tuple[str, ...]
    """Canonical names."""
    how: str
    """What to do, in the words of that POS."""
    pos: str
    export: str | None = None
    """The export to take as well; null where a column of this file, or one's own list, does."""
    headers: tuple[str, ...] = ()
    """What the POS calls the columns, where it has them."""
    opens: tuple[str, ...] = ()
    """Primitives that could look then and cannot now."""
    sharpens: tuple[str, ...] = ()
    """Primitives that look, or could look then, and would see more."""
    needed_by: tuple[str, ...] = ()
    """Primitives that need it and yet other columns to look at all."""
    found_share: float = 0.0
    """Of the dollars that all columns together find in simulated stores, the share that these
    bring, from 0 to 1."""
    annual_worth: float | None = None
    """That share, scaled to what this store sells or stocks: USD a year that could be found as
    well. An estimate; null where neither is known."""


@frozen(kw_only=True)
class Drift:
    """One column that is not as it was in the export before, or when its mapping was saved."""

    kind: Literal["vanished", "appeared", "type", "scale"]
    header: str
    column: str | None
    """Canonical column that it is, or was, taken for; null: none."""
    before: str | None
    """What its values were; of a scale: what one was. Null of one that appeared."""
    now: str | None
    """What they are; null of one that vanished."""
    compared_with: str
    """The file, or the saved mapping."""
    other_header: str | None = None
    """Of one that vanished or appeared: the header that it probably has now, or had before."""
    not_assessed: tuple[str, ...] = ()
    """Primitives that cannot look any longer because of it."""
    less_sharp: tuple[str, ...] = ()
    """Primitives that look without it."""

    @property
    def costs(self) -> bool:
        """Whether something was lost by it, or figures may be wrong."""
        return bool(self.not_assessed or self.less_sharp) or self.kind in ("scale", "type")


@frozen(kw_only=True)
class PluginState:
    """One plugin as it was found."""

    name: str
    distribution: str | None
    version: str | None
    status: Literal["loaded", "blocked", "not chosen", "failed"]
    error: str | None = None
    adapters: tuple[str, ...] = ()
    primitives: tuple[str, ...] = ()
    column_mappers: tuple[str, ...] = ()


@frozen(kw_only=True)
class Timings:
    """Seconds spent in each step."""

    read: float = 0.0
    adapt: float = 0.0
    detect: float = 0.0
    report: float = 0.0


@frozen(kw_only=True, eq=False)
class Report:
    """What was found, and what was not looked at and why."""

    as_of: date
    as_of_source: str
    currency: str
    sources: tuple[Source, ...]
    stores: tuple[str, ...]
    skus: int
    """Rows judged: one per store and SKU."""
    skus_found: int
    annual_cost: Money
    """Each SKU counted once per family."""
    exposure: float
    assessed: tuple[str, ...]
    not_assessed: tuple[NotAssessed, ...]
    thresholds: Mapping[str, float]
    issues: tuple[Issue, ...]
    resolved: tuple[str, ...]
    """Ids of issues of the previous snapshot that are gone."""
    findings: pa.Table
    plugins_failed: tuple[PluginState, ...] = ()
    notes: tuple[str, ...] = ()
    reconciled: tuple[Reconciled, ...] = ()
    """As in `Snapshot`: the totals of the files and of what was judged."""
    advice: tuple[Advice, ...] = ()
    """What to export as well, what is worth most first."""
    drift: tuple[Drift, ...] = ()
    """How the columns changed since the previous export, or since their mapping was saved."""
    timings: Timings = field(factory=Timings)

    def to_json(self) -> str:
        """The report as JSON (see docs); money rounded to cents."""
        from sentinel.wire import report_to_json

        return report_to_json(self)

    def to_text(self, *, width: int = 100, color: bool = False) -> str:
        """The report as text for a terminal of `width` columns."""
        from sentinel.reports.text import report_to_text

        return report_to_text(self, width=width, color=color)
