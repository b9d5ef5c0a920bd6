//! Tags inside a cue: `<v Name>` names a speaker, every other tag is formatting and left out.
//!
//! A `<` that begins no tag stays as it is. WebVTT writes a few characters as entities; they become the characters.

use crate::import::entity;
use crate::import::speeches::on_one_line;
use crate::import::subtitles::cue::Flavour;

/// A piece of a cue's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A `<v Name>` tag.
    Voice(String),
    /// Words.
    Words(String),
    /// A tag that only formats.
    Format,
}

/// The pieces of a line.
pub fn pieces(line: &str, flavour: Flavour) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('<') {
        words.push_str(before);
        // Looking no further than the next `<` keeps a line full of them fast.
        let reach = after.split('<').next().unwrap_or_default();
        match reach.split_once('>').filter(|(tag, _)| is_tag(tag)) {
            Some((tag, _)) => {
                rest = after.strip_prefix(tag).unwrap_or_default();
                rest = rest.strip_prefix('>').unwrap_or_default();
                match voice(tag) {
                    Some(name) => {
                        flush(&mut words, &mut pieces, flavour);
                        pieces.push(Piece::Voice(on_one_line(&decode(name, flavour))));
                    }
                    None if tag.starts_with("/v") => {}
                    None => pieces.push(Piece::Format),
                }
            }
            None => {
                words.push('<');
                rest = after;
            }
        }
    }
    words.push_str(rest);
    flush(&mut words, &mut pieces, flavour);
    pieces
}

fn flush(words: &mut String, pieces: &mut Vec<Piece>, flavour: Flavour) {
    let mut decoded = decode(words, flavour);
    decoded.retain(|c| c != '\u{feff}');
    if !decoded.trim().is_empty() {
        pieces.push(Piece::Words(decoded));
    }
    words.clear();
}

/// `i`, `/i`, `c.loud`, `v Name`, `font color=…` or a time.
fn is_tag(tag: &str) -> bool {
    let inner = tag.strip_prefix('/').unwrap_or(tag);
    let word = inner.split([' ', '\t', '.']).next().unwrap_or_default();
    let named = matches!(
        word.to_ascii_lowercase().as_str(),
        "b" | "c" | "font" | "i" | "lang" | "rt" | "ruby" | "s" | "u" | "v"
    );
    let timed = inner.contains(':')
        && inner
            .bytes()
            .all(|b| b.is_ascii_digit() || b":.".contains(&b));
    named || timed
}

/// The name in `v Name` or `v.loud Name`.
fn voice(tag: &str) -> Option<&str> {
    let inner = tag.strip_prefix(['v', 'V'])?;
    if !inner.starts_with([' ', '\t', '.']) {
        return None;
    }
    let (_, name) = inner.split_once([' ', '\t'])?;
    (!name.trim().is_empty()).then(|| name.trim())
}

fn decode(words: &str, flavour: Flavour) -> String {
    match flavour {
        Flavour::Vtt => entity::decode(words),
        Flavour::Plain => words.to_owned(),
    }
}
