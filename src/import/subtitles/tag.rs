//! Tags inside a cue: `<v Name>` names a speaker, every other tag is formatting and left out.
//!
//! A `<` that begins no tag stays as it is. WebVTT writes a few characters as entities; they become the characters.

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
                        pieces.push(Piece::Voice(clean(&decode(name, flavour))));
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

/// White space of any kind becomes one blank, so that a label stays on one line.
fn clean(name: &str) -> String {
    name.split(|c: char| c.is_whitespace() || c == '\u{feff}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn decode(words: &str, flavour: Flavour) -> String {
    if flavour == Flavour::Srt || !words.contains('&') {
        return words.to_owned();
    }
    let mut decoded = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let reach = after
            .char_indices()
            .nth(10)
            .map_or(after.len(), |(at, _)| at);
        let reach = after.get(..reach).unwrap_or_default();
        let entity = reach
            .split_once(';')
            .and_then(|(name, _)| Some((name, character(name)?)));
        match entity {
            Some((name, c)) => {
                decoded.push(c);
                rest = after.strip_prefix(name).unwrap_or_default();
                rest = rest.strip_prefix(';').unwrap_or_default();
            }
            None => {
                decoded.push('&');
                rest = after;
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn character(entity: &str) -> Option<char> {
    let number = entity.strip_prefix('#').map(|digits| {
        let hex = digits.strip_prefix(['x', 'X']);
        match hex {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => digits.parse(),
        }
    });
    let c = match (number, entity) {
        (Some(number), _) => char::from_u32(number.ok()?)?,
        (None, "amp") => '&',
        (None, "lt") => '<',
        (None, "gt") => '>',
        (None, "quot") => '"',
        (None, "apos") => '\'',
        (None, "nbsp") => '\u{a0}',
        (None, "lrm") => '\u{200e}',
        (None, "rlm") => '\u{200f}',
        _ => return None,
    };
    // A turn is one line: no entity may smuggle a line end or a control character in.
    let breaks = c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    Some(if breaks { ' ' } else { c })
}
