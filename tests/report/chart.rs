//! Charts: well-formed drawings of any numbers, which say them in words.

use intercoder::chart::interval::{Estimate, plot};
use intercoder::chart::sign::Sign;
use intercoder::chart::stripes::Striped;
use intercoder::chart::{bars, heat, steps, stripes};
use proptest::prelude::*;

/// A drawing is XML, has its words, and draws nowhere that is no place.
fn check(drawing: &str) {
    let mut reader = quick_xml::Reader::from_str(drawing);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
    assert!(drawing.contains("<title>") && drawing.contains("<desc>"));
    for nowhere in ["NaN", "inf"] {
        let numbers = drawing.split(['"', ' ']).any(|part| part == nowhere);
        assert!(!numbers, "{drawing}");
    }
}

proptest! {
    #[test]
    fn any_numbers_and_any_names_are_drawn(
        names in prop::collection::vec("\\PC{0,30}", 0..6),
        value in -5.0_f64..1.0,
        counts in prop::collection::vec(prop_oneof![Just(0_usize), 0_usize..9999], 6),
    ) {
        let estimates: Vec<Estimate> = names.iter().map(|name| Estimate {
            name: name.clone(),
            value: if value < -4.0 { Err(name.clone()) } else { Ok(value) },
            interval: Some((value - 1.0, 1.0)),
        }).collect();
        check(&plot("t", &estimates, Some(0.8)));
        let counted: Vec<(String, usize)> = names.iter().cloned().zip(counts.iter().copied()).collect();
        check(&bars::plot("t", "people", &counted));
        let rows: Vec<(String, u32)> = names.iter().map(|name| (name.clone(), 7)).collect();
        check(&heat::plot("t", &rows, |one, other| (one + other != 3).then_some(other as u32), "together"));
        let mut total = 0;
        let steps: Vec<steps::Step> = counted.iter().map(|(name, new)| {
            total += new;
            (name.clone(), *new, total)
        }).collect();
        check(&steps::plot("t", "codes", &steps));
        let striped: Vec<Striped> = names.iter().enumerate().map(|(at, name)| Striped {
            name: name.clone(),
            sign: Sign::of(at),
            stretches: vec![(0.0, 0.5), (0.5, 1.0)],
        }).collect();
        check(&stripes::plot("t", &striped));
    }
}

#[test]
fn a_chart_says_its_numbers_in_words() {
    let estimates = [
        Estimate {
            name: "trust".to_owned(),
            value: Ok(0.625),
            interval: Some((0.4, 0.9)),
        },
        Estimate {
            name: "fear".to_owned(),
            value: Err("undefined: no variation".to_owned()),
            interval: None,
        },
    ];
    let drawing = plot("Alpha", &estimates, Some(0.8));
    assert!(drawing.contains(
        "<desc>trust: 0.62 (0.40 to 0.90); fear: undefined: no variation; asked for (dashed line): 0.80</desc>"
    ), "{drawing}");
    let rows = [
        ("a".to_owned(), 4),
        ("b".to_owned(), 3),
        ("c".to_owned(), 2),
    ];
    let nested = |one: usize, other: usize| (one + other > 1).then_some(2);
    let drawing = heat::plot("Together", &rows, nested, "together");
    assert!(drawing.contains("a with c: 2; b with c: 2"), "{drawing}");
    assert!(drawing.contains('·'), "a theme below another is no finding");
}

#[test]
fn forty_nine_codes_in_a_row_all_look_different() {
    let signs: Vec<Sign> = (0..49).map(Sign::of).collect();
    for (at, sign) in signs.iter().enumerate() {
        assert!(!signs[..at].contains(sign), "{at}");
    }
}
