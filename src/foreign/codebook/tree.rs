//! A codebook in YAML: a list of codes with our fields, or names above names as qualitative-coding keeps them.
//!
//! `- name` is a code, `- name: [children]` one with codes below it, `name: words` one with a definition, and a name above keys
//! that are all fields one with those fields. A list whose every member has an `id` or `handle` is one of ours.

use serde_json::{Map, Value};

use crate::foreign::codebook::{Book, Codes, Field};
use crate::foreign::yaml::{self, Node};
use crate::import::codebook as ours;
use crate::problem::Problem;
use crate::project::At;

/// The keys under which the codes below one stand.
const BELOW: [&str; 4] = ["children", "codes", "subcodes", "sub_codes"];

/// The keys under which a code's name stands.
const NAMES: [&str; 3] = ["name", "code", "label"];

/// Reads a file.
pub fn read(name: &str, text: &str) -> Result<Book, Problem> {
    let advice = "see https://yaml.org, or write the codebook as CSV";
    let node = yaml::parse(text).map_err(|why| Problem::new(name, why, advice))?;
    let list = node.get("codes").or(node.get("codebook")).unwrap_or(&node);
    if is_ours(list) {
        let json = Value::Array(match list {
            Node::List(nodes) => nodes.iter().map(json).collect(),
            _ => Vec::new(),
        });
        return Ok(Book::Ours(ours::read(name, &json.to_string())));
    }
    let mut codes = Codes::default();
    let mut problems = Vec::new();
    take((list, None), (name, &mut codes, &mut problems));
    codes.finish(name, problems)
}

fn is_ours(list: &Node) -> bool {
    let has_handle = |node: &Node| node.get("id").or(node.get("handle")).is_some();
    match list {
        Node::List(nodes) => !nodes.is_empty() && nodes.iter().all(has_handle),
        _ => false,
    }
}

fn json(node: &Node) -> Value {
    match node {
        Node::Nothing => Value::Null,
        Node::Words(words) => Value::String(words.clone()),
        Node::List(nodes) => Value::Array(nodes.iter().map(json).collect()),
        Node::Pairs(pairs) => {
            let pairs = pairs.iter().filter(|(_, node)| *node != Node::Nothing);
            let pairs = pairs.map(|(key, node)| match (key.as_str(), node.words()) {
                ("handle", _) => ("id".to_owned(), json(node)),
                ("assignable", Some(words)) => (
                    key.clone(),
                    Value::Bool(!matches!(
                        words.to_lowercase().as_str(),
                        "false" | "no" | "0"
                    )),
                ),
                _ => (key.clone(), json(node)),
            });
            Value::Object(pairs.collect::<Map<_, _>>())
        }
    }
}

type Into<'c> = (&'c str, &'c mut Codes, &'c mut Vec<Problem>);

/// The reader bounds how deep a file may be, and so how deep this goes.
fn take((node, parent): (&Node, Option<At>), (file, codes, problems): Into<'_>) {
    match node {
        Node::Nothing => {}
        Node::Words(name) => {
            codes.add(name, parent);
        }
        Node::List(nodes) => {
            for node in nodes {
                take((node, parent), (file, codes, problems));
            }
        }
        Node::Pairs(pairs) => {
            let named = NAMES.iter().find_map(|key| node.get(key)?.words());
            if let Some(name) = named {
                let at = codes.add(name, parent);
                take_fields((pairs, at), (file, codes, problems));
                return;
            }
            for (name, below) in pairs {
                let at = codes.add(name, parent);
                match below {
                    Node::Words(words) => codes.say(at, (Field::Definition, words)),
                    Node::Pairs(fields) if are_fields(fields) => {
                        take_fields((fields, at), (file, codes, problems));
                    }
                    _ => take((below, Some(at)), (file, codes, problems)),
                }
            }
        }
    }
}

fn is_below(key: &str) -> bool {
    BELOW.contains(&key.to_lowercase().as_str())
}

fn are_fields(pairs: &[(String, Node)]) -> bool {
    let is_field = |(key, _): &(String, Node)| Field::called(key).is_some() || is_below(key);
    !pairs.is_empty() && pairs.iter().all(is_field)
}

fn take_fields((pairs, at): (&[(String, Node)], At), (file, codes, problems): Into<'_>) {
    for (key, node) in pairs {
        match (Field::called(key), node) {
            _ if is_below(key) => take((node, Some(at)), (file, codes, problems)),
            _ if NAMES.contains(&key.as_str()) => {}
            (Some(field), Node::Words(words)) => codes.say(at, (field, words)),
            (Some(field), Node::List(nodes)) => {
                for words in nodes.iter().filter_map(Node::words) {
                    codes.say(at, (field, words));
                }
            }
            (Some(_), Node::Nothing) => {}
            _ => {
                let name = codes.codes.get(at.0).map_or("", |code| code.name.as_str());
                let what = format!("“{key}” of {name} is no field of a code and is left out");
                problems.push(Problem::new(file, what, ""));
            }
        }
    }
}
