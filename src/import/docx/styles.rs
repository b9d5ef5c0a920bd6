//! Which paragraph styles are headings, and which set somebody's words apart.
//!
//! Style ids are translated (`berschrift1`), names of built-in styles are not (`heading 1`), so the names decide.

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::import::attribute::attribute;
use crate::import::container::{Part, Refusal};

/// The ids of the heading styles of a document, and of those for quotes.
#[derive(Clone, Debug, Default)]
pub struct Headings {
    ids: HashSet<String>,
    quotes: HashSet<String>,
}

impl Headings {
    /// Whether a style is a heading's.
    pub fn has(&self, style: &str) -> bool {
        self.ids.contains(style) || style.to_lowercase().starts_with("heading")
    }

    /// Whether a style is a quote's.
    pub fn quotes(&self, style: &str) -> bool {
        self.quotes.contains(style) || is_of_quotes(style)
    }
}

/// Word's own styles for quotes: Quote, Intense Quote, Block Text.
fn is_of_quotes(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with("quote") || name.replace(' ', "") == "blocktext"
}

/// Reads the styles of a document.
pub fn headings(part: &Part) -> Result<Headings, Refusal> {
    let mut reader = Reader::from_str(&part.xml);
    let mut headings = Headings::default();
    let mut style = String::new();
    loop {
        let event = reader
            .read_event()
            .map_err(|_| part.damaged(reader.error_position()))?;
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "style" => style = attribute(&tag, "styleId").unwrap_or_default(),
                "name" => {
                    let name = attribute(&tag, "val").unwrap_or_default();
                    if name.to_lowercase().starts_with("heading") {
                        headings.ids.insert(std::mem::take(&mut style));
                    } else if is_of_quotes(&name) {
                        headings.quotes.insert(std::mem::take(&mut style));
                    }
                }
                _ => {}
            },
            Event::DocType(_) => return Err(Refusal::DocType(part.name.clone())),
            Event::Eof => return Ok(headings),
            _ => {}
        }
    }
}
