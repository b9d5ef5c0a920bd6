//! Codings from Label Studio's JSON export: tasks, their annotations, and the results in each that label words.
//!
//! Whoever completed an annotation is its coder, by number or address; the document is what the task's fields name. Results that
//! label no words, and annotations that were cancelled, are told.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::import::codings::entry::{Entry, Found, Noun, Why};
use crate::number::counted;
use crate::problem::Problem;

/// The fields of a task that may name its document.
const DOCUMENT: [&str; 6] = [
    "document",
    "filename",
    "file",
    "file_name",
    "name",
    "source",
];

/// Reads an export.
pub fn read(name: &str, content: &str) -> Result<Found, Problem> {
    let advice = "export from Label Studio as JSON";
    let whole: Value = serde_json::from_str(content).map_err(|cause| {
        let (line, column) = (cause.line(), cause.column());
        let what = format!("is not JSON: line {line} column {column}");
        Problem::new(name, what, advice)
    })?;
    let tasks = match &whole {
        Value::Array(tasks) => tasks.as_slice(),
        task => std::slice::from_ref(task),
    };
    let mut found = Found {
        noun: Noun::Task,
        ..Found::default()
    };
    let mut others: BTreeMap<String, usize> = BTreeMap::new();
    for (task, number) in tasks.iter().zip(1..) {
        let Some(annotations) = task.get("annotations").and_then(Value::as_array) else {
            let why = ("has no annotations".to_owned(), advice);
            found.entries.push((number, Err(why)));
            continue;
        };
        for annotation in annotations {
            if annotation.get("was_cancelled") == Some(&Value::Bool(true)) {
                *others.entry("cancelled annotation".to_owned()).or_default() += 1;
                continue;
            }
            let common = Entry {
                coder: annotation.get("completed_by").and_then(coder),
                document: document(task),
                ..Entry::default()
            };
            let results = annotation.get("result").and_then(Value::as_array);
            for result in results.into_iter().flatten() {
                match labels(result) {
                    Some(labels) => {
                        let entries = labels.iter().map(|label| entry(&common, label, result));
                        found.entries.extend(entries.map(|entry| (number, entry)));
                    }
                    None => {
                        let kind = result.get("type").and_then(Value::as_str);
                        let kind = format!("result of the type “{}”", kind.unwrap_or("unknown"));
                        *others.entry(kind).or_default() += 1;
                    }
                }
            }
        }
    }
    let told = others.into_iter().map(|(what, count)| {
        let what = format!(
            "{} left out: only labels on words become codings",
            counted(count, &what)
        );
        Problem::new(name, what, "")
    });
    found.left_out.extend(told);
    Ok(found)
}

/// The labels of a result that stands on words.
fn labels(result: &Value) -> Option<Vec<String>> {
    let value = result.get("value")?;
    let kind = result.get("type")?.as_str()?;
    let is_placed = value.get("text").is_some() && value.get("start").is_some();
    let labels = value.get(kind)?.as_array().filter(|_| is_placed)?;
    let words = labels.iter().filter_map(Value::as_str);
    Some(words.map(str::to_owned).collect())
}

fn entry(common: &Entry, label: &str, result: &Value) -> Result<Entry, Why> {
    let value = result.get("value");
    let value = value.unwrap_or(&Value::Null);
    // Of a web page, the plain fields count inside its elements, and these count over all of its words.
    let whole = value.get("globalOffsets").unwrap_or(value);
    let place = |key: &str| {
        let place = whole.get(key)?.as_u64()?;
        u32::try_from(place).ok()
    };
    let quote = value.get("text").and_then(Value::as_str);
    Ok(Entry {
        code: label.to_owned(),
        quote: quote.map(str::to_owned),
        start: place("start"),
        end: place("end"),
        ..common.clone()
    })
}

fn coder(by: &Value) -> Option<String> {
    match by {
        Value::Number(number) => Some(number.to_string()),
        Value::String(name) => Some(name.clone()),
        by => {
            let named = by.get("username").or(by.get("email")).or(by.get("id"))?;
            coder(named)
        }
    }
}

fn document(task: &Value) -> Option<String> {
    let fields = task.get("data");
    let named = DOCUMENT.iter().find_map(|key| fields?.get(key)?.as_str());
    let uploaded = task.get("file_upload").and_then(Value::as_str).map(|name| {
        // The server puts eight digits and a hyphen before the name of a file.
        let own = name.split_once('-').filter(|(mark, _)| mark.len() == 8);
        own.map_or(name, |(_, own)| own)
    });
    let uploaded = uploaded.filter(|name| !name.ends_with(".json") && !name.ends_with(".csv"));
    named.or(uploaded).map(str::to_owned)
}
