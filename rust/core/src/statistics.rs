//! What a store's own rows say of each item: demand, peers, silence, seasons, clusters. Sums are
//! whole numbers and medians are medians, so that no order of rows or threads changes a bit.

use crate::demand::{Likelihood, Prior, SalesCounts, Spectrum, normal_below};
use crate::item::{Item, UNKNOWN, or};
use crate::parallel;
use crate::peers::{Grouped, Spread};
use crate::primitives::shrinkage_pattern;
use crate::seasons::{Season, Silences};
use crate::snapshot::{Chunk, Date, NO_VENDOR, Number, Snapshot};
use crate::sold::{Silence, Sold, log_chance_of_single_units};

/// Fewer peers than this say less than the whole store does.
const FEWEST_PEERS: u32 = 8;
/// Fewer items than this do not shape a prior of their own.
const FEWEST_FOR_PRIOR: u64 = 30;
/// Silences rarer than this are counted to find the store's base rate.
const RARE: f64 = 0.05;
/// Sales in the window from which a silence is telling enough for the base rate.
const TELLING_SALES: f64 = 3.0;
/// Base rate of a store too small to have one of its own, and its bounds.
const USUAL_BASE_RATE: f64 = 0.01;
const BASE_RATES: (f64, f64) = (0.002, 0.3);
const FEWEST_FOR_BASE_RATE: u32 = 50;
/// A vendor or category stands out from the store with a binomial chance below this.
const CLUSTER_CHANCE: f64 = 0.001;
const FEWEST_FOR_VENDOR: u32 = 5;
const YEAR: f64 = 365.0;
/// Units per sale beyond which the estimate is taken for a fault of the data.
const MOST_UNITS_PER_SALE: f64 = 6.0;
const FEWEST_FOR_UNITS_PER_SALE: u32 = 50;

/// What the items of a category in a store have in common.
#[derive(Clone, Copy)]
struct Group {
    /// Index into `Statistics::priors`.
    prior: usize,
    margin: Spread,
    list_ratio: Spread,
    season: Season,
    missing_cluster: bool,
}

#[derive(Clone, Copy)]
struct Vendor {
    shift: f64,
    z: f64,
    missing_cluster: bool,
}

pub struct Statistics {
    as_of: i32,
    has_cost_column: bool,
    has_on_hand_column: bool,
    has_sale_dates: bool,
    groups: Vec<Group>,
    priors: Vec<Prior>,
    /// Mean sales window behind each prior, days.
    windows: Vec<f64>,
    /// Of each store: units that customers usually take at once.
    units_per_sale: Vec<f64>,
    vendors: Vec<Vendor>,
    /// Median unit cost of each store, USD.
    pub median_costs: Vec<f64>,
    base_rates: Vec<f64>,
    silences: Vec<Vec<Silence>>,
}

impl Statistics {
    pub fn new(snapshot: &Snapshot, as_of: i32, threads: usize) -> Statistics {
        let mut statistics = basics(snapshot, as_of, threads);
        statistics.measure_seasons(snapshot, threads);
        statistics.measure_vendors(snapshot, threads);
        statistics.measure_silence(snapshot, threads);
        statistics.find_clusters(snapshot, threads);
        statistics
    }

