//! `agree --interval`: an interval asked for beside the jackknife, with everything it takes to repeat it.

use serde_json::{Value, json};

use crate::agreement::bootstrap::{Draw, REPLICATES, SEED};
use crate::agreement::measure::Measure;
use crate::agreement::report::Report;
use crate::agreement::resampled::{
    ENOUGH_DOCUMENTS, OtherInterval, TURNS_IN_A_BLOCK, blocks, bootstrap,
};
use crate::agreement::scope::Scope;
use crate::cli::agree::Args;
use crate::cli::failure::Failure;
use crate::filter::View;
use crate::round::Unit;
use crate::texts::Texts;

/// The most documents that blocks of turns stand in for.
const MOST_DOCUMENTS_FOR_BLOCKS: usize = 3;

/// How the interval was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Bootstrap(Draw),
    Blocks,
}

/// An interval for each row of a report.
pub struct Intervals {
    way: Way,
    documents: usize,
    /// In the order of the report's rows.
    pub rows: Vec<OtherInterval>,
}

impl Intervals {
    /// The intervals asked for; none where the jackknife is enough.
    pub fn of(
        (report, scope): (&Report, &Scope<'_>),
        (beside, measure): ((&View<'_>, &Texts), &Measure),
        args: &Args,
    ) -> Result<Option<Self>, Failure> {
        let documents = report.n_documents;
        let (way, rows) = match args.interval.as_deref() {
            Some("bootstrap") => {
                let draw = Draw {
                    replicates: args.replicates.unwrap_or(REPLICATES),
                    seed: args.seed.unwrap_or(SEED),
                };
                (Way::Bootstrap(draw), bootstrap(report, draw))
            }
            Some("block") => {
                if measure.unit == Unit::Document {
                    return Err(Failure::wrong_use("a document is no block of turns")
                        .hint("take a smaller unit, such as --unit turn"));
                }
                if documents > MOST_DOCUMENTS_FOR_BLOCKS {
                    return Err(Failure::wrong_use(format!(
                        "an interval over blocks is for three documents or fewer, and here are {documents}"
                    ))
                    .hint("the jackknife over documents is the interval that is always printed"));
                }
                (Way::Blocks, blocks(report, scope, beside, measure))
            }
            _ => return Ok(None),
        };
        Ok(Some(Self {
            way,
            documents,
            rows,
        }))
    }

    /// The name as it stands in files.
    pub fn name(&self) -> &'static str {
        match self.way {
            Way::Bootstrap(_) => "bootstrap",
            Way::Blocks => "block",
        }
    }

    /// Whether the replicates give chances of failing a target.
    pub fn has_chances(&self) -> bool {
        self.way != Way::Blocks
    }

    /// What must be read with the intervals.
    pub fn notes(&self) -> Vec<String> {
        match self.way {
            Way::Bootstrap(draw) => {
                let mut notes = vec![format!(
                    "interval: 95 %, bootstrap over {} documents, {} replicates, seed {}; replicates without a value are counted, not dropped",
                    self.documents, draw.replicates, draw.seed
                )];
                if self.documents < ENOUGH_DOCUMENTS {
                    notes.push(format!(
                        "with fewer than {ENOUGH_DOCUMENTS} documents a bootstrap is narrower than it says; the jackknife holds better"
                    ));
                }
                notes
            }
            Way::Blocks => vec![format!(
                "interval: 95 %, jackknife over blocks of {TURNS_IN_A_BLOCK} consecutive turns, within these documents only: it says nothing of other documents"
            )],
        }
    }

    /// Adds the intervals to a report's JSON: how they were made, and one to each row.
    pub fn add_to(&self, report: &mut Value) {
        report["interval"] = match self.way {
            Way::Bootstrap(draw) => json!({
                "method": "bootstrap",
                "over": "documents",
                "documents": self.documents,
                "replicates": draw.replicates,
                "seed": draw.seed,
            }),
            Way::Blocks => json!({
                "method": "block",
                "over": format!("blocks of {TURNS_IN_A_BLOCK} consecutive turns"),
                "holds_for": "these documents only",
            }),
        };
        let name = self.name();
        let rows = report["rows"].as_array_mut().into_iter().flatten();
        for (row, of) in rows.zip(&self.rows) {
            row[format!("alpha_ci_{name}")] = json!(of.interval);
            row[format!("alpha_ci_{name}_reason")] = json!(of.interval_reason);
            if self.has_chances() {
                row["p_below_667"] = json!(of.p_below_667);
                row["p_below_800"] = json!(of.p_below_800);
                row["undefined_replicates"] = json!(of.undefined_replicates);
            }
        }
    }
}
