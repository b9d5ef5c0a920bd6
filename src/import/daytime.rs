//! Times of day: what chats and captions carry where nobody knows when the recording began.
//!
//! A turn's time counts from the start of a recording, so a time of day becomes the time since the first one.

use crate::problem::Problem;

const DAY: u64 = 24 * HOUR;
const HOUR: u64 = 3_600_000;

/// The most hours after which somebody first writes into a recording's chat; later than that it is a time of day.
const LATE: u64 = 6 * HOUR;

/// Counts times of day from the first one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Since {
    first: Option<u64>,
    last: u64,
}

impl Since {
    /// Milliseconds from the first time to this one; one that is much earlier than the one before is of the next day.
    pub fn count(&mut self, time: u64) -> u64 {
        let first = *self.first.get_or_insert(time);
        let mut time = time;
        while time + DAY / 4 < self.last {
            time += DAY;
        }
        self.last = time;
        time.saturating_sub(first)
    }

    /// Says that times were counted so, and from when.
    pub fn told(self, name: &str, (what, advice): (&str, &str)) -> Option<Problem> {
        let seconds = self.first? / 1000;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        let what = format!(
            "{what} carry the time of day, so times are counted from the first, at {hours:02}:{minutes:02}:{:02}",
            seconds % 60
        );
        Some(Problem::new(name, what, advice))
    }
}

/// Whether a first time is too late to be one of a recording.
pub fn is_of_day(first: u64) -> bool {
    first >= LATE
}
