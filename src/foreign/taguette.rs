//! A project of Taguette: documents, tags and highlights, and who tagged what.
//!
//! A highlight itself does not say whose it is; the list of commands does, which a server keeps for every user. A project that was
//! exported names the one who exported it everywhere, because Taguette writes it so. Tags are ordered by the points in their names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use crate::foreign::database::{Cell, Database};
use crate::foreign::gathered::Gathered;
use crate::foreign::page::Page;
use crate::foreign::{Files, Program};
use crate::problem::Problem;
use crate::project::{At, Code, Coding, On, Project};

/// Reads a database that holds one project.
pub fn project(files: &Files) -> Result<Project, Problem> {
    let mut database = Database::open(files)?;
    let number = only_project(&mut database, files)?;
    let mut gathered = Gathered::new(files, Program::Taguette);
    let tags = take_tags(&mut gathered, database.rows("tags", TAG)?, number);
    let pages = take_documents(&mut gathered, database.rows("documents", DOCUMENT)?, number);
    let owners = Owners::of(database.rows("commands", COMMAND)?, number);
    let members = database.rows("project_members", ["project_id", "user_login"])?;
    let ours = members
        .iter()
        .filter(|[project, _]| project.number() == Some(number));
    let members: Vec<String> = ours.map(|[_, login]| login.words()).collect();
    for member in owners.coders.iter().chain(&members) {
        gathered.coder(member);
    }
    let mut of_highlight: HashMap<i64, Vec<i64>> = HashMap::new();
    for [highlight, tag] in database.rows("highlight_tags", ["highlight_id", "tag_id"])? {
        if let Some((highlight, tag)) = highlight.number().zip(tag.number()) {
            of_highlight.entry(highlight).or_default().push(tag);
        }
    }
    let mut highlights = Highlights {
        gathered: &mut gathered,
        pages: &pages,
        tags: &tags,
        owners: &owners,
        usual: members.first().map_or("", String::as_str),
        excerpts: 0,
        differing: Vec::new(),
    };
    for highlight in database.rows("highlights", HIGHLIGHT)? {
        let number = highlight.first().and_then(Cell::number).unwrap_or(0);
        let tagged = of_highlight.remove(&number).unwrap_or_default();
        highlights.take(&highlight, (number, &tagged));
    }
    let verified = (highlights.excerpts, highlights.differing);
    gathered.verified(verified);
    Ok(gathered.finish())
}

/// The longest name of a tag, in bytes.
const LONGEST: usize = 800;

const TAG: [&str; 4] = ["id", "project_id", "path", "description"];
const DOCUMENT: [&str; 5] = ["id", "project_id", "name", "description", "contents"];
const HIGHLIGHT: [&str; 5] = ["id", "document_id", "start_offset", "end_offset", "snippet"];
const COMMAND: [&str; 3] = ["project_id", "user_login", "payload"];

/// The project in a database; several are refused, because each would be a study.
fn only_project(database: &mut Database, files: &Files) -> Result<i64, Problem> {
    let projects = database.rows("projects", ["id", "name"])?;
    match projects.as_slice() {
        [[id, _]] => Ok(id.number().unwrap_or(0)),
        [] => Err(Problem::new(
            &files.name,
            "is a database of Taguette without a project in it",
            "",
        )),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|[_, name]| format!("“{}”", name.words()))
                .collect();
            let what = format!(
                "holds {} projects of Taguette: {}",
                several.len(),
                names.join(", ")
            );
            let advice = "export the one that is wanted from its page in Taguette as a SQLite3 database, and import that";
            Err(Problem::new(&files.name, what, advice))
        }
    }
}

/// Adds the tags as codes below codes: one below another where that is its name up to a point, or where several share the part before one.
fn take_tags(gathered: &mut Gathered, rows: Vec<[Cell; 4]>, project: i64) -> HashMap<i64, At> {
    let ours = rows
        .into_iter()
        .filter(|[_, of, _, _]| of.number() == Some(project));
    let mut tags: Vec<(String, i64, String)> = ours
        .map(|[id, _, path, description]| {
            (path.words(), id.number().unwrap_or(0), description.words())
        })
        .collect();
    // In the order of their names, each stands after the one above it.
    tags.sort();
    let names: BTreeSet<&str> = tags.iter().map(|(path, _, _)| path.as_str()).collect();
    let mut shared: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, _, _) in &tags {
        for above in above(path) {
            *shared.entry(above).or_default() += 1;
        }
    }
    let is_level = |path: &str| names.contains(path) || shared.get(path).is_some_and(|n| *n > 1);
    let mut places: BTreeMap<String, At> = BTreeMap::new();
    let mut codes = HashMap::new();
    for (path, id, description) in &tags {
        let levels = above(path).filter(|above| is_level(above) && !names.contains(above));
        for level in levels.collect::<Vec<_>>() {
            if !places.contains_key(level) {
                put(gathered, &mut places, (level, ""));
                gathered.count("a group of tags that is no tag itself; it became a code that holds others and is not applied");
            }
        }
        let at = put(gathered, &mut places, (path, description));
        if let Some(code) = gathered.project.codes.get_mut(at.0) {
            code.assignable = true;
        }
        codes.insert(*id, at);
    }
    codes
}

