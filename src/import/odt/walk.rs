//! The walk over OpenDocument text: paragraphs with the words a reader sees, in their order.
//!
//! One pass and an explicit stack, as over a Word document. Elements are told by their local names. White space follows
//! OpenDocument 1.3, part 3, section 6.1.2: a run of it is one blank, and more has elements of its own.

use std::collections::{HashMap, HashSet};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::import::attribute::attribute;
use crate::import::container::{Part, Refusal};
use crate::import::counts::Counts;
use crate::import::paragraph::{Paragraph, Remark, Style, join};

/// The most blanks one element may stand for.
const BLANKS: usize = 1024;

/// What the walk over a part found.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The paragraphs, a row of a table being one.
    pub paragraphs: Vec<Paragraph>,
    /// The comments.
    pub remarks: Vec<Remark>,
    /// What is not in the paragraphs.
    pub counts: Counts,
    /// What page headers and footers say.
    pub margins: Vec<Paragraph>,
    /// What footnotes and endnotes say.
    pub notes: Vec<Paragraph>,
}

/// Walks over a part.
pub fn walk(part: &Part) -> Result<Body, Refusal> {
    let mut reader = Reader::from_str(&part.xml);
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk::default();
    loop {
        let event = reader
            .read_event()
            .map_err(|_| part.damaged(reader.error_position()))?;
        match event {
            Event::Start(tag) => walk.start(&tag),
            Event::End(tag) => walk.end(tag.local_name().as_ref()),
            Event::Text(text) => walk.say(&text.xml10_content()),
            Event::CData(text) => walk.say(&text.xml10_content()),
            Event::GeneralRef(entity) => walk.say_entity(&entity),
            Event::DocType(_) => return Err(Refusal::DocType(part.name.clone())),
            Event::Eof if walk.depth > 0 => return Err(part.damaged(reader.buffer_position())),
            Event::Eof => return Ok(walk.body),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        if let Some(other) = walk.other {
            return Err(Refusal::Other(other));
        }
    }
}

/// Something open that paragraphs are put into.
enum Frame {
    /// A paragraph, and those of its text boxes, which come after it.
    Paragraph(Paragraph, Vec<Paragraph>),
    Row(Vec<Paragraph>),
    Cell(Vec<Paragraph>),
    /// A comment.
    Remark(Remark, Vec<Paragraph>),
    /// A page header or footer.
    Margin(Vec<Paragraph>),
    /// A footnote or an endnote.
    Note(Vec<Paragraph>),
}

/// Whether to go into an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Into,
    Past,
}

/// Whether the words that come are the name of a comment's author.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Naming {
    #[default]
    No,
    Author,
}

#[derive(Default)]
struct Walk {
    body: Body,
    stack: Vec<Frame>,
    /// The style each style is made from.
    parents: HashMap<String, String>,
    /// Styles whose words are hidden.
    hidden: HashSet<String>,
    /// The style that is being described.
    style: String,
    naming: Naming,
    /// How many open elements are passed by.
    past: usize,
    /// How many elements are open.
    depth: usize,
    /// What it is instead of a text.
    other: Option<&'static str>,
}

impl Walk {
    fn start(&mut self, tag: &BytesStart<'_>) {
        self.depth += 1;
        if self.past > 0 {
            self.past += 1;
            return;
        }
        let name = tag.local_name();
        let way = match name.as_ref() {
            "p" | "h" | "span" => self.words(name.as_ref(), tag),
            "style" | "text-properties" => self.describe(name.as_ref(), tag),
            name => self.element(name, tag),
        };
        self.past = usize::from(way == Way::Past);
    }

    fn words(&mut self, name: &str, tag: &BytesStart<'_>) -> Way {
        let style = attribute(tag, "style-name").unwrap_or_default();
        if self.hidden.contains(&style) {
            return self.pass(|counts| &mut counts.hidden);
        }
        if name != "span" {
            let style = match name {
                "h" => Style::Heading,
                _ => self.kind(&style),
            };
            let paragraph = Paragraph {
                style,
                ..Paragraph::default()
            };
            self.stack.push(Frame::Paragraph(paragraph, Vec::new()));
        }
        Way::Into
    }

    /// What kind of style it is; automatic styles are made from those that have a name.
    fn kind(&self, style: &str) -> Style {
        let named = self.parents.get(style).map_or(style, String::as_str);
        let named = named.to_lowercase();
        if named.starts_with("heading") {
            Style::Heading
        } else if named.starts_with("quotation") || named.ends_with("quote") {
            Style::Quote
        } else {
            Style::Body
        }
    }

    fn describe(&mut self, name: &str, tag: &BytesStart<'_>) -> Way {
        if name == "style" {
            self.style = attribute(tag, "name").unwrap_or_default();
            if let Some(parent) = attribute(tag, "parent-style-name") {
                self.parents.insert(self.style.clone(), parent);
            }
        } else if attribute(tag, "display").as_deref() == Some("none") {
            self.hidden.insert(self.style.clone());
        }
        Way::Into
    }

