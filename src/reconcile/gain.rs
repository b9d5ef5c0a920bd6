//! Expected gain: how much agreement would rise if a disagreement were settled, so that the queue can begin where it helps most.
//!
//! For one code, alpha is 1 − D_o/D_e, and D_o is a sum over units. What the units of a disagreement add to D_o, divided by D_e, is
//! what alpha would gain without them, expected disagreement held as it is. A disagreement's gain is the sum over codes, by the
//! number of codes that have an alpha and are not rare: what their mean alpha would gain.

use crate::agreement::alpha::disagreement;
use crate::agreement::measure::{Level, Measure};
use crate::agreement::passage::Frequency;
use crate::agreement::question::Books;
use crate::agreement::rating::Counts;
use crate::agreement::scope::Scope;
use crate::agreement::sheet::{Sheet, could_use, count, sheet};
use crate::disagreement::{Disagreement, Group};
use crate::filter::View;
use crate::id::CodeRef;
use crate::texts::Texts;

/// What agreement on one code stands on.
struct Standing {
    codes: Vec<CodeRef>,
    /// Pairable ratings times expected disagreement.
    weight: f64,
}

/// The gain of each disagreement, in their order; 0 where no frequent code is concerned.
pub fn gains(
    scope: &Scope<'_>,
    (view, texts): (&View<'_>, &Texts),
    measure: &Measure,
    disagreements: &[Disagreement],
) -> Vec<f64> {
    let books = Books::of(scope, view, texts);
    let sheets: Vec<Sheet<'_>> = scope
        .judgements
        .iter()
        .map(|judgement| sheet(judgement, measure, &books))
        .collect();
    let by_code = Measure {
        levels: vec![Level::Code],
        ..measure.clone()
    };
    let mut standings = Vec::new();
    for question in books.questions(&by_code) {
        let mut counts = Counts::yes_no(scope.panel.len());
        let mut passages = 0;
        for sheet in &sheets {
            let could = could_use(&question, sheet.judgement, &books);
            passages += count(&question, sheet, &could, &mut counts).len();
        }
        let expected = disagreement(&counts).map_or(0.0, |of| of.expected);
        if expected > 0.0 && Frequency::of(passages) != Frequency::Rare {
            standings.push(Standing {
                codes: question.codes.iter().copied().collect(),
                weight: expected * counts.pairable_values() as f64,
            });
        }
    }
    let gain = |found: &Disagreement| gain(&found.group, &sheets, &standings);
    disagreements.iter().map(gain).collect()
}

fn gain(group: &Group, sheets: &[Sheet<'_>], standings: &[Standing]) -> f64 {
    let Some(sheet) = sheets.iter().find(|sheet| sheet.document == group.document) else {
        return 0.0;
    };
    let coders = group.sides.len() as f64;
    let of_code = |standing: &Standing| {
        let differing: f64 = sheet
            .touched(group.span)
            .map(|unit| {
                let with = group.sides.values().filter(|marks| {
                    let mut of_code = marks
                        .iter()
                        .filter(|mark| standing.codes.contains(&mark.code));
                    of_code.any(|mark| sheet.touched(mark.span).contains(&unit))
                });
                let with = with.count() as f64;
                // Ordered pairs of coders who differ, as alpha weighs them.
                2.0 * with * (coders - with) / (coders - 1.0)
            })
            .sum();
        differing / standing.weight
    };
    let total: f64 = standings.iter().map(of_code).sum();
    total / (standings.len().max(1)) as f64
}
