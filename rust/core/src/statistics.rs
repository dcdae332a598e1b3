//! What a store's own rows say of each item: demand, peers, silence, seasons, clusters. Sums are
//! whole numbers and medians are medians, so that no order of rows or threads changes a bit.

use crate::demand::{Prior, Rate, SalesCounts, Spectrum, normal_below};
use crate::item::{Item, UNKNOWN, or};
use crate::parallel;
use crate::peers::{Grouped, Spread};
use crate::primitives::shrinkage_pattern;
use crate::snapshot::{Chunk, Date, NO_VENDOR, Number, Snapshot};

/// Fewer peers than this say less than the whole store does.
const FEWEST_PEERS: u32 = 8;
/// Fewer items than this do not shape a prior of their own.
const FEWEST_FOR_PRIOR: u64 = 30;
/// Fewer regular sellers than this tell nothing of a season.
const FEWEST_SELLERS: u32 = 20;
/// Units a day from which an item counts as a regular seller: one a month.
const REGULAR: f64 = 1.0 / 30.0;
/// Looks back over which a season is measured, days.
const LOOKS: [f64; 3] = [30.0, 60.0, 90.0];
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
const FIXED: f64 = (1u64 << 32) as f64;

/// What the items of a category in a store have in common.
#[derive(Clone, Copy)]
struct Group {
    /// Index into `Statistics::priors`.
    prior: usize,
    margin: Spread,
    list_ratio: Spread,
    season: [f64; LOOKS.len()],
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
    groups: Vec<Group>,
    priors: Vec<Prior>,
    vendors: Vec<Vendor>,
    /// Median unit cost of each store, USD.
    pub median_costs: Vec<f64>,
    base_rates: Vec<f64>,
    silence: Vec<Vec<f64>>,
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
        let sold = Sold::new(chunk, row, self.as_of);
        let silence = &self.silence[index];
        let silence_chance = if silence.is_empty() {
            UNKNOWN
        } else {
            silence[row]
        };
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
            demand: sold.demand(self.prior(group)),
            demand_is_estimated: sold.units.is_nan(),
            silent_days: in_season(&group.season, sold.silent()),
            silence_chance,
            absence_probability: sold.absence(
                self.prior(group),
                silence_chance,
                self.base_rates[chunk.store[row] as usize],
            ),
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

    fn prior(&self, group: &Group) -> &Prior {
        &self.priors[group.prior]
    }

    fn measure_seasons(&mut self, snapshot: &Snapshot, threads: usize) {
        let groups = self.groups.len();
        let stores = snapshot.stores.len();
        let parts = parallel::fold(
            snapshot.chunks.len(),
            threads,
            || vec![Activity::default(); groups + stores],
            |own, index| {
                let chunk = &snapshot.chunks[index];
                for row in 0..chunk.rows {
                    let group = chunk.group[row] as usize;
                    let sold = Sold::new(chunk, row, self.as_of);
                    let rate = sold.demand(self.prior(&self.groups[group]));
                    if sold.days_since.is_nan() || !(rate.mean() >= REGULAR) || !(sold.units > 0.0)
                    {
                        continue;
                    }
                    let activity = Activity::of(rate, sold.days_since);
                    own[group].merge(&activity);
                    own[groups + chunk.store[row] as usize].merge(&activity);
                }
            },
        );
        let mut sums = vec![Activity::default(); groups + stores];
        for part in &parts {
            sums.iter_mut()
                .zip(part)
                .for_each(|(sum, own)| sum.merge(own));
        }
        for (index, group) in self.groups.iter_mut().enumerate() {
            let store = groups + snapshot.groups[index].store as usize;
            let own = &sums[index];
            group.season = if own.sellers >= FEWEST_SELLERS {
                own
            } else {
                &sums[store]
            }
            .season();
        }
    }

