//! All chosen judgements over all rows of a snapshot.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, UInt64Array};
use arrow_schema::{DataType, Field, Schema};

use crate::error::Error;
use crate::evidence;
use crate::item::{Dollars, Fact, Found};
use crate::parallel;
use crate::primitives::{Judge, KERNELS};
use crate::scorecard::Scorecard;
use crate::signals::signals;
use crate::snapshot::{Chunk, Snapshot};
use crate::statistics::Statistics;

/// A judgement to run and its thresholds, in the order of its declaration.
pub struct Chosen {
    pub key: String,
    pub thresholds: Vec<f64>,
    pub scorecard: Scorecard,
}

/// Thresholds of one judgement for some of the stores or categories.
pub struct Override {
    pub key: String,
    /// Null: every store.
    pub store: Option<String>,
    /// Null: every category.
    pub category: Option<String>,
    pub position: usize,
    pub value: f64,
}

struct Ready<'a> {
    key: &'static str,
    judge: Judge,
    scorecard: &'a Scorecard,
    /// One set, or one for each group of the snapshot where something is overridden.
    thresholds: Vec<Vec<f64>>,
}

impl Ready<'_> {
    fn thresholds(&self, group: u32) -> &[f64] {
        match self.thresholds.as_slice() {
            [only] => only,
            sets => &sets[group as usize],
        }
    }
}

struct Row {
    index: usize,
    store: u32,
    kernel: usize,
    annual_cost: Dollars,
    exposure: f64,
    confidence: f64,
    signals: u64,
    evidence: (usize, usize),
}

/// What one chunk found; the evidence of all its rows stands in one text.
#[derive(Default)]
struct Finds {
    rows: Vec<Row>,
    evidence: String,
}

/// Findings ordered by store, annual cost descending, SKU, primitive.
pub fn detect(
    snapshot: &Snapshot,
    as_of: i32,
    chosen: &[Chosen],
    overrides: &[Override],
    threads: usize,
) -> Result<RecordBatch, Error> {
    let kernels = chosen
        .iter()
        .map(|chosen| ready(chosen, overrides, snapshot))
        .collect::<Result<Vec<_>, _>>()?;
    let statistics = Statistics::new(snapshot, as_of, threads);
    let finds = parallel::map(snapshot.chunks.len(), threads, |index| {
        judge_chunk(&snapshot.chunks[index], index, &statistics, &kernels)
    });
    Ok(table(snapshot, &kernels, &finds)?)
}

fn ready<'a>(
    chosen: &'a Chosen,
    overrides: &[Override],
    snapshot: &Snapshot,
) -> Result<Ready<'a>, Error> {
    let &(key, judge, count) = KERNELS
        .iter()
        .find(|(key, ..)| *key == chosen.key)
        .ok_or_else(|| Error::UnknownKernel(chosen.key.clone()))?;
    if chosen.thresholds.len() != count {
        return Err(Error::Thresholds {
            kernel: chosen.key.clone(),
            expected: count,
            found: chosen.thresholds.len(),
        });
    }
    let own: Vec<&Override> = overrides.iter().filter(|other| other.key == key).collect();
    if own.is_empty() {
        return Ok(Ready {
            key,
            judge,
            scorecard: &chosen.scorecard,
            thresholds: vec![chosen.thresholds.clone()],
        });
    }
    let sets = snapshot.groups.iter().map(|group| {
        let mut set = chosen.thresholds.clone();
        let store = &snapshot.stores[group.store as usize];
        let category = snapshot.categories.get(group.category as usize);
        for other in &own {
            let fits = other.store.as_ref().is_none_or(|name| name == store)
                && other
                    .category
                    .as_ref()
                    .is_none_or(|name| Some(name) == category);
            if fits && let Some(value) = set.get_mut(other.position) {
                *value = other.value;
            }
        }
        set
    });
    Ok(Ready {
        key,
        judge,
        scorecard: &chosen.scorecard,
        thresholds: sets.collect(),
    })
}

