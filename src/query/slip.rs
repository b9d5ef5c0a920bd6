//! Slips: what a line says and may not have been meant to, said beside what it found.

use crate::query::token::{Sign, signs};

/// What may not have been meant; operators in small letters where nothing was found, since they are words too.
pub fn slips(line: &str, found: usize) -> Vec<String> {
    let signs: Vec<Sign> = signs(line)
        .unwrap_or_default()
        .into_iter()
        .map(|(_, sign)| sign)
        .collect();
    let mut notes = match found {
        0 => small_operators(&signs),
        _ => Vec::new(),
    };
    notes.extend(has_half_a_filter(&signs).then(|| HALF_A_FILTER.to_owned()));
    notes
}

const HALF_A_FILTER: &str =
    "the filter holds on one side of OR; on both: (night OR day) role:parent";

/// Whether words joined by OR have a filter on one side only.
fn has_half_a_filter(signs: &[Sign]) -> bool {
    let mut depth = 0;
    // Of each side: whether it has words, and whether it has a filter.
    let mut sides = vec![(false, false)];
    for sign in signs {
        match sign {
            Sign::Open => depth += 1,
            Sign::Close => depth -= 1,
            Sign::Or if depth == 0 => sides.push((false, false)),
            _ => {}
        }
        let Some(side) = sides.last_mut() else {
            continue;
        };
        match sign {
            Sign::Field(..) => side.1 = true,
            Sign::Bare(word) if ["coded", "uncoded"].contains(&word.as_str()) => side.1 = true,
            Sign::Bare(_) | Sign::Quote(_) | Sign::Expression(..) => side.0 = true,
            _ => {}
        }
    }
    sides.contains(&(true, false)) && sides.contains(&(true, true))
}

/// What was looked for as a word and may have been meant to join or deny others; each once, in the order of the line.
fn small_operators(signs: &[Sign]) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for sign in signs {
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