    fn measure_vendors(&mut self, snapshot: &Snapshot, threads: usize) {
        let vendors = snapshot.vendor_stores.len();
        let parts = parallel::fold(
            snapshot.chunks.len(),
            threads,
            Vec::new,
            |own: &mut Vec<(u32, f64)>, index| {
                let chunk = &snapshot.chunks[index];
                for row in (0..chunk.rows).filter(|&row| chunk.vendor[row] != NO_VENDOR) {
                    let residual =
                        margin(chunk, row) - self.groups[chunk.group[row] as usize].margin.median;
                    if !residual.is_nan() {
                        own.push((chunk.vendor[row], residual));
                    }
                }
            },
        );
        let by_store: Vec<Vec<(u32, f64)>> = (parts.iter())
            .map(|part| {
                (part.iter())
                    .map(|&(vendor, value)| (snapshot.vendor_stores[vendor as usize], value))
                    .collect()
            })
            .collect();
        let stores = Grouped::new(&by_store, snapshot.stores.len()).spreads();
        self.vendors = (Grouped::new(&parts, vendors).spreads().iter())
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
        self.silence = parallel::map(snapshot.chunks.len(), threads, |index| {
            let chunk = &snapshot.chunks[index];
            (0..chunk.rows)
                .map(|row| {
                    let group = &self.groups[chunk.group[row] as usize];
                    Sold::new(chunk, row, self.as_of).silence_chance(group, self.prior(group))
                })
                .collect()
        });
        let stores = snapshot.stores.len();
        let parts = parallel::fold(
            snapshot.chunks.len(),
            threads,
            || vec![(0u32, 0u32); stores],
            |own, index| {
                let chunk = &snapshot.chunks[index];
                for row in 0..chunk.rows {
                    let chance = self.silence[index][row];
                    let telling = chunk.number(Number::OnHand, row) > 0.0
                        && chunk.number(Number::UnitsSold, row) >= TELLING_SALES
                        && !chunk.discontinued[row]
                        && !chance.is_nan();
                    if telling {
                        let (telling, rare) = &mut own[chunk.store[row] as usize];
                        *telling += 1;
                        *rare += u32::from(chance < RARE);
                    }
                }
            },
        );
        self.base_rates = (0..stores)
            .map(|store| {
                let telling: u32 = parts.iter().map(|part| part[store].0).sum();
                let rare: u32 = parts.iter().map(|part| part[store].1).sum();
                base_rate(telling, rare)
            })
            .collect();
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
                    let item = self.item(chunk, index, row);
                    let missing = item.on_hand_qty < 0.0
                        || shrinkage_pattern::counted_short(&item, 1.0, 0.02).is_some()
                        || shrinkage_pattern::silent_on_the_shelf(&item, 0.5);
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
    #[derive(Default)]
    struct Own {
        sales: Vec<SalesCounts>,
        margins: Vec<(u32, f64)>,
        list_ratios: Vec<(u32, f64)>,
        costs: Vec<(u32, f64)>,
    }
    let groups = snapshot.groups.len();
    let stores = snapshot.stores.len();
    let parts = parallel::fold(
        snapshot.chunks.len(),
        threads,
        || Own {
            sales: vec![SalesCounts::default(); groups],
            ..Own::default()
        },
        |own, index| {
            let chunk = &snapshot.chunks[index];
            for row in 0..chunk.rows {
                let group = chunk.group[row];
                let sold = Sold::new(chunk, row, as_of);
                if sold.is_carried() {
                    own.sales[group as usize].add(sold.units, sold.window);
                }
                let margin = margin(chunk, row);
                if !margin.is_nan() {
                    own.margins.push((group, margin));
                    own.costs
                        .push((chunk.store[row], chunk.number(Number::UnitCost, row)));
                }
                let price = chunk.number(Number::UnitPrice, row);
                let list = chunk.number(Number::ListPrice, row);
                if price > 0.0 && list > 0.0 {
                    own.list_ratios.push((group, price / list));
                }
            }
        },
    );
    let mut sales = vec![SalesCounts::default(); groups];
    for part in &parts {
        sales
            .iter_mut()
            .zip(&part.sales)
            .for_each(|(sum, own)| sum.merge(own));
    }
    let (priors, prior_of) = priors(snapshot, &sales, threads);
    let (mut margins, mut list_ratios, mut costs) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        margins.push(part.margins);
        list_ratios.push(part.list_ratios);
        costs.push(part.costs);
    }
    let margins = with_store_fallback(snapshot, margins);
    let list_ratios = with_store_fallback(snapshot, list_ratios);
    let groups = (0..groups)
        .map(|group| Group {
            prior: prior_of[group],
            margin: margins[group],
            list_ratio: list_ratios[group],
            season: [1.0; LOOKS.len()],
            missing_cluster: false,
        })
        .collect();
    Statistics {
        as_of,
        has_cost_column: snapshot.has_cost_column,
        groups,
        priors,
        vendors: Vec::new(),
        median_costs: Grouped::new(&costs, stores)
            .spreads()
            .iter()
            .map(|s| s.median)
            .collect(),
        base_rates: vec![USUAL_BASE_RATE; stores],
        silence: vec![Vec::new(); snapshot.chunks.len()],
    }
}

