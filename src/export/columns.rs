//! Columns: how wide each column of a table stands on a page, by the words that are in it.
//!
//! No word is broken as long as the page has room for the longest one of every column; what is left over goes to the columns with
//! much to say. Widths are in twentieths of a point, as Word counts.

use crate::export::cells;
use crate::table::Table;

/// A character of a table's text, nine points high, on the average.
const CHARACTER: usize = 100;

/// What a cell's borders take.
const BORDERS: usize = 240;

/// Words longer than this may be broken: an address, a hash.
const LONGEST_WORD: usize = 24;

/// Cells are read up to here: a column of whole transcripts wants all the room there is in any case.
const MOST: usize = 400;

/// How wide the columns of a table are, and how wide it would be with no word broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Widths {
    /// The widths, that of the labels first; together the room there is.
    pub columns: Vec<usize>,
    /// What the table takes at least.
    pub least: usize,
}

/// The widths of a table's columns in some room.
pub fn widths(table: &Table, room: usize) -> Widths {
    let head = cells::head(table);
    let mut wants: Vec<(usize, usize)> = head.iter().map(|words| wanted(words)).collect();
    for row in &table.rows {
        for (want, words) in wants.iter_mut().zip(cells::row(row)) {
            let (word, all) = wanted(&words);
            *want = (want.0.max(word), want.1.max(all));
        }
    }
    let least: Vec<usize> = wants
        .iter()
        .map(|(word, _)| word * CHARACTER + BORDERS)
        .collect();
    let sum: usize = least.iter().sum();
    // A column that says ten times as much is not ten times as wide: lines may break.
    let weights: Vec<usize> = wants
        .iter()
        .map(|(word, all)| (all.saturating_sub(*word) * 100).isqrt())
        .collect();
    let weight = weights.iter().sum::<usize>().max(1);
    let spare = room.saturating_sub(sum);
    let columns = least
        .iter()
        .zip(&weights)
        .map(|(own, of)| match sum > room {
            true => own * room / sum,
            false => own + spare * of / weight,
        });
    Widths {
        columns: columns.collect(),
        least: sum,
    }
}

/// The longest word of a cell and all it says, in characters.
fn wanted(words: &str) -> (usize, usize) {
    let lengths = words.split_whitespace().map(|word| word.chars().count());
    let longest = lengths.max().unwrap_or(1).min(LONGEST_WORD);
    let indent = words.len() - words.trim_start().len();
    (longest + indent, words.chars().take(MOST).count())
}