    /// The row as a judgement sees it.
    pub fn item(&self, chunk: &Chunk, index: usize, row: usize) -> Item {
        let group = &self.groups[chunk.group[row] as usize];
        let vendor = match chunk.vendor[row] {
            NO_VENDOR => Vendor {
                shift: UNKNOWN,
                z: UNKNOWN,
                missing_cluster: false,
            },
            vendor => self.vendors[vendor as usize],
        };
        let number = |column| chunk.number(column, row);
        let days = |column| chunk.days_since(column, row, self.as_of);
        let sold = self.sold(chunk, row);
        let silence = self.silences[index][row];
        let absence = sold.absence(silence, self.base_rates[chunk.store[row] as usize]);
        Item {
            on_hand_qty: sold.on_hand,
            on_order_qty: number(Number::OnOrder),
            unit_cost: number(Number::UnitCost),
            avg_cost: number(Number::AvgCost),
            last_cost: number(Number::LastCost),
            unit_price: number(Number::UnitPrice),
            list_price: number(Number::ListPrice),
            units_sold: sold.units,
            units_returned: number(Number::UnitsReturned),
            sales_window_days: sold.window,
            reorder_point: number(Number::ReorderPoint),
            reorder_up_to: number(Number::ReorderUpTo),
            counted_qty: number(Number::Counted),
            count_variance_qty: number(Number::CountVariance),
            pack_qty: number(Number::Pack),
            days_since_sold: sold.days_since,
            days_since_received: sold.days_since_received,
            days_since_counted: days(Date::Counted),
            previous_unit_cost: number(Number::PreviousCost),
            previous_unit_price: number(Number::PreviousPrice),
            discontinued: chunk.discontinued[row],
            has_cost_column: self.has_cost_column,
            is_untracked: self.is_untracked(chunk, row),
            never_sold: self.has_sale_dates && sold.days_since.is_nan(),
            demand: sold.demand(self.prior(group)),
            demand_is_estimated: sold.units.is_nan(),
            silent_days: sold.silent(&group.season),
            silence_chance: silence.chance,
            empty_shelf_probability: absence.empty_shelf,
            demand_ended_probability: absence.demand_ended,
            peer_count: f64::from(group.margin.count),
            peer_margin: group.margin.median,
            peer_margin_spread: group.margin.deviation,
            peer_list_ratio: group.list_ratio.median,
            peer_list_spread: group.list_ratio.deviation,
            vendor_margin_shift: vendor.shift,
            vendor_margin_z: vendor.z,
            missing_cluster: group.missing_cluster || vendor.missing_cluster,
        }
    }

    fn is_untracked(&self, chunk: &Chunk, row: usize) -> bool {
        let number = |column| chunk.number(column, row);
        let on_hand = number(Number::OnHand);
        let bought = [
            number(Number::UnitCost),
            on_hand,
            number(Number::OnOrder),
            number(Number::ReorderPoint),
        ];
        let never_bought = self.has_cost_column
            && bought.iter().all(|&figure| or(figure, 0.0) == 0.0)
            && chunk.days_since(Date::Received, row, self.as_of).is_nan();
        self.has_on_hand_column && (on_hand.is_nan() || never_bought)
    }

    fn prior(&self, group: &Group) -> &Prior {
        &self.priors[group.prior]
    }

    fn measure_seasons(&mut self, snapshot: &Snapshot, threads: usize) {
        let groups = self.groups.len();
        let stores = snapshot.stores.len();
        let parts = parallel::fold(
            snapshot.chunks.len(),
            threads,
            || vec![Silences::default(); groups],
            |own, index| {
                let chunk = &snapshot.chunks[index];
                for row in 0..chunk.rows {
                    let units = chunk.number(Number::UnitsSold, row);
                    let days = chunk.days_since(Date::Sold, row, self.as_of);
                    if units > 0.0 && chunk.number(Number::OnHand, row) > 0.0 && !days.is_nan() {
                        let sales = units / self.units_per_sale[chunk.store[row] as usize];
                        own[chunk.group[row] as usize].add(sales, days);
                    }
                }
            },
        );
        let mut own = vec![Silences::default(); groups];
        let mut by_store = vec![Silences::default(); stores];
        for part in &parts {
            own.iter_mut()
                .zip(part)
                .for_each(|(sum, more)| sum.merge(more));
        }
        for (group, key) in own.iter().zip(&snapshot.groups) {
            by_store[key.store as usize].merge(group);
        }
        for (index, group) in self.groups.iter_mut().enumerate() {
            let store = &by_store[snapshot.groups[index].store as usize];
            let told = if own[index].are_enough() {
                &own[index]
            } else {
                store
            };
            if told.are_enough() {
                group.season = told.season(self.windows[group.prior]);
            }
        }
    }

    fn sold(&self, chunk: &Chunk, row: usize) -> Sold {
        let units_per_sale = self.units_per_sale[chunk.store[row] as usize];
        Sold::new(chunk, row, self.as_of, units_per_sale)
    }

    fn measure_vendors(&mut self, snapshot: &Snapshot, threads: usize) {
        let vendors = snapshot.vendor_stores.len();
        let parts = gather(snapshot, threads, |chunk, row| match chunk.vendor[row] {
            NO_VENDOR => (NO_VENDOR, UNKNOWN),
            vendor => {
                let usual = self.groups[chunk.group[row] as usize].margin.median;
                (vendor, margin(chunk, row) - usual)
            }
        });
        let by_store: Vec<Vec<(u32, f64)>> = (parts.iter())
            .map(|part| {
                (part.iter())
                    .map(|&(vendor, value)| (snapshot.vendor_stores[vendor as usize], value))
                    .collect()
            })
            .collect();
        let stores = Grouped::new(&by_store, snapshot.stores.len()).spreads(threads);
        self.vendors = (Grouped::new(&parts, vendors).spreads(threads).iter())
            .zip(&snapshot.vendor_stores)
            .map(|(own, &store)| {
                if own.count < FEWEST_FOR_VENDOR {
                    return Vendor {
                        shift: UNKNOWN,
                        z: UNKNOWN,
                        missing_cluster: false,
                    };
                }
                // 1.2533: a median varies that much more than a mean of normal values
                let error = 1.2533 * stores[store as usize].deviation.max(0.005)
                    / f64::from(own.count).sqrt();
                Vendor {
                    shift: own.median,
                    z: own.median / error,
                    missing_cluster: false,
                }
            })
            .collect();
    }

