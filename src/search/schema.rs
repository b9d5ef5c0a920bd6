//! The shape of entries: one a turn, with its words in both forms and where it stands; nothing is stored but that.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};

use crate::document::{Turn, Turns, fold_label};
use crate::id::Digest;
use crate::query::facts::Source;
use crate::query::word::{Forms, Language, Speller, words};
use crate::search::FORMAT;
use crate::texts::Passage;

/// The fields of an entry.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// The text, turns and language it comes from.
    pub key: Field,
    /// The turn's number in its document, from 0.
    pub turn: Field,
    /// Where its body begins.
    pub start: Field,
    /// Where its body ends.
    pub end: Field,
    /// How many words its body has.
    pub words: Field,
    /// Its folded label.
    pub label: Field,
    /// Its words as written, folded.
    pub written: Field,
    /// The stems of its words, each behind the code of its language.
    pub stem: Field,
    /// Those of its words as written that stand there with accents, which folding took.
    pub accented: Field,
}

/// The names of the fields that are read as columns.
pub mod column {
    pub const KEY: &str = "key";
    pub const TURN: &str = "turn";
    pub const START: &str = "start";
    pub const END: &str = "end";
    pub const WORDS: &str = "words";
    pub const LABEL: &str = "label";
}

/// The schema and its fields.
pub fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let number: NumericOptions = FAST.into();
    let words = TextFieldIndexing::default()
        .set_tokenizer("whitespace")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        .set_fieldnorms(false);
    let accented = words.clone().set_index_option(IndexRecordOption::Basic);
    let accented = TextOptions::default().set_indexing_options(accented);
    let words = TextOptions::default().set_indexing_options(words);
    let fields = Fields {
        key: builder.add_u64_field(column::KEY, INDEXED | FAST),
        turn: builder.add_u64_field(column::TURN, number.clone()),
        start: builder.add_u64_field(column::START, number.clone()),
        end: builder.add_u64_field(column::END, number.clone()),
        words: builder.add_u64_field(column::WORDS, number),
        label: builder.add_text_field(column::LABEL, TextOptions::default().set_fast("raw")),
        written: builder.add_text_field("written", words.clone()),
        stem: builder.add_text_field("stem", words),
        accented: builder.add_text_field("accented", accented),
    };
    (builder.build(), fields)
}

/// What an entry's text, turns and language are together; another correction or another language is another key.
pub fn key(source: &Source) -> u64 {
    let named = format!(
        "{FORMAT} {} {} {} {}",
        source.id,
        source.text,
        source.turns,
        source.language.code()
    );
    let Digest(bytes) = Digest::of(named.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&bytes[..8]);
    u64::from_be_bytes(first)
}

/// The folded label of a turn.
pub fn label(passage: &Passage, turn: &Turn) -> String {
    fold_label(Turns::label(&passage.text, turn))
}

/// The entries of a document.
pub fn entries(
    fields: &Fields,
    source: &Source,
    passage: &Passage,
    speller: &mut Speller,
) -> Vec<TantivyDocument> {
    let key = key(source);
    let numbered = (0_u64..).zip(&passage.turns);
    let entry = |(number, turn): (u64, &Turn)| {
        let mut spoken = Spoken::default();
        for (_, word) in words(passage.text.slice(turn.body)) {
            spoken.add(speller.forms(word), source.language);
        }
        let mut entry = TantivyDocument::default();
        entry.add_u64(fields.key, key);
        entry.add_u64(fields.turn, number);
        entry.add_u64(fields.start, u64::from(turn.body.start().0));
        entry.add_u64(fields.end, u64::from(turn.body.end().0));
        entry.add_u64(fields.words, spoken.words);
        entry.add_text(fields.label, label(passage, turn));
        entry.add_text(fields.written, spoken.written);
        entry.add_text(fields.stem, spoken.stems);
        if !spoken.accented.is_empty() {
            entry.add_text(fields.accented, spoken.accented);
        }
        entry
    };
    numbered.map(entry).collect()
}

/// The words of a turn as the index takes them apart again: no word has a blank in it.
#[derive(Default)]
struct Spoken {
    words: u64,
    written: String,
    stems: String,
    accented: String,
}

impl Spoken {
    fn add(&mut self, forms: &Forms, language: Language) {
        self.words += 1;
        self.written.push_str(&forms.written);
        self.written.push(' ');
        self.stems.push_str(&language.marked(&forms.stem));
        self.stems.push(' ');
        if forms.accented {
            self.accented.push_str(&forms.written);
            self.accented.push(' ');
        }
    }
}
