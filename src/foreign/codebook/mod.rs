//! Codebooks that people write by hand: Markdown with headings or lists, YAML as a tree of names or as a list of fields.
//!
//! Such a file names codes and seldom gives handles, so its codes are those of the study with the same names from the root down,
//! and new ones get handles from their names. It tells only of the fields that it has words for.

mod markdown;
mod tree;

use crate::foreign::yaml;
use crate::import::codebook::Read;
use crate::problem::Problem;
use crate::project::{At, Code, Fields};

/// What a file holds.
#[derive(Clone, Debug)]
pub enum Book {
    /// Codes by names, each after the one above it, what is wrong with the rest, and the fields that are told.
    Named(Vec<Code>, Vec<Problem>, Vec<&'static str>),
    /// Codes with handles, as our own files have them.
    Ours(Read),
}

/// Reads a codebook; nothing where it is neither Markdown nor YAML. The ending of its name decides where its content could be both.
pub fn read(name: &str, text: &str) -> Option<Result<Book, Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    match form(name, &text)? {
        Form::Markdown => Some(markdown::read(name, &text)),
        Form::Yaml => Some(tree::read(name, &text)),
    }
}

enum Form {
    Markdown,
    Yaml,
}

fn form(name: &str, text: &str) -> Option<Form> {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let first = text.lines().map(str::trim).find(|line| !line.is_empty());
    let first = first.unwrap_or_default();
    match ending.to_lowercase().as_str() {
        "md" | "markdown" => Some(Form::Markdown),
        "yaml" | "yml" => Some(Form::Yaml),
        "csv" | "tsv" | "json" => None,
        _ if first == "---" || first == "codes:" => Some(Form::Yaml),
        _ if first.starts_with("# ") || first.starts_with("## ") => Some(Form::Markdown),
        _ if first.starts_with("- ") && yaml::parse(text).is_ok() => Some(Form::Yaml),
        _ if first.starts_with("- ") || first.starts_with("* ") => Some(Form::Markdown),
        _ => None,
    }
}

/// A field of a code beside its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Definition,
    UseWhen,
    NotWhen,
    Example,
    Origin,
}

impl Field {
    /// The field that a label or key speaks of.
    fn called(label: &str) -> Option<Self> {
        let words: Vec<String> = label
            .split(|c: char| c.is_whitespace() || matches!(c, '_' | '-' | ':' | '*'))
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        Some(match words.join(" ").as_str() {
            "definition" | "description" | "meaning" => Self::Definition,
            "use when" | "when to use" | "use" | "include" | "inclusion" | "inclusion criteria" => {
                Self::UseWhen
            }
            "not when" | "when not to use" | "do not use" | "do not use when" | "don't use"
            | "exclude" | "exclusion" | "exclusion criteria" => Self::NotWhen,
            "example" | "examples" | "typical example" | "quote" => Self::Example,
            "origin" => Self::Origin,
            _ => return None,
        })
    }
}

/// Codes on their way.
#[derive(Default)]
struct Codes {
    codes: Vec<Code>,
}

impl Codes {
    fn add(&mut self, name: &str, parent: Option<At>) -> At {
        self.codes.push(Code {
            name: name.trim().to_owned(),
            parent,
            assignable: true,
            ..Code::default()
        });
        At(self.codes.len() - 1)
    }

    /// Adds words to a field.
    fn say(&mut self, At(at): At, (field, words): (Field, &str)) {
        let words = words.trim();
        let Some(code) = self.codes.get_mut(at).filter(|_| !words.is_empty()) else {
            return;
        };
        let place = match field {
            Field::Definition => &mut code.definition,
            Field::UseWhen => &mut more(&mut code.more).use_when,
            Field::NotWhen => &mut more(&mut code.more).not_when,
            Field::Example => &mut more(&mut code.more).example,
            Field::Origin => &mut more(&mut code.more).origin,
        };
        if !place.is_empty() {
            place.push('\n');
        }
        place.push_str(words);
    }

    fn finish(self, name: &str, problems: Vec<Problem>) -> Result<Book, Problem> {
        if self.codes.is_empty() {
            let advice = "name a code in each heading or list item";
            return Err(Problem::new(name, "names no code", advice));
        }
        let tells = |has: fn(&Fields) -> &String| {
            let words = self.codes.iter().filter_map(|code| code.more.as_deref());
            words.map(has).any(|words| !words.is_empty())
        };
        let fields = [
            (
                "definition",
                self.codes.iter().any(|code| !code.definition.is_empty()),
            ),
            ("use_when", tells(|more| &more.use_when)),
            ("not_when", tells(|more| &more.not_when)),
            ("example", tells(|more| &more.example)),
            ("origin", tells(|more| &more.origin)),
        ];
        let told = fields.iter().filter(|(_, told)| *told);
        let told = told.map(|(field, _)| *field).collect();
        Ok(Book::Named(self.codes, problems, told))
    }
}

fn more(more: &mut Option<Box<Fields>>) -> &mut Fields {
    more.get_or_insert_default()
}
