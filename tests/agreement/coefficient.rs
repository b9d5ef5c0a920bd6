//! Properties of the further coefficients: weights, metrics, sets, characters and stretches against slow second
//! computations that follow the definitions element by element.

use proptest::prelude::{Just, ProptestConfig, Strategy, prop};
use proptest::{prop_assert, prop_assert_eq, prop_assume, proptest};

use intercoder::agreement::alpha::alpha;
use intercoder::agreement::bootstrap::{Draw, Draws, Sums};
use intercoder::agreement::chance::{self, Chance};
use intercoder::agreement::character::{Mark, tables};
use intercoder::agreement::figure::{Figure, Undefined};
use intercoder::agreement::metric::{Measured, Metric};
use intercoder::agreement::pair::{self, Contingency};
use intercoder::agreement::rating::{Counts, Rating, YES};
use intercoder::agreement::set::{Distance, SetCounts};
use intercoder::agreement::size;
use intercoder::agreement::unitize::{Stretch, Unitized};
use intercoder::agreement::weight::{Weighting, Weights};
use intercoder::agreement::weighted;
use intercoder::text::span::{Position, Span};

use super::{check, counted};

const TOLERANCE: f64 = 1e-9;

type Numbers = Vec<Vec<Option<f64>>>;

/// Units of two to four coders on numbers from a small scale, with gaps.
fn numbers() -> impl Strategy<Value = Numbers> {
    let scale = [0.0, 1.0, 2.5, 4.0, 10.0];
    let value = prop::option::weighted(0.8, prop::sample::select(scale.to_vec()));
    (2usize..=4).prop_flat_map(move |coders| {
        prop::collection::vec(prop::collection::vec(value.clone(), coders), 1..20)
    })
}

fn measured(units: &Numbers) -> Measured {
    Measured::of(units.iter().map(Vec::as_slice))
}

/// Alpha by its definition, over pairs of single ratings, under a distance that may look at all pairable values.
fn slow_alpha<T: Clone>(
    units: &[Vec<Option<T>>],
    distance: impl Fn(&T, &T, &[T]) -> f64,
) -> Option<f64> {
    let pairable: Vec<Vec<T>> = (units.iter())
        .map(|unit| unit.iter().flatten().cloned().collect::<Vec<T>>())
        .filter(|values| values.len() > 1)
        .collect();
    let all: Vec<T> = pairable.concat();
    let n = all.len() as f64;
    let between = |values: &[T]| -> f64 {
        let mut sum = 0.0;
        for (i, one) in values.iter().enumerate() {
            for (j, other) in values.iter().enumerate() {
                sum += if i == j {
                    0.0
                } else {
                    distance(one, other, &all)
                };
            }
        }
        sum
    };
    let observed: f64 = pairable
        .iter()
        .map(|values| between(values) / (values.len() - 1) as f64)
        .sum();
    let expected = between(&all) / (n * (n - 1.0));
    (expected > 0.0).then(|| 1.0 - observed / n / expected)
}

fn distance(metric: Metric) -> impl Fn(&f64, &f64, &[f64]) -> f64 {
    move |one, other, all| {
        let times = |value: f64| all.iter().filter(|known| **known == value).count() as f64;
        let (low, high) = (one.min(*other), one.max(*other));
        match metric {
            Metric::Nominal => f64::from(u8::from(one != other)),
            Metric::Interval => (one - other).powi(2),
            Metric::Ratio if one + other == 0.0 => 0.0,
            Metric::Ratio => ((one - other) / (one + other)).powi(2),
            Metric::Ordinal => {
                let within = all
                    .iter()
                    .filter(|known| (low..=high).contains(known))
                    .count() as f64;
                (within - (times(low) + times(high)) / 2.0).powi(2)
            }
        }
    }
}

/// Units of two to four coders on places of a scale of four, with gaps.
fn places() -> impl Strategy<Value = Vec<Vec<Rating>>> {
    let rating = prop::option::weighted(0.8, 0u32..4);
    (2usize..=4).prop_flat_map(move |coders| {
        prop::collection::vec(prop::collection::vec(rating.clone(), coders), 1..20)
    })
}

