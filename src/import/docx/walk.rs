//! The walk over WordprocessingML: paragraphs with the words a reader sees, in their order.
//!
//! One pass and an explicit stack, so that neither depth nor size of a file can hurt. Elements are told by their local name
//! and the prefix of the root element, since the prefix is a convention only.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::QName;

use crate::import::attribute::attribute;
use crate::import::container::{Part, Refusal};
use crate::import::counts::Counts;
use crate::import::docx::styles::Headings;
use crate::import::paragraph::{Paragraph, Remark, Style, join};

/// What the walk over a part found.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The paragraphs.
    pub paragraphs: Vec<Paragraph>,
    /// The rows of its tables, cell by cell; they are among the paragraphs too.
    pub rows: Vec<Vec<String>>,
    /// The comments, if it is the part that holds them.
    pub remarks: Vec<Remark>,
    /// What is not in the paragraphs.
    pub counts: Counts,
}

/// Walks over a part.
pub fn walk(part: &Part, headings: &Headings) -> Result<Body, Refusal> {
    let mut reader = Reader::from_str(&part.xml);
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk {
        headings,
        prefix: None,
        body: Body::default(),
        stack: Vec::new(),
        branches: Vec::new(),
        waiting: Vec::new(),
        place: Place::Markup,
        past: 0,
        depth: 0,
    };
    loop {
        let event = reader
            .read_event()
            .map_err(|_| part.damaged(reader.error_position()))?;
        match event {
            Event::Start(tag) => walk.start(&tag),
            Event::End(tag) => walk.end(tag.name()),
            Event::Text(text) => walk.say(&text.xml10_content()),
            Event::CData(text) => walk.say(&text.xml10_content()),
            Event::GeneralRef(entity) => walk.say_entity(&entity),
            Event::DocType(_) => return Err(Refusal::DocType(part.name.clone())),
            Event::Eof if walk.depth > 0 => return Err(part.damaged(reader.buffer_position())),
            Event::Eof => return Ok(walk.body),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
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
}

/// Where the walk is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Between elements; white space here is layout of the XML.
    Markup,
    /// In an element that holds words.
    Words,
    /// In the properties of a paragraph, so many elements deep.
    Properties(usize),
}

/// Which branch of alternatives was taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Branch {
    Open,
    Taken,
}

/// Whether to go into an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Into,
    Past,
}

struct Walk<'p> {
    headings: &'p Headings,
    prefix: Option<String>,
    body: Body,
    stack: Vec<Frame>,
    branches: Vec<Branch>,
    /// Comments that begin between two paragraphs and hang on the next.
    waiting: Vec<String>,
    place: Place,
    /// How many open elements are passed by.
    past: usize,
    /// How many elements are open.
    depth: usize,
}

