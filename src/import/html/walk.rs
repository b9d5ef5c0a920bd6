//! The walk over the tokens of a web page: paragraphs with the words a reader sees, in their order.
//!
//! No tree is built: what begins a line is known by the name of the element, and elements that are never closed, as in
//! most pages, then cost nothing. White space is folded as a browser does.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::import::counts::Counts;
use crate::import::paragraph::{Paragraph, Style};

/// What the walk found.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The paragraphs, a row of a table being one.
    pub paragraphs: Vec<Paragraph>,
    /// The speakers that the page's own time marks name.
    pub speakers: Vec<String>,
    /// What is not in the paragraphs.
    pub counts: Counts,
    /// Words inside something left out that is never closed.
    pub swallowed: String,
}

/// Walks over a page.
pub fn walk(content: &str) -> Body {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(content));
    let tokenizer = Tokenizer::new(Walk::default(), TokenizerOpts::default());
    // Nothing is ever run, so the tokenizer only stops at the end.
    let _end = tokenizer.feed(&input);
    tokenizer.end();
    let mut page = tokenizer.sink.page.take();
    page.flush();
    if page.past.is_none() {
        page.body.swallowed.clear();
    }
    page.body
}

#[derive(Default)]
struct Walk {
    page: RefCell<Page>,
}

impl TokenSink for Walk {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.page.borrow_mut();
        match token {
            Token::TagToken(tag) => match tag.kind {
                TagKind::StartTag => return page.start(&tag),
                TagKind::EndTag => page.end(&tag.name),
            },
            Token::CharacterTokens(words) => page.say(&words),
            Token::NullCharacterToken => page.say("\u{fffd}"),
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

/// What stands before the next word of a line.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    Blank,
    Line,
}

/// An element that is left out, and how many of its name are open.
struct Past {
    name: String,
    open: usize,
}

#[derive(Default)]
struct Page {
    body: Body,
    line: Paragraph,
    gap: Gap,
    past: Option<Past>,
    /// How many quotes, preformatted texts, tables and cells are open.
    quotes: usize,
    verbatim: usize,
    tables: usize,
    cells: usize,
    /// How many cells the row has so far.
    column: usize,
    /// Which heading is open.
    style: Style,
    /// Whether the next words are the content of a script, a style sheet or a title.
    raw: Raw,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Raw {
    #[default]
    None,
    Open,
}

impl Page {
    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let raw = raw_kind(name);
        if raw.is_some() {
            self.raw = Raw::Open;
        }
        if let Some(past) = &mut self.past {
            let same = past.name == name;
            if same && !ends_by_itself(name) {
                past.open += 1;
            }
            if !(same && ends_by_itself(name)) {
                return raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
            }
            self.past = None;
        }
        if self.is_left_out(tag) {
            self.past = Some(Past {
                name: name.to_owned(),
                open: 1,
            });
            self.body.swallowed.clear();
        } else {
            self.open(name, tag);
        }
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }

    /// Whether an element is none of the words, and counted if a reader could miss it.
    fn is_left_out(&mut self, tag: &Tag) -> bool {
        let counts = &mut self.body.counts;
        let name: &str = &tag.name;
        match name {
            "template" | "select" | "noscript" => return true,
            "svg" => counts.images += 1,
            "object" | "audio" | "video" | "canvas" | "applet" => counts.objects += 1,
            "del" => counts.deleted += 1,
            _ if is_void(name) || !is_hidden(tag) => return false,
            _ => counts.hidden += 1,
        }
        true
    }

    fn open(&mut self, name: &str, tag: &Tag) {
        match name {
            "br" => self.line_end(),
            "img" => self.body.counts.images += 1,
            "iframe" | "embed" => self.body.counts.objects += 1,
            "a" => self.mark(tag),
            "pre" | "textarea" => {
                self.block();
                self.verbatim += 1;
            }
            "blockquote" => {
                self.block();
                self.quotes += 1;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.block();
                self.style = Style::Heading;
            }
            "li" => {
                self.block();
                self.body.counts.numbered += 1;
            }
            "table" => {
                self.block();
                self.tables += 1;
                self.body.counts.tables += 1;
            }
            "tr" => self.row(),
            "td" | "th" => self.cell(),
            _ if is_block(name) => self.block(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if raw_kind(name).is_some() {
            self.raw = Raw::None;
        }
        if let Some(past) = &mut self.past {
            if past.name == name {
                past.open -= 1;
            }
            // A page that forgets to close what is left out ends it at its own end at the latest.
            if past.open == 0 {
                self.past = None;
            }
            return;
        }
        match name {
            "pre" | "textarea" => self.verbatim = self.verbatim.saturating_sub(1),
            "blockquote" => {
                self.block();
                self.quotes = self.quotes.saturating_sub(1);
            }
            "td" | "th" => self.cells = self.cells.saturating_sub(1),
            "table" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    self.cells = 0;
                }
            }
            _ => {}
        }
        if is_block(name) || name == "br" {
            self.block();
        }
        if name.len() == 2 && name.starts_with('h') {
            self.style = Style::Body;
        }
    }

