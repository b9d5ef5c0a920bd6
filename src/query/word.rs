//! Words as a search sees them: what UAX #29 calls a word, folded, and its stem in the language of its document.
//!
//! The index and the plain evaluator both take a text apart here, so that they cannot see different words. Folding takes away
//! case, and accents on Latin and Greek letters; it happens for searching only, and the text stays as it was spoken.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// A language whose words have stems, with its codes and the name people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    code: &'static str,
    spellings: &'static [&'static str],
    algorithm: frostem::Algorithm,
}

macro_rules! known {
    ($($code:literal $spellings:expr => $algorithm:ident),* $(,)?) => {
        [$(Known { code: $code, spellings: &$spellings, algorithm: frostem::Algorithm::$algorithm }),*]
    };
}

/// The languages with stemmers.
static KNOWN: [Known; 18] = known![
    "ar" ["ara", "arabic"] => Arabic,
    "da" ["dan", "danish"] => Danish,
    "nl" ["nld", "dut", "dutch"] => Dutch,
    "en" ["eng", "english"] => English,
    "fi" ["fin", "finnish"] => Finnish,
    "fr" ["fra", "fre", "french"] => French,
    "de" ["deu", "ger", "german"] => German,
    "el" ["ell", "gre", "greek"] => Greek,
    "hu" ["hun", "hungarian"] => Hungarian,
    "it" ["ita", "italian"] => Italian,
    "no" ["nb", "nn", "nor", "norwegian"] => Norwegian,
    "pt" ["por", "portuguese"] => Portuguese,
    "ro" ["ron", "rum", "romanian"] => Romanian,
    "ru" ["rus", "russian"] => Russian,
    "es" ["spa", "spanish"] => Spanish,
    "sv" ["swe", "swedish"] => Swedish,
    "ta" ["tam", "tamil"] => Tamil,
    "tr" ["tur", "turkish"] => Turkish,
];

/// The language that a document's words are stemmed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(Option<&'static Known>);

impl Language {
    /// The language a document names, by code or English name, with or without a region; English where it names none. One
    /// without a stemmer is searched by its words as written.
    pub fn of(named: Option<&str>) -> Self {
        let Some(named) = named.map(str::trim).filter(|named| !named.is_empty()) else {
            return Self::of(Some("en"));
        };
        let named = named.to_lowercase();
        let main = named.split(['-', '_']).next().unwrap_or_default();
        let is = |known: &&Known| known.code == main || known.spellings.contains(&main);
        Self(KNOWN.iter().find(is))
    }

    /// A stem behind its code, so that the stems of two languages are never one: `en:relaps`.
    pub fn marked(self, stem: &str) -> String {
        format!("{}:{stem}", self.code())
    }

    /// Its two-letter code, or `--` for one whose words have no stems here.
    pub fn code(self) -> &'static str {
        self.0.map_or("--", |known| known.code)
    }
}

/// The words of a text: the byte where each begins, and the word as it was spoken.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.unicode_word_indices()
}

/// A word in lower case, with one way of writing each letter and one apostrophe.
pub fn lower(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        let has_capital = word.bytes().any(|byte| byte.is_ascii_uppercase());
        return match has_capital {
            true => Cow::Owned(word.to_ascii_lowercase()),
            false => Cow::Borrowed(word),
        };
    }
    let one_apostrophe = |c: char| if c == '\u{2019}' { '\'' } else { c };
    let lower: String = word.nfc().flat_map(char::to_lowercase).collect();
    Cow::Owned(lower.nfc().map(one_apostrophe).collect())
}

/// A word in lower case without accents: what two spellings of one word have in common.
pub fn fold(word: &str) -> String {
    let lower = lower(word);
    if lower.is_ascii() {
        return lower.into_owned();
    }
    let mut folded = String::with_capacity(lower.len());
    for c in lower.chars() {
        let base = std::iter::once(c).nfd().next().unwrap_or(c);
        let loses_accent = base.is_ascii_alphabetic() || ('\u{370}'..'\u{400}').contains(&base);
        let is_accent = ('\u{300}'..'\u{370}').contains(&c);
        let follows_latin = folded.ends_with(|c: char| c.is_ascii_alphabetic());
        match (loses_accent, is_accent && follows_latin) {
            (true, _) => folded.push(base),
            (false, true) => {}
            (false, false) => folded.push(c),
        }
    }
    folded
}

/// What two spellings of one value have in common.
pub fn one_spelling(word: &str) -> String {
    fold(word.trim()).replace([' ', '-'], "_")
}

/// The two ways in which one word is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forms {
    /// As written, folded.
    pub written: String,
    /// Its stem, folded; as written where its language has no stemmer.
    pub stem: String,
    /// Whether folding took an accent.
    pub accented: bool,
}

/// Finds the forms of words of one language; each word is worked out once.
pub struct Speller {
    stemmer: Option<frostem::Stemmer>,
    known: HashMap<String, Forms>,
}

/// How many words a speller remembers: more than people use, and a bound on what a strange text can make it hold.
const REMEMBERED: usize = 200_000;

impl Speller {
    /// For the words of a language.
    pub fn of(language: Language) -> Self {
        Self {
            stemmer: language
                .0
                .map(|known| frostem::Stemmer::new(known.algorithm)),
            known: HashMap::new(),
        }
    }

    /// The forms of a word.
    pub fn forms(&mut self, word: &str) -> &Forms {
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        // Looked up first, so that a word that is known costs no copy of it.
        if !self.known.contains_key(word) {
            let lower = lower(word);
            let stem = match &self.stemmer {
                Some(stemmer) => fold(stemmer.stem(&lower).as_ref()),
                None => fold(&lower),
            };
            let written = fold(&lower);
            let forms = Forms {
                accented: written != lower,
                written,
                stem,
            };
            self.known.insert(word.to_owned(), forms);
        }
        &self.known[word]
    }

    /// The words of a turn's body in their forms, each with the bytes it takes.
    pub fn spell(&mut self, body: &str) -> Vec<(Range<usize>, Forms)> {
        words(body)
            .map(|(at, word)| (at..at + word.len(), self.forms(word).clone()))
            .collect()
    }
}
