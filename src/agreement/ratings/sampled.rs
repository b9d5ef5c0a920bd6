//! Documents of units with one value each: alpha with its intervals over documents and over units; and sample sizes.
//!
//! The interval over units takes them for independent. It is printed because other programs print it, and says so.

use rand::SeedableRng as _;
use rand::rand_core::Rng as _;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::agreement::alpha::alpha;
use crate::agreement::bootstrap::{Bootstrap, Draw, Draws, Sums, summed_up};
use crate::agreement::figure::{Figure, Undefined};
use crate::agreement::interval::{FEWEST_DOCUMENTS, jackknife};
use crate::agreement::rating::{Counts, total};
use crate::agreement::ratings::answer::{Answer, Found, Line, count, count_of, figure};
use crate::agreement::ratings::matrix::Matrix;
use crate::agreement::size;
use crate::number::counted;

/// A wanted precision of percent agreement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wanted {
    /// The half-width of the interval, 0–1.
    pub error_margin: f64,
    /// The percent agreement expected, 0–1.
    pub p_o: f64,
}

/// Nominal alpha with the jackknife over documents, and the bootstraps over documents and over units.
pub fn documents(documents: &[Matrix], draw: Draw) -> Answer {
    let counts: Result<Vec<Counts>, Undefined> = documents.iter().map(Matrix::counts).collect();
    let (counts, whole) = match &counts {
        Ok(counts) => (counts.as_slice(), Ok(total(counts))),
        Err(reason) => (&[][..], Err(*reason)),
    };
    let varied = whole
        .as_ref()
        .map_err(|reason| *reason)
        .and_then(|whole| whole.varied());
    let interval = varied.and_then(|()| jackknife(counts, alpha));
    let clusters = varied.and_then(|()| over_documents(counts, draw));
    let units = varied.and_then(|()| over_units(documents, draw));
    let jackknifed = |pick: fn(&crate::agreement::interval::Interval) -> Vec<f64>| {
        Found::Row(interval.as_ref().map(pick).map_err(|reason| *reason))
    };
    let mut lines = vec![
        figure(
            "alpha_nominal",
            whole.as_ref().map_err(|reason| *reason).and_then(alpha),
        ),
        (
            "ci95_jackknife_t".to_owned(),
            jackknifed(|interval| vec![interval.low, interval.high]),
        ),
        figure(
            "se_jackknife_transcript",
            interval
                .as_ref()
                .map(|of| of.standard_error)
                .map_err(|reason| *reason),
        ),
        (
            "leave_one_out".to_owned(),
            jackknifed(|interval| interval.without_each.clone()),
        ),
    ];
    lines.extend(bootstrapped("cluster", &clusters));
    lines.extend(bootstrapped("unit", &units));
    lines.push(count("replicates", u64::from(draw.replicates)));
    lines.push(count("seed", draw.seed));
    let pairable = whole.as_ref().map(Counts::pairable_values);
    lines.push(count_of("n_pairable", pairable.map_err(|reason| *reason)));
    Answer {
        unit: "row of the file",
        scope: vec![
            counted(documents.len() as u64, "document"),
            counted(
                documents.iter().map(|of| of.units() as u64).sum::<u64>(),
                "unit",
            ),
            counted(
                documents.first().map_or(0, |of| of.coders.len() as u64),
                "coder",
            ),
            format!("seed {}, {} replicates", draw.seed, draw.replicates),
        ],
        lines,
    }
}

fn bootstrapped(over: &str, found: &Result<Bootstrap, Undefined>) -> Vec<Line> {
    let found = found.as_ref().map_err(|reason| *reason);
    let pick = |pick: fn(&Bootstrap) -> f64| -> Figure { found.map(pick) };
    let undefined = found.map(|found| u64::from(found.undefined));
    vec![
        (
            format!("ci95_{over}_percentile"),
            Found::Row(found.map(|found| vec![found.low, found.high])),
        ),
        figure(format!("se_{over}"), pick(|found| found.standard_error)),
        figure(format!("p_below_667_{over}"), pick(|found| found.below_667)),
        figure(format!("p_below_800_{over}"), pick(|found| found.below_800)),
        count_of(format!("undefined_replicates_{over}"), undefined),
    ]
}

/// The bootstrap over documents, of which it takes four.
fn over_documents(counts: &[Counts], draw: Draw) -> Result<Bootstrap, Undefined> {
    let pairable = counts.iter().filter(|counts| counts.pairable_units() > 0);
    let sums: Vec<Sums> = pairable.map(Sums::of).collect();
    if sums.len() < FEWEST_DOCUMENTS {
        return Err(Undefined::FewerThanFourDocuments);
    }
    Draws::of(sums.len(), draw).alpha(&sums)
}

/// The bootstrap that resamples units as if they were independent.
fn over_units(documents: &[Matrix], draw: Draw) -> Result<Bootstrap, Undefined> {
    let mut units: Vec<Sums> = Vec::new();
    for document in documents {
        let scale = document.scale.names.len();
        let rows = document.cells.chunks_exact(document.coders.len().max(1));
        units.extend(rows.filter_map(|row| Sums::of_unit(row, scale)));
    }
    let base = ChaCha8Rng::seed_from_u64(draw.seed);
    let figures: Vec<Figure> = (0..u64::from(draw.replicates))
        .into_par_iter()
        .map(|replicate| {
            let mut stream = base.clone();
            stream.set_stream(replicate);
            let mut sums = Sums::default();
            for _ in 0..units.len() {
                let place = (u64::from(stream.next_u32()) * units.len() as u64) >> 32;
                sums.add(&units[place as usize], 1.0);
            }
            sums.alpha()
        })
        .collect();
    summed_up(&figures)
}

/// Units needed for each wanted precision of percent agreement.
pub fn sizes(wanted: &[Wanted]) -> Answer {
    let row = |wanted: &Wanted| {
        let exact = size::units_for_percent(wanted.p_o, wanted.error_margin);
        vec![
            figure("error_margin", Ok(wanted.error_margin)),
            figure("p_o", Ok(wanted.p_o)),
            figure("n_exact", Ok(exact)),
            count("n_units", size::whole(exact)),
        ]
    };
    Answer {
        unit: "independent unit",
        scope: vec!["percent agreement, 95 %".to_owned()],
        lines: vec![(
            "rows".to_owned(),
            Found::List(wanted.iter().map(row).collect()),
        )],
    }
}