fn corrected(chance: Result<Chance, Undefined>) -> Figure {
    chance.map(Chance::corrected)
}

fn weighted_figures(units: &[Vec<Rating>], scale: &[f64], weighting: Weighting) -> Vec<Figure> {
    let (counts, weights) = (counted(scale.len(), units), Weights::of(weighting, scale));
    vec![
        weighted::percent(&counts, &weights),
        corrected(weighted::fleiss(&counts, &weights)),
        corrected(weighted::conger(&counts, &weights)),
        corrected(weighted::gwet(&counts, &weights)),
        corrected(weighted::brennan_prediger(&counts, &weights)),
    ]
}

fn same(what: &str, found: &[Figure], expected: &[Figure]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        check(what, *found, expected.ok(), TOLERANCE);
    }
}

/// Sets of codes under six, by unit and coder.
fn sets() -> impl Strategy<Value = Vec<Vec<Option<Vec<u32>>>>> {
    let set = prop::collection::btree_set(0u32..6, 0..4).prop_map(|set| set.into_iter().collect());
    let set = prop::option::weighted(0.85, set);
    (2usize..=3).prop_flat_map(move |coders| {
        prop::collection::vec(prop::collection::vec(set.clone(), coders), 1..15)
    })
}

fn set_alpha(units: &[Vec<Option<Vec<u32>>>], distance: Distance) -> Figure {
    let mut counts = SetCounts::default();
    for unit in units {
        let row: Vec<_> = (unit.iter())
            .map(|set| set.as_ref().map(|set| counts.intern(set.iter().copied())))
            .collect();
        counts.add(&row, 1);
    }
    counts.alpha(distance)
}

fn slow_set_distance(distance: Distance, one: &[u32], other: &[u32]) -> f64 {
    let common = one.iter().filter(|code| other.contains(code)).count();
    let union = one.len() + other.len() - common;
    let jaccard = if union == 0 {
        1.0
    } else {
        common as f64 / union as f64
    };
    let within = common == one.len() || common == other.len();
    let monotony = match () {
        () if one == other => 1.0,
        () if within => 2.0 / 3.0,
        () if common > 0 => 1.0 / 3.0,
        () => 0.0,
    };
    match distance {
        Distance::Masi => 1.0 - jaccard * monotony,
        Distance::Jaccard => 1.0 - jaccard,
        Distance::Nominal => f64::from(u8::from(one != other)),
    }
}

const LENGTH: u32 = 60;

fn span(start: u32, length: u32) -> Span {
    Span::between(Position(start), Position((start + length).min(LENGTH)))
}

/// Marks of three coders with three codes, overlapping as they like.
fn marks() -> impl Strategy<Value = Vec<Mark>> {
    let mark =
        (0u32..3, 0u32..3, 0..LENGTH, 0u32..20).prop_map(|(code, coder, start, length)| Mark {
            code,
            coder,
            span: span(start, length),
        });
    prop::collection::vec(mark, 0..25)
}

/// Coders' partitions of a text: stretches and gaps one after another, each with a value from 0 to 2.
fn partitions() -> impl Strategy<Value = Vec<Vec<Stretch>>> {
    let piece = (0u32..6, 1u32..9, 0u32..3);
    let coder = prop::collection::vec(piece, 0..8).prop_map(|pieces| {
        let (mut at, mut stretches) = (0, Vec::new());
        for (gap, length, value) in pieces {
            let span = span(at + gap, length);
            at += gap + length;
            if at <= LENGTH {
                stretches.push(Stretch { span, value });
            }
        }
        stretches
    });
    prop::collection::vec(coder, 2..=4)
}

/// The u-alpha family character by character, from its definition.
struct Slow {
    /// Ordered pairs of coders by what they said of a character, by m − 1; the last place is a gap.
    coincidences: [[f64; 4]; 4],
    squares: [f64; 4],
    paired_squares: [f64; 4],
}

