//! Ratings that anybody brings along in a file, outside a study: what kinds there are, and the figures of each.
//!
//! How such a file is written is the business of `import::ratings`. A file holds one kind, and every kind has one answer:
//! named figures, each a number or the reason why there is none. Names are those of the oracle cases.

pub mod answer;
pub mod matrix;
pub mod set;
pub mod span;
pub mod free;
pub mod project;
pub mod sampled;

use crate::agreement::bootstrap::Draw;
use crate::agreement::gamma::Sampling;
use crate::agreement::metric::Metric;
use crate::agreement::pair::Contingency;
use crate::agreement::ratings::answer::Answer;
use crate::agreement::ratings::matrix::{Matrix, Scale};
use crate::agreement::ratings::project::Project;
use crate::agreement::ratings::sampled::Wanted;
use crate::agreement::ratings::set::SetUnits;
use crate::agreement::ratings::span::{Continuum, MarkedDocuments};

/// What a file of ratings holds.
#[derive(Clone, Debug)]
pub enum Ratings {
    /// Units by coders, one value each.
    Matrix(Matrix),
    /// Two coders' table of units by category.
    Contingency(Contingency, Scale),
    /// Two coders' yes/no table.
    Counts(Contingency),
    /// Units by coders, one set of codes each.
    Sets(SetUnits),
    /// A text parted by each coder into stretches.
    Spans(Continuum),
    /// Stretches that may overlap, for the gamma family; the text ends with the last of them.
    SpansFree(Continuum),
    /// Documents with each coder's spans of codes.
    Documents(MarkedDocuments),
    /// Documents of units with each coder's codes, some coders missing.
    Project(Project),
    /// Documents of units by coders, one value each.
    UnitsInDocuments(Vec<Matrix>),
    /// Wanted precisions of percent agreement.
    SampleSize(Vec<Wanted>),
}

/// What somebody asked for beside the file.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// One metric of alpha instead of all that make sense.
    pub metric: Option<Metric>,
    /// How to resample documents.
    pub draw: Draw,
    /// How gamma's random continua are drawn.
    pub sampling: Sampling,
}

/// The figures of a file of ratings; where its kind cannot be measured, a sentence that says so and one on what to do.
pub fn answer(ratings: &Ratings, asked: Asked) -> Result<Answer, (String, String)> {
    match ratings {
        Ratings::Matrix(matrix) => Ok(matrix::answer(matrix, asked.metric)),
        Ratings::Contingency(table, scale) => Ok(matrix::contingency(table, scale)),
        Ratings::Counts(table) => Ok(matrix::yes_no(table)),
        Ratings::Sets(sets) => Ok(set::answer(sets)),
        Ratings::Spans(continuum) => span::continuum(continuum),
        Ratings::SpansFree(continuum) => Ok(free::answer(continuum, asked.sampling)),
        Ratings::Documents(documents) => Ok(span::documents(documents)),
        Ratings::Project(project) => Ok(project::answer(project)),
        Ratings::UnitsInDocuments(documents) => Ok(sampled::documents(documents, asked.draw)),
        Ratings::SampleSize(wanted) => Ok(sampled::sizes(wanted)),
    }
}
