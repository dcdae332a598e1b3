//! Medians over groups of rows. Told in plain words in `src/sentinel/peers.py`.

use std::sync::Mutex;

use crate::parallel;

/// Makes a median absolute deviation comparable to a standard deviation.
const MAD_TO_DEVIATION: f64 = 1.4826;

/// How many values, their median and their robust spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub count: u32,
    pub median: f64,
    pub deviation: f64,
}

impl Spread {
    pub const NONE: Spread = Spread {
        count: 0,
        median: f64::NAN,
        deviation: f64::NAN,
    };
}

/// Median, reordering the values; NaN of nothing.
pub fn median(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return f64::NAN;
    }
    let middle = values.len() / 2;
    let odd = values.len() % 2 == 1;
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    if odd {
        return upper;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    0.5 * (lower + upper)
}

/// Median and 1.4826 times the median absolute deviation; the values are consumed.
pub fn spread(values: &mut [f64]) -> Spread {
    let centre = median(values);
    for value in values.iter_mut() {
        *value = (*value - centre).abs();
    }
    let deviation = MAD_TO_DEVIATION * median(values);
    Spread {
        count: values.len() as u32,
        median: centre,
        deviation,
    }
}

/// Values sorted into their groups: `group(i)` is the slice of group i.
pub struct Grouped {
    starts: Vec<usize>,
    values: Vec<f64>,
}

impl Grouped {
    /// `parts` hold (group, value) pairs; groups count from 0 to `groups` - 1.
    pub fn new(parts: &[Vec<(u32, f64)>], groups: usize) -> Grouped {
        let mut starts = vec![0usize; groups + 1];
        for &(group, _) in parts.iter().flatten() {
            starts[group as usize + 1] += 1;
        }
        for i in 0..groups {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut values = vec![0.0; starts[groups]];
        for &(group, value) in parts.iter().flatten() {
            values[next[group as usize]] = value;
            next[group as usize] += 1;
        }
        Grouped { starts, values }
    }

    /// The spread of each group, in order.
    pub fn spreads(mut self, threads: usize) -> Vec<Spread> {
        let groups = self.starts.len() - 1;
        let mut rest = self.values.as_mut_slice();
        let mut shares = Vec::new();
        for share in self
            .starts
            .windows(2)
            .collect::<Vec<_>>()
            .chunks(groups.div_ceil(threads).max(1))
        {
            let (Some(first), Some(last)) = (share.first(), share.last()) else {
                continue;
            };
            let (own, tail) = rest.split_at_mut(last[1] - first[0]);
            rest = tail;
            let sizes: Vec<usize> = share.iter().map(|bounds| bounds[1] - bounds[0]).collect();
            shares.push(Mutex::new((own, sizes)));
        }
        let parts = parallel::map(shares.len(), threads, |index| match shares[index].lock() {
            Ok(mut share) => spreads_of(&mut share),
            Err(poisoned) => spreads_of(&mut poisoned.into_inner()),
        });
        parts.into_iter().flatten().collect()
    }
}

fn spreads_of((values, sizes): &mut (&mut [f64], Vec<usize>)) -> Vec<Spread> {
    let mut start = 0;
    let mut spreads = Vec::with_capacity(sizes.len());
    for size in sizes {
        let group = &mut values[start..start + *size];
        start += *size;
        spreads.push(if group.is_empty() {
            Spread::NONE
        } else {
            spread(group)
        });
    }
    spreads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_odd_even_and_nothing() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&mut []).is_nan());
    }

    #[test]
    fn groups_keep_their_values_apart() {
        let parts = vec![
            vec![(1, 10.0), (0, 1.0)],
            vec![(0, 3.0), (1, 20.0), (0, 2.0)],
        ];
        let spreads = Grouped::new(&parts, 3).spreads(2);
        assert_eq!(
            spreads[0],
            Spread {
                count: 3,
                median: 2.0,
                deviation: MAD_TO_DEVIATION
            }
        );
        assert_eq!(spreads[1].median, 15.0);
        assert_eq!(spreads[2].count, 0);
    }
}
