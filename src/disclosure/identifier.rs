//! Direct identifiers: what names a person outright, and how it is taken out.
//!
//! Names come from a map that the team keeps outside the study: what is a name can be known from nowhere else. Telephone numbers,
//! addresses of mail, web and street, days and ages over 89 are told by their shape (the list follows the Safe Harbor method of the
//! HIPAA privacy rule, 45 CFR 164.514(b)(2), as far as shapes can tell). Shapes find too much rather than too little. What is left
//! may still tell who speaks: this is a screen, not a guarantee.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};
use serde::Serialize;

/// What kind of identifier it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A name of the map.
    Name,
    /// An address of mail.
    Email,
    /// An address on the web.
    Url,
    /// A telephone number.
    Phone,
    /// A day.
    Date,
    /// A street with its number, or a post code with its state.
    Address,
    /// An age over 89.
    Age,
}

impl Kind {
    /// The word for it; between square brackets it stands where one was taken out.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "e-mail",
            Self::Url => "web address",
            Self::Phone => "phone",
            Self::Date => "date",
            Self::Address => "address",
            Self::Age => "age over 89",
        }
    }
}

/// An identifier in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identifier {
    /// What kind it is.
    pub kind: Kind,
    /// Where it begins and ends, in bytes of the text.
    #[serde(skip)]
    pub at: std::ops::Range<usize>,
    /// The words.
    pub words: String,
    /// What stands for them when they are taken out.
    pub instead: String,
}

/// What is looked for.
pub struct Screen {
    shapes: Vec<(Kind, Regex)>,
    names: Option<Regex>,
    /// What stands for a name, by the name in lower case.
    pseudonyms: BTreeMap<String, String>,
}

/// Days as they are written: 2026-03-04, 3/4/2026, 4.3.26, March 4, 4 March 2026.
const MONTH: &str = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

const STREET: &str = "(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|highway|hwy|parkway|pkwy)";

