//! Trend: whether agreement on a code rose or fell from one round to the next, and how far each coder agrees with the others.
//!
//! Rounds have other documents, and few of them: an arrow is drawn only where the two intervals do not meet.

use crate::agreement::figure::{Figure, Undefined, mean};
use crate::agreement::interval::Interval;
use crate::agreement::passage::Frequency;
use crate::agreement::report::{Report, Row};
use crate::id::CoderId;

/// What became of alpha from an earlier round to a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// The later interval lies wholly above the earlier.
    Up,
    /// The later interval lies wholly below the earlier.
    Down,
    /// They meet, or one of them has no interval: other documents, few of them.
    Unclear,
}

impl Trend {
    /// The sign for it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Up => "↑",
            Self::Down => "↓",
            Self::Unclear => "≈",
        }
    }

    /// The word as programs read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Unclear => "unclear",
        }
    }
}

/// The trend of a row; nothing where either round has too few passages of it, or no alpha.
pub fn trend(before: &Row, now: &Row) -> Option<Trend> {
    let counts = |row: &Row| row.alpha.is_some() && row.frequency() != Frequency::Rare;
    if !counts(before) || !counts(now) {
        return None;
    }
    Some(apart(&before.interval, &now.interval))
}

/// How a later interval of alpha lies to an earlier one of the same unit.
pub fn apart(before: &Result<Interval, Undefined>, now: &Result<Interval, Undefined>) -> Trend {
    match (before, now) {
        (Ok(before), Ok(now)) if now.low > before.high => Trend::Up,
        (Ok(before), Ok(now)) if now.high < before.low => Trend::Down,
        _ => Trend::Unclear,
    }
}

/// How far one coder agrees with the others of a round.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// Who.
    pub coder: CoderId,
    /// The mean of Cohen's kappa with each other coder over the rows that are not rare.
    pub kappa: Figure,
    /// The pairs of row and other coder in that mean.
    pub n: usize,
}

/// Every coder of a report, by handle. Rows of several levels would count a code twice; give a report of one level.
pub fn drift(report: &Report) -> Vec<Drift> {
    let of = |coder: &CoderId| {
        let rows = report.rows.iter();
        let frequent = rows.filter(|row| row.frequency() != Frequency::Rare);
        let pairs = frequent.flat_map(|row| &row.pairs);
        let own = pairs.filter(|pair| pair.coders.0 == *coder || pair.coders.1 == *coder);
        let kappas: Vec<f64> = own.filter_map(|pair| pair.cohen).collect();
        Drift {
            coder: coder.clone(),
            kappa: mean(&kappas).ok_or(Undefined::NoVariation),
            n: kappas.len(),
        }
    };
    report.scope.coders.iter().map(of).collect()
}