impl Slow {
    fn of(coders: &[Vec<Stretch>]) -> Self {
        let others = (coders.len() - 1) as f64;
        let value = |stretches: &[Stretch], at: u32| {
            let on = |stretch: &&Stretch| stretch.span.touches(span(at, 1));
            stretches
                .iter()
                .find(on)
                .map_or(3, |stretch| stretch.value as usize)
        };
        let mut slow = Self {
            coincidences: [[0.0; 4]; 4],
            squares: [0.0; 4],
            paired_squares: [0.0; 4],
        };
        for (i, own) in coders.iter().enumerate() {
            for (j, theirs) in coders.iter().enumerate() {
                for at in (0..LENGTH).filter(|_| i != j) {
                    slow.coincidences[value(own, at)][value(theirs, at)] += 1.0 / others;
                }
            }
            slow.squares[3] += (0..LENGTH).filter(|at| value(own, *at) == 3).count() as f64;
            for stretch in own {
                let valued = |j: usize, at: u32| j != i && value(&coders[j], at) != 3;
                let within = stretch.span.start().0..stretch.span.end().0;
                let met: usize = (0..coders.len())
                    .map(|j| within.clone().filter(|at| valued(j, *at)).count())
                    .sum();
                slow.squares[stretch.value as usize] += f64::from(stretch.span.len()).powi(2);
                slow.paired_squares[stretch.value as usize] += (met as f64 / others).powi(2);
            }
        }
        slow
    }

    fn expected(&self, size: usize, squares: &[f64; 4]) -> [[f64; 4]; 4] {
        let row = |of: usize| self.coincidences[of][..size].iter().sum::<f64>();
        let all: f64 = (0..size).map(row).sum();
        let whole = all - squares[..size].iter().sum::<f64>() / all;
        let mut expected = [[0.0; 4]; 4];
        for (one, cells) in expected.iter_mut().enumerate().take(size) {
            for (other, cell) in cells.iter_mut().enumerate().take(size) {
                let own = if one == other { squares[one] } else { 0.0 };
                *cell = (row(one) * row(other) - own) / whole;
            }
        }
        expected
    }

