//! What a speaker's label looks like at the start of a line.
//!
//! A label is a name of few words before a colon. Whether something that looks like one is one is decided by whoever counts
//! how often it occurs; here only the single line is judged, strictly enough that references, clock times and web addresses
//! never come into question.

use regex::Regex;

/// The longest label, in characters; focus groups prepared for MAXQDA keep to it.
pub const LONGEST: usize = 63;

/// Particles that stand small inside a name.
const PARTICLES: [&str; 21] = [
    "al", "and", "bin", "da", "de", "del", "den", "der", "des", "di", "do", "du", "e", "el", "la",
    "le", "of", "the", "van", "von", "y",
];

/// Characters that end or interrupt sentences and stand in no name.
const SENTENCE: &str = ";?!\"“”„«»…—=<>{}|\\@^~•*\t\u{fffd}";

/// How sure the colon is to be a label's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// White space, nothing or a new sentence follows.
    Firm,
    /// A small letter or a digit is glued to it: only a label known from elsewhere may stand here.
    Loose,
}

/// A line cut where its label ends; the four parts put together are the line.
#[derive(Clone, Copy, Debug)]
pub struct Cut<'l> {
    /// Blanks and asterisks before the label.
    pub lead: &'l str,
    /// The label.
    pub name: &'l str,
    /// Blanks, colon and asterisks after it.
    pub mark: &'l str,
    /// The rest of the line.
    pub rest: &'l str,
    /// How sure it is.
    pub hold: Hold,
}

/// Cuts a line that begins like `Name: text`, `**Name:** text` or `**Name**: text`.
pub fn cut(line: &str) -> Option<Cut<'_>> {
    let (stars, core) = unbold_start(line.trim_start());
    let bold = Some(stars).filter(|stars| !stars.is_empty());
    let (colon, colon_width) = core
        .char_indices()
        .take(2 * LONGEST)
        .find(|&(_, c)| c == ':' || c == '：')
        .map(|(at, c)| (at, c.len_utf8()))?;
    let (named, rest) = (core.get(..colon)?, core.get(colon + colon_width..)?);
    let (name, rest) = match bold {
        Some(stars) => unbold(named.trim_end(), rest, stars)?,
        None => (unbracketed(named.trim_end()), rest),
    };
    if !is_name(name) || rest.starts_with(':') {
        return None;
    }
    let hold = match rest.chars().next() {
        Some(c) if c.is_lowercase() || c.is_numeric() || "/\\-_".contains(c) => Hold::Loose,
        _ => Hold::Firm,
    };
    put_together(line, name, rest, hold)
}

/// Cuts a line at the start of which a pattern matches: its first group, or the whole match, is the label.
pub fn cut_by<'l>(pattern: &Regex, line: &'l str) -> Option<Cut<'l>> {
    let found = pattern.captures(line)?;
    let whole = found.get(0)?;
    if !line.get(..whole.start())?.trim().is_empty() {
        return None;
    }
    let label = found.get(1).unwrap_or(whole);
    let name = label
        .as_str()
        .trim()
        .trim_end_matches([':', '：', '*'])
        .trim_end();
    let name = name.trim_start_matches('*');
    let after = line.get(whole.end().max(label.end())..)?;
    let colon = after.trim_start();
    let rest = colon.strip_prefix([':', '：']).unwrap_or(after);
    (!name.is_empty()).then(|| put_together(line, name, rest, Hold::Firm))?
}

/// Cuts a line around a name and the rest of it, both parts of the line, if the name could be a speaker's.
pub fn cut_before<'l>(line: &'l str, (name, rest): (&'l str, &'l str)) -> Option<Cut<'l>> {
    is_name(name).then(|| put_together(line, name, rest, Hold::Firm))?
}

/// Cuts a line around a name that is known to be one and the rest of it, both parts of the line.
pub fn cut_around<'l>(line: &'l str, (name, rest): (&'l str, &'l str)) -> Option<Cut<'l>> {
    put_together(line, name, rest, Hold::Firm)
}

