//! The walk over the tokens of RTF: paragraphs with the words a reader sees, in their order.
//!
//! One pass; what a group changes is kept on a stack whose height is capped, so that neither depth nor size can hurt. Bytes
//! wait until something else comes, because in the code pages of East Asia two of them make a character.

use std::collections::{HashMap, HashSet};

use encoding_rs::Encoding;

use crate::import::counts::Counts;
use crate::import::paragraph::{Paragraph, Remark, Style};
use crate::import::rtf::codepage::{self, Charset};
use crate::import::rtf::state::{Show, State, Target, character, destination, is_entered};
use crate::import::rtf::token::{Token, Tokens, stands_in};

/// Groups inside more groups than this share one state; real files have some dozens.
const DEEPEST: usize = 4096;

/// What the walk found.
#[derive(Clone, Debug)]
pub struct Body {
    /// The paragraphs, a row of a table being one.
    pub paragraphs: Vec<Paragraph>,
    /// The comments.
    pub remarks: Vec<Remark>,
    /// What is not in the paragraphs.
    pub counts: Counts,
    /// What page headers and footers say.
    pub margins: String,
    /// What footnotes and endnotes say.
    pub notes: String,
    /// What the file says its bytes are in.
    pub encoding: &'static Encoding,
    /// A code page it names that nobody here knows.
    pub unknown_page: Option<i32>,
    /// Whether the last group was closed.
    pub end: End,
}

/// How a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its first group is closed.
    Closed,
    /// Words follow after that.
    Followed,
    /// It stops before.
    Open,
}

/// Walks over a file whose bytes are, where it does not say so, in this encoding.
pub fn walk(bytes: &[u8], encoding: &'static Encoding) -> Body {
    let state = State {
        target: Target::Body,
        before: Target::Body,
        show: Show::Shown,
        charset: Charset::Document,
        stand_ins: 1,
    };
    let mut walk = Walk {
        body: Body {
            paragraphs: Vec::new(),
            remarks: Vec::new(),
            counts: Counts::default(),
            margins: String::new(),
            notes: String::new(),
            encoding,
            unknown_page: None,
            end: End::Open,
        },
        state,
        stack: Vec::new(),
        above: 0,
        waiting: Vec::new(),
        half: None,
        to_skip: 0,
        starred: false,
        fonts: HashMap::new(),
        font: 0,
        headings: HashSet::new(),
        quotes: HashSet::new(),
        style: None,
        default_font: 0,
        paragraph: Paragraph::default(),
        aside: String::new(),
        boxes: String::new(),
        author: String::new(),
        cells: Vec::new(),
        place: Place::Text,
        last: Show::Shown,
    };
    let mut tokens = Tokens::new(bytes);
    for token in tokens.by_ref() {
        walk.token(token);
        if walk.body.end == End::Closed {
            break;
        }
    }
    if tokens.rest().iter().any(u8::is_ascii_alphanumeric) {
        walk.body.end = End::Followed;
    }
    walk.flush();
    walk.finish();
    walk.body
}

/// Whether paragraphs are those of a table's cells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Cell,
    /// After a row: another row goes on with the same table.
    Row,
}

struct Walk {
    body: Body,
    state: State,
    stack: Vec<State>,
    /// How many groups are open above the deepest that has a state of its own.
    above: usize,
    /// Bytes that are not decoded yet.
    waiting: Vec<u8>,
    /// The first half of a surrogate pair.
    half: Option<u16>,
    /// How many characters that stand in for one in Unicode still come.
    to_skip: usize,
    /// Whether the next word opens a destination that those who do not know it leave out.
    starred: bool,
    fonts: HashMap<i32, Charset>,
    /// The font, or the one being named.
    font: i32,
    headings: HashSet<i32>,
    quotes: HashSet<i32>,
    /// The style that is being named.
    style: Option<i32>,
    default_font: i32,
    paragraph: Paragraph,
    /// What a comment, or the name of a style, says so far.
    aside: String,
    boxes: String,
    author: String,
    cells: Vec<String>,
    place: Place,
    /// How the words before were shown, to count stretches.
    last: Show,
}

impl Walk {
    fn token(&mut self, token: Token<'_>) {
        // Written after a backslash they are letters like others, and may be the second byte of one in East Asia.
        let token = match token {
            Token::Symbol(letter @ (b'\\' | b'{' | b'}')) => Token::Byte(letter),
            other => other,
        };
        match token {
            Token::Hex(byte) | Token::Byte(byte) => {
                if self.to_skip > 0 {
                    self.to_skip -= 1;
                } else if byte == b'\t' {
                    self.flush();
                    self.say("\t");
                } else if self.state.target != Target::Nothing {
                    self.waiting.push(byte);
                }
                return;
            }
            _ => self.flush(),
        }
        match token {
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Symbol(_) | Token::Word(..) if self.to_skip > 0 && stands_in(token) => {
                self.to_skip -= 1;
            }
            Token::Symbol(symbol) => {
                self.to_skip = 0;
                self.symbol(symbol);
            }
            Token::Word(word, number) => {
                self.to_skip = 0;
                self.word(word, number);
            }
            Token::Hex(_) | Token::Byte(_) => {}
        }
    }

