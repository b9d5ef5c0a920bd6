//! `document redact`: names give way to pseudonyms in the texts themselves, after coding.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::cli::context::{Context, document, joined};
use crate::cli::document::correct::{Planned, Trial, carry_out, plan};
use crate::cli::failure::Failure;
use crate::cli::redact::{names, screen};
use crate::correction::edit::{Edit, Revised, span_of};
use crate::disclosure::identifier::Screen;
use crate::disclosure::names::Names;
use crate::disclosure::shape::Kind;
use crate::document::Document;
use crate::filter::View;
use crate::number::counted;
use crate::session::Session;
use crate::store::texts::Shelf;
use crate::texts::Passage;

/// Put pseudonyms in the place of names, in the texts themselves
///
/// Names come from a map, a CSV with the columns name and pseudonym that is kept outside the study; a name without a pseudonym
/// becomes [name]. Labels are redacted too and stand for whom they stood. Every coder's excerpts move along. Texts as they were stay
/// in the study, and the files are named: undo needs them. Titles, memos and handles are not looked at.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The documents.
    #[arg(required_unless_present = "all")]
    documents: Vec<String>,
    /// All documents.
    #[arg(long, conflicts_with = "documents")]
    all: bool,
    /// The map of names.
    #[arg(long, value_name = "CSV")]
    names: PathBuf,
    /// Also what is an identifier by its shape: e-mail, phone, dates, addresses, web addresses, ages over 89.
    #[arg(long)]
    shapes: bool,
    #[command(flatten)]
    trial: Trial,
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    // What stands for a name must be none itself: the screen refuses such a map.
    let (screen, names) = (screen(Some(&args.names))?, names(&args.names)?);
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let named = args.documents.iter().map(|handle| document(&view, handle));
    let named: Vec<&Document> = named.collect::<Result<_, _>>()?;
    let documents: Vec<&Document> = match args.all {
        // A retired document lies in the folder like any other.
        true => view.all_documents().iter().collect(),
        false => named,
    };
    let (texts, problems) = session.texts(documents.iter().copied())?;
    context.out.problems(&problems)?;
    let sought = match args.shapes {
        true => Sought::Shapes(&screen),
        false => Sought::Names(&names),
    };
    let mut work = Work::default();
    for document in documents {
        if let Some(passage) = texts.current(document) {
            work.take((&session, &view), (document, passage), (&sought, &names))?;
        }
    }
    drop(view);
    if work.planned.is_empty() {
        return context
            .out
            .line("none of the names stands there, nothing to do");
    }
    let is_json = context.out.is_json();
    carry_out(context, &mut session, (work.planned, args.trial))?;
    if is_json {
        return Ok(());
    }
    context.out.line(format!(
        "  {}; the words as they were stay in the study, and whoever has its folder can read them, in:",
        counted(work.places, "place")
    ))?;
    let mut lines = work.files.iter();
    lines.try_for_each(|file| context.out.line(format!("    {file}")))
}

/// What is to be done, document by document.
#[derive(Default)]
struct Work {
    planned: Vec<Planned>,
    /// The files that will still hold the words as they were.
    files: Vec<String>,
    /// In how many places names give way.
    places: usize,
}

impl Work {
    /// Takes up a document, unless nothing of it is sought.
    fn take(
        &mut self,
        (session, view): (&Session, &View<'_>),
        (document, passage): (&Document, &Passage),
        (sought, names): (&Sought<'_>, &Names),
    ) -> Result<(), Failure> {
        let edits = sought.edits(passage);
        if edits.is_empty() {
            return Ok(());
        }
        let places = edits.len();
        let revised = Revised::by(passage, edits);
        let left = revised.passage();
        let left = left.map_or(0, |passage| names.find(passage.text.as_str()).len());
        if left > 0 {
            return Err(Failure::refused(format!(
                "in {} pseudonyms and the words around them would make {} again: nothing was written",
                document.handle,
                counted(left, "name")
            ))
            .hint("give other pseudonyms"));
        }
        self.places += places;
        self.planned
            .push(plan(view, document, (passage, &revised))?);
        self.files.extend(holders(session, document)?);
        Ok(())
    }
}

/// What is taken out.
enum Sought<'a> {
    Names(&'a Names),
    Shapes(&'a Screen),
}

impl Sought<'_> {
    fn edits(&self, passage: &Passage) -> Vec<Edit> {
        let text = passage.text.as_str();
        let edit = |(bytes, words)| Edit {
            at: span_of(&passage.text, bytes),
            words,
        };
        match self {
            Self::Shapes(screen) => {
                let edits = screen.edits(text).into_iter();
                edits.map(|one| edit((one.at, one.instead))).collect()
            }
            Self::Names(names) => {
                let instead = |name: &str| names.instead(name).map(str::to_owned);
                let found = names.find(text).into_iter().map(|bytes| {
                    let name = text.get(bytes.clone()).unwrap_or_default();
                    let words = instead(name).unwrap_or_else(|| Kind::Name.mark());
                    edit((bytes, words))
                });
                found.collect()
            }
        }
    }
}

/// The files of a study that hold the words of a document as they are before the correction, and the file it came from.
fn holders(session: &Session, document: &Document) -> Result<BTreeSet<String>, Failure> {
    let shelf = Shelf::list(session.folder())?;
    let texts = document.revisions.iter().map(|revision| revision.text);
    let all = texts.chain([document.source.sha256]);
    Ok(all.flat_map(|digest| shelf.names(&digest)).collect())
}
