//! Numbers as people read them: with their noun.
//!
//! English plurals of the words this program counts; nothing is translated here.

use std::fmt::Display;

/// A number with its noun: "1 unit", "2 units", "2 stretches", "2 categories", "2 people".
pub fn counted<N: Display + From<u8> + PartialEq>(count: N, noun: &str) -> String {
    if count == N::from(1) {
        return format!("1 {noun}");
    }
    if let Some(stem) = noun.strip_suffix("person") {
        return format!("{count} {stem}people");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{count} {stem}ies"),
        _ if noun.ends_with("ch") || noun.ends_with('s') => format!("{count} {noun}es"),
        _ => format!("{count} {noun}s"),
    }
}