/// The parts of a tag's name before its points, from the shortest to the longest.
fn above(path: &str) -> impl Iterator<Item = &str> {
    // Taguette takes no longer name; a point in one is no order.
    let points = path.match_indices('.').take(match path.len() {
        0..=LONGEST => LONGEST,
        _ => 0,
    });
    // A point at an end or beside white space ends a sentence or an abbreviation.
    points.filter_map(move |(at, _)| {
        let (before, after) = (path.get(..at)?, path.get(at + 1..)?);
        let is_tight = !before.ends_with([' ', '.']) && !after.starts_with([' ', '.']);
        (is_tight && !before.is_empty() && !after.is_empty()).then_some(before)
    })
}

fn put(
    gathered: &mut Gathered,
    places: &mut BTreeMap<String, At>,
    (path, description): (&str, &str),
) -> At {
    let parent = above(path)
        .filter_map(|above| Some((above, *places.get(above)?)))
        .last();
    let name = match parent {
        Some((above, _)) => path.get(above.len() + 1..).unwrap_or(path),
        None => path,
    };
    let at = At(gathered.project.codes.len());
    gathered.project.codes.push(Code {
        name: name.to_owned(),
        parent: parent.map(|(_, at)| at),
        definition: description.to_owned(),
        ..Code::default()
    });
    places.insert(path.to_owned(), at);
    at
}

fn take_documents(
    gathered: &mut Gathered,
    rows: Vec<[Cell; 5]>,
    project: i64,
) -> HashMap<i64, (At, Page)> {
    let mut pages = HashMap::new();
    for [id, of, name, description, contents] in rows {
        if of.number() != Some(project) {
            continue;
        }
        let page = Page::read(&contents.words());
        if let Some(at) = gathered.document(&name.words(), page.text(), None) {
            gathered.memo(On::Document(at), &description.words());
            pages.insert(id.number().unwrap_or(0), (at, page));
        }
    }
    pages
}

/// Who put which tag on which highlight, as the commands tell it.
#[derive(Default)]
struct Owners {
    of: HashMap<i64, BTreeMap<i64, String>>,
    coders: BTreeSet<String>,
}

/// What is read of a command.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Command {
    HighlightAdd {
        highlight_id: i64,
        #[serde(default)]
        tags: Vec<i64>,
    },
    TagMerge {
        src_tag_id: i64,
        dest_tag_id: i64,
    },
    #[serde(other)]
    Other,
}

impl Owners {
    fn of(rows: Vec<[Cell; 3]>, project: i64) -> Self {
        let mut owners = Self::default();
        for [of, user, payload] in rows {
            if of.number() != Some(project) {
                continue;
            }
            match serde_json::from_str(&payload.words()) {
                Ok(Command::HighlightAdd { highlight_id, tags }) => {
                    owners.coders.insert(user.words());
                    let before = owners.of.remove(&highlight_id).unwrap_or_default();
                    // Whoever changes a highlight names all its tags again; those that were there stay whose they were.
                    let now = tags.into_iter().map(|tag| {
                        let owner = before.get(&tag).cloned();
                        (tag, owner.unwrap_or_else(|| user.words()))
                    });
                    owners.of.insert(highlight_id, now.collect());
                }
                Ok(Command::TagMerge {
                    src_tag_id,
                    dest_tag_id,
                }) => {
                    for tags in owners.of.values_mut() {
                        if let Some(owner) = tags.remove(&src_tag_id) {
                            tags.entry(dest_tag_id).or_insert(owner);
                        }
                    }
                }
                Ok(Command::Other) | Err(_) => {}
            }
        }
        owners
    }

    fn of_tag(&self, highlight: i64, tag: i64) -> Option<&str> {
        self.of.get(&highlight)?.get(&tag).map(String::as_str)
    }
}

struct Highlights<'g> {
    gathered: &'g mut Gathered,
    pages: &'g HashMap<i64, (At, Page)>,
    tags: &'g HashMap<i64, At>,
    owners: &'g Owners,
    usual: &'g str,
    excerpts: usize,
    differing: Vec<String>,
}

impl Highlights<'_> {
    fn take(&mut self, row: &[Cell; 5], (number, tags): (i64, &[i64])) {
        let [_, document, start, end, snippet] = row;
        let page = document.number().and_then(|id| self.pages.get(&id));
        // Another project's highlights have no document here.
        let Some((document, page)) = page else {
            return;
        };
        let ends = start.number().zip(end.number());
        let Some(span) = ends.and_then(|ends| page.span(ends)) else {
            self.gathered
                .count("highlights that lie outside their document or have no words; left out");
            return;
        };
        self.excerpts += 1;
        let text = self.gathered.project.documents.get(document.0);
        let words = text.map_or("", |document| document.text.slice(span));
        let said = Page::read(&snippet.words()).text();
        if !letters(words).eq(letters(said.as_str())) {
            self.differing
                .push(format!("highlight {number}: “{}”", words.trim()));
        }
        if tags.is_empty() {
            self.gathered
                .count("highlights without a tag; left out, because a coding here has a code");
        }
        for tag in tags {
            let Some(code) = self.tags.get(tag) else {
                self.gathered
                    .count("tags on highlights that the project does not have; left out");
                continue;
            };
            let owner = self.owners.of_tag(number, *tag).unwrap_or(self.usual);
            let coder = self.gathered.coder(owner);
            self.gathered.coding(Coding {
                coder,
                code: *code,
                document: *document,
                span,
                value: None,
            });
        }
    }
}

fn letters(words: &str) -> impl Iterator<Item = char> {
    words.chars().filter(|c| !c.is_whitespace())
}