impl Walk<'_> {
    fn start(&mut self, tag: &BytesStart<'_>) {
        self.depth += 1;
        if self.past > 0 {
            self.past += 1;
            return;
        }
        let name = tag.local_name();
        let name = name.as_ref();
        let way = if let Place::Properties(deep) = self.place {
            self.property(name, tag, deep)
        } else if self.is_word(tag.name()) {
            self.word(name, tag)
        } else {
            self.foreign(name)
        };
        self.past = usize::from(way == Way::Past);
    }

    /// Whether an element is Word's own: it has the prefix of the root.
    fn is_word(&mut self, name: QName<'_>) -> bool {
        let prefix = name.prefix();
        let prefix = prefix.as_ref().map_or("", |prefix| prefix.as_ref());
        self.prefix.get_or_insert_with(|| prefix.to_owned()) == prefix
    }

    fn property(&mut self, name: &str, tag: &BytesStart<'_>, deep: usize) -> Way {
        let Some(Frame::Paragraph(paragraph, _)) = self.stack.last_mut() else {
            return Way::Past;
        };
        match name {
            // How the paragraph looked before a tracked change.
            "pPrChange" => return Way::Past,
            "pStyle" => {
                let style = attribute(tag, "val").unwrap_or_default();
                if self.headings.has(&style) {
                    paragraph.style = Style::Heading;
                } else if self.headings.quotes(&style) {
                    paragraph.style = Style::Quote;
                }
            }
            "numPr" => self.body.counts.numbered += 1,
            _ => {}
        }
        self.place = Place::Properties(deep + 1);
        Way::Into
    }

    fn word(&mut self, name: &str, tag: &BytesStart<'_>) -> Way {
        let counts = &mut self.body.counts;
        match name {
            "p" => {
                let mut paragraph = Paragraph::default();
                paragraph.comments.append(&mut self.waiting);
                self.stack.push(Frame::Paragraph(paragraph, Vec::new()));
            }
            "pPr" => self.place = Place::Properties(1),
            "t" => self.place = Place::Words,
            "tab" | "ptab" => self.put("\t"),
            "br" | "cr" => self.put("\n"),
            "noBreakHyphen" | "softHyphen" => self.put("-"),
            "sym" => self.symbol(tag),
            "tbl" => counts.tables += 1,
            "tr" => self.stack.push(Frame::Row(Vec::new())),
            "tc" => self.stack.push(Frame::Cell(Vec::new())),
            "txbxContent" => counts.boxes += 1,
            "fldSimple" => counts.fields += 1,
            "fldChar" if attribute(tag, "fldCharType").as_deref() == Some("begin") => {
                counts.fields += 1;
            }
            "commentRangeStart" | "commentReference" => {
                let id = attribute(tag, "id").unwrap_or_default();
                match self.stack.last_mut() {
                    Some(Frame::Paragraph(paragraph, _)) => paragraph.comments.push(id),
                    _ => self.waiting.push(id),
                }
            }
            "comment" => {
                let remark = Remark {
                    id: attribute(tag, "id").unwrap_or_default(),
                    author: attribute(tag, "author").unwrap_or_default(),
                    text: String::new(),
                };
                self.stack.push(Frame::Remark(remark, Vec::new()));
            }
            "del" | "moveFrom" => return self.pass(|counts| &mut counts.deleted),
            "object" | "control" | "altChunk" => return self.pass(|counts| &mut counts.objects),
            "rPr" | "sectPr" | "tblPr" | "tblPrEx" | "tblGrid" | "trPr" | "tcPr" | "sdtPr"
            | "sdtEndPr" | "instrText" | "delText" | "delInstrText" => return Way::Past,
            _ => {}
        }
        Way::Into
    }

    fn pass(&mut self, count: impl Fn(&mut Counts) -> &mut usize) -> Way {
        *count(&mut self.body.counts) += 1;
        Way::Past
    }

    fn foreign(&mut self, name: &str) -> Way {
        match name {
            "AlternateContent" => self.branches.push(Branch::Open),
            "Choice" | "Fallback" => {
                if let Some(branch) = self.branches.last_mut() {
                    if *branch == Branch::Taken {
                        return Way::Past;
                    }
                    *branch = Branch::Taken;
                }
            }
            "blip" | "imagedata" => self.body.counts.images += 1,
            // The words of a formula.
            "t" => self.place = Place::Words,
            _ => {}
        }
        Way::Into
    }

    fn end(&mut self, name: QName<'_>) {
        self.depth = self.depth.saturating_sub(1);
        if self.past > 0 {
            self.past -= 1;
            return;
        }
        if let Place::Properties(deep) = self.place {
            self.place = match deep {
                0 | 1 => Place::Markup,
                _ => Place::Properties(deep - 1),
            };
            return;
        }
        let word = self.is_word(name);
        match name.local_name().as_ref() {
            "t" => self.place = Place::Markup,
            "AlternateContent" => drop(self.branches.pop()),
            "p" | "tr" | "tc" | "comment" if word => self.close(),
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
            Some(Frame::Row(cells)) => {
                let row = cells.iter().map(|cell| cell.words.clone()).collect();
                self.body.rows.push(row);
                self.deliver(join(cells, "\t"));
            }
            Some(Frame::Remark(remark, lines)) => self.body.remarks.push(Remark {
                text: join(lines, "\n").words,
                ..remark
            }),
            None => {}
        }
    }

    fn deliver(&mut self, paragraph: Paragraph) {
        match self.stack.last_mut() {
            Some(Frame::Paragraph(_, inner) | Frame::Row(inner) | Frame::Cell(inner)) => {
                inner.push(paragraph);
            }
            Some(Frame::Remark(_, inner)) => inner.push(paragraph),
            None => self.body.paragraphs.push(paragraph),
        }
    }

    fn say(&mut self, words: &str) {
        if self.past > 0 || self.place != Place::Words {
            return;
        }
        // White space of the XML is a blank; what Word means as a line or a tab has an element of its own.
        let plain: String = words
            .chars()
            .map(|c| match c {
                '\n' | '\r' | '\t' => ' ',
                '\u{b}' | '\u{2028}' | '\u{2029}' => '\n',
                _ => c,
            })
            .collect();
        self.put(&plain);
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
        match self.stack.last_mut() {
            Some(Frame::Paragraph(paragraph, _)) => paragraph.words.push_str(words),
            // Words outside any paragraph are kept as one.
            _ => self.deliver(Paragraph {
                words: words.to_owned(),
                ..Paragraph::default()
            }),
        }
    }

    fn symbol(&mut self, tag: &BytesStart<'_>) {
        let code = attribute(tag, "char").unwrap_or_default();
        let code = u32::from_str_radix(&code, 16).unwrap_or(0xfffd);
        let font = attribute(tag, "font").unwrap_or_default().to_lowercase();
        let known = match code {
            0xf000..=0xf0ff => character_of(&font, code - 0xf000),
            _ => char::from_u32(code).filter(|c| !c.is_control() && !c.is_whitespace()),
        };
        self.body.counts.symbols += usize::from(known.is_none());
        self.put(known.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
    }
}

/// The character a symbol font shows at a code, for the symbols people type without knowing it.
fn character_of(font: &str, code: u32) -> Option<char> {
    let c = match (font, code) {
        ("wingdings", 0x4a) => '☺',
        ("wingdings", 0x4c) => '☹',
        ("wingdings", 0xdf) => '←',
        ("wingdings", 0xe0) => '→',
        ("wingdings", 0xfb) => '✗',
        ("wingdings", 0xfc) => '✓',
        ("symbol" | "wingdings", 0x6c | 0xa7 | 0xb7) => '•',
        ("symbol", 0xac) => '←',
        ("symbol", 0xae) => '→',
        ("symbol", 0xa3) => '≤',
        ("symbol", 0xb3) => '≥',
        ("symbol", 0xb1) => '±',
        _ => return None,
    };
    Some(c)
}
