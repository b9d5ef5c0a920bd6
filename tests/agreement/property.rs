//! Properties that hold of any ratings: no order matters, missing ratings take no part, and every coefficient equals
//! a slow second computation that follows its definition unit by unit.

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop};
use proptest::{prop_assert, prop_assert_eq, prop_assume, proptest};

use intercoder::agreement::alpha::alpha;
use intercoder::agreement::chance::{ac1, brennan_prediger, fleiss};
use intercoder::agreement::figure::Figure;
use intercoder::agreement::interval::{Interval, jackknife};
use intercoder::agreement::pair::{Contingency, cohen, cohen_mean, holsti_mean};
use intercoder::agreement::rating::{Counts, NO, Rating, YES, leaving_one_out, total};
use intercoder::agreement::share::{percent, prevalence};

use super::{check, counted};

type Unit = Vec<Rating>;

const TOLERANCE: f64 = 1e-12;

fn rating(categories: u32) -> impl Strategy<Value = Rating> {
    prop::option::weighted(0.8, 0..categories)
}

/// Documents of units, all rated by the same panel of two to four coders on a scale of three, with gaps.
fn documents() -> impl Strategy<Value = Vec<Vec<Unit>>> {
    (2usize..=4).prop_flat_map(|coders| {
        let unit = prop::collection::vec(rating(3), coders);
        prop::collection::vec(prop::collection::vec(unit, 1..8), 1..7)
    })
}

/// Units that two coders both rated yes or no.
fn two_coders() -> impl Strategy<Value = Vec<Unit>> {
    prop::collection::vec(prop::collection::vec((0u32..2).prop_map(Some), 2), 1..30)
}

fn count_each(documents: &[Vec<Unit>]) -> Vec<Counts> {
    documents.iter().map(|units| counted(3, units)).collect()
}

/// Every figure of some documents, comparable to the last bit.
fn figures(documents: &[Vec<Unit>]) -> Vec<Result<u64, String>> {
    let counts = count_each(documents);
    let all = total(&counts);
    let interval = jackknife(&counts, alpha);
    let end = |pick: fn(&Interval) -> f64| interval.as_ref().map(pick).map_err(|reason| *reason);
    let figures: [Figure; 12] = [
        percent(&all),
        prevalence(&all, YES),
        alpha(&all),
        fleiss(&all),
        ac1(&all),
        brennan_prediger(&all),
        cohen_mean(&all).figure,
        holsti_mean(&all).figure,
        end(|interval| interval.low),
        end(|interval| interval.high),
        end(|interval| interval.standard_error),
        Ok(cohen_mean(&all).pairs as f64),
    ];
    figures
        .map(|figure| {
            figure
                .map(f64::to_bits)
                .map_err(|reason| reason.to_string())
        })
        .to_vec()
}

/// Ratings of one unit that were given.
fn given(unit: &Unit) -> Vec<u32> {
    unit.iter().copied().flatten().collect()
}

/// Share of ordered pairs of ratings of a unit that agree.
fn agreeing(values: &[u32]) -> f64 {
    let m = values.len();
    let agree = |i: usize| (0..m).filter(|&j| i != j && values[i] == values[j]).count();
    (0..m).map(agree).sum::<usize>() as f64 / (m * (m - 1)) as f64
}

/// Alpha by its definition, over pairs of single ratings.
fn slow_alpha(units: &[Unit]) -> Option<f64> {
    let pairable: Vec<Vec<u32>> = units
        .iter()
        .map(given)
        .filter(|values| values.len() > 1)
        .collect();
    let values: Vec<u32> = pairable.iter().flatten().copied().collect();
    let n = values.len() as f64;
    let observed: f64 = pairable
        .iter()
        .map(|values| (1.0 - agreeing(values)) * values.len() as f64)
        .sum();
    let expected = values
        .iter()
        .flat_map(|one| values.iter().map(move |other| one != other))
        .filter(|&differ| differ)
        .count() as f64;
    (expected > 0.0).then(|| 1.0 - (observed / n) / (expected / (n * (n - 1.0))))
}

