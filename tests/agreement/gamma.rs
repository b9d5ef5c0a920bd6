//! Gamma: trusted values, the best alignment against an exhaustive search, and what may not change a digit.

use std::fs;
use std::path::Path;

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop};
use proptest::{prop_assert, prop_assert_eq, prop_assume, proptest};
use rayon::ThreadPoolBuilder;
use serde_json::Value;

use intercoder::agreement::figure::Undefined;
use intercoder::agreement::gamma::alignment::Alignment;
use intercoder::agreement::gamma::continuum::{Continuum, Marked};
use intercoder::agreement::gamma::dissimilarity::{Categories, Dissimilarity};
use intercoder::agreement::gamma::unitary::cost;
use intercoder::agreement::gamma::{Gamma, Sampling, gamma};
use intercoder::text::span::{Position, Span};

use super::check;

type Coders = Vec<Vec<Marked>>;

const CASES: [&str; 3] = ["gamma-fixture-01", "gamma-random-s500", "gamma-random-s503"];

fn marked(start: u32, end: u32, category: u32) -> Marked {
    Marked {
        span: Span::between(Position(start), Position(end)),
        category,
    }
}

fn case(id: &str) -> (Value, Coders) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/oracle/{id}.json"));
    let tree: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut categories: Vec<String> = Vec::new();
    let mut read = |span: &Value| {
        let name = span[2].as_str().unwrap();
        let known = categories.iter().position(|known| known == name);
        let category = known.unwrap_or_else(|| {
            categories.push(name.to_owned());
            categories.len() - 1
        });
        let place = |at: usize| span[at].as_u64().unwrap() as u32;
        marked(place(0), place(1), category as u32)
    };
    let coders = tree["data"]["coders"].as_object().unwrap().values();
    let coders = coders.map(|spans| spans.as_array().unwrap().iter().map(&mut read).collect());
    let coders = coders.collect();
    (tree, coders)
}

fn best(coders: &[Vec<Marked>], by: &Dissimilarity) -> (Continuum, Alignment) {
    let continuum = Continuum::new(coders).unwrap();
    let alignment = Alignment::best(&continuum, by).unwrap();
    (continuum, alignment)
}

fn by_default(coders: &[Vec<Marked>]) -> Result<Gamma, Undefined> {
    // Coarse, so that hundreds of them take seconds.
    let sampling = Sampling {
        seed: 7,
        fewest: 10,
        precision: 1.0,
    };
    gamma(coders, &Dissimilarity::default(), sampling)
}

#[test]
fn best_alignments_and_category_disorders_equal_the_trusted_values() {
    for id in CASES {
        let (tree, coders) = case(id);
        let (by, expected) = (Dissimilarity::default(), &tree["expected"]);
        let tolerance = tree["tolerance"].as_f64().unwrap();
        let (continuum, alignment) = best(&coders, &by);
        let value = |name: &str| expected[name].as_f64();
        check(
            id,
            Ok(alignment.disorder),
            value("best_alignment_disorder"),
            tolerance,
        );
        let unitary = alignment.unitary.len() as f64;
        check(id, Ok(unitary), value("n_unitary_alignments"), 0.0);
        let category = alignment.category_disorder(&continuum, &by);
        check(
            id,
            category,
            value("gamma_cat_observed_disorder"),
            tolerance,
        );
    }
}

#[test]
fn expected_disorders_lie_where_another_sampler_of_the_same_model_found_them() {
    for id in CASES {
        let (tree, coders) = case(id);
        let sampled = &tree["expected"]["sampled"];
        let value = |name: &str| sampled[name].as_f64().unwrap();
        let sampling = Sampling {
            fewest: 3000,
            ..Sampling::with_seed(1)
        };
        let found = gamma(&coders, &Dissimilarity::default(), sampling).unwrap();
        let error = value("sd_of_one_sample") / value("n_samples").sqrt();
        let expected = sampled["expected_disorder_mean_pygamma"].as_f64();
        check(id, Ok(found.expected), expected, 4.0 * error);
    }
}

/// The least disorder over all alignments whatever, from all unitary alignments there are.
fn exhaustive(continuum: &Continuum, by: &Dissimilarity) -> f64 {
    let count = continuum.units.len();
    let mut unitary: Vec<(usize, f64)> = vec![];
    for set in 1usize..1 << count {
        let units: Vec<u32> = (0..count as u32)
            .filter(|unit| set >> unit & 1 == 1)
            .collect();
        let mut coders: Vec<usize> = units.iter().map(|&unit| continuum.coder(unit)).collect();
        coders.sort_unstable();
        coders.dedup();
        if coders.len() == units.len() {
            unitary.push((set, cost(continuum, by, &units)));
        }
    }
    let mut least = vec![f64::INFINITY; 1 << count];
    least[0] = 0.0;
    for done in 0usize..(1 << count) - 1 {
        let next = 1 << (!done).trailing_zeros();
        for (set, cost) in &unitary {
            if set & next != 0 && set & done == 0 {
                least[done | set] = least[done | set].min(least[done] + cost);
            }
        }
    }
    by.empty * least[(1 << count) - 1] * continuum.coders.len() as f64 / count as f64
}

