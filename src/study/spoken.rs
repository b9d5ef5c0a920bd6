//! Registers in words: what a conflict says of the two values that nothing replaces.
//!
//! Handles are those of the fold. Telling codes of one handle apart is a view's business.

use crate::coding::Case;
use crate::decision::Recoded;
use crate::event::codebook::Pointer;
use crate::id::{CodeRef, DocumentRef, Ref};
use crate::round::PassState;
use crate::study::Study;
use crate::study::register::{Key, Value};

/// A register by the name that people know it by.
pub fn spoken_key(study: &Study, key: &Key) -> String {
    match key {
        Key::Setting(name) => format!("the setting {name}"),
        Key::Coder(coder, field) => format!("{field} of coder {coder}"),
        Key::Document(of, field) => format!("{field} of {}", document_handle(study, *of)),
        Key::DocumentAttribute(of, name) => format!("{name} of {}", document_handle(study, *of)),
        Key::Attribute(person, name) => format!("{name} of {person}"),
        Key::Speaker(of, label) => format!("speaker {label} in {}", document_handle(study, *of)),
        Key::Turn(..) => "the speaker of a turn".to_owned(),
        Key::Code(of, field) => format!(
            "{} of {}",
            field.replace('_', " "),
            code_handle(study, of.0)
        ),
        Key::Pointer(of) => format!("the place of {}", code_handle(study, of.0)),
        Key::Close(of) => {
            let round = study.rounds.iter().find(|round| round.id == *of);
            format!(
                "the end of round {}",
                round.map_or("?", |round| &round.name)
            )
        }
        Key::Progress(coder, of, _) => {
            format!("progress of {coder} in {}", document_handle(study, *of))
        }
        Key::Pass(coder, of, ..) => format!(
            "whether anything applies to a turn of {} for {coder}",
            document_handle(study, *of)
        ),
        Key::Edges(_) => "the edges of a coding".to_owned(),
        Key::Memo(_) => "a memo".to_owned(),
        Key::Quote(coder, of, ..) => {
            format!("a quote of {coder}'s from {}", document_handle(study, *of))
        }
        Key::Judgement(_, of, ..) => {
            format!(
                "a verdict on a proposal from {}",
                document_handle(study, *of)
            )
        }
        Key::Summary(on, theme) => {
            let case = match on {
                Case::Person(person) => person.to_string(),
                Case::Document(of) => document_handle(study, *of),
            };
            format!(
                "the summary of {case} under {}",
                code_handle(study, theme.0)
            )
        }
        Key::Recoding(_) => "what a coding counts as in the final layer".to_owned(),
    }
}

/// A value of a register in words.
pub fn spoken_value(study: &Study, value: &Value) -> String {
    let quoted = |text: &str| format!("“{text}”");
    match value {
        Value::Setting(text) => quoted(text),
        Value::Coder(change) => spoken_json(change),
        Value::Document(change) => spoken_json(change),
        Value::Attribute(values) => values
            .iter()
            .map(|v| v.as_str())
            .collect::<Vec<_>>()
            .join("; "),
        Value::Speaker(role) => spoken_role(role),
        Value::Code(change) => spoken_json(change),
        Value::Pointer(Pointer::Merged(into)) => {
            format!("merged into {}", code_handle(study, into.0))
        }
        Value::Pointer(Pointer::Parent(Some(parent))) => {
            format!("below {}", code_handle(study, parent.0))
        }
        Value::Pointer(Pointer::Parent(None)) => "at the root".to_owned(),
        Value::Close { .. } => "closed".to_owned(),
        Value::Progress { state, .. } => match state {
            crate::round::State::Open => "open".to_owned(),
            crate::round::State::Done => "done".to_owned(),
        },
        Value::Pass(PassState::Passed) => "nothing applies".to_owned(),
        Value::Pass(PassState::Open) => "not judged".to_owned(),
        Value::Edges { span, .. } => format!("{} to {}", span.start().0, span.end().0),
        Value::Memo(memo) => quoted(&memo.text),
        Value::Quote(quote) => {
            let words = quote.edited.iter().map(|words| quoted(words));
            let said_by = quote.attribution.iter().cloned();
            let state = [quote.state.as_str().to_owned()];
            let parts: Vec<String> = state.into_iter().chain(words).chain(said_by).collect();
            parts.join(", ")
        }
        Value::Judgement(verdict, _) => verdict.as_str().to_owned(),
        Value::Summary(summary) => quoted(&summary.text),
        Value::Recoding { to, .. } => match to {
            Recoded::Code(code) => code_handle(study, code.0),
            Recoded::Stretch { span, .. } => format!("{} to {}", span.start().0, span.end().0),
            Recoded::Nothing => "nothing".to_owned(),
        },
    }
}

fn spoken_role(role: &crate::person::Role) -> String {
    match role {
        crate::person::Role::Person(person) => person.to_string(),
        crate::person::Role::Interviewer => "interviewer".to_owned(),
        crate::person::Role::Ignore => "ignore".to_owned(),
        crate::person::Role::Unknown => "unknown".to_owned(),
    }
}

/// The value part of a written change, as people read it.
fn spoken_json(change: &impl serde::Serialize) -> String {
    let written = serde_json::to_value(change).unwrap_or_default();
    written.get("value").map_or_else(String::new, spoken_part)
}

fn spoken_part(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => format!("“{text}”"),
        serde_json::Value::Bool(true) => "yes".to_owned(),
        serde_json::Value::Bool(false) => "no".to_owned(),
        serde_json::Value::Array(parts) => {
            parts.iter().map(spoken_part).collect::<Vec<_>>().join("; ")
        }
        serde_json::Value::Object(map) => {
            map.values().map(spoken_part).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

/// A code by its handle.
pub fn code_handle(study: &Study, id: Ref) -> String {
    study
        .code(CodeRef(id))
        .map_or_else(|| id.to_string(), |code| code.code.id.clone())
}

/// A document by its handle.
pub fn document_handle(study: &Study, id: DocumentRef) -> String {
    study
        .document(id)
        .map_or_else(|| id.to_string(), |document| document.handle.clone())
}
