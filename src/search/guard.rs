//! Guarding: an index whose files were damaged underneath makes the library fall over; that is caught, and the texts are read.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::search::IndexError;

/// How many readings go on that may fall over.
static READING: AtomicUsize = AtomicUsize::new(0);

/// Whether the index is being read: whoever reports panics says nothing of one that is caught here.
pub fn is_reading() -> bool {
    READING.load(Ordering::Relaxed) > 0
}

/// Reads the index; files that cannot be what was written are an error.
pub fn guarded<T>(read: impl FnOnce() -> Result<T, IndexError>) -> Result<T, IndexError> {
    READING.fetch_add(1, Ordering::Relaxed);
    // Whatever was half read is thrown away with the index.
    let read = catch_unwind(AssertUnwindSafe(read));
    READING.fetch_sub(1, Ordering::Relaxed);
    read.unwrap_or(Err(IndexError::Damaged))
}