    fn element(&mut self, name: &str, tag: &BytesStart<'_>) -> Way {
        match name {
            "spreadsheet" if self.depth == 3 => self.other = Some("a spreadsheet"),
            "presentation" | "drawing" if self.depth == 3 => self.other = Some("a presentation"),
            "s" => {
                let number = attribute(tag, "c").and_then(|c| c.parse().ok());
                self.put(&" ".repeat(number.unwrap_or(1).min(BLANKS)));
            }
            "tab" => self.put("\t"),
            "line-break" => self.put("\n"),
            "table" => self.body.counts.tables += 1,
            "table-row" => self.stack.push(Frame::Row(Vec::new())),
            "table-cell" => self.stack.push(Frame::Cell(Vec::new())),
            "list-item" => self.body.counts.numbered += 1,
            "text-box" => self.body.counts.boxes += 1,
            "note" => self.stack.push(Frame::Note(Vec::new())),
            "header" | "header-left" | "header-first" | "footer" | "footer-left"
            | "footer-first" => self.stack.push(Frame::Margin(Vec::new())),
            "annotation" => self.begin_remark(),
            "creator" if matches!(self.stack.last(), Some(Frame::Remark(..))) => {
                self.naming = Naming::Author;
            }
            "deletion" => return self.pass(|counts| &mut counts.deleted),
            "image" => return self.pass(|counts| &mut counts.images),
            "object" | "object-ole" | "plugin" | "applet" => {
                return self.pass(|counts| &mut counts.objects);
            }
            "insertion" | "format-change" | "covered-table-cell" | "ruby-text" | "binary-data"
            | "forms" | "event-listeners" | "script" | "note-citation" | "creator-initials" => {
                return Way::Past;
            }
            // A picture's title is none of the text, and neither is a comment's date; fields of these names are.
            "desc" | "title" | "date" if !is_of_text(tag) => return Way::Past,
            _ => {}
        }
        Way::Into
    }

    fn pass(&mut self, count: impl Fn(&mut Counts) -> &mut usize) -> Way {
        *count(&mut self.body.counts) += 1;
        Way::Past
    }

    fn begin_remark(&mut self) {
        let id = self.body.remarks.len().to_string();
        if let Some(Frame::Paragraph(paragraph, _)) = self.stack.last_mut() {
            paragraph.comments.push(id.clone());
        }
        let remark = Remark {
            id,
            ..Remark::default()
        };
        self.stack.push(Frame::Remark(remark, Vec::new()));
    }

    fn end(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        if self.past > 0 {
            self.past -= 1;
            return;
        }
        match name {
            "p" | "h" | "table-row" | "table-cell" | "note" | "header" | "header-left"
            | "header-first" | "footer" | "footer-left" | "footer-first" | "annotation" => {
                self.close();
            }
            "creator" => self.naming = Naming::No,
            _ => {}
        }
    }

    fn close(&mut self) {
        match self.stack.pop() {
            Some(Frame::Paragraph(paragraph, boxes)) => {
                self.deliver(paragraph);
                boxes
                    .into_iter()
                    .for_each(|paragraph| self.deliver(paragraph));
            }
            Some(Frame::Cell(lines)) => self.deliver(join(lines, "\n")),
            Some(Frame::Row(cells)) => self.deliver(join(cells, "\t")),
            Some(Frame::Remark(remark, lines)) => self.body.remarks.push(Remark {
                text: join(lines, "\n").words,
                ..remark
            }),
            Some(Frame::Margin(lines)) => self.body.margins.extend(lines),
            Some(Frame::Note(lines)) => self.body.notes.extend(lines),
            None => {}
        }
    }

    fn deliver(&mut self, paragraph: Paragraph) {
        match self.stack.last_mut() {
            Some(
                Frame::Paragraph(_, inner)
                | Frame::Row(inner)
                | Frame::Cell(inner)
                | Frame::Remark(_, inner)
                | Frame::Margin(inner)
                | Frame::Note(inner),
            ) => inner.push(paragraph),
            None => self.body.paragraphs.push(paragraph),
        }
    }

    fn say(&mut self, words: &str) {
        if self.past > 0 {
            return;
        }
        let sink = match self.stack.last_mut() {
            Some(Frame::Paragraph(paragraph, _)) => &mut paragraph.words,
            Some(Frame::Remark(remark, _)) if self.naming == Naming::Author => &mut remark.author,
            // Between paragraphs there is only layout of the XML.
            _ => return,
        };
        for c in words.chars() {
            match c {
                ' ' | '\t' | '\r' | '\n' => {
                    if !sink.is_empty() && !sink.ends_with([' ', '\n', '\t']) {
                        sink.push(' ');
                    }
                }
                '\u{b}' | '\u{2028}' | '\u{2029}' => sink.push('\n'),
                _ => sink.push(c),
            }
        }
    }

    fn say_entity(&mut self, entity: &BytesRef<'_>) {
        let number = entity.resolve_char_ref().ok().flatten();
        match (number, resolve_predefined_entity(entity)) {
            (Some(c), _) => self.say(c.encode_utf8(&mut [0; 4])),
            (None, Some(words)) => self.say(words),
            (None, None) => self.say(&format!("&{};", &**entity)),
        }
    }

    fn put(&mut self, words: &str) {
        if let Some(Frame::Paragraph(paragraph, _)) = self.stack.last_mut() {
            paragraph.words.push_str(words);
        }
    }
}

/// Whether an element is one of those for text, fields among them.
fn is_of_text(tag: &BytesStart<'_>) -> bool {
    let name = tag.name();
    name.prefix()
        .is_some_and(|prefix| prefix.as_ref() == "text")
}
