//! What is said when the program falls over: that it is the program's mistake, where in it, and what to do.
//!
//! What went wrong is not repeated: it may quote words of an interview, and what stands on a terminal is copied into mails.

use std::io::{self, Write as _};
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::search::guard::is_reading;

/// Whether it was said.
static SAID: AtomicBool = AtomicBool::new(false);

/// Sees to it that falling over is told in these words and no others. What falls over while the index is read is caught there.
pub fn watch() {
    std::panic::set_hook(Box::new(|info| {
        if !is_reading() {
            say(&told(info.location()));
        }
    }));
}

/// Says it where nothing did: whoever fell over did so while the index was read.
pub fn say_once() {
    if !SAID.load(Ordering::Relaxed) {
        say(&told(None));
    }
}

fn say(words: &str) {
    SAID.store(true, Ordering::Relaxed);
    // A terminal that is gone leaves nobody to tell.
    writeln!(io::stderr(), "{words}").ok();
}

/// What is said of falling over at a place of the program.
pub fn told(place: Option<&Location<'_>>) -> String {
    let place = match place {
        Some(place) => format!("{} line {}", place.file(), place.line()),
        None => "a place that is not known".to_owned(),
    };
    format!(
        "intercoder fell over: a mistake of the program, not yours. Whatever it said was saved is on disk; open the study again and go on.\n\
         hint: to report it, send this line and what you did last: intercoder {}, {place}. It holds no words of your study.",
        env!("CARGO_PKG_VERSION")
    )
}
