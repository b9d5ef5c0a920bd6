//! A project of QualCoder: categories and codes, files, coded text, cases with attributes, annotations and journal.
//!
//! Places are counted in characters by Python; every excerpt carries its words, so the way of counting is checked against all of
//! them. A category becomes a code that is not applied. What is coded in pictures, sound and film is counted and told.

use std::collections::HashMap;

use crate::document::Kind;
use crate::foreign::database::{Cell, Database};
use crate::foreign::gathered::Gathered;
use crate::foreign::{Files, Program};
use crate::person::Value;
use crate::problem::Problem;
use crate::project::{At, Code, Coding, On, Person, Project};
use crate::refi::reading::{self, Reading, Source};
use crate::text::Text;
use crate::text::span::{Position, Span};

/// Reads a database.
pub fn project(files: &Files) -> Result<Project, Problem> {
    let mut database = Database::open(files)?;
    let mut gathered = Gathered::new(files, Program::QualCoder);
    let codes = take_codes(&mut gathered, &mut database)?;
    let mut sources = take_sources(&mut gathered, &mut database)?;
    for [name] in database.rows("coder_names", ["name"])? {
        gathered.coder(&name.words());
    }
    let reading = take_codings(&mut gathered, &mut database, (&mut sources, &codes))?;
    take_people(&mut gathered, &mut database, (&sources, reading))?;
    take_annotations(&mut gathered, &mut database, (&sources, reading))?;
    take_attributes(&mut gathered, &mut database, &sources)?;
    take_journal(&mut gathered, &mut database)?;
    for (table, what) in [
        (
            "code_image",
            "codes on areas of pictures or pages; left out",
        ),
        ("code_av", "codes on stretches of sound or film; left out"),
        ("graph", "drawings; left out"),
    ] {
        for [_] in database.rows(table, ["rowid"])? {
            gathered.count(what);
        }
    }
    for [memo] in database.rows("project", ["memo"])? {
        if !memo.words().trim().is_empty() {
            let what = "the memo of the project itself has no place here and is left out";
            gathered.tell(what, "");
        }
    }
    Ok(gathered.finish())
}

/// How deep categories may be; those below are put at the root.
const DEEPEST: usize = 64;

/// Codes by their number there.
type Codes = HashMap<i64, At>;

fn take_codes(gathered: &mut Gathered, database: &mut Database) -> Result<Codes, Problem> {
    let mut waiting = database.rows("code_cat", ["catid", "name", "memo", "supercatid"])?;
    let mut categories = Codes::new();
    // Each round adds those whose category above is there; in a ring nobody is, and its members end at the root.
    for round in 0.. {
        if waiting.is_empty() {
            break;
        }
        let before = waiting.len();
        let is_ready = |row: &mut [Cell; 4]| {
            let [_, _, _, above] = row;
            above
                .number()
                .is_none_or(|above| categories.contains_key(&above))
        };
        let ready: Vec<_> = waiting.extract_if(.., is_ready).collect();
        let ready = match waiting.len() == before || round == DEEPEST {
            true => ready.into_iter().chain(waiting.drain(..)).collect(),
            false => ready,
        };
        for [id, name, memo, above] in ready {
            let parent = above.number().and_then(|above| categories.get(&above));
            let at = At(gathered.project.codes.len());
            gathered.project.codes.push(Code {
                name: name.words(),
                parent: parent.copied(),
                definition: memo.words(),
                assignable: false,
                ..Code::default()
            });
            categories.insert(id.number().unwrap_or(0), at);
        }
    }
    let mut codes = Codes::new();
    let rows = database.rows("code_name", ["cid", "name", "memo", "catid", "color"])?;
    for [id, name, memo, category, color] in rows {
        let parent = category.number().and_then(|id| categories.get(&id));
        codes.insert(id.number().unwrap_or(0), At(gathered.project.codes.len()));
        gathered.project.codes.push(Code {
            name: name.words(),
            parent: parent.copied(),
            definition: memo.words(),
            assignable: true,
            color: Some(color.words().to_lowercase()).filter(|color| is_color(color)),
            ..Code::default()
        });
    }
    Ok(codes)
}

fn is_color(words: &str) -> bool {
    let digits = words.strip_prefix('#').unwrap_or_default();
    digits.len() == 6 && digits.chars().all(|c| c.is_ascii_hexdigit())
}

/// A file with words.
struct File {
    at: At,
    source: Source,
    /// An end from here on is the end of the file: QualCoder counts it with and without the last character.
    almost_all: Position,
}