    fn open(&mut self) {
        self.to_skip = 0;
        self.starred = false;
        match self.stack.len() < DEEPEST {
            true => self.stack.push(self.state),
            false => self.above += 1,
        }
    }

    fn close(&mut self) {
        self.to_skip = 0;
        self.starred = false;
        if self.above > 0 {
            self.above -= 1;
            return;
        }
        let inner = self.state.target;
        if let Some(state) = self.stack.pop() {
            self.state = state;
        }
        if inner == Target::Styles {
            self.name_style();
        } else if inner == Target::Comment && self.state.target != Target::Comment {
            self.remark();
        } else if inner == Target::Fonts && self.state.target != Target::Fonts {
            self.choose_font(self.default_font);
        }
        if self.stack.is_empty() {
            self.body.end = End::Closed;
        }
    }

    fn name_style(&mut self) {
        let name = std::mem::take(&mut self.aside).to_lowercase();
        let name = name.trim().trim_end_matches(';');
        if name.starts_with("heading") {
            self.headings.extend(self.style);
        } else if name.ends_with("quote") || name == "block text" {
            self.quotes.extend(self.style);
        }
        self.style = None;
    }

    fn remark(&mut self) {
        let id = self.body.remarks.len().to_string();
        self.paragraph.comments.push(id.clone());
        self.body.remarks.push(Remark {
            id,
            author: std::mem::take(&mut self.author).trim().to_owned(),
            text: std::mem::take(&mut self.aside).trim().to_owned(),
        });
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.starred = true,
            b'~' => self.say("\u{a0}"),
            b'_' => self.say("-"),
            b'-' => self.say("\u{ad}"),
            b'\r' | b'\n' => self.end_paragraph(),
            b'\t' => self.say("\t"),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let starred = std::mem::take(&mut self.starred);
        match destination(word, &self.state) {
            Some(target) => self.enter(word, target),
            None if starred && !is_entered(word) => self.state.target = Target::Nothing,
            None => self.format(word, number),
        }
    }

    fn enter(&mut self, word: &str, target: Target) {
        let counts = &mut self.body.counts;
        let outer = self.state.target;
        if outer != Target::Nothing {
            match word {
                "pict" => counts.images += 1,
                "objdata" => counts.objects += 1,
                "fldinst" => counts.fields += 1,
                "listtext" | "pntext" => counts.numbered += 1,
                "shptxt" => counts.boxes += 1,
                "upr" => self.state.before = outer,
                _ => {}
            }
        } else if word != "ud" {
            // What lies in something left out is left out with it.
            return;
        }
        self.state.target = target;
    }

    fn format(&mut self, word: &str, number: Option<i32>) {
        let state = &mut self.state;
        let on = number != Some(0);
        match word {
            "u" => self.unit(number.unwrap_or(0)),
            "uc" => state.stand_ins = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            "v" => state.show = if on { Show::Hidden } else { Show::Shown },
            "deleted" => state.show = if on { Show::Deleted } else { Show::Shown },
            "plain" => {
                state.show = Show::Shown;
                self.choose_font(self.default_font);
            }
            "deff" => self.default_font = number.unwrap_or(0),
            "f" => self.choose_font(number.unwrap_or(0)),
            "fcharset" | "cpg" if state.target == Target::Fonts => {
                let charset = match word {
                    "fcharset" => codepage::of_charset(number.unwrap_or(1)),
                    _ => codepage::of_page(number.unwrap_or(0))
                        .map_or(Charset::Document, Charset::Own),
                };
                self.fonts.insert(self.font, charset);
            }
            "ansicpg" => self.code_page(number.unwrap_or(1252)),
            "mac" => self.code_page(10000),
            "pc" | "pca" => self.code_page(if word == "pc" { 437 } else { 850 }),
            _ => self.layout(word, number),
        }
    }

