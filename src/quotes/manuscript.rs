//! Manuscripts: the quotations of a paper, with the lines they stand on.
//!
//! A quotation is what stands between “ ”, ‘ ’, " ", „ “ or « », or in a block quote of Markdown or of a Word style called Quote. Fewer
//! than four words are no quotation that could be looked for: they are terms, and counted. A mark that nothing closes within its
//! paragraph opens a quotation that goes on in the next; one that is never closed is said.

use std::collections::BTreeSet;

/// Fewer words than these are no quotation.
pub const FEWEST_WORDS: usize = 4;

/// What the numbers of a manuscript's places count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Numbered {
    /// Lines of a text.
    Line,
    /// Paragraphs of a Word document, a row of a table being one.
    Paragraph,
}

impl Numbered {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Paragraph => "paragraph",
        }
    }
}

/// A manuscript: its paragraphs, each with the number it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manuscript {
    /// What is numbered.
    pub numbered: Numbered,
    /// The paragraphs; a line feed in one goes on to the next number.
    pub paragraphs: Vec<(usize, String)>,
    /// Which of them are block quotes, by their numbers.
    pub blocks: BTreeSet<usize>,
}

/// How a paragraph stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In the run of the text.
    Running,
    /// Set apart as somebody's words.
    Block,
}

/// One quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// Where it begins.
    pub at: usize,
    /// Its words, without the outer marks.
    pub words: String,
    /// What follows it in brackets: by whom it is said to be.
    pub attribution: Option<String>,
}

impl Manuscript {
    /// A text or Markdown: paragraphs are separated by blank lines.
    pub fn of_text(text: &str) -> Self {
        let mut paragraphs: Vec<(usize, String)> = Vec::new();
        let mut is_open = false;
        for (at, line) in text.lines().enumerate() {
            let line = unescaped(line);
            if line.trim().is_empty() {
                is_open = false;
                continue;
            }
            match paragraphs.last_mut().filter(|_| is_open) {
                Some((_, words)) => {
                    words.push('\n');
                    words.push_str(&line);
                }
                None => paragraphs.push((at + 1, line)),
            }
            is_open = true;
        }
        let is_block = |(at, words): &(usize, String)| words.starts_with('>').then_some(*at);
        Self {
            numbered: Numbered::Line,
            blocks: paragraphs.iter().filter_map(is_block).collect(),
            paragraphs,
        }
    }

    /// The paragraphs of a Word document, each with whether it is a block quote.
    pub fn of_paragraphs(paragraphs: Vec<(String, Standing)>) -> Self {
        let numbered = || paragraphs.iter().enumerate();
        let is_block =
            |(_, (_, standing)): &(usize, &(String, Standing))| *standing == Standing::Block;
        Self {
            numbered: Numbered::Paragraph,
            blocks: numbered().filter(is_block).map(|(at, _)| at + 1).collect(),
            paragraphs: numbered()
                .map(|(at, (words, _))| (at + 1, words.clone()))
                .collect(),
        }
    }

    /// Its quotations in order, and the places of marks that nothing closes.
    pub fn quotations(&self) -> (Vec<Quotation>, Vec<usize>) {
        let (mut found, mut unclosed) = (Vec::new(), Vec::new());
        let mut open: Option<(usize, char, String)> = None;
        for (at, words) in &self.paragraphs {
            let words = match open.take() {
                // A quotation of several paragraphs has an opening mark before each.
                Some((from, mark, before)) => {
                    let words = words.trim_start().trim_start_matches(mark);
                    let joined = format!("{mark}{before}\n{words}");
                    let (all, rest) = self.in_paragraph(from, &joined);
                    if rest.is_some() {
                        unclosed.push(from);
                        words.to_owned()
                    } else {
                        found.extend(all);
                        continue;
                    }
                }
                None => words.clone(),
            };
            if self.blocks.contains(at) && between_marks(&words).0.is_empty() {
                found.push(block(*at, &words));
                continue;
            }
            let (all, rest) = self.in_paragraph(*at, &words);
            found.extend(all);
            open = rest;
        }
        unclosed.extend(open.map(|(at, ..)| at));
        (found, unclosed)
    }

