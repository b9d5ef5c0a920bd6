//! Snippets: what a turn says around what was sought, short enough for a line.

use std::ops::Range;

/// A piece of a snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words as they stand.
    Plain(String),
    /// What was sought.
    Sought(String),
}

impl Piece {
    /// Its words.
    pub fn words(&self) -> &str {
        match self {
            Self::Plain(words) | Self::Sought(words) => words,
        }
    }
}

/// A snippet in plain letters, with what was sought between guillemets: square brackets stand in transcripts themselves.
pub fn plain(text: &str, marked: &[Range<usize>], most: usize) -> String {
    let pieces = snippet(text, marked, most).into_iter();
    let words = pieces.map(|piece| match piece {
        Piece::Plain(words) => words,
        Piece::Sought(words) => format!("«{words}»"),
    });
    words.collect()
}

/// The words of a text around what is marked in it, in pieces: as many characters as asked for, cut between words and with `…`
/// where something is left out. Line ends become blanks.
pub fn snippet(text: &str, marked: &[Range<usize>], most: usize) -> Vec<Piece> {
    let window = window(text, marked, most);
    let mut pieces = Vec::new();
    let plain = |from: usize, to: usize, pieces: &mut Vec<Piece>| {
        if from < to {
            pieces.push(Piece::Plain(on_one_line(&text[from..to])));
        }
    };
    if window.start > 0 {
        pieces.push(Piece::Plain("…".to_owned()));
    }
    let mut at = window.start;
    for range in marked {
        let (from, to) = (range.start.max(at), range.end.min(window.end));
        if from >= to {
            continue;
        }
        plain(at, from, &mut pieces);
        pieces.push(Piece::Sought(on_one_line(&text[from..to])));
        at = to;
    }
    plain(at, window.end, &mut pieces);
    if window.end < text.len() {
        pieces.push(Piece::Plain("…".to_owned()));
    }
    pieces
}

fn on_one_line(words: &str) -> String {
    words.replace(char::is_whitespace, " ")
}

/// The bytes to show: from a little before the first mark, or from so far back that the room is filled.
fn window(text: &str, marked: &[Range<usize>], most: usize) -> Range<usize> {
    let room = |from: usize| {
        text[from..]
            .char_indices()
            .nth(most)
            .map(|(at, _)| from + at)
    };
    let first = marked.first().map_or(0..0, Range::clone);
    let mut from = word_behind(text, first.start, most / 3);
    if room(from).is_none() {
        from = word_behind(text, text.len(), most).min(from);
    }
    let to = room(from).map_or(text.len(), |end| {
        let least = first.end.clamp(from, end);
        let blank = text[least..end].rfind(char::is_whitespace);
        blank.map_or(end, |blank| least + blank)
    });
    from..to
}

/// The beginning of a word at most so many characters before a place.
fn word_behind(text: &str, place: usize, characters: usize) -> usize {
    let before = text[..place].char_indices().rev().take(characters);
    let reach = before.last().map_or(place, |(at, _)| at);
    let mut behind = text[reach..place].char_indices();
    let blank = behind.find(|(_, c)| c.is_whitespace());
    match (reach, blank) {
        (0, _) => 0,
        (_, None) => place,
        // A blank takes one byte to three.
        (reach, Some((at, blank))) => reach + at + blank.len_utf8(),
    }
}