    fn measure_silence(&mut self, snapshot: &Snapshot, threads: usize) {
        let measured = parallel::map(snapshot.chunks.len(), threads, |index| {
            let chunk = &snapshot.chunks[index];
            let mut counts = vec![(0u32, 0u32); snapshot.stores.len()];
            let mut silences = Vec::with_capacity(chunk.rows);
            for row in 0..chunk.rows {
                let group = &self.groups[chunk.group[row] as usize];
                let sold = self.sold(chunk, row);
                let silence = sold.silence(self.prior(group), &group.season);
                let telling = sold.on_hand > 0.0
                    && sold.units >= TELLING_SALES
                    && !chunk.discontinued[row]
                    && !silence.chance.is_nan();
                if telling {
                    let (telling, rare) = &mut counts[chunk.store[row] as usize];
                    *telling += 1;
                    *rare += u32::from(silence.chance < RARE);
                }
                silences.push(silence);
            }
            (silences, counts)
        });
        self.base_rates = (0..snapshot.stores.len())
            .map(|store| {
                let telling = measured.iter().map(|(_, counts)| counts[store].0).sum();
                let rare = measured.iter().map(|(_, counts)| counts[store].1).sum();
                base_rate(telling, rare)
            })
            .collect();
        self.silences = measured.into_iter().map(|(silences, _)| silences).collect();
    }

    /// Spares the full look at most rows: what is neither short nor rarely silent is not missing.
    fn may_be_missing(&self, chunk: &Chunk, index: usize, row: usize) -> bool {
        chunk.number(Number::CountVariance, row) < 0.0 || self.silences[index][row].chance < 0.25
    }

    /// Vendors and categories with more missing stock than the store's own share explains.
    fn find_clusters(&mut self, snapshot: &Snapshot, threads: usize) {
        let (groups, vendors, stores) =
            (self.groups.len(), self.vendors.len(), snapshot.stores.len());
        let parts = parallel::fold(
            snapshot.chunks.len(),
            threads,
            || vec![(0u32, 0u32); groups + vendors + stores],
            |own, index| {
                let chunk = &snapshot.chunks[index];
                for row in 0..chunk.rows {
                    let missing = chunk.number(Number::OnHand, row) < 0.0
                        || self.may_be_missing(chunk, index, row) && {
                            let item = self.item(chunk, index, row);
                            shrinkage_pattern::counted_short(&item, 1.0, 0.02).is_some()
                                || shrinkage_pattern::silent_on_the_shelf(&item, 0.5)
                        };
                    let vendor = chunk.vendor[row];
                    let places = [
                        Some(chunk.group[row] as usize),
                        (vendor != NO_VENDOR).then_some(groups + vendor as usize),
                        Some(groups + vendors + chunk.store[row] as usize),
                    ];
                    for place in places.into_iter().flatten() {
                        own[place].0 += 1;
                        own[place].1 += u32::from(missing);
                    }
                }
            },
        );
        let total = |place: usize| {
            parts.iter().fold((0, 0), |sum, part| {
                (sum.0 + part[place].0, sum.1 + part[place].1)
            })
        };
        let share = |store: u32| {
            let (items, missing) = total(groups + vendors + store as usize);
            f64::from(missing) / f64::from(items.max(1))
        };
        for index in 0..groups {
            let (items, missing) = total(index);
            self.groups[index].missing_cluster =
                stands_out(items, missing, share(snapshot.groups[index].store));
        }
        for index in 0..vendors {
            let (items, missing) = total(groups + index);
            self.vendors[index].missing_cluster =
                stands_out(items, missing, share(snapshot.vendor_stores[index]));
        }
    }
}

