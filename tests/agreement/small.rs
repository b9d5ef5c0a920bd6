//! Small cases worked out by hand: what is counted, what is missing, and what is undefined and why.

use intercoder::agreement::alpha::alpha;
use intercoder::agreement::chance::{ac1, brennan_prediger, fleiss};
use intercoder::agreement::figure::{Figure, Undefined};
use intercoder::agreement::interval::jackknife;
use intercoder::agreement::pair::{Contingency, PairMean, cohen, cohen_mean, holsti, holsti_mean};
use intercoder::agreement::rating::{Counts, YES, total};
use intercoder::agreement::share::{percent, prevalence};

use super::rows;

fn counts(units: &str) -> Counts {
    let mut counts = Counts::yes_no(0);
    for unit in rows(units) {
        counts.add(&unit, 1);
    }
    counts
}

fn pair(units: &str) -> Contingency {
    Contingency::of(&counts(units), (0, 1))
}

fn close(found: Figure, expected: f64) {
    super::check("figure", found, Some(expected), 1e-12);
}

#[test]
fn missing_is_not_uncoded() {
    // By hand, over the 5 pairable ratings (4 yes, 1 no): D_o = (4/2)/5, D_e = 2·4·1/(5·4).
    let missing = counts("11- 011 --1 0--");
    close(alpha(&missing), 1.0 - (2.0 / 5.0) / (8.0 / 20.0));
    let uncoded = counts("110 011 001 000");
    assert_ne!(alpha(&missing), alpha(&uncoded));
    assert_eq!((missing.units(), missing.pairable_units()), (4, 2));
    assert_eq!(uncoded.pairable_units(), 4);
}

#[test]
fn ratings_without_variation_leave_alpha_undefined_and_agreement_full() {
    let unused = counts("000 000 0-0");
    for coefficient in [alpha, fleiss] {
        assert_eq!(coefficient(&unused), Err(Undefined::NoVariation));
    }
    assert_eq!(percent(&unused), Ok(1.0));
    assert_eq!(ac1(&unused), Ok(1.0));
    assert_eq!(brennan_prediger(&unused), Ok(1.0));
    assert_eq!(prevalence(&unused, YES), Ok(0.0));
    // Variation that only single ratings show is no variation that coders could agree on.
    let single = counts("11 11 0-");
    for coefficient in [alpha, fleiss] {
        assert_eq!(coefficient(&single), Err(Undefined::NoVariation));
    }
}

#[test]
fn a_scale_of_one_category_has_nothing_to_correct() {
    let mut counts = Counts::new(2, 1);
    counts.add(&[Some(0), Some(0)], 3);
    assert_eq!(percent(&counts), Ok(1.0));
    for coefficient in [alpha, ac1, brennan_prediger] {
        assert_eq!(coefficient(&counts), Err(Undefined::NoVariation));
    }
}

#[test]
fn figures_without_two_coders_or_a_common_unit_say_so() {
    let cases = [
        ("", Undefined::FewerThanTwoCoders),
        ("1 0 1", Undefined::FewerThanTwoCoders),
        ("1-- 0-- ---", Undefined::FewerThanTwoCoders),
        ("1-- -0- --1", Undefined::NoPairableUnits),
        ("--- ---", Undefined::NoPairableUnits),
    ];
    for (units, reason) in cases {
        let counts = counts(units);
        for coefficient in [alpha, fleiss, ac1, brennan_prediger, percent] {
            assert_eq!(coefficient(&counts), Err(reason), "{units}");
        }
        assert_eq!(prevalence(&counts, YES), Err(reason), "{units}");
        for mean in [cohen_mean(&counts), holsti_mean(&counts)] {
            assert_eq!((mean.figure, mean.pairs), (Err(reason), 0), "{units}");
        }
    }
}

#[test]
fn a_code_that_one_coder_used_gives_kappa_exactly_0() {
    assert_eq!(cohen(&pair("10 10 00 00 00 00 00")), Ok(0.0));
    assert_eq!(counts("10 10 00").said(0, YES), 2);
    assert_eq!(counts("10 10 00").said(1, YES), 0);
    let alpha = alpha(&counts("10 10 00 00 00 00 00")).unwrap();
    assert!(-0.2 < alpha && alpha < 0.0, "{alpha}");
}

#[test]
fn a_pair_that_never_met_or_never_used_it_has_no_figure() {
    assert_eq!(cohen(&pair("1- -1")), Err(Undefined::NoPairableUnits));
    assert_eq!(cohen(&pair("00 00")), Err(Undefined::NoVariation));
    assert_eq!(cohen(&pair("11 11")), Err(Undefined::NoVariation));
    assert_eq!(holsti(&pair("00 00"), YES), Err(Undefined::NeverUsed));
    assert_eq!(holsti(&pair("11 10 01 01"), YES), Ok(0.4));
}

#[test]
fn means_over_pairs_take_the_pairs_that_have_a_figure() {
    // The first two never used it, the third did twice.
    let mean = cohen_mean(&counts("001 001 000 000"));
    assert_eq!((mean.figure, mean.pairs), (Ok(0.0), 2));
    let nobody = counts("000 000");
    let none = |reason| PairMean {
        figure: Err(reason),
        pairs: 0,
    };
    assert_eq!(cohen_mean(&nobody), none(Undefined::NoVariation));
    assert_eq!(holsti_mean(&nobody), none(Undefined::NeverUsed));
}

#[test]
fn units_are_counted_by_who_rated_and_who_coded_them() {
    let counts = counts("100 -1- 000 --- 11-");
    assert_eq!(counts.units(), 5);
    assert_eq!(counts.rated_units(), 4);
    assert_eq!(counts.pairable_units(), 3);
    assert_eq!(counts.units_given(YES), 3);
    assert_eq!(counts.units_between((0, 1), (YES, YES)), 1);
    assert_eq!(counts.units_between((0, 1), (YES, 0)), 1);
    assert_eq!(counts.units_between((1, 0), (YES, 0)), 0);
    assert_eq!(prevalence(&counts, YES), Ok(3.0 / 8.0));
}

#[test]
fn an_interval_needs_four_documents_that_two_coders_share() {
    let document = counts("11 00 10");
    let alone = counts("1- 0-");
    let three = vec![document.clone(), document.clone(), document.clone(), alone];
    assert_eq!(
        jackknife(&three, alpha),
        Err(Undefined::FewerThanFourDocuments)
    );
    let mut four = three;
    four.push(document);
    assert_eq!(jackknife(&four, alpha).unwrap().without_each.len(), 4);
}

#[test]
fn a_code_in_one_document_only_has_no_interval() {
    let (used, unused) = (counts("11 00 10"), counts("00 00"));
    let documents = [used, unused.clone(), unused.clone(), unused];
    assert!(alpha(&total(&documents)).is_ok());
    let reason = Err(Undefined::UndefinedWithoutADocument);
    assert_eq!(jackknife(&documents, alpha), reason);
}

#[test]
fn a_category_beyond_the_scale_widens_it() {
    let mut counts = Counts::yes_no(2);
    counts.add(&[Some(1), Some(0)], 2);
    counts.add(&[Some(2), None, Some(2)], 3);
    assert_eq!((counts.coders(), counts.categories()), (3, 3));
    assert_eq!(counts.units_between((0, 1), (1, 0)), 2);
    assert_eq!(counts.units_between((0, 2), (2, 2)), 3);
    assert_eq!(counts.coincidence(2, 0, 1), 2);
    assert_eq!(counts.pairable_values_of(2), 6);
}
