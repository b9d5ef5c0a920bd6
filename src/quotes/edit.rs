//! Edits: a quote may be shortened, and nothing else.
//!
//! `[…]` stands for words left out, `…` for a break in the flow; `[...]`, `[..]` and `...` are read as these. Between them stand
//! the excerpt's own words in their own order, so that a printed quote can always be found where it was said.

/// A printed quote, cut where words were left out: the pieces between the marks, blanks trimmed, empty ones gone.
pub fn pieces(quote: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = quote;
    while let Some((before, after)) = cut(rest) {
        pieces.push(before);
        rest = after;
    }
    pieces.push(rest);
    let trimmed = pieces.into_iter().map(str::trim);
    trimmed.filter(|piece| !piece.is_empty()).collect()
}

/// Whether a quote says that words were left out.
pub fn is_shortened(quote: &str) -> bool {
    cut(quote).is_some()
}

/// The words before the first mark, and those after it.
fn cut(quote: &str) -> Option<(&str, &str)> {
    const MARKS: [&str; 6] = ["[…]", "[...]", "[..]", "(…)", "…", "..."];
    let first = MARKS
        .iter()
        .filter_map(|mark| Some((quote.find(mark)?, mark.len())))
        .min_by_key(|(at, length)| (*at, std::cmp::Reverse(*length)))?;
    let (at, length) = first;
    Some((&quote[..at], &quote[at + length..]))
}

/// Why an edited quote cannot be printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEdit {
    /// Nothing is left of it.
    #[error("nothing is left of the quote")]
    Empty,
    /// Words stand there that were not said, or not in this order.
    #[error(
        "“{0}” does not stand in the excerpt like this; quotes are shortened with […] or …, and changed in nothing else"
    )]
    OtherWords(String),
}

/// That an edited quote is the excerpt's words, in their order, with what was left out marked.
pub fn check(edited: &str, excerpt: &str) -> Result<(), NotAnEdit> {
    let said = blanks_folded(excerpt);
    let pieces = pieces(edited);
    if pieces.is_empty() {
        return Err(NotAnEdit::Empty);
    }
    let mut rest = said.as_str();
    for piece in &pieces {
        let words = blanks_folded(piece);
        let after = after_whole(rest, &words);
        rest = after.ok_or_else(|| NotAnEdit::OtherWords((*piece).to_owned()))?;
    }
    Ok(())
}

/// What comes after some words, where they first stand whole: "some" does not stand in "somebody".
fn after_whole<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    let goes_on = |inside: Option<char>, beside: Option<char>| {
        inside.is_some_and(is_of_word) && beside.is_some_and(is_of_word)
    };
    let mut places = text.match_indices(words);
    places.find_map(|(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        let begins = !goes_on(words.chars().next(), before.chars().next_back());
        let ends = !goes_on(words.chars().next_back(), after.chars().next());
        (begins && ends).then_some(after)
    })
}

fn blanks_folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}