    /// 1 − what is off the diagonal of what was seen by what is off it by chance, in some rows of a part of the matrix.
    fn alpha(&self, rows: std::ops::Range<usize>, size: usize, squares: &[f64; 4]) -> Option<f64> {
        let off = |cells: &[[f64; 4]; 4]| -> f64 {
            rows.clone()
                .map(|one| cells[one][..size].iter().sum::<f64>() - cells[one][one])
                .sum()
        };
        let expected = off(&self.expected(size, squares));
        (expected > 1e-9).then(|| 1.0 - off(&self.coincidences) / expected)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn alpha_of_numbers_equals_its_definition_under_every_metric(units in numbers()) {
        for metric in Metric::ALL {
            let expected = slow_alpha(&units, distance(metric));
            check(metric.as_str(), measured(&units).alpha(metric), expected, TOLERANCE);
        }
    }

    #[test]
    fn alpha_of_numbers_depends_on_no_order(
        (before, after) in numbers().prop_flat_map(|units| (Just(units.clone()), Just(units).prop_shuffle()))
    ) {
        let turned: Numbers = after.into_iter().map(|mut unit| { unit.reverse(); unit }).collect();
        for metric in Metric::ALL {
            check("order", measured(&turned).alpha(metric), measured(&before).alpha(metric).ok(), TOLERANCE);
        }
    }

    #[test]
    fn full_agreement_on_numbers_is_exactly_1(values in prop::collection::vec(0u32..9, 2..20), coders in 2usize..5) {
        prop_assume!(values.iter().any(|value| *value != values[0]));
        let units: Numbers = values.iter().map(|value| vec![Some(f64::from(*value) + 0.1); coders]).collect();
        for metric in Metric::ALL {
            prop_assert_eq!(measured(&units).alpha(metric), Ok(1.0));
        }
    }

    #[test]
    fn identity_weights_change_nothing(units in places()) {
        let counts = counted(4, &units);
        let plain = [
            intercoder::agreement::share::percent(&counts),
            chance::fleiss(&counts),
            chance::ac1(&counts),
            chance::brennan_prediger(&counts),
        ];
        let found = weighted_figures(&units, &[1.0, 2.0, 3.0, 4.0], Weighting::Identity);
        same("identity", &[found[0], found[1], found[3], found[4]], &plain);
    }

    #[test]
    fn conger_of_two_coders_is_cohen(units in places()) {
        let units: Vec<Vec<Rating>> = units.into_iter()
            .map(|unit| unit[..2].to_vec())
            .filter(|unit| unit.iter().all(Option::is_some))
            .collect();
        prop_assume!(!units.is_empty());
        let (counts, scale) = (counted(4, &units), [1.0, 2.0, 4.0, 7.0]);
        let table = Contingency::of(&counts, (0, 1));
        for weighting in [Weighting::Identity, Weighting::Linear, Weighting::Quadratic] {
            let weights = Weights::of(weighting, &scale);
            let cohen = pair::cohen_weighted(&table, &weights);
            check("conger", corrected(weighted::conger(&counts, &weights)), cohen.ok(), TOLERANCE);
        }
        check("cohen", pair::cohen_weighted(&table, &Weights::identity(4)), pair::cohen(&table).ok(), TOLERANCE);
    }

    #[test]
    fn reversing_a_scale_or_the_coders_changes_no_weighted_figure(units in places()) {
        let scale = [1.0, 2.0, 4.0, 7.0];
        let turned: Vec<Vec<Rating>> = units.iter()
            .map(|unit| unit.iter().rev().map(|rating| rating.map(|place| 3 - place)).collect())
            .collect();
        let reversed: Vec<f64> = scale.iter().rev().copied().collect();
        for weighting in [Weighting::Linear, Weighting::Quadratic] {
            same("reversed", &weighted_figures(&turned, &reversed, weighting), &weighted_figures(&units, &scale, weighting));
        }
    }

    #[test]
    fn units_counted_at_once_are_those_counted_one_by_one(units in places()) {
        let cells: Vec<Rating> = units.concat();
        prop_assert_eq!(Counts::of_rows(units[0].len(), 4, &cells), counted(4, &units));
    }

    #[test]
    fn set_alpha_equals_its_definition(units in sets()) {
        for distance in Distance::ALL {
            let slow = slow_alpha(&units, |one, other, _| slow_set_distance(distance, one, other));
            check(distance.as_str(), set_alpha(&units, distance), slow, TOLERANCE);
        }
    }

    #[test]
    fn set_alpha_depends_on_no_order_and_no_number_of_a_code(
        units in sets(), order in Just(vec![70u32, 3, 64, 1, 200, 0]).prop_shuffle(),
    ) {
        let turned: Vec<Vec<Option<Vec<u32>>>> = units.iter().rev().map(|unit| unit.iter().rev()
            .map(|set| set.as_ref().map(|set| set.iter().map(|code| order[*code as usize]).collect()))
            .collect()).collect();
        for distance in Distance::ALL {
            let (before, after) = (set_alpha(&units, distance), set_alpha(&turned, distance));
            prop_assert_eq!(before.map(f64::to_bits), after.map(f64::to_bits));
        }
    }

    #[test]
    fn a_character_table_is_a_count_of_characters(marks in marks()) {
        for found in tables(&mut marks.clone(), &[0, 1, 2], LENGTH) {
            let on = |coder: u32, at: u32| marks.iter().any(|mark| {
                mark.coder == coder && mark.code == found.code && mark.span.touches(span(at, 1))
            });
            let (one, other) = found.coders;
            let count = |first: bool, second: bool| {
                (0..LENGTH).filter(|at| on(one, *at) == first && on(other, *at) == second).count() as u64
            };
            prop_assert_eq!(
                found.table.four(),
                [count(true, true), count(true, false), count(false, true), count(false, false)]
            );
        }
        let codes: std::collections::BTreeSet<u32> = marks.iter().map(|mark| mark.code).collect();
        prop_assert_eq!(tables(&mut marks.clone(), &[0, 1, 2], LENGTH).len(), codes.len() * 3);
    }

    #[test]
    fn the_u_alpha_family_equals_a_count_of_characters(coders in partitions()) {
        let mut sums = Unitized::default();
        prop_assert_eq!(sums.add(LENGTH, &mut coders.clone()), Ok(()));
        let slow = Slow::of(&coders);
        check("u", sums.u_alpha(), slow.alpha(0..4, 4, &slow.squares), TOLERANCE);
        check("|u", sums.bar_u_alpha(), slow.alpha(3..4, 4, &slow.squares), TOLERANCE);
        let paired: f64 = slow.coincidences[..3].iter().flat_map(|row| &row[..3]).sum();
        let cu = (paired > 0.0).then(|| slow.alpha(0..3, 3, &slow.paired_squares)).flatten();
        check("cu", sums.cu_alpha(), cu, TOLERANCE);
        let length = f64::from(LENGTH) * coders.len() as f64;
        check("coverage", sums.cu_coverage(), Some(paired / length), TOLERANCE);
    }

    #[test]
    fn overlapping_stretches_of_a_coder_are_refused(coders in partitions(), at in 0..LENGTH - 1) {
        let mut coders = coders;
        let extra = Stretch { span: span(at, 2), value: 1 };
        let over = coders[0].iter().filter(|stretch| stretch.span.touches(extra.span)).count();
        coders[0].push(extra);
        let refused = Unitized::default().add(LENGTH, &mut coders);
        prop_assert_eq!(refused.map_err(|overlaps| overlaps.len()), if over == 0 { Ok(()) } else { Err(over) });
    }

    #[test]
    fn a_bootstrap_of_like_documents_has_no_width(units in places(), copies in 2usize..6) {
        let counts = counted(4, &units);
        prop_assume!(alpha(&counts).is_ok());
        let sums = vec![Sums::of(&counts); copies];
        check("sums", Sums::of(&counts).alpha(), alpha(&counts).ok(), TOLERANCE);
        let draws = Draws::of(copies, Draw { replicates: 50, seed: 3 });
        let found = draws.alpha(&sums).unwrap();
        prop_assert!((found.high - found.low).abs() < TOLERANCE && found.undefined == 0);
    }
}

#[test]
fn a_bootstrap_gives_the_same_digits_on_any_number_of_threads() {
    let documents: Vec<Sums> = (0..7)
        .map(|at| {
            let mut counts = Counts::yes_no(2);
            counts.add(&[Some(YES), Some(YES)], 3 + at);
            counts.add(&[Some(YES), Some(0)], 7 - at);
            counts.add(&[Some(0), Some(0)], 9);
            Sums::of(&counts)
        })
        .collect();
    let draw = Draw {
        replicates: 2000,
        seed: 42,
    };
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| Draws::of(7, draw).alpha(&documents).unwrap())
    };
    assert_eq!(on(1), on(5));
    // Written down once: the digits must never change under anybody's feet.
    let found = on(2);
    assert_eq!(
        (found.low, found.high),
        (0.39801530368244864, 0.728483606557377)
    );
}