    /// The quotations of a paragraph, and where one begins that it does not close: its mark, and its words so far.
    fn in_paragraph(
        &self,
        at: usize,
        words: &str,
    ) -> (Vec<Quotation>, Option<(usize, char, String)>) {
        let (marked, open) = between_marks(words);
        let line_of = |byte: usize| match self.numbered {
            Numbered::Line => at + words[..byte].matches('\n').count(),
            Numbered::Paragraph => at,
        };
        let each = marked.into_iter().map(|(from, to, end)| Quotation {
            at: line_of(from),
            words: words[from..to].to_owned(),
            attribution: attribution(&words[end..]),
        });
        let open = open.map(|(from, mark)| (line_of(from), mark, words[from..].to_owned()));
        (each.collect(), open)
    }
}

/// A block quote as a quotation.
fn block(at: usize, words: &str) -> Quotation {
    let lines = words
        .lines()
        .map(|line| line.trim_start_matches('>').trim());
    let (words, attribution) = without_attribution(&lines.collect::<Vec<_>>().join(" "));
    Quotation {
        at,
        words,
        attribution,
    }
}

/// Markdown's escapes and line breaks taken off.
fn unescaped(line: &str) -> String {
    let line = line.replace("<br>", " ").replace("<br/>", " ");
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match characters.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => {}
            _ => plain.push(c),
        }
    }
    plain
}

/// A stretch between marks: where the words begin, where they end, and where what follows the closing mark begins.
type Between = (usize, usize, usize);

/// The stretches between marks, and where one begins that nothing closes, with its mark.
fn between_marks(words: &str) -> (Vec<Between>, Option<(usize, char)>) {
    let mut found = Vec::new();
    let mut open: Option<(usize, char, usize)> = None;
    let mut before = None;
    for (at, c) in words.char_indices() {
        let after = at + c.len_utf8();
        let next = words[after..].chars().next();
        // Between letters, and before digits, a single mark is an apostrophe.
        let is_inside =
            before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
        match (open, c) {
            (None, '“' | '"' | '«' | '„') => open = Some((after, c, 0)),
            (None, '‘') if !before.is_some_and(char::is_alphanumeric) => {
                open = Some((after, c, 0))
            }
            // A second opening mark of the same kind is closed before the outer one is.
            (Some((from, kind, depth)), _) if c == kind && c != '"' => {
                open = Some((from, kind, depth + 1));
            }
            (Some((from, kind, depth)), _) if closes(kind, c) && !(c == '’' && is_inside) => {
                open = match depth {
                    0 => {
                        found.push((from, at, after));
                        None
                    }
                    _ => Some((from, kind, depth - 1)),
                };
            }
            _ => {}
        }
        before = Some(c);
    }
    // What begins with a single mark and is never closed is an apostrophe: ‘em.
    let open = open.filter(|(_, kind, _)| *kind != '‘');
    (found, open.map(|(from, kind, _)| (from, kind)))
}

fn closes(open: char, c: char) -> bool {
    match open {
        '“' => c == '”',
        '‘' => c == '’',
        '„' => matches!(c, '“' | '”'),
        '«' => c == '»',
        _ => c == open,
    }
}

/// What stands in round brackets right after a quotation.
fn attribution(after: &str) -> Option<String> {
    let after =
        after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '*' | '_'));
    let (inside, _) = after.strip_prefix('(')?.split_once(')')?;
    Some(inside.trim().to_owned())
}

/// A block quote's words, and the brackets at its end.
fn without_attribution(words: &str) -> (String, Option<String>) {
    let trimmed = words.trim_end();
    let split = trimmed
        .strip_suffix(')')
        .and_then(|before| before.rsplit_once('('));
    match split {
        Some((before, inside)) => (before.trim().to_owned(), Some(inside.trim().to_owned())),
        None => (words.to_owned(), None),
    }
}