/// Observed agreement and shares of three categories, in Gwet's raw-ratings form.
fn slow_shares(units: &[Unit]) -> Option<(f64, [f64; 3])> {
    let rated: Vec<Vec<u32>> = units
        .iter()
        .map(given)
        .filter(|values| !values.is_empty())
        .collect();
    let pairable: Vec<&Vec<u32>> = rated.iter().filter(|values| values.len() > 1).collect();
    if pairable.is_empty() {
        return None;
    }
    let observed: f64 = pairable.iter().map(|values| agreeing(values)).sum();
    let share = |category: u32| {
        let of = |values: &Vec<u32>| {
            let hits = values.iter().filter(|&&value| value == category).count();
            hits as f64 / values.len() as f64
        };
        rated.iter().map(of).sum::<f64>() / rated.len() as f64
    };
    Some((
        observed / pairable.len() as f64,
        [share(0), share(1), share(2)],
    ))
}

proptest! {
    // A found counterexample is printed and becomes a test with a name, rather than a file of seeds beside the crate.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn coefficients_equal_their_definitions(documents in documents()) {
        let units = documents.concat();
        let counts = total(&count_each(&documents));
        // One coder alone and no meeting at all are told apart by reasons, which small.rs checks.
        prop_assume!(counts.comparable().is_ok());
        check("alpha", alpha(&counts), slow_alpha(&units), TOLERANCE);
        let (observed, shares) = slow_shares(&units).unwrap();
        let corrected = |chance: f64| Some((observed - chance) / (1.0 - chance));
        check("percent", percent(&counts), Some(observed), TOLERANCE);
        let spread: f64 = shares.iter().map(|share| share * (1.0 - share)).sum();
        check("ac1", ac1(&counts), corrected(spread / 2.0), TOLERANCE);
        check("bp", brennan_prediger(&counts), corrected(1.0 / 3.0), TOLERANCE);
        let squares: f64 = shares.iter().map(|share| share * share).sum();
        let varied = slow_alpha(&units).is_some();
        check("fleiss", fleiss(&counts), corrected(squares).filter(|_| varied), TOLERANCE);
    }

    #[test]
    fn counts_do_not_depend_on_how_units_were_grouped(documents in documents()) {
        let all = counted(3, &documents.concat());
        prop_assert_eq!(&total(&count_each(&documents)), &all);
        let mut doubled = Counts::new(0, 0);
        documents.iter().flatten().for_each(|unit| doubled.add(unit, 2));
        let mut twice = all.clone();
        twice.add_counts(&all);
        // The scale as seen may be smaller than the one declared; declaring it makes them equal.
        doubled.add_counts(&Counts::new(0, 3));
        prop_assert_eq!(doubled, twice);
    }

    #[test]
    fn leaving_one_out_counts_the_others(documents in documents()) {
        let counts = count_each(&documents);
        let without = leaving_one_out(&counts);
        prop_assert_eq!(without.len(), counts.len());
        for (at, rest) in without.iter().enumerate() {
            let mut others = counts.clone();
            others.remove(at);
            prop_assert_eq!(rest, &total(&others));
        }
    }

    #[test]
    fn no_figure_depends_on_the_order_of_documents(
        (before, after) in documents().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
    ) {
        prop_assert_eq!(figures(&before), figures(&after));
    }

    #[test]
    fn no_figure_depends_on_the_order_of_units(documents in documents(), by in any::<prop::sample::Index>()) {
        let turned: Vec<Vec<Unit>> = documents.iter().cloned().map(|mut units| {
            let middle = by.index(units.len());
            units.rotate_left(middle);
            units.reverse();
            units
        }).collect();
        prop_assert_eq!(figures(&documents), figures(&turned));
    }

    #[test]
    fn no_figure_depends_on_the_order_of_coders(
        documents in documents(),
        order in Just(vec![0usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let swapped: Vec<Vec<Unit>> = documents.iter().map(|units| units.iter().map(|unit| {
            order.iter().filter_map(|&coder| unit.get(coder).copied()).collect()
        }).collect()).collect();
        prop_assert_eq!(figures(&documents), figures(&swapped));
    }

    #[test]
    fn full_agreement_on_ratings_that_vary_is_exactly_1(
        values in prop::collection::vec(0u32..2, 2..40),
        coders in 2usize..=5,
    ) {
        prop_assume!(values.contains(&NO) && values.contains(&YES));
        let units: Vec<Unit> = values.iter().map(|&value| vec![Some(value); coders]).collect();
        let counts = counted(2, &units);
        for coefficient in [percent, alpha, fleiss, ac1, brennan_prediger] {
            prop_assert_eq!(coefficient(&counts), Ok(1.0));
        }
        prop_assert_eq!(cohen_mean(&counts).figure, Ok(1.0));
        prop_assert_eq!(holsti_mean(&counts).figure, Ok(1.0));
    }

    #[test]
    fn alpha_of_two_coders_is_scotts_pi_corrected_for_small_samples(units in two_coders()) {
        let counts = counted(2, &units);
        // Scott (1955) by hand: chance from the shares of all ratings of both.
        let n = 2.0 * units.len() as f64;
        let yes = units.iter().flatten().filter(|rating| **rating == Some(YES)).count() as f64 / n;
        let chance = yes * yes + (1.0 - yes) * (1.0 - yes);
        let same = units.iter().filter(|unit| unit[0] == unit[1]).count() as f64;
        let pi = (same / units.len() as f64 - chance) / (1.0 - chance);
        let varied = yes > 0.0 && yes < 1.0;
        check("pi", fleiss(&counts), varied.then_some(pi), TOLERANCE);
        check("alpha", alpha(&counts), varied.then_some(pi + (1.0 - pi) / n), TOLERANCE);
    }

    #[test]
    fn cohen_equals_its_definition(units in two_coders()) {
        let counts = counted(2, &units);
        let n = units.len() as f64;
        let yes = |coder: usize| units.iter().filter(|unit| unit[coder] == Some(YES)).count() as f64 / n;
        let chance = yes(0) * yes(1) + (1.0 - yes(0)) * (1.0 - yes(1));
        let same = units.iter().filter(|unit| unit[0] == unit[1]).count() as f64 / n;
        let kappa = (chance < 1.0).then(|| (same - chance) / (1.0 - chance));
        check("cohen", cohen(&Contingency::of(&counts, (0, 1))), kappa, 1e-9);
        prop_assert_eq!(cohen(&Contingency::of(&counts, (1, 0))), cohen(&Contingency::of(&counts, (0, 1))));
    }

    #[test]
    fn a_unit_that_one_coder_rated_changes_no_pairable_figure(documents in documents(), said in 0u32..3) {
        let before = total(&count_each(&documents));
        prop_assume!(before.comparable().is_ok());
        let mut after = before.clone();
        after.add(&[Some(said)], 5);
        prop_assert_eq!(after.units(), before.units() + 5);
        prop_assert_eq!(after.pairable_units(), before.pairable_units());
        prop_assert_eq!(prevalence(&after, YES), prevalence(&before, YES));
        for coefficient in [percent, alpha, brennan_prediger] {
            prop_assert_eq!(coefficient(&after), coefficient(&before));
        }
        prop_assert_eq!(cohen_mean(&after), cohen_mean(&before));
        prop_assert_eq!(holsti_mean(&after), holsti_mean(&before));
    }

    #[test]
    fn identical_documents_make_an_interval_of_zero_width(documents in documents(), copies in 4usize..9) {
        let counts = vec![counted(3, &documents[0]); copies];
        let all = total(&counts);
        prop_assume!(alpha(&all).is_ok());
        let interval = jackknife(&counts, alpha).unwrap();
        prop_assert_eq!(interval.low, alpha(&all).unwrap());
        prop_assert_eq!(interval.high, interval.low);
        prop_assert_eq!(interval.without_each.len(), copies);
    }

    #[test]
    fn an_interval_holds_its_value_and_never_passes_1(documents in documents()) {
        let counts = count_each(&documents);
        if let Ok(interval) = jackknife(&counts, alpha) {
            let value = alpha(&total(&counts)).unwrap();
            prop_assert!(interval.low <= value && value <= interval.high && interval.high <= 1.0);
        }
    }
}