#[test]
fn replicates_without_variation_are_counted() {
    let mut varied = Counts::yes_no(2);
    varied.add(&[Some(YES), Some(0)], 1);
    varied.add(&[Some(0), Some(0)], 4);
    let mut plain = Counts::yes_no(2);
    plain.add(&[Some(0), Some(0)], 5);
    let sums = [Sums::of(&varied), Sums::of(&plain)];
    let draw = Draw {
        replicates: 400,
        seed: 1,
    };
    let found = Draws::of(2, draw).alpha(&sums).unwrap();
    // A quarter of the draws takes the plain document twice.
    assert!((60..140).contains(&found.undefined), "{}", found.undefined);
    assert_eq!((found.below_667, found.below_800), (1.0, 1.0));
}

#[test]
fn sample_sizes_are_those_of_the_printed_tables() {
    assert_eq!(
        size::whole(size::units_for_alpha((0.667, 0.25), 0.05, 2.0)),
        81
    );
    assert_eq!(
        size::whole(size::units_for_alpha((0.8, 0.25), 0.05, 2.0)),
        139
    );
    assert_eq!(size::whole(size::units_for_percent(0.5, 0.1)), 97);
}

#[test]
fn the_ratio_metric_takes_no_negative_numbers() {
    let units: Numbers = vec![vec![Some(-1.0), Some(2.0)]];
    assert_eq!(
        measured(&units).alpha(Metric::Ratio),
        Err(Undefined::NegativeValues)
    );
}
