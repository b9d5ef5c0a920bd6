//! The figures that take longest: gamma, which aligns what coders marked anew for each random continuum.

use std::time::Duration;

use intercoder::agreement::gamma::continuum::Marked;
use intercoder::agreement::gamma::dissimilarity::Dissimilarity;
use intercoder::agreement::gamma::{Sampling, gamma as figure};
use intercoder::text::span::{Position, Span};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::timing::{Size, print, time};

const CODERS: usize = 3;

/// Gamma and gamma-cat of three coders, once with pauses between what they mark and once without.
pub fn gamma(size: Size) {
    let units = size.of(400, 40);
    for (pause, said) in [(40, "with pauses"), (1, "without a pause")] {
        let coders = marks(units, pause);
        let run = || {
            let by = Dissimilarity::default();
            let (time, found) = time(|| figure(&coders, &by, Sampling::with_seed(1)).unwrap());
            assert!(found.value > 0.0 && found.samples >= 30);
            (time, found.samples)
        };
        let runs: Vec<(Duration, usize)> = (0..7).map(|_| run()).collect();
        let name = format!(
            "gamma, {CODERS} coders x {units} units x {} samples, {said}",
            runs[0].1
        );
        let times = runs.into_iter().map(|(time, _)| time).collect();
        print(&name, times, size.target(Duration::from_secs(5)));
    }
}

/// What coders marked who mostly see the same stretches, with edges of their own and now and then another code.
fn marks(units: usize, pause: u32) -> Vec<Vec<Marked>> {
    let mut chance = ChaCha8Rng::seed_from_u64(400);
    let mut below = |count: u32| chance.next_u32() % count;
    let mut end = 0;
    let mut stretch = || {
        let start = end + below(pause);
        end = start + 10 + below(30);
        (start, end, below(8))
    };
    let stretches: Vec<(u32, u32, u32)> = (0..units).map(|_| stretch()).collect();
    let mut mark = |&(start, end, code): &(u32, u32, u32)| Marked {
        span: Span::between(Position(start + below(8)), Position(end + 4 + below(8))),
        category: if below(5) == 0 { below(8) } else { code },
    };
    let mut coder = || stretches.iter().map(&mut mark).collect();
    (0..CODERS).map(|_| coder()).collect()
}
