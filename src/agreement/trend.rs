//! Trend: whether agreement on a code rose or fell from one round to the next.
//!
//! Rounds have other documents, and few of them: an arrow is drawn only where the two intervals do not meet.

use crate::agreement::passage::Frequency;
use crate::agreement::report::Row;

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
    Some(match (&before.interval, &now.interval) {
        (Ok(before), Ok(now)) if now.low > before.high => Trend::Up,
        (Ok(before), Ok(now)) if now.high < before.low => Trend::Down,
        _ => Trend::Unclear,
    })
}