/// Files by their number there.
type Sources = HashMap<i64, File>;

fn take_sources(gathered: &mut Gathered, database: &mut Database) -> Result<Sources, Problem> {
    let mut sources = Sources::new();
    for [id, name, words, memo] in database.rows("source", ["id", "name", "fulltext", "memo"])? {
        let raw = words.words();
        if raw.is_empty() {
            gathered.count("pictures, recordings and other files without words; left out");
            continue;
        }
        let text = Text::from_source(&raw);
        let almost_all = Position(text.len().0.saturating_sub(1));
        if let Some(at) = gathered.document(&name.words(), text, None) {
            gathered.memo(On::Document(at), &memo.words());
            let source = Source {
                raw,
                excerpts: Vec::new(),
            };
            let file = File {
                at,
                source,
                almost_all,
            };
            sources.insert(id.number().unwrap_or(0), file);
        }
    }
    Ok(sources)
}

const CODED: [&str; 7] = ["cid", "fid", "pos0", "pos1", "seltext", "owner", "memo"];

/// Takes the codings, and gives the way of counting that suits their words.
fn take_codings(
    gathered: &mut Gathered,
    database: &mut Database,
    (sources, codes): (&mut Sources, &Codes),
) -> Result<Reading, Problem> {
    let rows = database.rows("code_text", CODED)?;
    let all: Vec<Stretch> = rows
        .iter()
        .map(|[_, file, start, end, ..]| stretch((file, start, end)))
        .collect();
    for ((file, start, end), [_, _, _, _, words, ..]) in all.iter().zip(&rows) {
        if let Some(known) = sources.get_mut(file) {
            known.source.excerpts.push((*start, *end, words.words()));
        }
    }
    let mut numbers: Vec<&i64> = sources.keys().collect();
    numbers.sort_unstable();
    let sorted = numbers.into_iter().filter_map(|number| sources.get(number));
    let read: Vec<Source> = sorted.map(|file| file.source.clone()).collect();
    let texts: Vec<Text> = read
        .iter()
        .map(|source| Text::from_source(&source.raw))
        .collect();
    let texts: Vec<&Text> = texts.iter().collect();
    let reading = reading::resolve("QualCoder", (&read, &texts)).reading;
    let places = placed((sources, reading), &all);
    let (mut excerpts, mut differing) = (0, Vec::new());
    for ([code, _, _, _, words, owner, memo], place) in rows.into_iter().zip(places) {
        let code = code.number().and_then(|code| codes.get(&code)).copied();
        let (Some(code), Some((document, span))) = (code, place) else {
            gathered.count("codings of a code or a text that the project does not have; left out");
            continue;
        };
        excerpts += 1;
        if let Some(known) = gathered.project.documents.get(document.0) {
            let there = known.text.slice(span).split_whitespace();
            if !there.eq(words.words().split_whitespace()) {
                let start = span.start().0;
                differing.push(format!("character {start} of {}", known.name));
            }
        }
        let coder = gathered.coder(&owner.words());
        let coding = gathered.coding(Coding {
            coder,
            code,
            document,
            span,
            value: None,
        });
        gathered.memo(On::Coding(coding), &memo.words());
    }
    gathered.verified((excerpts, differing));
    Ok(reading)
}

/// A stretch of a file as the database has it: the file's number, and both its ends.
type Stretch = (i64, u64, u64);

/// Where a row says that something is; a place that is none lies behind every text.
fn stretch((file, start, end): (&Cell, &Cell, &Cell)) -> Stretch {
    let place = |cell: &Cell| cell.number().and_then(|at| u64::try_from(at).ok());
    (
        file.number().unwrap_or(i64::MIN),
        place(start).unwrap_or(u64::MAX),
        place(end).unwrap_or(0),
    )
}

/// Where stretches are in our form of their texts: each text is walked once, however many there are.
fn placed((sources, reading): (&Sources, Reading), all: &[Stretch]) -> Vec<Option<(At, Span)>> {
    let mut by_file: HashMap<i64, Vec<usize>> = HashMap::new();
    for (at, (file, _, _)) in all.iter().enumerate() {
        by_file.entry(*file).or_default().push(at);
    }
    let mut found = vec![None; all.len()];
    for (number, places) in by_file {
        let Some(file) = sources.get(&number) else {
            continue;
        };
        let excerpts = places.iter().filter_map(|at| all.get(*at));
        let source = Source {
            raw: file.source.raw.clone(),
            excerpts: excerpts
                .map(|(_, start, end)| (*start, *end, String::new()))
                .collect(),
        };
        for (at, span) in places.iter().zip(reading::spans(&source, reading)) {
            if let Some(place) = found.get_mut(*at) {
                *place = span
                    .filter(|span| !span.is_empty())
                    .map(|span| (file.at, span));
            }
        }
    }
    found
}

