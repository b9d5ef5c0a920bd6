//! The XML of a project as a tree of elements by their local names.
//!
//! Programs spell the namespace in their own ways and put elements in their own order, so both are ignored. Depth and number of
//! elements are bounded, and a document type declaration, with which XML attacks begin, is refused: a hostile file costs a
//! sentence, not the memory.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// How deep elements may stand: codes hang below codes, and no codebook is that deep.
const DEEPEST: usize = 128;

/// The most elements a file may have: a coding takes three, so 130,000 codings.
const ELEMENTS: usize = 400_000;

/// The most attributes of all elements: a coding takes some nine.
const ATTRIBUTES: usize = 1_200_000;

/// The most attributes of one element: the standard knows ten.
const OF_ONE: usize = 64;

/// The names that stand on most elements, and those that are told apart by what they are called: kept once, in their usual spelling
/// whatever their case.
const USUAL: [&str; 38] = [
    "PlainTextSelection",
    "Coding",
    "CodeRef",
    "NoteRef",
    "Code",
    "Description",
    "guid",
    "name",
    "startPosition",
    "endPosition",
    "creatingUser",
    "creationDateTime",
    "targetGUID",
    "color",
    "TextSource",
    "PDFSource",
    "PictureSource",
    "AudioSource",
    "VideoSource",
    "Representation",
    "Transcript",
    "SyncPoint",
    "TranscriptSelection",
    "PDFSelection",
    "PictureSelection",
    "AudioSelection",
    "VideoSelection",
    "VariableValue",
    "VariableRef",
    "TextValue",
    "BooleanValue",
    "IntegerValue",
    "FloatValue",
    "DateValue",
    "DateTimeValue",
    "MemberCode",
    "MemberSource",
    "MemberNote",
];

/// Why XML could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It declares a document type.
    DocType,
    /// Elements stand too deep.
    TooDeep,
    /// There are too many elements.
    TooMany,
    /// It stops being XML at this byte.
    Damaged(u64),
}

impl Unreadable {
    /// What is wrong, after the name of the part.
    pub fn said(&self) -> String {
        match self {
            Self::DocType => "declares a document type, which no program writes there".to_owned(),
            Self::TooDeep => format!("has elements more than {DEEPEST} deep"),
            Self::TooMany => {
                format!("has more than {ELEMENTS} elements or {ATTRIBUTES} attributes")
            }
            Self::Damaged(byte) => format!("is no XML from byte {byte} on"),
        }
    }
}

/// An element with what is in it.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// Its name, without a namespace.
    pub name: Cow<'static, str>,
    attributes: Vec<(Cow<'static, str>, Box<str>)>,
    /// The elements in it.
    pub children: Vec<Element>,
    /// The words directly in it.
    pub text: String,
}

impl Element {
    /// An element with one in it.
    pub fn around(name: &'static str, child: Self) -> Self {
        Self {
            name: Cow::Borrowed(name),
            children: vec![child],
            ..Self::default()
        }
    }

    /// An attribute, by its local name whatever its case.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_ref())
    }

    /// An attribute without white space around it; nothing where it is empty.
    pub fn said(&self, name: &str) -> Option<&str> {
        self.attribute(name)
            .map(str::trim)
            .filter(|value| !value.is_empty())
    }

    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        let mut children = self.children.iter();
        children.find(|child| child.name.eq_ignore_ascii_case(name))
    }

    /// Every child of this name.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children
            .iter()
            .filter(move |child| child.name.eq_ignore_ascii_case(name))
    }

    /// The children of every child of this name: `inside("Users")` are the users.
    pub fn inside<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.all(name).flat_map(|list| list.children.iter())
    }

    /// The words of its description, trimmed; empty where there is none.
    pub fn description(&self) -> &str {
        self.child("Description")
            .map_or("", |child| child.text.trim())
    }

    /// What its only reference of this kind points to, as a plain GUID.
    pub fn target(&self, name: &str) -> Option<String> {
        self.child(name)?.points_to()
    }

    /// What a reference points to.
    pub fn points_to(&self) -> Option<String> {
        self.said("targetGUID").map(crate::refi::guid::plain)
    }

    /// Its own GUID, plain.
    pub fn guid(&self) -> Option<String> {
        self.said("guid").map(crate::refi::guid::plain)
    }
}

/// Reads XML whose root is to be this element.
pub fn parse(xml: &str) -> Result<Element, Unreadable> {
    let xml = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<Element> = vec![Element::default()];
    let (mut elements, mut attributes) = (0, 0);
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|_| Unreadable::Damaged(at))?;
        match event {
            Event::Start(tag) => {
                if open.len() > DEEPEST {
                    return Err(Unreadable::TooDeep);
                }
                let begun = element(&tag).ok_or(Unreadable::Damaged(at))?;
                elements += 1;
                attributes += begun.attributes.len();
                open.push(begun);
            }
            Event::Empty(tag) => {
                let whole = element(&tag).ok_or(Unreadable::Damaged(at))?;
                elements += 1;
                attributes += whole.attributes.len();
                hang(&mut open, whole);
            }
            Event::End(_) => {
                let whole = open.pop().filter(|_| !open.is_empty());
                hang(&mut open, whole.ok_or(Unreadable::Damaged(at))?);
            }
            Event::Text(text) => say(&mut open, &text.xml10_content()),
            Event::CData(text) => say(&mut open, &text.xml10_content()),
            Event::GeneralRef(entity) => {
                let c = resolved(&entity).ok_or(Unreadable::Damaged(at))?;
                say(&mut open, c.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err(Unreadable::DocType),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        if elements > ELEMENTS || attributes > ATTRIBUTES {
            return Err(Unreadable::TooMany);
        }
    }
    let root = open.pop().filter(|_| open.is_empty());
    let first = root.and_then(|mut root| root.children.drain(..).next());
    first.ok_or(Unreadable::Damaged(reader.buffer_position()))
}

fn element(tag: &BytesStart<'_>) -> Option<Element> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes().with_checks(false).take(OF_ONE) {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        let key = kept(attribute.key.local_name().into_inner());
        attributes.push((key, value.into_owned().into_boxed_str()));
    }
    Some(Element {
        name: kept(tag.local_name().into_inner()),
        attributes,
        ..Element::default()
    })
}

fn kept(name: &str) -> Cow<'static, str> {
    let mut all = USUAL.iter().copied();
    let usual = all.find(|usual| usual.eq_ignore_ascii_case(name));
    usual.map_or_else(|| Cow::Owned(name.to_owned()), Cow::Borrowed)
}

fn hang(open: &mut [Element], whole: Element) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(whole);
    }
}

fn say(open: &mut [Element], words: &str) {
    // Indentation between elements is no text; it would be kept for every element of a large file.
    if let Some(element) = open
        .last_mut()
        .filter(|element| element.children.is_empty() || !words.trim().is_empty())
    {
        element.text.push_str(words);
    }
}

fn resolved(entity: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Some(c) = entity.resolve_char_ref().ok()? {
        return Some(c);
    }
    Some(match entity.xml10_content().as_ref() {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
