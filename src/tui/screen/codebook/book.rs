//! The codebook as it was worked out when the study last changed: the tree with its counts, what is wrong with it, its past.
//!
//! Whatever takes time with the number of codings or lines is done here and not while drawing.

use std::collections::{BTreeSet, HashMap};

use unicode_width::UnicodeWidthStr as _;

use crate::codebook::{Code, Codebook, FrozenCode};
use crate::event::Event;
use crate::event::codebook::{CodeChange, Pointer};
use crate::filter::View;
use crate::history;
use crate::id::{CodeRef, CoderId, DocumentRef, Ref};
use crate::journal::Line;
use crate::lint::{says_never_used, warnings};
use crate::study::CodeNow;
use crate::usage::{Place, Usage};
use crate::version::changed_since;

/// A code in its place in the tree.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The code.
    pub id: CodeRef,
    /// Its fields.
    pub code: Code,
    /// How many codes stand above it.
    pub depth: usize,
    /// The code above it, by its place in the tree.
    pub parent: Option<usize>,
    /// The place after the last code below it.
    pub end: usize,
    /// Distinct excerpts, those of the codes below included, each once, in the order of the documents.
    pub excerpts: Vec<Place>,
    /// Whether it can no longer be applied.
    pub retired: bool,
    /// What people must decide about it.
    pub conflicts: Vec<String>,
}

/// One step in the past of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When, as the writer's clock said.
    pub at: String,
    /// The name of the line, as `ana:42`.
    pub name: String,
    /// Who.
    pub coder: CoderId,
    /// What, in few words.
    pub what: String,
    /// The words that were written, where there were any.
    pub words: String,
}

/// The codebook, worked out.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// The codes in tree order, retired ones too.
    pub entries: Vec<Entry>,
    /// The handles of codes that were never applied.
    pub unused: Vec<String>,
    /// What else the codebook lacks, a sentence each.
    pub warnings: Vec<String>,
    /// Which version is frozen and how many codes changed since, in words.
    pub version: String,
    /// Where codes lie.
    pub usage: Usage,
    /// The widest handle with what stands before it.
    pub widest: usize,
    past: HashMap<CodeRef, Vec<Told>>,
}

impl Book {
    /// Works the codebook out from what the viewer may see.
    pub fn of(view: &View<'_>, versions: &HashMap<Ref, Option<Vec<FrozenCode>>>) -> Self {
        let usage = Usage::of(view);
        let found = warnings(view, &usage);
        let (unused, others): (Vec<_>, Vec<_>) = found.into_iter().partition(says_never_used);
        let entries = entries(view, &usage);
        let width = |entry: &Entry| entry.depth * 2 + 2 + entry.code.id.width();
        Self {
            unused: unused.into_iter().map(|problem| problem.place).collect(),
            warnings: others.iter().map(ToString::to_string).collect(),
            version: version(view, versions),
            widest: entries.iter().map(width).max().unwrap_or(0),
            past: past(view),
            entries,
            usage,
        }
    }

    /// The place of a code in the tree.
    pub fn place(&self, code: CodeRef) -> Option<usize> {
        self.entries.iter().position(|entry| entry.id == code)
    }

    /// A code and those below it.
    pub fn with_below(&self, at: usize) -> &[Entry] {
        let end = self.entries.get(at).map_or(at, |entry| entry.end);
        self.entries.get(at..end).unwrap_or_default()
    }

