//! Looking into a JSON file of ratings: every look says where it was when it did not find what it wanted.

use serde_json::{Map, Value as Json};

use crate::import::ratings::scale::Value;
use crate::problem::Problem;
use crate::text::span::{Position, Span};

/// A place in a file: its name and the path inside.
#[derive(Clone, Debug)]
pub struct At<'j> {
    /// What is there.
    pub json: &'j Json,
    file: &'j str,
    path: String,
}

impl<'j> At<'j> {
    /// The whole file.
    pub fn top(file: &'j str, json: &'j Json) -> Self {
        Self {
            json,
            file,
            path: String::new(),
        }
    }

    /// A problem here.
    pub fn problem(&self, what: impl Into<String>) -> Problem {
        let place = if self.path.is_empty() {
            self.file.to_owned()
        } else {
            format!("{} at {}", self.file, self.path)
        };
        Problem::new(place, what, "see the shapes in: intercoder agree --help")
    }

    fn step(&self, json: &'j Json, to: &str) -> Self {
        let between = if self.path.is_empty() { "" } else { "." };
        Self {
            json,
            file: self.file,
            path: format!("{}{between}{to}", self.path),
        }
    }

    /// What a key holds, which must be there.
    pub fn key(&self, key: &str) -> Result<Self, Problem> {
        self.has(key)
            .ok_or_else(|| self.problem(format!("has no “{key}”")))
    }

    /// What a key holds, where it is there.
    pub fn has(&self, key: &str) -> Option<Self> {
        let json = self.json.get(key)?;
        Some(self.step(json, key))
    }

    /// A list, entry by entry.
    pub fn list(&self) -> Result<Vec<Self>, Problem> {
        let entries = self.json.as_array();
        let entries = entries.ok_or_else(|| self.problem("is not a list"))?;
        let entries = entries.iter().enumerate();
        Ok(entries
            .map(|(at, json)| Self {
                json,
                file: self.file,
                path: format!("{}[{}]", self.path, at + 1),
            })
            .collect())
    }

    /// An object, key by key in alphabetical order.
    pub fn entries(&self) -> Result<Vec<(String, Self)>, Problem> {
        let map: Option<&Map<String, Json>> = self.json.as_object();
        let map = map.ok_or_else(|| self.problem("is not an object"))?;
        Ok(map
            .iter()
            .map(|(key, json)| (key.clone(), self.step(json, key)))
            .collect())
    }

    /// A word; a number stands for itself as a word.
    pub fn word(&self) -> Result<String, Problem> {
        match self.json {
            Json::String(word) => Ok(word.clone()),
            Json::Number(number) => Ok(number.to_string()),
            _ => Err(self.problem("is not a word")),
        }
    }

    /// A number.
    pub fn number(&self) -> Result<f64, Problem> {
        let number = self.json.as_f64().filter(|number| number.is_finite());
        number.ok_or_else(|| self.problem("is not a number"))
    }

    /// A count that fits where places in texts are counted.
    pub fn count(&self) -> Result<u32, Problem> {
        let count = self
            .json
            .as_u64()
            .and_then(|count| u32::try_from(count).ok());
        count.ok_or_else(|| self.problem("is not a whole number from 0 up"))
    }

    /// A rating: a number or a word, or nothing where it is missing.
    pub fn rating(&self) -> Result<Option<Value>, Problem> {
        match self.json {
            Json::Null => Ok(None),
            Json::Number(_) => match Value::of(&self.number()?.to_string()) {
                Value::Word(_) => Err(self.problem("is too large a number to compare")),
                number => Ok(Some(number)),
            },
            Json::String(word) => Ok(Some(Value::Word(word.clone()))),
            Json::Bool(yes) => Ok(Some(Value::Word(yes.to_string()))),
            _ => Err(self.problem("is neither a value nor null")),
        }
    }

    /// A stretch of a text of so many characters, with its code: `[start, end, code]`.
    pub fn stretch(&self, length: u32) -> Result<(Span, String), Problem> {
        let parts = self.list()?;
        let [start, end, code] = parts.as_slice() else {
            return Err(self.problem("is not [start, end, code]"));
        };
        let span = Span::new(Position(start.count()?), Position(end.count()?));
        let span = span.ok_or_else(|| self.problem("ends before it starts"))?;
        if span.end().0 > length {
            return Err(self.problem(format!(
                "ends after the text, which has {length} characters"
            )));
        }
        Ok((span, code.word()?))
    }
}