fn judge_chunk(
    chunk: &Chunk,
    index: usize,
    statistics: &Statistics,
    kernels: &[Ready<'_>],
) -> Finds {
    let mut finds = Finds::default();
    for row in 0..chunk.rows {
        let item = statistics.item(chunk, index, row);
        let mut shown = None;
        for (kernel, ready) in kernels.iter().enumerate() {
            let thresholds = ready.thresholds(chunk.group[row]);
            let Some(mut found) = (ready.judge)(&item, thresholds, ready.scorecard) else {
                continue;
            };
            if let Some(ratio) = ready.scorecard.cost_ratio(&item) {
                found.annual_cost = found.annual_cost.times(ratio);
                found
                    .evidence
                    .push(Fact::Number(evidence::COST_RATIO, ratio));
            }
            if let Some((below, above)) = ready.scorecard.stretch() {
                found.annual_cost = found.annual_cost.stretched(below, above);
            }
            if !is_finite(&found) {
                continue;
            }
            let start = finds.evidence.len();
            evidence::sources(&item, &mut found.evidence);
            evidence::write(&found.evidence, &mut finds.evidence);
            let store = chunk.store[row];
            finds.rows.push(Row {
                index: chunk.first + row,
                store,
                kernel,
                annual_cost: found.annual_cost,
                exposure: found.exposure,
                confidence: found.confidence,
                signals: *shown
                    .get_or_insert_with(|| signals(&item, statistics.median_costs[store as usize])),
                evidence: (start, finds.evidence.len()),
            });
        }
    }
    finds
}

/// A figure that is no number is a figure that nobody may act on.
fn is_finite(found: &Found) -> bool {
    let Dollars {
        low,
        expected,
        high,
    } = found.annual_cost;
    [low, expected, high, found.exposure, found.confidence]
        .iter()
        .all(|value| value.is_finite())
}

fn table(
    snapshot: &Snapshot,
    kernels: &[Ready<'_>],
    finds: &[Finds],
) -> Result<RecordBatch, arrow_schema::ArrowError> {
    let mut order: Vec<(usize, &Row)> = (finds.iter().enumerate())
        .flat_map(|(chunk, finds)| finds.rows.iter().map(move |row| (chunk, row)))
        .collect();
    let sku = |chunk: usize, row: &Row| {
        snapshot.chunks[chunk]
            .sku
            .value(row.index - snapshot.chunks[chunk].first)
    };
    let by_cost = |left: &Row, right: &Row| {
        right
            .annual_cost
            .expected
            .total_cmp(&left.annual_cost.expected)
    };
    order.sort_unstable_by(|&(left_chunk, left), &(right_chunk, right)| {
        let stores = if left.store == right.store {
            Ordering::Equal
        } else {
            snapshot.stores[left.store as usize].cmp(&snapshot.stores[right.store as usize])
        };
        stores
            .then_with(|| by_cost(left, right))
            .then_with(|| sku(left_chunk, left).cmp(sku(right_chunk, right)))
            .then_with(|| kernels[left.kernel].key.cmp(kernels[right.kernel].key))
            .then_with(|| left.index.cmp(&right.index))
    });
    let number = |value: fn(&Row) -> f64| -> ArrayRef {
        Arc::new(Float64Array::from_iter_values(
            order.iter().map(|(_, row)| value(row)),
        ))
    };
    let mut evidence = StringBuilder::with_capacity(order.len(), 160 * order.len());
    for (chunk, row) in &order {
        evidence.append_value(&finds[*chunk].evidence[row.evidence.0..row.evidence.1]);
    }
    let columns: Vec<(&str, ArrayRef)> = vec![
        (
            "store_id",
            texts(&order, |_, row| &snapshot.stores[row.store as usize]),
        ),
        ("sku", texts(&order, |chunk, row| sku(chunk, row))),
        ("primitive", texts(&order, |_, row| kernels[row.kernel].key)),
        ("annual_cost_low", number(|row| row.annual_cost.low)),
        ("annual_cost", number(|row| row.annual_cost.expected)),
        ("annual_cost_high", number(|row| row.annual_cost.high)),
        ("exposure", number(|row| row.exposure)),
        ("confidence", number(|row| row.confidence)),
        ("evidence", Arc::new(evidence.finish())),
        (
            "signals",
            Arc::new(UInt64Array::from_iter_values(
                order.iter().map(|(_, row)| row.signals),
            )),
        ),
        (
            "row",
            Arc::new(Int64Array::from_iter_values(
                order.iter().map(|(_, row)| row.index as i64),
            )),
        ),
    ];
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), false))
        .collect();
    RecordBatch::try_new(
        Arc::new(Schema::new(fields)),
        columns.into_iter().map(|(_, array)| array).collect(),
    )
}

