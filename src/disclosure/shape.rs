//! Shapes: identifiers that are told by how they are written, whoever they belong to.
//!
//! The list follows the Safe Harbor method of the HIPAA privacy rule, 45 CFR 164.514(b)(2), as far as shapes can tell. Shapes find
//! too much rather than too little, and know no names.

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
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Email,
        Self::Url,
        Self::Phone,
        Self::Date,
        Self::Address,
        Self::Age,
    ];

    /// The word for it.
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

    /// What stands where one was taken out: its word between square brackets.
    pub fn mark(self) -> String {
        format!("[{}]", self.as_str())
    }
}

const EMAIL: &str = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+";

const URL: &str =
    r"\b(?:https?://|www\.)[^\s<>“”]+|\b[\w-]+\.(?:com|org|net|edu|gov|info|io)\b(?:/[^\s<>“”]*)?";

const MONTH: &str = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

const PHONE: &str = r"(?:\+\d{1,3}[\s.-]?)?\(?\b\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b|\+\d{1,3}(?:[\s.-]?\d{2,4}){3,5}\b|\b\d{3}-\d{4}\b|\b0\d{2,4}[\s/-]\d{5,8}\b";

const STREET: &str = "(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|highway|hwy|parkway|pkwy)";

const AGE: &str = r"\b(?:9\d|1[01]\d)(?:[\s-]years?[\s-]old|[\s-]year[\s-]olds?)\b|\b(?:aged?|turn(?:ed|ing)?|am|is|was)\s+(?:9\d|1[01]\d)\b|\bninety(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?[\s-]years?[\s-]old\b";

/// Days as they are written: 2026-03-04, 3/4/2026, 4.3.26, March 4, 4 March 2026.
fn date() -> String {
    format!(
        r"\b\d{{4}}-\d{{1,2}}-\d{{1,2}}\b|\b\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d{{2}})\b|\b{MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}\b(?:,?\s+\d{{4}})?"
    )
}

/// A street is written with capitals, so that this shape alone minds them.
fn address() -> String {
    format!(
        r"\b\d{{1,5}}\s+(?:[A-Z][\w'’]*\s+){{1,3}}(?i:{STREET})\b\.?|\b[A-Z]{{2}}\s+\d{{5}}(?:-\d{{4}})?\b|\b(?i:p\.?\s?o\.?\s+box)\s+\d+\b"
    )
}

/// Every shape with its kind.
pub fn shapes() -> Result<Vec<(Kind, Regex)>, regex::Error> {
    let shapes = [
        (Kind::Email, EMAIL.to_owned()),
        (Kind::Url, URL.to_owned()),
        (Kind::Date, date()),
        (Kind::Phone, PHONE.to_owned()),
        (Kind::Address, address()),
        (Kind::Age, AGE.to_owned()),
    ];
    let built = shapes.into_iter().map(|(kind, shape)| {
        let shape = RegexBuilder::new(&shape)
            .case_insensitive(kind != Kind::Address)
            .build();
        shape.map(|shape| (kind, shape))
    });
    built.collect()
}
