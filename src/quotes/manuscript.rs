//! Manuscripts: the quotations of a paper, with the lines they stand on.
//!
//! A quotation is what stands between “ ”, " " or « », or in a block quote of Markdown. Fewer than four words are no quotation
//! that could be looked for: they are terms, and counted. Marks that nothing closes within a paragraph open nothing.

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
        Self {
            numbered: Numbered::Line,
            paragraphs,
        }
    }

    /// The paragraphs of a Word document.
    pub fn of_paragraphs(paragraphs: Vec<String>) -> Self {
        let numbered = paragraphs.into_iter().enumerate();
        Self {
            numbered: Numbered::Paragraph,
            paragraphs: numbered.map(|(at, words)| (at + 1, words)).collect(),
        }
    }

    /// Its quotations in order.
    pub fn quotations(&self) -> Vec<Quotation> {
        let each = self.paragraphs.iter();
        each.flat_map(|(at, words)| self.in_paragraph(*at, words))
            .collect()
    }

    fn in_paragraph(&self, at: usize, words: &str) -> Vec<Quotation> {
        let marked = between_marks(words);
        let line_of = |byte: usize| match self.numbered {
            Numbered::Line => at + words[..byte].matches('\n').count(),
            Numbered::Paragraph => at,
        };
        if self.numbered == Numbered::Line && words.starts_with('>') && marked.is_empty() {
            let lines = words
                .lines()
                .map(|line| line.trim_start_matches('>').trim());
            let (words, attribution) = without_attribution(&lines.collect::<Vec<_>>().join(" "));
            return vec![Quotation {
                at,
                words,
                attribution,
            }];
        }
        let each = marked.into_iter().map(|(from, to, end)| Quotation {
            at: line_of(from),
            words: words[from..to].to_owned(),
            attribution: attribution(&words[end..]),
        });
        each.collect()
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

/// The stretches between marks: where the words begin, where they end, and where what follows the closing mark begins.
fn between_marks(words: &str) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char, usize)> = None;
    for (at, c) in words.char_indices() {
        let after = at + c.len_utf8();
        match (open, c) {
            (None, '“' | '"' | '«' | '„') => open = Some((after, c, 0)),
            // A second opening mark of the same kind is closed before the outer one is.
            (Some((from, kind, depth)), _) if c == kind && c != '"' => {
                open = Some((from, kind, depth + 1));
            }
            (Some((from, kind, depth)), _) if closes(kind, c) => {
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
    }
    found
}

fn closes(open: char, c: char) -> bool {
    match open {
        '“' => c == '”',
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
