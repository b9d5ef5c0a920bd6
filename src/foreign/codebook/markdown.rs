//! A codebook in Markdown: headings and list items are codes, one below the other as they stand.
//!
//! `## code` and `- code: definition` name a code. A label such as `**Use when:**`, in a paragraph or an item of its own, begins a
//! field of the code above it; other paragraphs are its definition, and quotations its example.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::foreign::codebook::{Book, Codes, Field};
use crate::problem::Problem;
use crate::project::At;

/// What a block of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A heading and its level.
    Heading(usize),
    /// The first words of an item, and in how many lists it stands.
    Item(usize),
    /// A paragraph.
    Words,
    /// A quotation.
    Quote,
}

/// A block of a page.
struct Block {
    kind: Kind,
    words: String,
    /// How many bytes at its beginning are bold.
    bold: usize,
    /// Its line, from 1.
    line: usize,
}

/// An item stands below every heading.
const ITEMS: usize = 100;

/// Reads a file.
pub fn read(name: &str, text: &str) -> Result<Book, Problem> {
    let mut blocks = blocks(text);
    let mut problems = Vec::new();
    if let Some(title) = title(&blocks) {
        let what = format!("“{title}” is taken as its title, not as a code");
        problems.push(Problem::new(name, what, ""));
        blocks.remove(0);
    }
    let mut page = Page::default();
    for block in &blocks {
        if !page.take(block) {
            let place = format!("{name} line {}", block.line);
            let what = "words before the first code; left out";
            problems.push(Problem::new(place, what, ""));
        }
    }
    page.codes.finish(name, problems)
}

/// The title of a page: its first heading, the only one of its level, which speaks of codes in general.
fn title(blocks: &[Block]) -> Option<&str> {
    let first = blocks
        .first()
        .filter(|first| first.kind == Kind::Heading(1))?;
    let others = blocks.iter().skip(1);
    let mut tops = others.filter(|block| block.kind == Kind::Heading(1));
    let words = first.words.to_lowercase();
    let is_general = ["codebook", "code book", "coding frame", "coding scheme"]
        .iter()
        .any(|word| words.contains(word));
    (is_general && tops.next().is_none()).then_some(first.words.as_str())
}

#[derive(Default)]
struct Page {
    codes: Codes,
    /// The codes that the next one may stand below, with their ranks.
    above: Vec<(usize, At)>,
    /// A field whose words are the items below its label.
    open: Option<(usize, Field, At)>,
}

impl Page {
    /// Takes a block; not, where it hangs on no code.
    fn take(&mut self, block: &Block) -> bool {
        match block.kind {
            Kind::Heading(level) => {
                self.open = None;
                self.code(level, &block.words);
                true
            }
            Kind::Item(depth) => self.item(ITEMS + depth, block),
            Kind::Words => self.words(block),
            Kind::Quote => self.say(Field::Example, &block.words),
        }
    }

    fn code(&mut self, rank: usize, name: &str) -> At {
        self.above.retain(|(above, _)| *above < rank);
        let parent = self.above.last().map(|(_, at)| *at);
        let at = self.codes.add(name, parent);
        self.above.push((rank, at));
        at
    }

    fn item(&mut self, rank: usize, block: &Block) -> bool {
        if let Some((label, field, at)) = self.open {
            if rank > label {
                self.codes.say(at, (field, &block.words));
                return true;
            }
            self.open = None;
        }
        let (label, rest) = labelled(block);
        let on = self.above.iter().rev().find(|(above, _)| *above < rank);
        if let (Some(field), Some((_, at))) = (Field::called(label), on) {
            self.open = Some((rank, field, *at));
            self.codes.say(*at, (field, rest));
            return true;
        }
        let at = self.code(rank, label);
        self.codes.say(at, (Field::Definition, rest));
        true
    }

    fn words(&mut self, block: &Block) -> bool {
        let (label, rest) = labelled(block);
        match Field::called(label) {
            Some(field) => self.say(field, rest),
            None => self.say(Field::Definition, &block.words),
        }
    }

    fn say(&mut self, field: Field, words: &str) -> bool {
        let Some((_, at)) = self.above.last() else {
            return false;
        };
        self.codes.say(*at, (field, words));
        true
    }
}

