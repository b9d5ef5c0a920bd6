//! Whether a row reached the target that its round fixed, judged by the interval and not by the number alone.
//!
//! A value above the target proves little when the interval reaches below it, and without an interval nothing can be
//! told; the verdict then says so.

use crate::agreement::figure::Undefined;
use crate::agreement::interval::Interval;

/// What the interval says about a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval lies above the target.
    Met,
    /// The whole interval lies below the target.
    NotMet,
    /// Neither, and why.
    CannotTell(Doubt),
}

/// Why a verdict is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The interval holds the target.
    Covers,
    /// There is no interval.
    NoInterval(Undefined),
}

impl Verdict {
    /// The verdict as it stands in JSON and CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::CannotTell(_) => "cannot_tell",
        }
    }
}

/// Judges a target on the coefficient's scale by the interval (AGREEMENT 1.0 "Target").
pub fn verdict(target: f64, interval: &Result<Interval, Undefined>) -> Verdict {
    match interval {
        Ok(interval) if interval.low > target => Verdict::Met,
        Ok(interval) if interval.high < target => Verdict::NotMet,
        Ok(_) => Verdict::CannotTell(Doubt::Covers),
        Err(reason) => Verdict::CannotTell(Doubt::NoInterval(*reason)),
    }
}
