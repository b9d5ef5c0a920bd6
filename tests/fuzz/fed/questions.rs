//! Any line is a query or refused at its place; what it finds lies in the words that are searched.

use std::sync::LazyLock;

use intercoder::filter::{Layer, View};
use intercoder::person::Role;
use intercoder::query::facts::Facts;
use intercoder::query::parse::parse;
use intercoder::query::plain::{Spoken, holds, marked, times};
use intercoder::query::word::Speller;
use intercoder::text::Text;

use super::keys::ground;

/// What the small study knows.
static FACTS: LazyLock<Facts> =
    LazyLock::new(|| ground().asked(|view: &View<'_>| Facts::of(view, &Layer::All)));

const SAID: &str = "We planned, and the plan held. Plans do, \u{e9}t\u{e9} 😀 e\u{301}.";

pub fn query(bytes: &[u8]) {
    let Ok(line) = std::str::from_utf8(bytes) else {
        return;
    };
    let query = match parse(line, &FACTS) {
        Ok(query) => query,
        Err(cause) => {
            assert!(!cause.what.is_empty());
            return;
        }
    };
    let source = FACTS.documents.first().unwrap();
    let (text, role) = (Text::new(SAID.to_owned()), Role::Unknown);
    let mut speller = Speller::of(source.language);
    let spoken = Spoken::new((source, &role), (text.whole(), SAID), &mut speller);
    if holds(&query, &FACTS, &spoken) {
        for range in marked(&query, &spoken) {
            assert!(SAID.get(range).is_some());
        }
        let _ = times(&query, &spoken);
    }
}