/// Few units, so that all alignments can be tried; some share a place, some are long, some far away.
fn small() -> impl Strategy<Value = Coders> {
    let unit = (0u32..40, 1u32..20, 0u32..3);
    let unit = unit.prop_map(|(start, length, category)| marked(start, start + length, category));
    (2usize..=4).prop_flat_map(move |coders| {
        let most = 10 / coders;
        let list = prop::collection::vec(unit.clone(), 0..=most);
        prop::collection::vec(list, coders)
    })
}

/// As many units as can be tried, all of them near to all others.
fn crowded() -> impl Strategy<Value = Coders> {
    let unit = (0u32..15, 8u32..15, 0u32..4);
    let unit = unit.prop_map(|(start, length, category)| marked(start, start + length, category));
    (2usize..=4).prop_flat_map(move |coders| {
        let list = prop::collection::vec(unit.clone(), 14 / coders);
        prop::collection::vec(list, coders)
    })
}

/// Units so much alike that many alignments are equally good.
fn tied() -> impl Strategy<Value = Coders> {
    let unit = (0u32..4, 4u32..6, 0u32..3);
    let unit = unit.prop_map(|(start, length, category)| marked(start, start + length, category));
    let list = prop::collection::vec(unit, 1..4);
    prop::collection::vec(list, 2..5)
}

fn weights() -> impl Strategy<Value = Dissimilarity> {
    let weight = prop::sample::select(vec![0.0, 0.3, 1.0, 3.0]);
    (weight.clone(), weight, any::<bool>()).prop_map(|(positional, categorical, apart)| {
        let near = |one: u32, other: u32| f64::from(other - one) / 4.0;
        Dissimilarity {
            positional,
            categorical,
            empty: if apart { 1.0 } else { 0.5 },
            categories: match apart {
                true => Categories::Apart,
                false => Categories::table(3, near),
            },
        }
    })
}

fn anything(coders: &Coders) -> bool {
    coders.iter().any(|units| !units.is_empty())
}

/// What must be the same to the last bit whoever comes first and wherever the text begins.
fn figures(found: &Gamma) -> [u64; 5] {
    let category = found.category.map_or(0.0, |category| category.value);
    let figures = [
        found.value,
        found.observed,
        found.expected,
        found.precision,
        category,
    ];
    figures.map(f64::to_bits)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_best_alignment_is_the_best_of_all(coders in small(), by in weights()) {
        prop_assume!(anything(&coders));
        let (continuum, alignment) = best(&coders, &by);
        let mut units = alignment.unitary.concat();
        units.sort_unstable();
        prop_assert_eq!(units, (0..continuum.units.len() as u32).collect::<Vec<_>>());
        check("disorder", Ok(alignment.disorder), Some(exhaustive(&continuum, &by)), 1e-9);
    }

}

proptest! {
    // An exhaustive search of so many units takes long.
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_best_alignment_of_a_crowd_is_the_best_of_all(coders in crowded()) {
        let by = Dissimilarity::default();
        let (continuum, alignment) = best(&coders, &by);
        check("disorder", Ok(alignment.disorder), Some(exhaustive(&continuum, &by)), 1e-9);
    }
}

proptest! {
    // Each of these draws dozens of random continua.
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn neither_the_order_of_coders_nor_the_place_of_the_text_changes_a_digit(
        coders in tied(),
        order in Just(vec![0usize, 1, 2, 3]).prop_shuffle(),
        shift in 0u32..100_000,
    ) {
        let order: Vec<usize> = order.into_iter().filter(|&coder| coder < coders.len()).collect();
        let moved = |unit: &Marked| marked(
            unit.span.start().0 + shift,
            unit.span.end().0 + shift,
            unit.category,
        );
        let turned: Coders = order
            .iter()
            .map(|&coder| coders[coder].iter().rev().map(moved).collect())
            .collect();
        match (by_default(&coders), by_default(&turned)) {
            (Ok(found), Ok(again)) => prop_assert_eq!(figures(&found), figures(&again)),
            (found, again) => prop_assert_eq!(found.err(), again.err()),
        }
    }

    #[test]
    fn coders_who_marked_the_same_agree_fully(units in prop::collection::vec((0u32..60, 1u32..20, 0u32..3), 2..8), coders in 2usize..5) {
        let list: Vec<Marked> = units.iter().map(|&(start, length, category)| marked(start, start + length, category)).collect();
        let found = by_default(&vec![list.clone(); coders]);
        prop_assume!(found != Err(Undefined::NoVariation));
        let found = found.unwrap();
        prop_assert_eq!((found.value, found.observed), (1.0, 0.0));
        prop_assert_eq!(found.alignment.len(), list.len());
        prop_assert!(found.category.is_err() || found.category.unwrap().value == 1.0);
    }

    #[test]
    fn the_unit_matching_view_names_each_unit_once_and_adds_up(coders in small()) {
        prop_assume!(anything(&coders));
        let by = Dissimilarity::default();
        let (continuum, alignment) = best(&coders, &by);
        let rows = alignment.rows(&continuum);
        for (coder, units) in coders.iter().enumerate() {
            let mut named: Vec<usize> = rows.iter().filter_map(|row| row[coder]).collect();
            named.sort_unstable();
            prop_assert_eq!(named, (0..units.len()).collect::<Vec<_>>());
        }
    }
}

