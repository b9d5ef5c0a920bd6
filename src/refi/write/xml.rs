//! XML on its way out: elements in the order they are written, text that no XML may hold made visible.
//!
//! White space in an attribute comes back as blanks from every reader, so it goes out as blanks.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::refi::words::{plain, sound};

/// Attributes with their values.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A document being written.
pub struct Xml {
    writer: Writer<Vec<u8>>,
    open: Vec<&'static str>,
}

impl Xml {
    /// Begins a document.
    pub fn begin() -> Self {
        let mut xml = Self {
            writer: Writer::new_with_indent(Vec::new(), b' ', 1),
            open: Vec::new(),
        };
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        xml
    }

    /// Begins an element.
    pub fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.put(Event::Start(start(name, attributes)));
        self.open.push(name);
    }

    /// Ends the element that was begun last.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.put(Event::End(BytesEnd::new(name)));
        }
    }

    /// An element with nothing in it.
    pub fn leaf(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.put(Event::Empty(start(name, attributes)));
    }

    /// An element with words in it.
    pub fn words(&mut self, name: &'static str, words: &str) {
        self.put(Event::Start(BytesStart::new(name)));
        self.put(Event::Text(BytesText::new(&sound(words))));
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// An element with words in it, unless there are none.
    pub fn words_if_any(&mut self, name: &'static str, words: &str) {
        if !words.trim().is_empty() {
            self.words(name, words);
        }
    }

    /// All of it.
    pub fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.close();
        }
        self.writer.into_inner()
    }

    fn put(&mut self, event: Event<'_>) {
        // Memory takes every byte; the only failure there could be has no way to happen.
        self.writer
            .write_event(event)
            .expect("writing into memory cannot fail");
    }
}

fn start(name: &'static str, attributes: Attributes<'_>) -> BytesStart<'static> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        start.push_attribute((*key, plain(value).as_str()));
    }
    start
}