fn texts<'a>(order: &[(usize, &'a Row)], value: impl Fn(usize, &'a Row) -> &'a str) -> ArrayRef {
    let mut texts = StringBuilder::with_capacity(order.len(), 12 * order.len());
    for &(chunk, row) in order {
        texts.append_value(value(chunk, row));
    }
    Arc::new(texts.finish())
}

/// Every field of every row's item, for those who judge in plain Python; unknown is null.
pub fn items(snapshot: &Snapshot, as_of: i32, threads: usize) -> Result<RecordBatch, Error> {
    let statistics = Statistics::new(snapshot, as_of, threads);
    let mut columns: Vec<Vec<Option<f64>>> = vec![Vec::with_capacity(snapshot.rows); ITEM.len()];
    let mut shown = Vec::with_capacity(snapshot.rows);
    for (index, chunk) in snapshot.chunks.iter().enumerate() {
        for row in 0..chunk.rows {
            let item = statistics.item(chunk, index, row);
            for (column, (_, field)) in columns.iter_mut().zip(ITEM) {
                let value = field(&item);
                column.push((!value.is_nan()).then_some(value));
            }
            shown.push(signals(
                &item,
                statistics.median_costs[chunk.store[row] as usize],
            ));
        }
    }
    let mut fields: Vec<Field> = ITEM
        .iter()
        .map(|(name, _)| Field::new(*name, DataType::Float64, true))
        .collect();
    fields.push(Field::new("signals", DataType::UInt64, false));
    let mut arrays: Vec<ArrayRef> = columns
        .into_iter()
        .map(|column| Arc::new(Float64Array::from(column)) as ArrayRef)
        .collect();
    arrays.push(Arc::new(UInt64Array::from(shown)));
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}

type Field64 = fn(&crate::item::Item) -> f64;

const ITEM: [(&str, Field64); 38] = [
    ("on_hand_qty", |item| item.on_hand_qty),
    ("on_order_qty", |item| item.on_order_qty),
    ("unit_cost", |item| item.unit_cost),
    ("avg_cost", |item| item.avg_cost),
    ("last_cost", |item| item.last_cost),
    ("unit_price", |item| item.unit_price),
    ("list_price", |item| item.list_price),
    ("units_sold", |item| item.units_sold),
    ("units_returned", |item| item.units_returned),
    ("sales_window_days", |item| item.sales_window_days),
    ("reorder_point", |item| item.reorder_point),
    ("reorder_up_to", |item| item.reorder_up_to),
    ("counted_qty", |item| item.counted_qty),
    ("count_variance_qty", |item| item.count_variance_qty),
    ("pack_qty", |item| item.pack_qty),
    ("days_since_sold", |item| item.days_since_sold),
    ("days_since_received", |item| item.days_since_received),
    ("days_since_counted", |item| item.days_since_counted),
    ("previous_unit_cost", |item| item.previous_unit_cost),
    ("previous_unit_price", |item| item.previous_unit_price),
    ("has_cost_column", |item| {
        f64::from(u8::from(item.has_cost_column))
    }),
    ("is_untracked", |item| {
        f64::from(u8::from(item.is_untracked))
    }),
    ("never_sold", |item| f64::from(u8::from(item.never_sold))),
    ("demand_shape", |item| item.demand.shape),
    ("demand_days", |item| item.demand.days),
    ("demand_is_estimated", |item| {
        f64::from(u8::from(item.demand_is_estimated))
    }),
    ("silent_days", |item| item.silent_days),
    ("silence_chance", |item| item.silence_chance),
    ("empty_shelf_probability", |item| {
        item.empty_shelf_probability
    }),
    ("demand_ended_probability", |item| {
        item.demand_ended_probability
    }),
    ("peer_count", |item| item.peer_count),
    ("peer_margin", |item| item.peer_margin),
    ("peer_margin_spread", |item| item.peer_margin_spread),
    ("peer_list_ratio", |item| item.peer_list_ratio),
    ("peer_list_spread", |item| item.peer_list_spread),
    ("vendor_margin_shift", |item| item.vendor_margin_shift),
    ("vendor_margin_z", |item| item.vendor_margin_z),
    ("missing_cluster", |item| {
        f64::from(u8::from(item.missing_cluster))
    }),
];
