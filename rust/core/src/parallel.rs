//! Chunks of work over the caller's number of threads. Results never depend on that number.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Calls `step` once for each index below `count`, on `threads` threads, each with an accumulator of
/// its own. Which accumulator sees which index is left to chance: merge them without regard to order.
pub fn fold<T: Send>(
    count: usize,
    threads: usize,
    start: impl Fn() -> T + Sync,
    step: impl Fn(&mut T, usize) + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut own = start();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return own;
            }
            step(&mut own, index);
        }
    };
    if threads <= 1 || count <= 1 {
        return vec![work()];
    }
    std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads.min(count)).map(|_| scope.spawn(work)).collect();
        let mut all = vec![work()];
        for helper in helpers {
            match helper.join() {
                Ok(own) => all.push(own),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}

/// `make(index)` for each index below `count`, in order.
pub fn map<T: Send>(count: usize, threads: usize, make: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let parts = fold(
        count,
        threads,
        Vec::new,
        |own: &mut Vec<(usize, T)>, index| {
            own.push((index, make(index)));
        },
    );
    let mut all: Vec<(usize, T)> = parts.into_iter().flatten().collect();
    all.sort_unstable_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn order_is_kept_whatever_the_threads() {
        for threads in [1, 2, 7] {
            assert_eq!(super::map(5, threads, |i| i * i), [0, 1, 4, 9, 16]);
        }
    }
}