    /// What was done to a code, the latest first.
    pub fn past(&self, code: CodeRef) -> &[Told] {
        self.past.get(&code).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many codes stand at the root.
    pub fn roots(&self) -> usize {
        let roots = self.entries.iter().filter(|entry| entry.parent.is_none());
        roots.count()
    }
}

fn entries(view: &View<'_>, usage: &Usage) -> Vec<Entry> {
    let known: HashMap<&str, &CodeNow> = view
        .codes()
        .filter(|code| code.merged_into.is_none())
        .map(|code| (code.code.id.as_str(), code))
        .collect();
    let in_order = view.codes().filter(|code| code.merged_into.is_none());
    let tree = Codebook::new(in_order.map(|code| code.code.clone()).collect());
    let mut conflicts = conflicts(view);
    let mut above: Vec<usize> = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    for code in tree.codes() {
        let Some(now) = known.get(code.id.as_str()) else {
            continue;
        };
        let depth = tree.depth(&code.id);
        above.truncate(depth);
        let at = entries.len();
        entries.push(Entry {
            id: now.id,
            code: code.clone(),
            depth,
            parent: above.last().copied(),
            end: at + 1,
            excerpts: Vec::new(),
            retired: now.retired,
            conflicts: conflicts.remove(&now.id).unwrap_or_default(),
        });
        above.push(at);
    }
    gather(view, &mut entries, usage);
    entries
}

/// Fills in ends and excerpts from the last code up, so that every code gives what it has to the one above.
fn gather(view: &View<'_>, entries: &mut [Entry], usage: &Usage) {
    let documents: HashMap<DocumentRef, usize> = view
        .all_documents()
        .iter()
        .map(|document| document.id)
        .zip(0..)
        .collect();
    let own = |entry: &Entry| usage.own(entry.id).clone();
    let mut places: Vec<BTreeSet<Place>> = entries.iter().map(own).collect();
    for at in (0..entries.len()).rev() {
        let mine = std::mem::take(&mut places[at]);
        let entry = &mut entries[at];
        entry.excerpts = mine.iter().copied().collect();
        entry
            .excerpts
            .sort_by_key(|(document, span)| (documents.get(document), *span));
        let (end, parent) = (entry.end, entry.parent);
        if let Some(parent) = parent {
            entries[parent].end = entries[parent].end.max(end);
            places[parent].extend(mine);
        }
    }
}

fn conflicts(view: &View<'_>) -> HashMap<CodeRef, Vec<String>> {
    let mut found: HashMap<CodeRef, Vec<String>> = HashMap::new();
    for conflict in view.conflicts() {
        for code in &conflict.codes {
            let said = found.entry(view.canonical_code(*code)).or_default();
            said.push(conflict.what.clone());
        }
    }
    found
}

fn version(view: &View<'_>, known: &HashMap<Ref, Option<Vec<FrozenCode>>>) -> String {
    let Some(version) = view.versions().last() else {
        return "no version is frozen yet".to_owned();
    };
    let day: String = version.at.chars().take(10).collect();
    let changes = match known.get(&version.id) {
        Some(Some(codes)) => match changed_since(view, codes) {
            0 => "draft changes: none".to_owned(),
            1 => "draft changes: 1 code".to_owned(),
            count => format!("draft changes: {count} codes"),
        },
        Some(None) => "its file is not here".to_owned(),
        None => "draft changes: …".to_owned(),
    };
    format!("codebook v{} frozen {day}, {changes}", version.number)
}

/// What was done to each code, the latest first.
fn past(view: &View<'_>) -> HashMap<CodeRef, Vec<Told>> {
    let mut past: HashMap<CodeRef, Vec<Told>> = HashMap::new();
    for line in view.lines() {
        let told = |code: CodeRef, what: String, words: &str| {
            (view.canonical_code(code), tell(view, line, (what, words)))
        };
        let steps = match line.event() {
            Some(Event::CodeAdd(e)) => {
                vec![told(CodeRef(line.id()), "added".to_owned(), &e.definition)]
            }
            Some(Event::CodeSet(e)) => {
                let (what, words) = said(&e.change);
                vec![told(e.code, what, &words)]
            }
            Some(Event::CodePoint(e)) => pointed(view, e.code, e.to)
                .into_iter()
                .map(|(code, what)| told(code, what, ""))
                .collect(),
            _ => continue,
        };
        for (code, step) in steps {
            past.entry(code).or_default().push(step);
        }
    }
    past.values_mut().for_each(|steps| steps.reverse());
    past
}

fn tell(view: &View<'_>, line: &Line, (what, words): (String, &str)) -> Told {
    let coder = view.writer_of(line).cloned();
    let undone = if view.is_in_force(line) {
        ""
    } else {
        "undone: "
    };
    Told {
        at: line.head.at.as_str().to_owned(),
        name: history::line_name(view, line.id()),
        coder: coder.unwrap_or_else(|| CoderId(line.head.writer.0.clone())),
        what: format!("{undone}{what}"),
        words: words.to_owned(),
    }
}

fn said(change: &CodeChange) -> (String, String) {
    let changed = |words: &str| {
        let field = change.field().replace('_', " ");
        (format!("{field} changed"), words.to_owned())
    };
    match change {
        CodeChange::Handle(words)
        | CodeChange::Name(words)
        | CodeChange::Origin(words)
        | CodeChange::Definition(words)
        | CodeChange::UseWhen(words)
        | CodeChange::NotWhen(words)
        | CodeChange::Example(words) => changed(words),
        CodeChange::Scale(labels) => changed(&labels.join(", ")),
        CodeChange::Use(_) => changed(""),
        CodeChange::Assignable(true) => ("can be applied".to_owned(), String::new()),
        CodeChange::Assignable(false) => ("made a container".to_owned(), String::new()),
        CodeChange::Retired(true) => ("retired".to_owned(), String::new()),
        CodeChange::Retired(false) => ("taken up again".to_owned(), String::new()),
    }
}

/// A move is told of the code that moved, a merge of both.
fn pointed(view: &View<'_>, code: CodeRef, to: Pointer) -> Vec<(CodeRef, String)> {
    let named = |id: CodeRef| history::code(view, id);
    match to {
        Pointer::Parent(None) => vec![(code, "moved to the root".to_owned())],
        Pointer::Parent(Some(parent)) => vec![(code, format!("moved below {}", named(parent)))],
        Pointer::Merged(into) => vec![
            (code, format!("merged into {}", named(into))),
            (into, format!("{} merged into it", named(code))),
        ],
    }
}