/// Demand priors, margins, list ratios and costs of each group, or of its store if it is too small.
fn basics(snapshot: &Snapshot, as_of: i32, threads: usize) -> Statistics {
    let groups = snapshot.groups.len();
    let stores = snapshot.stores.len();
    let units_per_sale = units_per_sale(snapshot, threads, as_of);
    let parts = parallel::fold(
        snapshot.chunks.len(),
        threads,
        || vec![SalesCounts::default(); groups],
        |own, index| {
            let chunk = &snapshot.chunks[index];
            for row in 0..chunk.rows {
                let sold = Sold::new(chunk, row, as_of, units_per_sale[chunk.store[row] as usize]);
                if sold.is_carried() {
                    own[chunk.group[row] as usize].add(sold.sales, sold.window);
                }
            }
        },
    );
    let mut sales = vec![SalesCounts::default(); groups];
    for part in &parts {
        sales
            .iter_mut()
            .zip(part)
            .for_each(|(sum, own)| sum.merge(own));
    }
    let (priors, windows, prior_of) = priors(snapshot, &sales, threads);
    // one after the other: the values of all three at once would be the peak of memory
    let margins = gather(snapshot, threads, |chunk, row| {
        (chunk.group[row], margin(chunk, row))
    });
    let margins = with_store_fallback(snapshot, margins, threads);
    let list_ratios = gather(snapshot, threads, |chunk, row| {
        (chunk.group[row], list_ratio(chunk, row))
    });
    let list_ratios = with_store_fallback(snapshot, list_ratios, threads);
    let costs = gather(snapshot, threads, |chunk, row| {
        let cost = chunk.number(Number::UnitCost, row);
        (chunk.store[row], if cost > 0.0 { cost } else { UNKNOWN })
    });
    let groups = (0..groups)
        .map(|group| Group {
            prior: prior_of[group],
            margin: margins[group],
            list_ratio: list_ratios[group],
            season: Season::even(YEAR),
            missing_cluster: false,
        })
        .collect();
    Statistics {
        as_of,
        has_cost_column: snapshot.has_cost_column,
        has_on_hand_column: snapshot.has_on_hand_column,
        has_sale_dates: snapshot.has_sale_dates,
        groups,
        priors,
        windows,
        units_per_sale,
        vendors: Vec::new(),
        median_costs: Grouped::new(&costs, stores)
            .spreads(threads)
            .iter()
            .map(|s| s.median)
            .collect(),
        base_rates: vec![USUAL_BASE_RATE; stores],
        silences: Vec::new(),
    }
}

/// Units per sale of each store. With n sales evenly in a window, the chance of a silence is
/// uniform, and so one half in the middle; counting units as sales takes it to a power.
fn units_per_sale(snapshot: &Snapshot, threads: usize, as_of: i32) -> Vec<f64> {
    let logs = gather(snapshot, threads, |chunk, row| {
        (
            chunk.store[row],
            log_chance_of_single_units(chunk, row, as_of),
        )
    });
    (Grouped::new(&logs, snapshot.stores.len())
        .spreads(threads)
        .iter())
    .map(|logs| {
        if logs.count < FEWEST_FOR_UNITS_PER_SALE {
            return 1.0;
        }
        (logs.median / 0.5f64.ln()).clamp(1.0, MOST_UNITS_PER_SALE)
    })
    .collect()
}

/// The priors of the stores, then those of the groups that are large enough for one of their own;
/// and which of them each group takes.
fn priors(
    snapshot: &Snapshot,
    sales: &[SalesCounts],
    threads: usize,
) -> (Vec<Prior>, Vec<f64>, Vec<usize>) {
    let stores = snapshot.stores.len();
    let mut by_store = vec![SalesCounts::default(); stores];
    for (own, key) in sales.iter().zip(&snapshot.groups) {
        by_store[key.store as usize].merge(own);
    }
    let large: Vec<usize> = (0..sales.len())
        .filter(|&group| sales[group].items >= FEWEST_FOR_PRIOR)
        .collect();
    let mut windows: Vec<f64> = (by_store.iter().map(SalesCounts::window))
        .chain(large.iter().map(|&group| sales[group].window()))
        .collect();
    let of_prior = windows.clone();
    windows.sort_unstable_by(f64::total_cmp);
    windows.dedup_by_key(|window| window.to_bits());
    let likelihoods = parallel::map(windows.len(), threads, |index| {
        Likelihood::new(windows[index])
    });
    let likelihood = |counts: &SalesCounts| {
        let window = counts.window();
        &likelihoods[windows.partition_point(|other| other.total_cmp(&window).is_lt())]
    };
    let spectra = parallel::map(stores, threads, |store| {
        Spectrum::of(&by_store[store], likelihood(&by_store[store]))
    });
    let of_stores = parallel::map(stores, threads, |store| match by_store[store].items {
        0 => Prior::UNKNOWN,
        _ => spectra[store].prior(likelihood(&by_store[store])),
    });
    let of_groups = parallel::map(large.len(), threads, |index| {
        let own = &sales[large[index]];
        let store = snapshot.groups[large[index]].store as usize;
        spectra[store]
            .moved_to(own, likelihood(own))
            .prior(likelihood(own))
    });
    let mut prior_of: Vec<usize> = snapshot
        .groups
        .iter()
        .map(|key| key.store as usize)
        .collect();
    for (index, &group) in large.iter().enumerate() {
        prior_of[group] = stores + index;
    }
    (
        of_stores.into_iter().chain(of_groups).collect(),
        of_prior,
        prior_of,
    )
}

