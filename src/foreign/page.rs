//! A document of Taguette: HTML as lines of words, and where its bytes are in them.
//!
//! Taguette counts UTF-8 bytes over the text nodes, with neither tags nor line breaks between paragraphs. Here paragraphs stand on
//! lines of their own and white space is folded as a browser folds it, so every character is kept with both places.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::text::Text;
use crate::text::span::{Position, Span};

/// A document as text.
#[derive(Clone, Debug, Default)]
pub struct Page {
    words: String,
    length: u32,
    bytes: usize,
    /// Of each character that is no white space: its first byte over the text nodes, and its place in the words.
    places: Vec<(usize, u32)>,
    gap: Gap,
    kept_as_is: usize,
}

/// What stands before the next character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Blank,
    Line,
}

impl Page {
    /// Reads a page.
    pub fn read(html: &str) -> Self {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(html));
        let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
        // Nothing is ever run, so the tokenizer only stops at the end.
        let _end = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink.0.take()
    }

    /// Its words.
    pub fn text(&self) -> Text {
        Text::from_source(&self.words)
    }

    /// Where bytes over the text nodes are in the words, without white space at its ends; nothing where there is none but that.
    pub fn span(&self, (start, end): (i64, i64)) -> Option<Span> {
        let start = usize::try_from(start).ok()?;
        let end = usize::try_from(end).ok()?;
        let first = self.places.partition_point(|(byte, _)| *byte < start);
        let after = self.places.partition_point(|(byte, _)| *byte < end);
        let (_, from) = self.places.get(first)?;
        let (_, last) = self.places.get(after.checked_sub(1)?)?;
        Span::new(Position(*from), Position(last + 1)).filter(|span| !span.is_empty())
    }

    fn say(&mut self, words: &str) {
        for c in words.chars() {
            let byte = self.bytes;
            self.bytes += c.len_utf8();
            match c {
                // A line end of any other kind would be changed once more where the text is made.
                '\r' | '\u{b}' | '\u{2028}' | '\u{2029}' => self.raise(Gap::Line),
                '\u{feff}' if self.words.is_empty() => {}
                '\n' if self.kept_as_is > 0 => self.raise(Gap::Line),
                ' ' | '\t' | '\n' | '\u{c}' if self.kept_as_is == 0 => self.raise(Gap::Blank),
                c => {
                    self.close_gap();
                    self.places.push((byte, self.length));
                    self.put(c);
                }
            }
        }
    }

    fn raise(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn close_gap(&mut self) {
        match std::mem::take(&mut self.gap) {
            _ if self.words.is_empty() => {}
            Gap::None => {}
            Gap::Blank => self.put(' '),
            Gap::Line => self.put('\n'),
        }
    }

    fn put(&mut self, c: char) {
        self.words.push(c);
        self.length += 1;
    }

    fn tag(&mut self, tag: &Tag) {
        match &*tag.name {
            "pre" => {
                self.kept_as_is = match tag.kind {
                    TagKind::StartTag => self.kept_as_is + 1,
                    TagKind::EndTag => self.kept_as_is.saturating_sub(1),
                };
                self.raise(Gap::Line);
            }
            "p" | "div" | "br" | "hr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol"
            | "li" | "dl" | "dt" | "dd" | "table" | "caption" | "tr" | "blockquote" | "section"
            | "article" | "header" | "footer" | "figure" | "figcaption" => self.raise(Gap::Line),
            "td" | "th" => self.raise(Gap::Blank),
            _ => {}
        }
    }
}

#[derive(Default)]
struct Sink(RefCell<Page>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => page.tag(&tag),
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