    fn layout(&mut self, word: &str, number: Option<i32>) {
        match word {
            "par" => self.end_paragraph(),
            "sect" if !self.paragraph.words.is_empty() => self.end_paragraph(),
            "pard" if self.state.target == Target::Body => {
                self.paragraph.style = Style::Body;
                if self.cells.is_empty() && self.paragraph.words.is_empty() {
                    self.place = match self.place {
                        Place::Text => Place::Text,
                        Place::Cell | Place::Row => Place::Row,
                    };
                }
            }
            "s" if self.state.target == Target::Styles => self.style = number.or(Some(0)),
            "s" => self.set_style(number.unwrap_or(0)),
            "outlinelevel" if self.state.target == Target::Body && number < Some(9) => {
                self.paragraph.style = Style::Heading;
            }
            "intbl" if self.state.target == Target::Body => self.begin_cell(),
            "cell" => self.end_cell(),
            "row" => self.end_row(),
            "nestrow" => self.paragraph.words.push('\n'),
            _ => {
                if let Some(c) = character(word) {
                    self.say(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    fn set_style(&mut self, style: i32) {
        if self.state.target == Target::Body {
            if self.headings.contains(&style) {
                self.paragraph.style = Style::Heading;
            } else if self.quotes.contains(&style) {
                self.paragraph.style = Style::Quote;
            }
        }
    }

    fn choose_font(&mut self, font: i32) {
        self.font = font;
        let known = self.fonts.get(&font).copied();
        self.state.charset = known.unwrap_or(Charset::Document);
    }

    fn code_page(&mut self, number: i32) {
        match codepage::of_page(number) {
            Some(encoding) => self.body.encoding = encoding,
            None => self.body.unknown_page = Some(number),
        }
    }

    /// One UTF-16 unit, written as a number that may be below zero.
    fn unit(&mut self, number: i32) {
        self.to_skip = self.state.stand_ins;
        let unit = (number & 0xffff) as u16;
        match (self.half.take(), unit) {
            (None, 0xd800..=0xdbff) => self.half = Some(unit),
            (first, _) => {
                let units = first.into_iter().chain([unit]);
                let words: String = char::decode_utf16(units)
                    .map(|unit| unit.unwrap_or('\u{fffd}'))
                    .collect();
                self.put(&words);
            }
        }
    }

    /// Decodes the bytes that wait.
    fn flush(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.waiting);
        match self.state.charset {
            Charset::Symbols if self.state.target == Target::Body => self.say_symbols(&bytes),
            Charset::Own(encoding) => self.say(&encoding.decode_without_bom_handling(&bytes).0),
            _ => self.say(&self.body.encoding.decode_without_bom_handling(&bytes).0),
        }
    }

    /// Bytes of a symbol font; of its pictures only the bullets have a character that all such fonts agree on.
    fn say_symbols(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let shown = match byte {
                b' ' => " ",
                0x6c | 0xa7 | 0xb7 => "•",
                _ => "\u{fffd}",
            };
            self.body.counts.symbols += usize::from(shown == "\u{fffd}");
            self.say(shown);
        }
    }

    fn say(&mut self, words: &str) {
        if self.half.take().is_some() {
            self.put("\u{fffd}");
        }
        self.put(words);
    }

    fn put(&mut self, words: &str) {
        let counts = &mut self.body.counts;
        if self.state.target == Target::Body {
            let show = self.state.show;
            if show != self.last {
                counts.hidden += usize::from(show == Show::Hidden);
                counts.deleted += usize::from(show == Show::Deleted);
                self.last = show;
            }
        }
        if self.state.show != Show::Shown {
            return;
        }
        let sink = match self.state.target {
            Target::Body => &mut self.paragraph.words,
            Target::Margin => &mut self.body.margins,
            Target::Note => &mut self.body.notes,
            Target::Box => &mut self.boxes,
            Target::Author => &mut self.author,
            Target::Comment | Target::Styles => &mut self.aside,
            Target::Nothing | Target::Fonts => return,
        };
        sink.extend(words.chars().map(|c| match c {
            '\r' | '\u{b}' | '\u{2028}' | '\u{2029}' => '\n',
            _ => c,
        }));
    }

    fn end_paragraph(&mut self) {
        if self.state.target != Target::Body || self.place == Place::Cell {
            self.say("\n");
            return;
        }
        self.place = Place::Text;
        let style = self.paragraph.style;
        self.deliver();
        // The properties of a paragraph hold for the next until they are taken back.
        self.paragraph.style = style;
    }

    fn deliver(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        self.body.paragraphs.push(paragraph);
        let boxes = std::mem::take(&mut self.boxes);
        for words in boxes.lines().filter(|words| !words.trim().is_empty()) {
            self.body.paragraphs.push(Paragraph {
                words: words.to_owned(),
                ..Paragraph::default()
            });
        }
    }

    fn begin_cell(&mut self) {
        if self.place == Place::Text {
            self.body.counts.tables += 1;
        }
        self.place = Place::Cell;
    }

    fn end_cell(&mut self) {
        if self.state.target == Target::Body {
            let words = std::mem::take(&mut self.paragraph.words);
            self.cells.push(words.trim_end_matches('\n').to_owned());
        }
    }

    fn end_row(&mut self) {
        if self.state.target == Target::Body {
            if !self.paragraph.words.is_empty() {
                self.end_cell();
            }
            self.paragraph.words = std::mem::take(&mut self.cells).join("\t");
            self.paragraph.style = Style::Body;
            self.place = Place::Row;
            self.deliver();
        }
    }

    fn finish(&mut self) {
        self.say("");
        if !self.cells.is_empty() {
            self.state.target = Target::Body;
            self.end_row();
        } else if !self.paragraph.words.is_empty() || !self.boxes.is_empty() {
            self.deliver();
        }
    }
}