/// What `pick` finds in each row, with the group it belongs to; rows where it is unknown are left out.
fn gather(
    snapshot: &Snapshot,
    threads: usize,
    pick: impl Fn(&Chunk, usize) -> (u32, f64) + Sync,
) -> Vec<Vec<(u32, f64)>> {
    let room = snapshot.rows / threads.max(1) + 1;
    parallel::fold(
        snapshot.chunks.len(),
        threads,
        || Vec::with_capacity(room),
        |own: &mut Vec<(u32, f64)>, index| {
            let chunk = &snapshot.chunks[index];
            let rows = (0..chunk.rows).map(|row| pick(chunk, row));
            own.extend(rows.filter(|(_, value)| !value.is_nan()));
        },
    )
}

/// Spreads of the groups; a group of fewer than 8 speaks with its store's voice.
fn with_store_fallback(
    snapshot: &Snapshot,
    parts: Vec<Vec<(u32, f64)>>,
    threads: usize,
) -> Vec<Spread> {
    let mut spreads = Grouped::new(&parts, snapshot.groups.len()).spreads(threads);
    if spreads.iter().all(|spread| spread.count >= FEWEST_PEERS) {
        return spreads;
    }
    let by_store: Vec<Vec<(u32, f64)>> = parts
        .into_iter()
        .map(|mut part| {
            for (group, _) in &mut part {
                *group = snapshot.groups[*group as usize].store;
            }
            part
        })
        .collect();
    let stores = Grouped::new(&by_store, snapshot.stores.len()).spreads(threads);
    for (spread, key) in spreads.iter_mut().zip(&snapshot.groups) {
        if spread.count < FEWEST_PEERS {
            *spread = stores[key.store as usize];
        }
    }
    spreads
}

fn list_ratio(chunk: &Chunk, row: usize) -> f64 {
    let price = chunk.number(Number::UnitPrice, row);
    let list = chunk.number(Number::ListPrice, row);
    if price > 0.0 && list > 0.0 {
        price / list
    } else {
        UNKNOWN
    }
}

fn margin(chunk: &Chunk, row: usize) -> f64 {
    let price = chunk.number(Number::UnitPrice, row);
    let cost = chunk.number(Number::UnitCost, row);
    if price > 0.0 && cost > 0.0 {
        (price - cost) / price
    } else {
        UNKNOWN
    }
}

/// The share of silences that chance does not explain: what is rare beyond the share that is rare
/// by chance.
fn base_rate(telling: u32, rare: u32) -> f64 {
    if telling < FEWEST_FOR_BASE_RATE {
        return USUAL_BASE_RATE;
    }
    let share = f64::from(rare) / f64::from(telling);
    ((share - RARE) / (1.0 - RARE)).clamp(BASE_RATES.0, BASE_RATES.1)
}

/// Whether so many of so many are beyond what a binomial with the store's share brings.
fn stands_out(items: u32, missing: u32, share: f64) -> bool {
    if missing < 3 || share <= 0.0 || share >= 1.0 {
        return false;
    }
    let (n, k) = (f64::from(items), f64::from(missing));
    let mut term = (1.0 - share).powf(n);
    if term < 1e-250 {
        let z = (k - 0.5 - n * share) / (n * share * (1.0 - share)).sqrt();
        return 1.0 - normal_below(z) <= CLUSTER_CHANCE;
    }
    let mut fewer = 0.0;
    for i in 0..missing {
        fewer += term;
        term *= (n - f64::from(i)) / f64::from(i + 1) * share / (1.0 - share);
    }
    1.0 - fewer <= CLUSTER_CHANCE
}
