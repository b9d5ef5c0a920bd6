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

/// What stands on one side of OR.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Side {
    has_words: bool,
    /// A filter in brackets of its own was put there on purpose and is none of this side.
    has_filter: bool,
}

impl Side {
    fn take(&mut self, sign: &Sign) {
        match sign {
            Sign::Field(..) => self.has_filter = true,
            Sign::Bare(word) if ["coded", "uncoded"].contains(&word.as_str()) => {
                self.has_filter = true;
            }
            Sign::Bare(_) | Sign::Quote(_) | Sign::Expression(..) => self.has_words = true,
            _ => {}
        }
    }
}

/// Whether words joined by OR, in whichever brackets, have a filter on one side only.
fn has_half_a_filter(signs: &[Sign]) -> bool {
    let is_half = |sides: &[Side]| {
        let with = |has_filter| Side {
            has_words: true,
            has_filter,
        };
        sides.contains(&with(false)) && sides.contains(&with(true))
    };
    let mut groups = vec![vec![Side::default()]];
    for sign in signs {
        match sign {
            Sign::Open => groups.push(vec![Side::default()]),
            Sign::Close => {
                let inside = groups.pop().unwrap_or_default();
                if is_half(&inside) {
                    return true;
                }
                let side = groups.last_mut().and_then(|sides| sides.last_mut());
                if let Some(side) = side {
                    side.has_words |= inside.iter().any(|side| side.has_words);
                }
            }
            Sign::Or => groups
                .last_mut()
                .into_iter()
                .for_each(|sides| sides.push(Side::default())),
            sign => {
                let side = groups.last_mut().and_then(|sides| sides.last_mut());
                side.into_iter().for_each(|side| side.take(sign));
            }
        }
    }
    groups.iter().any(|sides| is_half(sides))
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
