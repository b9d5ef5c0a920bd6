//! What is said about a row of the agreement table and about all of them: frequency, verdict, median.

use intercoder::agreement::figure::{Undefined, median};
use intercoder::agreement::interval::Interval;
use intercoder::agreement::overall::{Overall, Together, overall};
use intercoder::agreement::passage::{Before, Frequency, Passage, passages};
use intercoder::agreement::rating::Rating;
use intercoder::agreement::target::{Doubt, Verdict, verdict};
use intercoder::agreement::trend::{Trend, apart};

use super::rows;

#[test]
fn a_target_is_met_only_by_the_whole_interval() {
    let interval = |low, high| {
        Ok(Interval {
            low,
            high,
            standard_error: 0.1,
            without_each: Vec::new(),
        })
    };
    let covers = Verdict::CannotTell(Doubt::Covers);
    assert_eq!(verdict(0.667, &interval(0.7, 0.9)), Verdict::Met);
    assert_eq!(verdict(0.667, &interval(0.4, 0.6)), Verdict::NotMet);
    assert_eq!(verdict(0.667, &interval(0.6, 0.9)), covers);
    assert_eq!(verdict(0.667, &interval(0.667, 0.9)), covers);
    assert_eq!(verdict(0.667, &interval(0.4, 0.667)), covers);
    let reason = Undefined::FewerThanFourDocuments;
    let none = Verdict::CannotTell(Doubt::NoInterval(reason));
    assert_eq!(verdict(0.667, &Err(reason)), none);
    assert_eq!(none.as_str(), "cannot_tell");
}

#[test]
fn an_arrow_is_drawn_only_between_intervals_that_do_not_meet() {
    let interval = |low, high| {
        Ok(Interval {
            low,
            high,
            standard_error: 0.1,
            without_each: Vec::new(),
        })
    };
    let (low, high) = (interval(0.2, 0.4), interval(0.5, 0.9));
    assert_eq!(apart(&low, &high), Trend::Up);
    assert_eq!(apart(&high, &low), Trend::Down);
    for meeting in [interval(0.4, 0.6), interval(0.1, 0.2), interval(0.25, 0.3)] {
        assert_eq!(apart(&low, &meeting), Trend::Unclear);
    }
    let none = Err(Undefined::FewerThanFourDocuments);
    assert_eq!(apart(&none, &high), Trend::Unclear);
    assert_eq!(apart(&low, &none), Trend::Unclear);
    assert_eq!((Trend::Up.as_str(), Trend::Down.as_str()), ("up", "down"));
}

/// The passages of a document as "coded by/rated by"; a bar marks something left out of the text.
fn passages_of(text: &str) -> Vec<(usize, usize)> {
    let units = text.split('|').flat_map(|stretch| {
        rows(stretch).into_iter().enumerate().map(|(at, unit)| {
            let before = if at == 0 {
                Before::Gap
            } else {
                Before::Nothing
            };
            (before, unit)
        })
    });
    let found = passages(units.collect::<Vec<(Before, Vec<Rating>)>>());
    let pair = |passage: Passage| (passage.coded_by, passage.rated_by);
    found.into_iter().map(pair).collect()
}

#[test]
fn a_passage_is_a_run_of_coded_units() {
    assert_eq!(passages_of("000 000"), []);
    assert_eq!(passages_of("100 010 000 111"), [(2, 3), (3, 3)]);
    assert_eq!(passages_of("100 | 010"), [(1, 3), (1, 3)]);
    assert_eq!(passages_of("10- 10- | 1-- ---"), [(1, 2), (1, 1)]);
}

#[test]
fn fewer_than_three_passages_are_rare_and_fewer_than_ten_few() {
    let named = [0, 2, 3, 9, 10].map(|passages| Frequency::of(passages).as_str());
    assert_eq!(named, ["rare", "rare", "few", "few", "enough"]);
}

#[test]
fn rare_and_undefined_rows_are_in_no_median() {
    let rows = [
        (Ok(0.9), Frequency::Enough),
        (Ok(0.5), Frequency::Few),
        (Ok(-1.0), Frequency::Rare),
        (Err(Undefined::NoVariation), Frequency::Rare),
        (Err(Undefined::NoVariation), Frequency::Enough),
        (Ok(0.6), Frequency::Few),
        (Ok(0.8), Frequency::Enough),
    ];
    let expected = Overall {
        alpha_median: Some(0.7),
        alpha_min: Some(0.5),
        alpha_max: Some(0.9),
        n_defined: 4,
        n_undefined: 1,
        n_rare: 2,
        together: Together::default(),
    };
    let found = overall(rows);
    let median = found.alpha_median.unwrap();
    assert!((median - 0.7).abs() < 1e-12, "{median}");
    let exact = Overall {
        alpha_median: Some(0.7),
        ..found
    };
    assert_eq!(exact, expected);
    let nothing = overall([(Ok(0.2), Frequency::Rare)]);
    assert_eq!(
        (nothing.alpha_median, nothing.n_defined, nothing.n_rare),
        (None, 0, 1)
    );
}

#[test]
fn a_median_is_the_middle_or_the_mean_of_the_middle_two() {
    assert_eq!(median(&[]), None);
    assert_eq!(median(&[4.0]), Some(4.0));
    assert_eq!(median(&[3.0, 1.0]), Some(2.0));
    assert_eq!(median(&[5.0, 1.0, 9.0]), Some(5.0));
    assert_eq!(median(&[6.0, 0.0, 4.0, 2.0, 8.0, 10.0]), Some(5.0));
    assert_eq!(median(&[9.0, 1.0, 2.0, 8.0, 4.0, 3.0, 7.0]), Some(4.0));
}
