//! Figures alone: alpha over many units, and tables of characters over many spans, without a study around them.

use std::time::Duration;

use intercoder::agreement::alpha::alpha;
use intercoder::agreement::character::{Mark, tables};
use intercoder::agreement::metric::{Measured, Metric};
use intercoder::agreement::rating::{Counts, Rating};
use intercoder::agreement::unitize::{Stretch, Unitized};
use intercoder::text::span::{Position, Span};
use rand::SeedableRng as _;
use rand::rand_core::Rng as _;
use rand_chacha::ChaCha8Rng;

use crate::timing::{Size, print, time};

const CODERS: usize = 3;

/// Alpha over a million units of three coders: yes or no, and on numbers of which there are many.
pub fn ratings(size: Size) {
    let units = size.of(1_000_000, 10_000);
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let mut below = |n: u32| ((u64::from(chance.next_u32()) * u64::from(n)) >> 32) as u32;
    let mut cells: Vec<Rating> = Vec::with_capacity(units * CODERS);
    let mut numbers: Vec<Option<f64>> = Vec::with_capacity(units * CODERS);
    for _ in 0..units {
        let said = below(2);
        for _ in 0..CODERS {
            let own = if below(10) == 0 { below(2) } else { said };
            cells.push((below(20) > 0).then_some(own));
            numbers.push((below(20) > 0).then_some(f64::from(below(100_000))));
        }
    }
    let nominal = || time(|| alpha(&Counts::of_rows(CODERS, 2, &cells)).unwrap()).0;
    let name = format!("alpha over {units} units x {CODERS} coders");
    let times = (0..15).map(|_| nominal()).collect();
    print(&name, times, size.target(Duration::from_millis(20)));
    let measured = || {
        let units = numbers.chunks_exact(CODERS);
        time(|| Measured::of(units.clone()).alpha(Metric::Ordinal).unwrap()).0
    };
    let times = (0..5).map(|_| measured()).collect();
    print("  by rank, 100,000 different numbers", times, None);
}

/// Character tables and the u-alpha family over a million spans of three coders and sixty codes.
pub fn spans(size: Size) {
    let spans = size.of(1_000_000, 10_000);
    let mut chance = ChaCha8Rng::seed_from_u64(2);
    let mut below = |n: u32| ((u64::from(chance.next_u32()) * u64::from(n)) >> 32) as u32;
    let (mut marks, mut stretches) = (Vec::new(), vec![Vec::new(); CODERS]);
    let mut length = 0;
    for coder in 0..CODERS as u32 {
        let mut at = 0;
        for _ in 0..spans / CODERS {
            let (start, code) = (at + below(60), below(60));
            at = start + 20 + below(200);
            let span = Span::between(Position(start), Position(at));
            marks.push(Mark { code, coder, span });
            stretches[coder as usize].push(Stretch { span, value: code });
        }
        length = length.max(at);
    }
    let both = || {
        let (mut marks, mut stretches) = (marks.clone(), stretches.clone());
        time(|| {
            let tables = tables(&mut marks, &[0, 1, 2], length);
            let mut sums = Unitized::default();
            sums.add(length, &mut stretches).unwrap();
            (
                tables.len(),
                sums.u_alpha().unwrap(),
                sums.cu_alpha().unwrap(),
            )
        })
        .0
    };
    let times = (0..7).map(|_| both()).collect();
    let name = format!("character tables and u-alpha over {spans} spans");
    print(&name, times, size.target(Duration::from_secs(1)));
}
