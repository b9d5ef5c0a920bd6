//! A project of qualitative-coding (qc): its settings, its codebook, the texts of its corpus, and coded lines.
//!
//! It codes whole lines, counted from 0, and a name stands for one code wherever it is in the tree. The texts are files beside the
//! database; one that is not there is told with what was coded in it.

use std::collections::{BTreeMap, HashMap};

use crate::document::Kind;
use crate::foreign::database::{Cell, Database};
use crate::foreign::gathered::Gathered;
use crate::foreign::yaml::{self, Node};
use crate::foreign::{Files, Program, SETTINGS, inside, settings_of};
use crate::number::counted;
use crate::problem::Problem;
use crate::project::{At, Code, Coding, Project};
use crate::text::Text;
use crate::text::span::{Position, Span};

/// How deep a codebook may be.
const DEEPEST: usize = 64;

/// The files beside the database: the codebook, the text of every document, and whatever is in the folder of memos.
pub fn wanted(files: &Files) -> Result<Vec<String>, Problem> {
    let places = Places::of(files)?;
    let mut database = Database::open(files)?;
    let documents = database.rows("document", ["file_path"])?;
    let texts = documents
        .iter()
        .filter_map(|[path]| places.text(&path.words()));
    let memos = places.memos.iter().map(|memos| format!("{memos}/"));
    Ok(std::iter::once(places.codebook.clone())
        .chain(texts)
        .chain(memos)
        .collect())
}

/// Reads a project.
pub fn project(files: &Files) -> Result<Project, Problem> {
    let places = Places::of(files)?;
    let mut database = Database::open(files)?;
    let mut gathered = Gathered::new(files, Program::Qc);
    let mut codes = take_codebook(&mut gathered, files.others.get(&places.codebook));
    for [name] in database.rows("code", ["name"])? {
        let name = name.words();
        codes.entry(name).or_insert_with_key(|name| {
            gathered.count("codes that the codebook does not have; put at its root");
            add(&mut gathered, (name, None))
        });
    }
    for [name] in database.rows("coder", ["name"])? {
        gathered.coder(&name.words());
    }
    let documents = take_documents(&mut gathered, &mut database, (files, &places))?;
    take_lines(&mut gathered, &mut database, (&documents, &codes))?;
    take_memos(&mut gathered, (files, &places));
    Ok(gathered.finish())
}

/// Where things are, below the project's folder.
struct Places {
    corpus: String,
    codebook: String,
    memos: Option<String>,
}

impl Places {
    fn of(files: &Files) -> Result<Self, Problem> {
        let settings = files.others.get(SETTINGS);
        let settings = settings.and_then(|bytes| settings_of(bytes));
        let place = |key: &str| inside(settings.as_ref()?.get(key)?.words()?);
        let places = place("corpus_dir").zip(place("codebook"));
        let (corpus, codebook) = places.ok_or_else(|| {
            Problem::new(
                &files.name,
                format!("has no {SETTINGS} beside it that says where, below its folder, corpus and codebook are"),
                "import the whole project folder of qualitative-coding",
            )
        })?;
        let memos = place("memos_dir");
        Ok(Self {
            corpus,
            codebook,
            memos,
        })
    }

    /// Where the text of a document is; nothing where that would be outside the corpus.
    fn text(&self, path: &str) -> Option<String> {
        Some(format!("{}/{}", self.corpus, inside(path)?))
    }
}

/// The codes of the codebook by name.
fn take_codebook(gathered: &mut Gathered, bytes: Option<&Vec<u8>>) -> HashMap<String, At> {
    let mut codes = HashMap::new();
    let text = bytes.map(|bytes| String::from_utf8_lossy(bytes));
    match text.as_deref().map(yaml::parse) {
        None => gathered.tell("its codebook is not there", ""),
        Some(Err(why)) => gathered.tell(format!("its codebook {why}"), "run: qc codebook"),
        Some(Ok(node)) => take_nodes(gathered, (&node, None), &mut codes, 0),
    }
    codes
}

fn take_nodes(
    gathered: &mut Gathered,
    (node, parent): (&Node, Option<At>),
    codes: &mut HashMap<String, At>,
    depth: usize,
) {
    if depth > DEEPEST {
        return;
    }
    match node {
        Node::Nothing => {}
        Node::Words(name) => put(gathered, (name, parent), codes),
        Node::List(nodes) => {
            for node in nodes {
                take_nodes(gathered, (node, parent), codes, depth + 1);
            }
        }
        Node::Pairs(pairs) => {
            for (name, below) in pairs {
                put(gathered, (name, parent), codes);
                let at = codes.get(name).copied();
                take_nodes(gathered, (below, at), codes, depth + 1);
            }
        }
    }
}

fn put(
    gathered: &mut Gathered,
    (name, parent): (&str, Option<At>),
    codes: &mut HashMap<String, At>,
) {
    if codes.contains_key(name) {
        let what =
            "names that the codebook has more than once; each is one code, at its first place";
        gathered.count(what);
        return;
    }
    let at = add(gathered, (name, parent));
    codes.insert(name.to_owned(), at);
}