/// The label of a block and what follows it: what is bold, else what stands before a colon or a dash.
fn labelled(block: &Block) -> (&str, &str) {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, ':' | '—' | '–' | '-');
    if let Some((label, rest)) = block.words.split_at_checked(block.bold)
        && block.bold > 0
    {
        return (
            label.trim_end_matches(is_mark),
            rest.trim_start_matches(is_mark),
        );
    }
    let marks = [": ", " — ", " – ", " - "];
    let first = marks
        .iter()
        .filter_map(|mark| Some((block.words.find(mark)?, mark.len())))
        .min();
    match first {
        Some((at, length)) => (
            block.words.get(..at).unwrap_or_default().trim(),
            block.words.get(at + length..).unwrap_or_default(),
        ),
        None => (block.words.trim_end_matches(is_mark), ""),
    }
}

/// The blocks of a page in their order.
fn blocks(text: &str) -> Vec<Block> {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let mut walk = Walk::default();
    for (event, range) in Parser::new(text).into_offset_iter() {
        let line = starts.partition_point(|start| *start <= range.start);
        walk.take(event, line);
    }
    walk.close();
    walk.blocks
}

#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    open: Option<Block>,
    lists: usize,
    quotes: usize,
    /// Whether the bold words that are being read begin their block.
    leads: bool,
}

impl Walk {
    fn take(&mut self, event: Event<'_>, line: usize) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.begin(Kind::Heading(rank(level)), line);
            }
            Event::Start(Tag::List(_)) => {
                self.close();
                self.lists += 1;
            }
            Event::End(TagEnd::List(_)) => {
                self.close();
                self.lists = self.lists.saturating_sub(1);
            }
            Event::Start(Tag::Item) => self.begin(Kind::Item(self.lists), line),
            Event::Start(Tag::BlockQuote(_)) => {
                self.close();
                self.quotes += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            // The first paragraph of an item is the item itself.
            Event::Start(Tag::Paragraph | Tag::CodeBlock(_)) if self.is_filled() => {
                self.begin_words(line);
            }
            Event::End(
                TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Item,
            ) => {
                self.close();
            }
            Event::Start(Tag::Strong) => {
                // A label on a line of its own begins a block of its own.
                if self
                    .open
                    .as_ref()
                    .is_some_and(|open| open.words.ends_with('\n'))
                {
                    self.begin_words(line);
                }
                let leads = |open: &Block| open.words.is_empty();
                self.leads = self.open.as_ref().is_none_or(leads);
            }
            Event::End(TagEnd::Strong) => self.is_bold_until_here(),
            Event::Text(words) | Event::Code(words) => self.say(&words, line),
            Event::SoftBreak | Event::HardBreak => self.say("\n", line),
            _ => {}
        }
    }

    /// Whether no block waits for its first words.
    fn is_filled(&self) -> bool {
        let waits = |open: &Block| open.words.is_empty();
        !self.open.as_ref().is_some_and(waits)
    }

    fn begin(&mut self, kind: Kind, line: usize) {
        self.close();
        self.open = Some(Block {
            kind,
            words: String::new(),
            bold: 0,
            line,
        });
    }

    fn begin_words(&mut self, line: usize) {
        let kind = match self.quotes {
            0 => Kind::Words,
            _ => Kind::Quote,
        };
        self.begin(kind, line);
    }

    fn say(&mut self, words: &str, line: usize) {
        if self.open.is_none() {
            self.begin_words(line);
        }
        if let Some(open) = &mut self.open {
            open.words.push_str(words);
        }
    }

    /// Marks the words so far as bold; later bold words are no label.
    fn is_bold_until_here(&mut self) {
        if let Some(open) = self.open.as_mut().filter(|_| self.leads) {
            open.bold = open.words.len();
        }
        self.leads = false;
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let halves = open.words.split_at_checked(open.bold);
        let (label, rest) = halves.unwrap_or_default();
        let label = squashed(label);
        let rest = squashed(rest);
        let words = match (label.is_empty(), rest.is_empty()) {
            (false, false) => format!("{label} {rest}"),
            _ => format!("{label}{rest}"),
        };
        if !words.is_empty() {
            self.blocks.push(Block {
                bold: match open.bold {
                    0 => 0,
                    _ => label.len(),
                },
                words,
                ..open
            });
        }
    }
}

fn squashed(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ")
}

fn rank(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