/// The priors of the stores, then those of the groups that are large enough for one of their own;
/// and which of them each group takes.
fn priors(snapshot: &Snapshot, sales: &[SalesCounts], threads: usize) -> (Vec<Prior>, Vec<usize>) {
    let stores = snapshot.stores.len();
    let mut by_store = vec![SalesCounts::default(); stores];
    for (own, key) in sales.iter().zip(&snapshot.groups) {
        by_store[key.store as usize].merge(own);
    }
    let spectra = parallel::map(stores, threads, |store| Spectrum::of(&by_store[store]));
    let large: Vec<usize> = (0..sales.len())
        .filter(|&group| sales[group].items >= FEWEST_FOR_PRIOR)
        .collect();
    let of_stores = parallel::map(stores, threads, |store| match by_store[store].items {
        0 => Prior::UNKNOWN,
        _ => spectra[store].prior(by_store[store].window()),
    });
    let of_groups = parallel::map(large.len(), threads, |index| {
        let own = &sales[large[index]];
        let store = snapshot.groups[large[index]].store as usize;
        spectra[store].moved_to(own).prior(own.window())
    });
    let mut prior_of: Vec<usize> = snapshot
        .groups
        .iter()
        .map(|key| key.store as usize)
        .collect();
    for (index, &group) in large.iter().enumerate() {
        prior_of[group] = stores + index;
    }
    (of_stores.into_iter().chain(of_groups).collect(), prior_of)
}