fn take_people(
    gathered: &mut Gathered,
    database: &mut Database,
    (sources, reading): (&Sources, Reading),
) -> Result<(), Problem> {
    let mut people = HashMap::new();
    for [id, name, memo] in database.rows("cases", ["caseid", "name", "memo"])? {
        let at = At(gathered.project.people.len());
        gathered.project.people.push(Person {
            name: name.words(),
            ..Person::default()
        });
        gathered.memo(On::Person(at), &memo.words());
        people.insert(id.number().unwrap_or(0), at);
    }
    let rows = database.rows("case_text", ["caseid", "fid", "pos0", "pos1"])?;
    let all: Vec<Stretch> = rows
        .iter()
        .map(|[_, file, start, end]| stretch((file, start, end)))
        .collect();
    let places = placed((sources, reading), &all);
    for (([case, ..], (file, start, _)), place) in rows.iter().zip(&all).zip(places) {
        let person = case.number().and_then(|id| people.get(&id));
        let person = person.and_then(|at: &At| gathered.project.people.get_mut(at.0));
        let (Some(person), Some(file)) = (person, sources.get(file)) else {
            gathered.count("links of cases to files without words; left out");
            continue;
        };
        match place {
            Some((document, span)) if *start > 0 || span.end() < file.almost_all => {
                person.stretches.push((document, span));
            }
            _ => person.documents.push(file.at),
        }
    }
    take_case_attributes(gathered, database, &people)
}

const ATTRIBUTE: [&str; 4] = ["name", "attr_type", "value", "id"];

fn take_case_attributes(
    gathered: &mut Gathered,
    database: &mut Database,
    people: &HashMap<i64, At>,
) -> Result<(), Problem> {
    for [name, kind, value, id] in database.rows("attribute", ATTRIBUTE)? {
        let person = id.number().and_then(|id| people.get(&id));
        let person = person.and_then(|at| gathered.project.people.get_mut(at.0));
        let words = value.words();
        if let (Some(person), "case", false) =
            (person, kind.words().as_str(), words.trim().is_empty())
        {
            let values = person.attributes.entry(name.words()).or_default();
            values.push(Value::parse(words.trim()));
        }
    }
    Ok(())
}

fn take_attributes(
    gathered: &mut Gathered,
    database: &mut Database,
    sources: &Sources,
) -> Result<(), Problem> {
    for [name, kind, value, id] in database.rows("attribute", ATTRIBUTE)? {
        let file = id.number().and_then(|id| sources.get(&id));
        let document = file.and_then(|file| gathered.project.documents.get_mut(file.at.0));
        let words = value.words();
        if let (Some(document), "file", false) =
            (document, kind.words().as_str(), words.trim().is_empty())
        {
            let values = document.attributes.entry(name.words()).or_default();
            values.push(Value::parse(words.trim()));
        }
    }
    Ok(())
}

fn take_annotations(
    gathered: &mut Gathered,
    database: &mut Database,
    (sources, reading): (&Sources, Reading),
) -> Result<(), Problem> {
    let rows = database.rows("annotation", ["fid", "pos0", "pos1", "memo"])?;
    let all: Vec<Stretch> = rows
        .iter()
        .map(|[file, start, end, _]| stretch((file, start, end)))
        .collect();
    for ([.., memo], place) in rows.iter().zip(placed((sources, reading), &all)) {
        match place {
            Some((at, span)) => gathered.memo(On::Stretch(at, span), &memo.words()),
            None => gathered.count("annotations that lie outside their text; left out"),
        }
    }
    Ok(())
}

/// The journal has no place of its own here, so each entry becomes a document, as a note that nothing refers to does.
fn take_journal(gathered: &mut Gathered, database: &mut Database) -> Result<(), Problem> {
    for [name, words] in database.rows("journal", ["name", "jentry"])? {
        let words = words.words();
        if words.trim().is_empty() {
            continue;
        }
        let text = Text::from_source(&words);
        let at = gathered.document(&name.words(), text, Some(Kind::Document));
        if at.is_some() {
            gathered.count("an entry of the journal; it became a document");
        }
    }
    Ok(())
}