impl Screen {
    /// A screen for some names, each with what stands for it, and for every shape. Names are found whole, whatever their case.
    pub fn new(names: &[(String, String)]) -> Result<Self, String> {
        let month = MONTH;
        let street = STREET;
        let shapes = [
            (Kind::Email, r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+".to_owned()),
            (
                Kind::Url,
                r"\b(?:https?://|www\.)[^\s<>“”]+|\b[\w-]+\.(?:com|org|net|edu|gov|info|io)\b(?:/[^\s<>“”]*)?".to_owned(),
            ),
            (
                Kind::Date,
                format!(
                    r"\b\d{{4}}-\d{{1,2}}-\d{{1,2}}\b|\b\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d{{2}})\b|\b{month}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{month}\b(?:,?\s+\d{{4}})?"
                ),
            ),
            (
                Kind::Phone,
                r"(?:\+\d{1,3}[\s.-]?)?\(?\b\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b|\+\d{1,3}(?:[\s.-]?\d{2,4}){3,5}\b|\b\d{3}-\d{4}\b|\b0\d{2,4}[\s/-]\d{5,8}\b".to_owned(),
            ),
            (
                Kind::Address,
                format!(
                    r"\b\d{{1,5}}\s+(?:[A-Z][\w'’]*\s+){{1,3}}(?i:{street})\b\.?|\b[A-Z]{{2}}\s+\d{{5}}(?:-\d{{4}})?\b|\b(?i:p\.?\s?o\.?\s+box)\s+\d+\b"
                ),
            ),
            (
                Kind::Age,
                r"\b(?:9\d|1[01]\d)(?:[\s-]years?[\s-]old|[\s-]year[\s-]olds?)\b|\b(?:aged?|turn(?:ed|ing)?|am|is|was)\s+(?:9\d|1[01]\d)\b|\bninety(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?[\s-]years?[\s-]old\b".to_owned(),
            ),
        ];
        let compiled = shapes.into_iter().map(|(kind, shape)| {
            let is_sensitive = kind == Kind::Address;
            let built = RegexBuilder::new(&shape)
                .case_insensitive(!is_sensitive)
                .build();
            built
                .map(|shape| (kind, shape))
                .map_err(|cause| cause.to_string())
        });
        let mut known: Vec<&str> = names.iter().map(|(name, _)| name.trim()).collect();
        known.retain(|name| !name.is_empty());
        // The longest first: "Ann Lee" is one name where "Ann" is another.
        known.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let escaped: Vec<String> = known.iter().map(|name| whole(name)).collect();
        let names_shape = (!escaped.is_empty()).then(|| {
            let all = escaped.join("|");
            RegexBuilder::new(&all)
                .case_insensitive(true)
                .size_limit(64 << 20)
                .build()
                .map_err(|_| "the map holds more names than can be looked for at once".to_owned())
        });
        Ok(Self {
            shapes: compiled.collect::<Result<_, _>>()?,
            names: names_shape.transpose()?,
            pseudonyms: names
                .iter()
                .map(|(name, instead)| (folded(name), instead.clone()))
                .collect(),
        })
    }

    /// The identifiers in a text, in order; where two overlap, the one that begins first, else the longer.
    pub fn find(&self, text: &str) -> Vec<Identifier> {
        let mut found: Vec<Identifier> = Vec::new();
        let names = self.names.iter().map(|shape| (Kind::Name, shape));
        let shapes = self.shapes.iter().map(|(kind, shape)| (*kind, shape));
        for (kind, shape) in names.chain(shapes) {
            found.extend(shape.find_iter(text).map(|hit| Identifier {
                kind,
                at: hit.range(),
                words: hit.as_str().to_owned(),
                instead: self.instead(kind, hit.as_str()),
            }));
        }
        found.sort_by_key(|one| (one.at.start, std::cmp::Reverse(one.at.end)));
        let mut end = 0;
        found.retain(|one| {
            let is_free = one.at.start >= end;
            end = if is_free { one.at.end } else { end };
            is_free
        });
        found
    }

    /// A text with what stands for each identifier in its place; nothing where there is none. Of two that overlap one is taken out
    /// first, so that it is looked again until nothing is found; a map that names its own pseudonyms never comes to an end, and is
    /// left to whoever looks at what was written.
    pub fn redacted(&self, text: &str) -> Option<String> {
        const ROUNDS: usize = 4;
        let mut clean = self.redacted_once(text)?;
        for _ in 1..ROUNDS {
            match self.redacted_once(&clean) {
                Some(cleaner) => clean = cleaner,
                None => break,
            }
        }
        Some(clean)
    }

    fn redacted_once(&self, text: &str) -> Option<String> {
        let found = self.find(text);
        if found.is_empty() {
            return None;
        }
        let mut clean = String::with_capacity(text.len());
        let mut from = 0;
        for one in found {
            clean.push_str(&text[from..one.at.start]);
            clean.push_str(&one.instead);
            from = one.at.end;
        }
        clean.push_str(&text[from..]);
        Some(clean)
    }

    fn instead(&self, kind: Kind, words: &str) -> String {
        let pseudonym = self.pseudonyms.get(&folded(words));
        match pseudonym.filter(|words| kind == Kind::Name && !words.is_empty()) {
            Some(pseudonym) => pseudonym.clone(),
            None => format!("[{}]", kind.as_str()),
        }
    }
}

/// A name as a shape: whole, with any blanks between its words. Only where it begins or ends with a letter does a word's edge have to
/// lie there: "J." ends with none.
fn whole(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(regex::escape).collect();
    let edge = |c: Option<char>| match c.is_some_and(char::is_alphanumeric) {
        true => r"\b",
        false => "",
    };
    let (first, last) = (edge(name.chars().next()), edge(name.chars().next_back()));
    format!("{first}{}{last}", words.join(r"\s+"))
}

fn folded(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