/// Coders who mark without a pause, several codes on a stretch, each a little beside the other.
fn dense(coders: u32, stretches: u32, codes: u32) -> Coders {
    let unit = |coder: u32, number: u32| {
        let (stretch, code) = (number / codes, number % codes);
        let jitter = (stretch * 7 + coder * 13 + code * 5) % 9;
        let category = (stretch * 3 + code + u32::from(jitter > 6)) % 5;
        marked(
            stretch * 20 + jitter,
            stretch * 20 + 20 + jitter / 2,
            category,
        )
    };
    let list = |coder| {
        (0..stretches * codes)
            .map(|number| unit(coder, number))
            .collect()
    };
    (0..coders).map(list).collect()
}

#[test]
fn text_that_is_marked_throughout_is_aligned_exactly_too() {
    for (coders, stretches, codes) in [(2, 60, 3), (3, 60, 1), (3, 8, 3), (5, 4, 1)] {
        let found = by_default(&dense(coders, stretches, codes)).unwrap();
        assert!(found.value > 0.3 && found.value < 0.8, "{}", found.value);
    }
}

#[test]
fn what_is_too_much_to_align_exactly_is_said_and_not_guessed() {
    let by = Dissimilarity {
        positional: 0.0,
        categorical: 0.0,
        ..Dissimilarity::default()
    };
    let continuum = Continuum::new(&dense(3, 90, 1)).unwrap();
    assert_eq!(
        Alignment::best(&continuum, &by),
        Err(Undefined::AlignmentTooLarge)
    );
}

#[test]
fn the_same_seed_gives_the_same_digits_on_any_number_of_threads() {
    let coders = dense(3, 20, 1);
    let on = |threads: usize| {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| by_default(&coders).unwrap())
    };
    let found = on(1);
    assert_eq!(found, on(2));
    let other = Sampling::with_seed(8);
    let other = gamma(&coders, &Dissimilarity::default(), other).unwrap();
    assert_ne!(found.expected, other.expected);
    assert_eq!(found.observed, other.observed);
}

#[test]
fn samples_are_drawn_until_the_precision_asked_for() {
    let (_, coders) = case("gamma-random-s500");
    let with = |precision: f64| {
        let sampling = Sampling {
            precision,
            ..Sampling::with_seed(3)
        };
        gamma(&coders, &Dissimilarity::default(), sampling)
    };
    let (coarse, fine) = (with(0.5).unwrap(), with(0.02).unwrap());
    assert_eq!(coarse.samples, 30);
    assert!(fine.samples > 200 && fine.precision <= 0.02);
    for endless in [0.0, -1.0, f64::NAN, 1e-9] {
        assert_eq!(with(endless), Err(Undefined::PrecisionOutOfReach));
    }
}

#[test]
fn what_gives_no_gamma_says_why() {
    let units = vec![marked(0, 5, 0), marked(9, 12, 1)];
    let reason = |coders: &[Vec<Marked>]| by_default(coders).unwrap_err();
    assert_eq!(reason(&[]), Undefined::FewerThanTwoCoders);
    assert_eq!(
        reason(std::slice::from_ref(&units)),
        Undefined::FewerThanTwoCoders
    );
    assert_eq!(reason(&[vec![], vec![]]), Undefined::NothingMarked);
    let empty = vec![marked(4, 4, 0)];
    assert_eq!(reason(&[units.clone(), empty]), Undefined::EmptyStretch);
    // Units of one length at equal gaps with one category: every random continuum is the same one.
    let alike = vec![marked(0, 5, 0)];
    assert_eq!(reason(&[alike.clone(), alike]), Undefined::NoVariation);
    let by = Dissimilarity {
        empty: 0.0,
        ..Dissimilarity::default()
    };
    let found = gamma(&[units.clone(), units.clone()], &by, Sampling::with_seed(1));
    assert_eq!(found, Err(Undefined::UnusableWeights));
    let alone = by_default(&[units, vec![]]).unwrap();
    assert_eq!(alone.category, Err(Undefined::NothingAligned));
    assert_eq!(alone.units, [2, 0]);
}

#[test]
fn a_theme_shared_lowers_the_disorder() {
    let coders = [vec![marked(0, 10, 0)], vec![marked(0, 10, 1)]];
    let by = |distance: f64| Dissimilarity {
        categories: Categories::table(2, |_, _| distance),
        ..Dissimilarity::default()
    };
    assert_eq!(best(&coders, &by(0.5)).1.disorder, 0.5);
    assert_eq!(best(&coders, &by(1.0)).1.disorder, 1.0);
    assert_eq!(best(&coders, &Dissimilarity::default()).1.disorder, 1.0);
}