/// The label a heading is, if it looks like one: the whole line but for the marks of a heading.
pub fn cut_heading(line: &str) -> Option<Cut<'_>> {
    let name = line
        .trim_start()
        .trim_start_matches('#')
        .trim_matches(|c: char| c.is_whitespace() || c == '*')
        .trim_end_matches([':', '：'])
        .trim_end();
    if !is_name(name) {
        return None;
    }
    put_together(line, name, "", Hold::Firm)
}

/// Whether a name could be a speaker's: it starts with a letter, has few words and no sentence in it.
pub fn is_name(name: &str) -> bool {
    let letter_first = name.chars().next().is_some_and(char::is_alphabetic);
    let short = name.chars().nth(LONGEST).is_none();
    letter_first
        && short
        && !name.chars().any(|c| SENTENCE.contains(c) || c == '\n')
        && commas_are_of_a_name(name)
        && words_are_of_a_name(name)
}

/// `Smith, John` is a name; a list or a reference is none.
fn commas_are_of_a_name(name: &str) -> bool {
    match name.split_once(',') {
        None => true,
        Some((last, first)) => {
            let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
            let first = first.trim_start();
            !name.contains(['.', '&', '('])
                && !first.contains(',')
                && capital(last)
                && capital(first)
        }
    }
}

fn words_are_of_a_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let numbered = words
        .last()
        .is_some_and(|word| word.chars().any(char::is_numeric));
    let small = |word: &str| {
        word.chars().next().is_some_and(char::is_lowercase) && !PARTICLES.contains(&word)
    };
    let tidy = words.len() <= 2 || numbered || !words.iter().any(|word| small(word));
    words.len() <= 6
        && tidy
        && !words
            .iter()
            .any(|word| ends_a_sentence(word) || is_year(word))
}

/// A full stop after anything longer than `Prof.` ends a sentence.
fn ends_a_sentence(word: &str) -> bool {
    word.ends_with('.') && word.chars().count() > 5
}

/// A year in brackets belongs to a reference.
fn is_year(word: &str) -> bool {
    let inner = word.trim_matches(['(', ')', '[', ']']);
    inner.len() < word.len() && inner.len() >= 4 && inner.chars().take(4).all(char::is_numeric)
}

/// The name in `[SPEAKER_00]`, as WhisperX writes it before the colon.
fn unbracketed(named: &str) -> &str {
    let inner = named
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    // Anything else in brackets is a remark: “[crosstalk]: no”.
    inner
        .filter(|name| name.starts_with("SPEAKER_"))
        .unwrap_or(named)
}

/// Takes the asterisks or underscores off with which Markdown begins what is bold; what they are, and the words behind them.
pub fn unbold_start(core: &str) -> (&'static str, &str) {
    let bold = ["**", "__"]
        .into_iter()
        .find(|&stars| core.starts_with(stars));
    match bold {
        Some(stars) => (stars, core.trim_start_matches(stars).trim_start()),
        None => ("", core),
    }
}

/// Takes the closing asterisks off, before the colon or after it.
fn unbold<'l>(named: &'l str, rest: &'l str, stars: &str) -> Option<(&'l str, &'l str)> {
    match named.strip_suffix(stars) {
        Some(name) => Some((name.trim_end(), rest)),
        None => Some((named, rest.strip_prefix(stars)?)),
    }
}

/// Finds the parts between the name and the rest, both of which are parts of the line.
fn put_together<'l>(line: &'l str, name: &'l str, rest: &'l str, hold: Hold) -> Option<Cut<'l>> {
    let from = (name.as_ptr() as usize).checked_sub(line.as_ptr() as usize)?;
    let to = from + name.len();
    let body = line.len().checked_sub(rest.len())?;
    Some(Cut {
        lead: line.get(..from)?,
        name,
        mark: line.get(to..body)?,
        rest,
        hold,
    })
}