fn add(gathered: &mut Gathered, (name, parent): (&str, Option<At>)) -> At {
    gathered.project.codes.push(Code {
        name: name.to_owned(),
        parent,
        assignable: true,
        ..Code::default()
    });
    At(gathered.project.codes.len() - 1)
}

/// A document and where its lines are.
type Lines = (At, Vec<Span>);

fn take_documents(
    gathered: &mut Gathered,
    database: &mut Database,
    (files, places): (&Files, &Places),
) -> Result<BTreeMap<String, Lines>, Problem> {
    let mut documents = BTreeMap::new();
    for [path] in database.rows("document", ["file_path"])? {
        let path = path.words();
        let bytes = places.text(&path).and_then(|path| files.others.get(&path));
        let Some(bytes) = bytes else {
            let what = format!("“{path}” is not in its corpus and is left out");
            gathered.tell(what, "put the file back, and import again");
            continue;
        };
        let Ok(raw) = std::str::from_utf8(bytes) else {
            gathered.tell(format!("“{path}” is not UTF-8 and is left out"), "");
            continue;
        };
        let name = path
            .rsplit_once('.')
            .map_or(path.as_str(), |(stem, _)| stem);
        if let Some(at) = gathered.document(name, Text::from_source(raw), None) {
            documents.insert(path, (at, lines(raw)));
        }
    }
    Ok(documents)
}

/// Its memos are files that hang on nothing, so each comes as a document.
fn take_memos(gathered: &mut Gathered, (files, places): (&Files, &Places)) {
    let Some(folder) = &places.memos else { return };
    let below = format!("{folder}/");
    let all = files.others.iter();
    let memos = all.filter_map(|(path, bytes)| Some((path.strip_prefix(&below)?, bytes)));
    let mut taken = 0;
    for (name, bytes) in memos {
        match std::str::from_utf8(bytes).map(Text::from_source) {
            Ok(text) if text.as_str().trim().is_empty() => {}
            Ok(text) => {
                let at = gathered.document(name, text, Some(Kind::Document));
                taken += usize::from(at.is_some());
            }
            Err(_) => gathered.tell(
                format!("the memo “{name}” is not UTF-8 and is left out"),
                "",
            ),
        }
    }
    if taken > 0 {
        let what = format!(
            "{}: each is a document now, because memos of qualitative-coding hang on nothing",
            counted(taken, "memo")
        );
        gathered.tell(
            what,
            "intercoder document retire takes one out of every count",
        );
    }
}

/// Where the lines of a text are in our form of it. Python ends a line at LF, CR and both; we write more than these as LF.
fn lines(raw: &str) -> Vec<Span> {
    let raw = raw.strip_prefix('\u{feff}').unwrap_or(raw);
    let raw = raw.replace("\r\n", "\n").replace('\r', "\n");
    let mut start = 0_u32;
    let lines = raw.split('\n').map(|line| {
        let length = u32::try_from(line.chars().count()).unwrap_or(u32::MAX);
        let end = start.saturating_add(length);
        let span = Span::between(Position(start), Position(end));
        start = end.saturating_add(1);
        span
    });
    lines.collect()
}

fn take_lines(
    gathered: &mut Gathered,
    database: &mut Database,
    (documents, codes): (&BTreeMap<String, Lines>, &HashMap<String, At>),
) -> Result<(), Problem> {
    let of_index = named(database.rows("document_index", ["id", "document_id"])?);
    let of_location = named(database.rows("location", ["id", "document_index_id"])?);
    let links = database.rows(
        "coded_line_location_association",
        ["coded_line_id", "location_id"],
    )?;
    let of_line = named(links);
    let mut lost: BTreeMap<String, usize> = BTreeMap::new();
    for [id, line, coder, code] in
        database.rows("coded_line", ["id", "line", "coder_id", "code_id"])?
    {
        let path = of_line
            .get(&id.words())
            .and_then(|location| of_location.get(location))
            .and_then(|index| of_index.get(index));
        let Some(path) = path else {
            gathered.count("coded lines of no document; left out");
            continue;
        };
        let Some((document, lines)) = documents.get(path) else {
            *lost.entry(path.clone()).or_default() += 1;
            continue;
        };
        let number = line.number().and_then(|line| usize::try_from(line).ok());
        let span = number.and_then(|line| lines.get(line)).copied();
        let code = codes.get(&code.words()).copied();
        let (Some(span), Some(code)) = (span.filter(|span| !span.is_empty()), code) else {
            gathered.count("coded lines that are empty or behind the end of their text; left out");
            continue;
        };
        let coder = gathered.coder(&coder.words());
        gathered.coding(Coding {
            coder,
            code,
            document: *document,
            span,
            value: None,
        });
    }
    for (path, count) in lost {
        let what = format!(
            "{} of “{path}” left out with it",
            counted(count, "coded line")
        );
        gathered.tell(what, "");
    }
    Ok(())
}

/// What the second column says by what the first one says.
fn named(rows: Vec<[Cell; 2]>) -> HashMap<String, String> {
    let rows = rows.into_iter();
    rows.map(|[key, value]| (key.words(), value.words()))
        .collect()
}
