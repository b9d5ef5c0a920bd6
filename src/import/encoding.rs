//! Which encoding a text is in, and decoding it without losing a byte unseen.
//!
//! In this order: what the person says; a byte order mark; zero bytes, which tell UTF-16; valid UTF-8; a guess. Only the
//! guess can be wrong, so it is reported and shown with a few lines. A text with NUL characters is binary and refused.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::import::Source;
use crate::problem::Problem;

/// How many bytes are looked at to tell an encoding; the first letters beyond ASCII are always among them.
const LOOK: usize = 1 << 20;

/// How an encoding was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A byte order mark says it.
    Mark,
    /// Every second byte is zero, as in UTF-16.
    Zeros,
    /// The bytes are valid, or all but valid, UTF-8.
    Valid,
    /// Guessed from the letters; may be wrong.
    Guessed,
    /// The person importing said it.
    Chosen,
    /// The format itself says it.
    Declared,
}

/// An encoding and how it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// How it was found.
    pub by: Basis,
}

impl Guess {
    /// Whether a person should look at a few lines before trusting it.
    pub fn is_unsure(self) -> bool {
        matches!(self.by, Basis::Guessed | Basis::Zeros)
    }
}

/// A decoded text and how it was decoded.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The text, its line ends as they came.
    pub content: String,
    /// The encoding used.
    pub guess: Guess,
    /// What could not be read, and that a guess was made.
    pub problems: Vec<Problem>,
}

/// Decodes a file, or says why it is no text.
pub fn decode(source: &Source<'_>, chosen: Option<&'static Encoding>) -> Result<Decoded, Problem> {
    let decoded = match chosen {
        Some(encoding) => decode_strictly(source, encoding)?,
        None => decode_freely(source),
    };
    refuse_binary(source, &decoded)?;
    Ok(decoded)
}

fn decode_strictly(source: &Source<'_>, encoding: &'static Encoding) -> Result<Decoded, Problem> {
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let room = decoder.max_utf8_buffer_length_without_replacement(source.bytes.len());
    let mut content = String::with_capacity(room.unwrap_or(source.bytes.len()));
    let (result, read) =
        decoder.decode_to_string_without_replacement(source.bytes, &mut content, true);
    if let DecoderResult::Malformed(bad, after) = result {
        let offset = read.saturating_sub(usize::from(bad) + usize::from(after));
        return Err(Problem::new(
            source.name,
            format!("byte {offset} is no {} text", encoding.name()),
            "choose another encoding, or leave the choice out to have it told from the file",
        ));
    }
    Ok(Decoded {
        content,
        guess: Guess {
            encoding,
            by: Basis::Chosen,
        },
        problems: Vec::new(),
    })
}

fn decode_freely(source: &Source<'_>) -> Decoded {
    let guess = find(source.bytes);
    let (content, damaged) = guess.encoding.decode_with_bom_removal(source.bytes);
    let mut problems = Vec::new();
    if guess.is_unsure() {
        problems.push(Problem::new(
            source.name,
            format!("the encoding was guessed: {}", guess.encoding.name()),
            "look at the lines shown; if letters are wrong, say the encoding",
        ));
    }
    if damaged {
        let (first, lost) = replaced(&content);
        problems.push(Problem::new(
            format!("{}, line {first}", source.name),
            format!(
                "characters that are no {} are shown as \u{fffd}: {lost}",
                guess.encoding.name()
            ),
            "check the line in the original file, or say the encoding",
        ));
    }
    Decoded {
        content: content.into_owned(),
        guess,
        problems,
    }
}

/// The line of the first replacement character, and how many there are.
fn replaced(content: &str) -> (usize, usize) {
    let before = content.split('\u{fffd}').next().unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    (line, content.matches('\u{fffd}').count())
}

fn find(bytes: &[u8]) -> Guess {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Guess {
            encoding,
            by: Basis::Mark,
        };
    }
    if let Some(encoding) = find_utf16(bytes) {
        return Guess {
            encoding,
            by: Basis::Zeros,
        };
    }
    if is_all_but_utf8(bytes) {
        return Guess {
            encoding: UTF_8,
            by: Basis::Valid,
        };
    }
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let telling = bytes.get(first.saturating_sub(64)..).unwrap_or(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(
        telling.get(..LOOK).unwrap_or(telling),
        telling.len() <= LOOK,
    );
    Guess {
        encoding: detector.guess(None, Utf8Detection::Deny),
        by: Basis::Guessed,
    }
}

/// UTF-16 without a mark: one byte of many pairs is zero, nearly always on the same side, and all of it decodes.
fn find_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = bytes.get(..LOOK).unwrap_or(bytes).as_chunks::<2>();
    let big = pairs.iter().filter(|[first, _]| *first == 0).count();
    let little = pairs.iter().filter(|[_, second]| *second == 0).count();
    let encoding = if little * 10 > pairs.len() && little > 8 * big {
        UTF_16LE
    } else if big * 10 > pairs.len() && big > 8 * little {
        UTF_16BE
    } else {
        return None;
    };
    let whole = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    whole.map(|_| encoding)
}

/// A UTF-8 file that was cut or patched has a few broken bytes among many letters that fit; no other encoding looks so.
fn is_all_but_utf8(bytes: &[u8]) -> bool {
    let (mut letters, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || letters >= 8 * broken
}

fn refuse_binary(source: &Source<'_>, decoded: &Decoded) -> Result<(), Problem> {
    let content = decoded.content.as_str();
    if let Some((before, _)) = content.split_once('\0') {
        let line = before.matches('\n').count() + 1;
        return Err(Problem::new(
            format!("{}, line {line}", source.name),
            "the file holds NUL characters, so it is no text",
            "save the transcript as plain text or docx, or say the encoding",
        ));
    }
    let (mut all, mut control) = (0_usize, 0_usize);
    for c in content.chars() {
        all += 1;
        control += usize::from(c.is_control() && !c.is_whitespace());
    }
    if control * 3 > all {
        return Err(Problem::new(
            source.name,
            "the file is mostly control characters, so it is no text",
            "save the transcript as plain text or docx, or say the encoding",
        ));
    }
    if content
        .chars()
        .all(|c| c.is_whitespace() || c == '\u{feff}')
    {
        return Err(Problem::new(
            source.name,
            "the file holds no words",
            "check that it was saved or downloaded completely",
        ));
    }
    Ok(())
}
