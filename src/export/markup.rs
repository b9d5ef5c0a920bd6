//! Markup: pages and the parts of office files, as the blocks of words that a reader sees.
//!
//! A block is a paragraph, a cell, a heading: words that stand together. Tags within one (`<span>`, a run) part no words. Markup is
//! taken as the writers here make it; nothing is repaired.

use std::borrow::Cow;

/// A piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'m> {
    /// A tag, or a style with all that is in it.
    Tag(&'m str),
    /// What stands between tags, as it is written.
    Words(&'m str),
}

/// What kind of markup it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// A page: every tag parts words, but for those that say how words look.
    Page,
    /// A part of a Word document or of a workbook: runs part no words.
    Office,
}

/// Tags that stand within a block.
const WITHIN_PAGES: [&str; 12] = [
    "span", "tspan", "a", "b", "i", "em", "strong", "u", "small", "sub", "sup", "cite",
];

const WITHIN_OFFICE: [&str; 8] = ["w:r", "w:t", "w:rPr", "r", "t", "rPr", "w:tab", "w:br"];

/// Attributes that hold words which somebody reads or hears.
const SPOKEN: [&str; 8] = [
    "alt",
    "title",
    "aria-label",
    "aria-description",
    "placeholder",
    "content",
    "descr",
    "summary",
];

/// Markup in pieces, one after another.
pub fn pieces(markup: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let (words, tagged) = rest.split_at(at);
        if !words.is_empty() {
            found.push(Piece::Words(words));
        }
        let end = match tagged.starts_with("<style") {
            true => tagged.find("</style>").map(|at| at + "</style>".len()),
            false => tagged.find('>').map(|at| at + 1),
        };
        let (tag, after) = tagged.split_at(end.unwrap_or(tagged.len()));
        found.push(Piece::Tag(tag));
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest));
    }
    found
}

impl Markup {
    /// Whether a tag ends one block and begins another.
    pub fn parts(self, tag: &str) -> bool {
        let name = name(tag);
        match self {
            Self::Page => !WITHIN_PAGES.contains(&name),
            // How a run looks is said by tags of many names, none of which ends a paragraph.
            Self::Office => {
                !WITHIN_OFFICE.contains(&name)
                    && (!name.starts_with("w:") || ["w:p", "w:tc", "w:tr"].contains(&name))
            }
        }
    }

    /// The words of every block, and those of attributes that somebody reads.
    pub fn blocks(self, markup: &str) -> Vec<String> {
        let (mut blocks, mut block) = (Vec::new(), String::new());
        for piece in pieces(markup) {
            match piece {
                Piece::Words(words) => block.push_str(&unescaped(words)),
                Piece::Tag(tag) if self.parts(tag) => {
                    blocks.push(std::mem::take(&mut block));
                    blocks.extend(self.spoken(tag));
                }
                Piece::Tag(tag) => {
                    block.push_str(between(name(tag)));
                    blocks.extend(self.spoken(tag));
                }
            }
        }
        blocks.push(block);
        blocks.retain(|words| !words.trim().is_empty());
        blocks
    }

    /// The words of a tag's attributes.
    fn spoken(self, tag: &str) -> Vec<String> {
        let is_sheet = self == Self::Office && name(tag) == "sheet";
        let mut found = Vec::new();
        let mut rest = tag;
        while let Some((before, after)) = rest.split_once("=\"") {
            let Some((value, behind)) = after.split_once('"') else {
                break;
            };
            let attribute = before.rsplit([' ', '\n', '\t']).next().unwrap_or_default();
            if SPOKEN.contains(&attribute) || (is_sheet && attribute == "name") {
                found.push(unescaped(value).into_owned());
            }
            rest = behind;
        }
        found
    }
}

/// Words as they are read; those that hold an entity which nobody knows stay as they are written.
pub fn unescaped(words: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(words).unwrap_or(Cow::Borrowed(words))
}

fn name(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    let ends = [' ', '>', '/', '\n', '\t'];
    name.split(ends).next().unwrap_or_default()
}

/// What a tag within a block stands for.
fn between(name: &str) -> &'static str {
    match name {
        "w:br" => "\n",
        "w:tab" => "\t",
        _ => "",
    }
}
