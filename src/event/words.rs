//! The words of an event: what people wrote in it themselves, which may quote anybody.
//!
//! Handles, refs and places are no words. A withdrawal looks through these for what it takes back.

use crate::event::Event;
use crate::event::codebook::{CodeAdd, CodeChange};
use crate::event::document::DocumentChange;
use crate::person::{Attributes, Value};

/// The free words of an event, each piece by itself.
pub fn words(event: &Event) -> Vec<&str> {
    let words: Vec<&str> = match event {
        Event::StudySet(e) => vec![&e.value],
        Event::CoderJoin(e) => e.name.as_deref().into_iter().collect(),
        Event::DocumentAdd(e) => {
            let source = e.source.name.as_deref();
            let title = e.title.as_deref().into_iter().chain(source);
            // What the import was told has names in it: whom labels stand for, how speakers are found.
            let told = e.source.options.values().flat_map(|told| told.lines());
            title
                .chain(told)
                .chain(of_attributes(&e.attributes))
                .collect()
        }
        Event::DocumentSet(e) => match &e.change {
            DocumentChange::Title(title) => vec![title],
            DocumentChange::Attribute(named) => named.values.iter().map(Value::as_str).collect(),
            _ => Vec::new(),
        },
        Event::PersonAdd(e) => of_attributes(&e.attributes).collect(),
        Event::PersonSet(e) => e.values.iter().map(Value::as_str).collect(),
        Event::SpeakerAssign(e) => vec![&e.label],
        Event::CodeAdd(e) => of_code(e),
        Event::CodeSet(e) => of_change(&e.change),
        Event::RoundOpen(e) => vec![&e.name],
        Event::RoundClose(e) => e.reason.as_deref().into_iter().collect(),
        Event::MemoWrite(e) => vec![&e.text],
        Event::QuoteChoose(e) => e
            .edited
            .iter()
            .chain(&e.attribution)
            .map(String::as_str)
            .collect(),
        Event::DecisionMake(e) => vec![&e.reason],
        Event::CodingRecode(e) => vec![&e.reason],
        Event::AutocodeRun(e) => vec![&e.query],
        Event::SummaryWrite(e) => vec![&e.text],
        _ => Vec::new(),
    };
    words
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect()
}

/// The fields of a code that hold words.
fn of_code(e: &CodeAdd) -> Vec<&str> {
    let fields = [
        &e.name,
        &e.origin,
        &e.definition,
        &e.use_when,
        &e.not_when,
        &e.example,
    ];
    let fields = fields.into_iter().map(String::as_str);
    fields.chain(e.scale.iter().map(String::as_str)).collect()
}

fn of_change(change: &CodeChange) -> Vec<&str> {
    match change {
        CodeChange::Scale(labels) => labels.iter().map(String::as_str).collect(),
        other => other.words().into_iter().collect(),
    }
}

fn of_attributes(attributes: &Attributes) -> impl Iterator<Item = &str> {
    attributes.values().flatten().map(Value::as_str)
}
