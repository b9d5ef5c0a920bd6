//! Slips: words in small letters that look like operators, said where a query found nothing.

use crate::query::token::{Sign, signs};

/// What was looked for as a word and may have been meant to join or deny others; each once, in the order of the line.
pub fn slips(line: &str) -> Vec<String> {
    let signs = signs(line).unwrap_or_default();
    let mut notes: Vec<String> = Vec::new();
    for (_, sign) in &signs {
        let Sign::Bare(word) = sign else { continue };
        let does = match word.as_str() {
            "or" | "and" => "joins",
            "not" => "denies",
            near if near == "near" || near.starts_with("near/") => {
                "looks for words near each other"
            }
            _ => continue,
        };
        let capitals = word.to_uppercase();
        let note = format!("{word} is looked for as a word; {capitals} in capitals {does}");
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}
