//! Handles made from the names that other programs let people give.
//!
//! A name may hold anything; a handle is short ASCII. Accents go, every run of other characters is one hyphen. Where two names
//! give one handle, the later one is told apart by what it stands for, never by its place in a list, so that the same project
//! gives the same handles however often and in whatever order it is read.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::id::{Digest, check_handle};

/// The longest handle that is made from words.
const LONGEST: usize = 48;

/// The longest handle there may be.
const MOST: usize = 64;

/// Handles that are taken, ignoring case.
#[derive(Clone, Debug, Default)]
pub struct Handles {
    taken: BTreeSet<String>,
}

impl Handles {
    /// Handles of which some are taken already.
    pub fn taken<'h>(taken: impl Iterator<Item = &'h str>) -> Self {
        Self {
            taken: taken.map(str::to_lowercase).collect(),
        }
    }

    /// A free handle for a name, taken from now on; `proof` is what it stands for, by which a second one of that name is told apart.
    pub fn take(&mut self, (name, noun): (&str, &str), proof: &str) -> String {
        let wanted = from_name(name).unwrap_or_else(|| noun.to_owned());
        if self.taken.insert(wanted.to_lowercase()) {
            return wanted;
        }
        let digest = Digest::of(proof.as_bytes()).to_string();
        let handle = (4..=32)
            .filter_map(|length| {
                let room = MOST - 1 - length;
                let stem = wanted.get(..room).unwrap_or(&wanted);
                Some(format!("{stem}.{}", digest.get(..length)?))
            })
            .find(|handle| !self.taken.contains(&handle.to_lowercase()));
        let handle = handle.unwrap_or(wanted);
        self.taken.insert(handle.to_lowercase());
        handle
    }
}

/// The handle that a person's name gives, always the same one for the same name: it is all that is kept of the name, so where letters
/// are lost that no handle can hold, it is told apart from others by the whole name.
pub fn of_person(name: &str) -> String {
    let plain = from_name(name).unwrap_or_else(|| "person".to_owned());
    if !loses_letters(name) {
        return plain;
    }
    let digest = Digest::of(name.as_bytes()).to_string();
    format!("{plain}.{}", digest.get(..6).unwrap_or_default())
}

/// Whether a name has letters or digits beside those of ASCII and their accents.
fn loses_letters(name: &str) -> bool {
    let mut plain = name.nfkd().filter(|c| !is_combining_mark(*c));
    plain.any(|c| c.is_alphanumeric() && !c.is_ascii())
}

/// A name as a handle, unchanged where it is one; nothing where no letter or digit of it is ASCII.
pub fn from_name(name: &str) -> Option<String> {
    if check_handle(name).is_ok() {
        return Some(name.to_owned());
    }
    let mut handle = String::new();
    for c in name.nfkd().filter(|c| !is_combining_mark(*c)) {
        if handle.len() >= LONGEST {
            break;
        }
        match c {
            c if c.is_ascii_alphanumeric() => handle.push(c),
            '\'' | '’' => {}
            '.' | '_' if !handle.is_empty() => handle.push(c),
            _ if handle.is_empty() || handle.ends_with('-') => {}
            _ => handle.push('-'),
        }
    }
    let handle = handle.trim_end_matches(['-', '.', '_']);
    (!handle.is_empty()).then(|| handle.to_owned())
}