    fn row(&mut self) {
        if self.tables <= 1 {
            self.cells = 0;
        }
        self.block();
        self.column = 0;
    }

    fn cell(&mut self) {
        if self.tables <= 1 {
            self.cells = 0;
        }
        if self.column > 0 {
            self.gap = Gap::None;
            self.line.words.push('\t');
        }
        self.column += 1;
        self.cells += 1;
    }

    /// The mark noScribe puts around what somebody says: `ts_1200_4300_S00`, from and to in milliseconds, then the speaker.
    fn mark(&mut self, tag: &Tag) {
        let name = value(tag, "name").unwrap_or_default();
        let mut parts = name.splitn(4, '_');
        let (Some("ts"), Some(from), Some(to)) = (parts.next(), parts.next(), parts.next()) else {
            return;
        };
        let (Ok(from), Ok(to)) = (from.parse::<u64>(), to.parse::<u64>()) else {
            return;
        };
        if let Some(speaker) = parts.next().filter(|speaker| !speaker.is_empty()) {
            let known = self
                .body
                .speakers
                .last()
                .is_some_and(|last| last == speaker);
            if !known {
                self.body.speakers.push(speaker.to_owned());
            }
        }
        let (first, last) = self.line.ms.unwrap_or((from, to));
        self.line.ms = Some((first.min(from), last.max(to).max(from)));
    }

    /// A line ends; inside the cell of a table it only breaks.
    fn block(&mut self) {
        if self.cells > 0 {
            self.gap = Gap::Line;
        } else {
            self.flush();
        }
    }

    fn line_end(&mut self) {
        self.gap = Gap::None;
        self.line.words.push('\n');
    }

    fn flush(&mut self) {
        self.gap = Gap::None;
        let mut paragraph = std::mem::take(&mut self.line);
        let words = paragraph.words.trim_end_matches(['\n', ' ']);
        paragraph.words = words.to_owned();
        if !paragraph.words.trim().is_empty() {
            self.body.paragraphs.push(paragraph);
        }
    }

    fn say(&mut self, words: &str) {
        if self.raw == Raw::Open {
            return;
        }
        if self.past.is_some() {
            self.body.swallowed.push_str(words);
            return;
        }
        for c in words.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' if self.verbatim == 0 => {
                    self.gap = match self.gap {
                        Gap::None => Gap::Blank,
                        gap => gap,
                    };
                }
                _ => self.put(c),
            }
        }
    }

    fn put(&mut self, c: char) {
        let words = &mut self.line.words;
        let fresh = words.is_empty() || words.ends_with(['\n', '\t']);
        match std::mem::take(&mut self.gap) {
            Gap::Blank if !fresh => words.push(' '),
            Gap::Line if !fresh => words.push('\n'),
            _ => {}
        }
        if words.is_empty() {
            self.line.style = match self.quotes {
                0 => self.style,
                _ => Style::Quote,
            };
        }
        words.push(match c {
            '\r' | '\u{b}' | '\u{2028}' | '\u{2029}' => '\n',
            _ => c,
        });
    }
}

/// Elements whose content is no markup, and how the tokenizer is to read it; a text field's words are a reader's.
fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "style" | "iframe" | "noembed" | "noframes" => Some(RawKind::Rawtext),
        "title" => Some(RawKind::Rcdata),
        _ => None,
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tr"
            | "caption"
            | "pre"
            | "textarea"
            | "hr"
            | "body"
            | "html"
            | "article"
            | "section"
            | "main"
            | "header"
            | "footer"
            | "nav"
            | "aside"
            | "figure"
            | "figcaption"
            | "form"
            | "fieldset"
            | "details"
            | "summary"
            | "address"
            | "center"
            | "option"
    )
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "img"
            | "hr"
            | "input"
            | "meta"
            | "link"
            | "base"
            | "embed"
            | "wbr"
            | "col"
            | "area"
            | "source"
            | "track"
            | "param"
            | "html"
            | "body"
    )
}

/// Elements that people leave open and that end where the next of their name begins.
fn ends_by_itself(name: &str) -> bool {
    matches!(
        name,
        "p" | "li" | "tr" | "td" | "th" | "dt" | "dd" | "option"
    )
}

fn value<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    let found = tag.attrs.iter().find(|each| &*each.name.local == name)?;
    Some(&found.value)
}

fn is_hidden(tag: &Tag) -> bool {
    let style = value(tag, "style").unwrap_or_default();
    let folded: String = style.split_whitespace().collect();
    value(tag, "hidden").is_some() || folded.to_ascii_lowercase().contains("display:none")
}
