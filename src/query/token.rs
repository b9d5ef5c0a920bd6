//! The signs of a query: words, quotes, brackets, expressions between slashes, filters, each with its place in the line.

use std::ops::Range;

use crate::query::unparsed::{At, Unparsed};

/// What stands at one place of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `-` before something, or `NOT`.
    Not,
    /// `AND`.
    And,
    /// `OR`.
    Or,
    /// `NEAR` or `NEAR/8`.
    Near(Option<u32>),
    /// Words between quotation marks.
    Quote(String),
    /// What stands between slashes, and the letters behind.
    Expression(String, String),
    /// A field and its values.
    Field(String, Vec<Given>),
    /// Any other word.
    Bare(String),
}

/// A value behind a field's colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Where it begins.
    pub at: At,
    /// What it says, without quotation marks.
    pub text: String,
    /// Whether all of it stands in quotation marks: then no sign in it means anything but itself.
    pub is_quoted: bool,
}

impl Given {
    /// Whether it is a shape: `*` and `?` stand for letters.
    pub fn is_shape(&self) -> bool {
        !self.is_quoted && self.text.contains(['*', '?'])
    }
}

/// The signs of a line, each with its place.
pub fn signs(line: &str) -> Result<Vec<(At, Sign)>, Unparsed> {
    let placed = placed(line)?.into_iter();
    Ok(placed
        .map(|(range, sign)| (At(range.start), sign))
        .collect())
}

/// The signs of a line, each with the characters it takes.
pub fn placed(line: &str) -> Result<Vec<(Range<usize>, Sign)>, Unparsed> {
    let mut reader = Reader {
        signs: line.chars().collect(),
        at: 0,
    };
    let mut found = Vec::new();
    while let Some((At(from), sign)) = reader.next()? {
        found.push((from..reader.at, sign));
    }
    Ok(found)
}

struct Reader {
    signs: Vec<char>,
    at: usize,
}

/// What closes a quotation that a sign opens.
fn closing(open: char) -> Option<fn(char) -> bool> {
    match open {
        '"' => Some(|c| c == '"'),
        '\u{201c}' | '\u{201e}' => Some(|c| matches!(c, '\u{201d}' | '\u{201c}')),
        _ => None,
    }
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.signs.get(self.at).copied()
    }

    fn next(&mut self) -> Result<Option<(At, Sign)>, Unparsed> {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        let at = At(self.at);
        let Some(first) = self.peek() else {
            return Ok(None);
        };
        let sign = match first {
            '(' => self.single(Sign::Open),
            ')' => self.single(Sign::Close),
            '/' => self.expression()?,
            '-' if self
                .signs
                .get(self.at + 1)
                .is_some_and(|c| !c.is_whitespace()) =>
            {
                self.single(Sign::Not)
            }
            _ if closing(first).is_some() => Sign::Quote(self.quotation()?),
            _ => self.bare()?,
        };
        Ok(Some((at, sign)))
    }

    fn single(&mut self, sign: Sign) -> Sign {
        self.at += 1;
        sign
    }

    fn quotation(&mut self) -> Result<String, Unparsed> {
        let from = At(self.at);
        let closes = self.peek().and_then(closing);
        self.at += 1;
        let mut words = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            if closes.is_some_and(|closes| closes(c)) {
                return Ok(words);
            }
            words.push(c);
        }
        Err(Unparsed::new(
            from,
            "this quotation mark is not closed",
            "put another at the end of the words",
        ))
    }

    fn expression(&mut self) -> Result<Sign, Unparsed> {
        let from = At(self.at);
        self.at += 1;
        let mut inside = String::new();
        loop {
            match self.peek() {
                None => {
                    return Err(Unparsed::new(
                        from,
                        "this / is not closed",
                        "an expression stands between two slashes, as /\\d+ days/; put words with a slash in quotation marks",
                    ));
                }
                Some('/') => break,
                Some('\\') if self.signs.get(self.at + 1) == Some(&'/') => {
                    inside.push('/');
                    self.at += 2;
                }
                Some('\\') => {
                    inside.push('\\');
                    inside.extend(self.signs.get(self.at + 1));
                    self.at += 2;
                }
                Some(c) => {
                    inside.push(c);
                    self.at += 1;
                }
            }
        }
        self.at += 1;
        let mut letters = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_alphanumeric()) {
            letters.push(c);
            self.at += 1;
        }
        Ok(Sign::Expression(inside, letters))
    }

    fn bare(&mut self) -> Result<Sign, Unparsed> {
        let from = self.at;
        let mut word = String::new();
        while let Some(c) = self.peek() {
            if c.is_whitespace() || matches!(c, '(' | ')') || closing(c).is_some() {
                break;
            }
            self.at += 1;
            if c == ':' && is_field(&word) {
                return Ok(Sign::Field(word, self.values()?));
            }
            word.push(c);
        }
        if let Some(apart) = word.strip_prefix("NEAR/") {
            return near(At(from), apart);
        }
        Ok(match word.as_str() {
            "AND" => Sign::And,
            "OR" => Sign::Or,
            "NOT" => Sign::Not,
            "NEAR" => Sign::Near(None),
            _ => Sign::Bare(word),
        })
    }

    /// The values behind a field's colon: one or more with commas between, each bare or between quotation marks.
    fn values(&mut self) -> Result<Vec<Given>, Unparsed> {
        let mut values = Vec::new();
        loop {
            let at = At(self.at);
            let (mut text, mut is_quoted) = (String::new(), true);
            while let Some(c) = self.peek() {
                if closing(c).is_some() {
                    text.push_str(&self.quotation()?);
                } else if c.is_whitespace() || matches!(c, ',' | '(' | ')') {
                    break;
                } else {
                    is_quoted = false;
                    text.push(c);
                    self.at += 1;
                }
            }
            values.push(Given {
                at,
                text,
                is_quoted,
            });
            if self.peek() != Some(',') {
                return Ok(values);
            }
            self.at += 1;
        }
    }
}

fn near(at: At, apart: &str) -> Result<Sign, Unparsed> {
    match apart.parse::<u32>() {
        Ok(apart @ 1..=1000) => Ok(Sign::Near(Some(apart))),
        _ => Err(Unparsed::new(
            at,
            "NEAR takes a number of words from 1 to 1000",
            "write NEAR/8",
        )),
    }
}

/// Whether what stands before a colon can be a field: 9:30 is a time.
pub fn is_field(word: &str) -> bool {
    word.starts_with(char::is_alphabetic)
        && word
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}
