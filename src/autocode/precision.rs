//! Running precision: how often the answer was yes, among the proposals that were judged.
//!
//! Precision = yes / (yes + no + other); a skip is no judgement. Its interval is the score interval (Wilson 1927, J. Am. Stat.
//! Assoc. 22:209-212) at 95 %, which stays between 0 and 1 and is defined for few judgements. It holds for what was judged in the
//! order it was shown, and says nothing of what the query did not find: it is no recall.

use serde::Serialize;

use crate::agreement::figure::Undefined;
use crate::run::{Judgement, Verdict};

/// The standard normal quantile of 0.975.
const Z: f64 = 1.959_963_984_540_054;

/// How many proposals were judged in each way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// The code applies.
    pub yes: u32,
    /// It does not.
    pub no: u32,
    /// It does not, and another does.
    pub other: u32,
    /// Not judged.
    pub skip: u32,
}

/// A share with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Precision {
    /// Yes among all judged, from 0 to 1.
    pub value: f64,
    /// The lower end of its 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Proposals judged yes, no or other.
    pub n: u32,
}

impl Tally {
    /// Counts verdicts.
    pub fn of<'j>(judgements: impl IntoIterator<Item = &'j Judgement>) -> Self {
        let mut tally = Self::default();
        for judgement in judgements {
            match judgement.verdict {
                Verdict::Yes => tally.yes += 1,
                Verdict::No => tally.no += 1,
                Verdict::Other => tally.other += 1,
                Verdict::Skip => tally.skip += 1,
            }
        }
        tally
    }

    /// How many were judged; a skip is not.
    pub fn judged(self) -> u32 {
        self.yes + self.no + self.other
    }

    /// The share of yes among the judged; undefined where nothing was.
    pub fn precision(self) -> Result<Precision, Undefined> {
        wilson(self.yes, self.judged())
    }
}

/// A share of `yes` in `n` with its 95 % score interval (Wilson 1927): the shares p for which |p̂ − p| ≤ z·√(p(1 − p)/n).
pub fn wilson(yes: u32, n: u32) -> Result<Precision, Undefined> {
    if n == 0 || yes > n {
        return Err(Undefined::NothingJudged);
    }
    let (count, share) = (f64::from(n), f64::from(yes) / f64::from(n));
    let squared = Z * Z;
    let middle = (share + squared / (2.0 * count)) / (1.0 + squared / count);
    let spread = (share * (1.0 - share) / count + squared / (4.0 * count * count)).sqrt();
    let reach = Z / (1.0 + squared / count) * spread;
    // Where all or none are yes, the end is 1 or 0 to the last digit.
    let low = if yes == 0 { 0.0 } else { middle - reach };
    let high = if yes == n { 1.0 } else { middle + reach };
    Ok(Precision {
        value: share,
        low,
        high,
        n,
    })
}