/// Spreads of the groups; a group of fewer than 8 speaks with its store's voice.
fn with_store_fallback(snapshot: &Snapshot, parts: Vec<Vec<(u32, f64)>>) -> Vec<Spread> {
    let mut spreads = Grouped::new(&parts, snapshot.groups.len()).spreads();
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
    let stores = Grouped::new(&by_store, snapshot.stores.len()).spreads();
    for (spread, key) in spreads.iter_mut().zip(&snapshot.groups) {
        if spread.count < FEWEST_PEERS {
            *spread = stores[key.store as usize];
        }
    }
    spreads
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

/// What a row says of its sales.
struct Sold {
    units: f64,
    window: f64,
    on_hand: f64,
    on_order: f64,
    days_since: f64,
    days_since_received: f64,
}

impl Sold {
    fn new(chunk: &Chunk, row: usize, as_of: i32) -> Sold {
        let window = or(chunk.number(Number::SalesWindow, row), YEAR).max(1.0);
        Sold {
            units: chunk.number(Number::UnitsSold, row),
            window,
            on_hand: chunk.number(Number::OnHand, row),
            on_order: chunk.number(Number::OnOrder, row),
            days_since: chunk.days_since(Date::Sold, row, as_of),
            days_since_received: chunk.days_since(Date::Received, row, as_of),
        }
    }

    /// Stocked, ordered or sold: what is neither says nothing of its peers' demand.
    fn is_carried(&self) -> bool {
        !self.units.is_nan()
            && (self.units > 0.0 || or(self.on_hand, 1.0) != 0.0 || self.on_order > 0.0)
    }

    /// Posterior of the daily rate. Where nothing says what is sold: one sale since the last one, or
    /// else the stock once a year.
    fn demand(&self, prior: &Prior) -> Rate {
        if !self.units.is_nan() {
            return prior.after(self.units, self.window);
        }
        if !self.days_since.is_nan() {
            return Rate {
                shape: 1.0,
                days: self.days_since.max(30.0),
            };
        }
        if self.on_hand > 0.0 {
            return Rate {
                shape: 1.0,
                days: YEAR / self.on_hand,
            };
        }
        Rate::UNKNOWN
    }

    /// Days without a sale; a window without sales was silent throughout.
    fn silent_since_sale(&self) -> f64 {
        if self.days_since.is_nan() && self.units <= 0.0 {
            self.window
        } else {
            self.days_since
        }
    }

    /// Days in which it could have sold and did not: before the last receipt the shelf may have
    /// been empty.
    fn silent(&self) -> f64 {
        self.silent_since_sale()
            .min(or(self.days_since_received, f64::INFINITY))
    }

    /// Its rate before it fell silent.
    fn demand_before(&self, prior: &Prior) -> Rate {
        prior.after(
            self.units,
            (self.window - self.silent_since_sale()).max(0.0),
        )
    }

    fn silence_chance(&self, group: &Group, prior: &Prior) -> f64 {
        let silent = self.silent();
        if self.units.is_nan() || silent.is_nan() {
            return UNKNOWN;
        }
        self.demand_before(prior)
            .chance_of_silence(in_season(&group.season, silent))
    }

    /// Posterior probability that the silence is not chance. If it began at any moment of the last
    /// year, chances p of silence are spread as 1 / (p ln(1 / smallest)), against evenly by chance.
    fn absence(&self, prior: &Prior, silence_chance: f64, base_rate: f64) -> f64 {
        if !(self.on_hand > 0.0) || silence_chance.is_nan() {
            return UNKNOWN;
        }
        let smallest = self.demand_before(prior).chance_of_silence(YEAR);
        let spread = (-smallest.max(f64::MIN_POSITIVE).ln()).max(1.0);
        let likelihood = 1.0 / (silence_chance.max(f64::MIN_POSITIVE) * spread);
        let gone = base_rate * likelihood;
        gone / (gone + 1.0 - base_rate)
    }
}

/// How many of a group's regular sellers sold lately, against how many should have.
#[derive(Clone, Copy, Default)]
struct Activity {
    sellers: u32,
    sold: [u32; LOOKS.len()],
    expected: [i64; LOOKS.len()],
}

impl Activity {
    fn of(rate: Rate, days_since: f64) -> Activity {
        Activity {
            sellers: 1,
            sold: LOOKS.map(|look| u32::from(days_since <= look)),
            expected: LOOKS.map(|look| ((1.0 - rate.chance_of_silence(look)) * FIXED) as i64),
        }
    }

    fn merge(&mut self, other: &Activity) {
        self.sellers += other.sellers;
        for look in 0..LOOKS.len() {
            self.sold[look] += other.sold[look];
            self.expected[look] += other.expected[look];
        }
    }

    /// For each look back, how fast time ran for this group: below 1 out of season.
    fn season(&self) -> [f64; LOOKS.len()] {
        std::array::from_fn(|look| {
            if self.sellers < FEWEST_SELLERS {
                return 1.0;
            }
            let sellers = f64::from(self.sellers);
            // half a seller keeps the logarithms finite
            let silent = (sellers - f64::from(self.sold[look])).max(0.5) / sellers;
            let should = (sellers - self.expected[look] as f64 / FIXED).max(0.5) / sellers;
            (silent.ln() / should.ln()).clamp(0.1, 3.0)
        })
    }
}

/// A spell of silence in days of usual trade.
fn in_season(season: &[f64; LOOKS.len()], days: f64) -> f64 {
    match LOOKS.iter().position(|&look| days <= look) {
        Some(look) => days * season[look],
        None => LOOKS[2] * season[2] + (days - LOOKS[2]),
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
