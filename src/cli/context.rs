//! What a command works with: the machine, the study asked for, who is asking, and where answers go.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::Path;

use crate::cli::Globals;
use crate::cli::failure::Failure;
use crate::cli::output::{Output, Readers};
use crate::compare::is_reflexive;
use crate::document::Document;
use crate::event::study::CoderRole;
use crate::filter::{Layer, View};
use crate::id::{CoderId, slug};
use crate::reconcile::may_decide;
use crate::session::{CreateError, Host, NotOpened, NotSaved, Session};
use crate::store::Refused;
use crate::store::layout::{Folder, FolderError};
use crate::store::outside;
use crate::store::state::State;
use crate::store::withdrawn::not_noted;
use crate::study::{CodeNow, Version, draft::TooLong};
use crate::texts::Texts;
use crate::themes::is_of_people;

/// The largest file a user may name, in bytes.
const LARGEST_FILE: u64 = 256 << 20;

/// A command's surroundings.
pub struct Context {
    /// What every command understands.
    pub globals: Globals,
    host: Box<dyn Fn() -> Host>,
    /// What this machine keeps about the study that was opened last.
    state: Option<State>,
    /// Where answers go.
    pub out: Output,
}

impl Context {
    /// The surroundings of one run.
    pub fn new(globals: Globals, host: Box<dyn Fn() -> Host>) -> Self {
        let readers = if globals.json {
            Readers::Programs
        } else {
            Readers::People
        };
        Self {
            out: Output::standard(readers),
            globals,
            host,
            state: None,
        }
    }

    /// The machine.
    pub fn host(&self) -> Host {
        (self.host)()
    }

    /// Opens the study asked for.
    pub fn open(&mut self) -> Result<Session, Failure> {
        let folder = match &self.globals.study {
            Some(folder) => Folder::open(folder)?,
            None => Folder::find(Path::new("."))?,
        };
        self.open_folder(folder)
    }

    /// Opens a study by its folder, as the coder asked for, or as whoever last wrote to it from here.
    pub fn open_folder(&mut self, folder: Folder) -> Result<Session, Failure> {
        let host = self.host();
        let coder = self.globals.coder.as_deref().map(CoderId::from);
        self.state = Some(State::at(&host.state, &folder));
        let mut session = Session::open(host, folder, coder)?;
        session.obey_quietly();
        self.out.problems(&session.told_damage())?;
        self.out.problems(&session.problems)?;
        Ok(session)
    }

    /// Asks a person; where nobody can answer, the answer is no.
    pub fn says_yes(&mut self, question: &str) -> Result<bool, Failure> {
        if !io::stdin().is_terminal() || self.out.is_json() {
            return Ok(false);
        }
        self.out.text(question)?;
        self.out.flush()?;
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        read.map_err(|cause| Failure::new(format!("no answer could be read: {cause}")))?;
        Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
    }

    /// Notes which files were written from the study, so that a withdrawal can name those that may hold what was taken back.
    pub fn note_written(&mut self) -> Result<(), Failure> {
        let written = std::mem::take(&mut self.out.written);
        let Some(state) = self.state.as_ref().filter(|_| !written.is_empty()) else {
            return Ok(());
        };
        match state.note_written(&written) {
            Ok(()) => Ok(()),
            Err(refused) => self.out.problems(&[not_noted(&refused)]),
        }
    }

    /// The words of all documents and frozen codebooks; refused where any is missing, unless that is allowed.
    pub fn texts(&mut self, session: &Session) -> Result<Texts, Failure> {
        let (texts, problems) = session.everything()?;
        self.out.problems(&problems)?;
        Ok(texts)
    }

    /// The words of all documents for figures, and the sentence to print with them where the study is incomplete and that is
    /// allowed.
    pub fn whole(&mut self, session: &Session) -> Result<(Texts, Option<String>), Failure> {
        let read = session.everything();
        let incomplete = self.allowed(session, session.lacking_beside(&read))?;
        let (texts, problems) = read?;
        self.out.problems(&problems)?;
        Ok((texts, incomplete))
    }

    /// Refuses an incomplete study for figures, unless that is allowed; gives the sentence to print with them.
    pub fn completeness(&self, session: &Session) -> Result<Option<String>, Failure> {
        self.allowed(session, session.lacking())
    }

    fn allowed(
        &self,
        session: &Session,
        missing: Option<String>,
    ) -> Result<Option<String>, Failure> {
        let Some(missing) = missing else {
            return Ok(None);
        };
        if self.globals.allow_incomplete {
            return Ok(Some(format!("incomplete study: {missing}")));
        }
        let remedy = session.remedy();
        Err(
            Failure::refused(format!("the study is incomplete: {missing}")).hint(format!(
                "{remedy}; --allow-incomplete prints the figures with this sentence"
            )),
        )
    }

    /// A file that the user named.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, Failure> {
        outside::read(path, LARGEST_FILE).map_err(|cause| Failure::new(cause.to_string()))
    }

    /// A file of text that the user named.
    pub fn read_text(&self, path: &Path) -> Result<String, Failure> {
        let not_text = || {
            Failure::new(format!("{} is not UTF-8 text", path.display())).hint("save it as UTF-8")
        };
        String::from_utf8(self.read(path)?).map_err(|_| not_text())
    }
}

/// Refuses figures of agreement in a reflexive study, whose team talks about its readings.
pub fn figures(session: &Session) -> Result<(), Failure> {
    match is_reflexive(&session.view()) {
        false => Ok(()),
        true => Err(
            Failure::refused("this study is reflexive: figures of agreement are off").hint(
                "see readings side by side with: intercoder compare DOC CODER CODER; a lead changes it with: intercoder study set reflexive off",
            ),
        ),
    }
}

/// Refuses figures to nobody in particular, who would see only closed rounds and take them for all; an outsider who says who
/// they are is told so beside the figures.
pub fn reader(session: &Session) -> Result<Option<String>, Failure> {
    match (session.view().viewer(), session.coder().0.as_str()) {
        (Some(_), _) => Ok(None),
        (None, "") => Err(who_are_you()),
        (None, outsider) => Ok(Some(format!(
            "{outsider} has not joined: only closed rounds are counted"
        ))),
    }
}

fn who_are_you() -> Failure {
    Failure::wrong_use(
        "who are you? nobody has written to this copy of the study from this machine yet",
    )
    .hint("say it with --as NAME; a lead adds coders with: intercoder coder add NAME")
}

/// The coder at the keys, who must have joined.
pub fn joined(session: &Session) -> Result<CoderId, Failure> {
    let view = session.view();
    // Where a sync tool took the very lines away that say who joined, the next change brings them back first.
    let slug = format!("{}-", slug(&session.coder().0));
    let is_ours = session
        .gone
        .iter()
        .any(|gap| gap.writer.0.starts_with(&slug));
    if is_ours && view.viewer().is_none() {
        return Ok(session.coder().clone());
    }
    match view.viewer() {
        Some(coder) => Ok(coder.clone()),
        None if session.coder().0.is_empty() => Err(who_are_you()),
        None => Err(
            Failure::new(format!("{} has not joined this study", session.coder())).hint(format!(
                "a lead adds coders with: intercoder coder add {}",
                session.coder()
            )),
        ),
    }
}

/// The lead at the keys.
pub fn lead(session: &Session) -> Result<CoderId, Failure> {
    let coder = joined(session)?;
    let view = session.view();
    let leads: Vec<&str> = view
        .coders()
        .iter()
        .filter(|c| c.role == CoderRole::Lead)
        .map(|c| c.handle.0.as_str())
        .collect();
    // Where a sync tool took the lines away that say who joined, nobody is a lead yet, and the next change brings them back.
    if may_decide(&view) || leads.is_empty() {
        return Ok(coder);
    }
    Err(
        Failure::refused(format!("{coder} is not a lead of this study"))
            .hint(format!("ask {}", leads.join(" or "))),
    )
}

/// Refuses to bring in others' work while some of it is hidden from whoever does: what is there already would answer a guess at it.
pub fn unblinded(session: &Session) -> Result<(), Failure> {
    let view = session.view();
    let Some(round) = view.hiding().first() else {
        return Ok(());
    };
    let what = format!(
        "you code in the open round {}, which hides the others' work from you, so you cannot bring in work of theirs",
        round.name
    );
    Err(Failure::refused(what).hint("let a lead do it who does not code in it, or close it first"))
}

/// A document by handle.
pub fn document<'v>(view: &View<'v>, handle: &str) -> Result<&'v Document, Failure> {
    view.document_called(handle).ok_or_else(|| {
        Failure::new(format!("there is no document {handle}"))
            .hint("see them with: intercoder document list")
    })
}

/// A coder by handle.
pub fn coder<'v>(view: &View<'v>, name: &str) -> Result<&'v CoderId, Failure> {
    let known = view.coders().iter().find(|coder| coder.handle.0 == name);
    let known = known.map(|coder| &coder.handle);
    known.ok_or_else(|| {
        Failure::wrong_use(format!("there is no coder {name}")).hint("see intercoder coder list")
    })
}

/// A frozen version of the codebook by its number.
pub fn version<'v>(view: &View<'v>, number: u32) -> Result<&'v Version, Failure> {
    // Two leads who froze apart made two of one number; the later one is meant.
    let mut versions = view.versions().iter().rev();
    let known = versions.find(|version| version.number == number);
    known.ok_or_else(|| {
        Failure::new(format!("there is no version {number}"))
            .hint("intercoder codebook freeze makes one")
    })
}

/// A code by handle or ref.
pub fn code<'v>(view: &'v View<'_>, handle: &str) -> Result<&'v CodeNow, Failure> {
    if let Some(code) = view.code_called(handle) {
        return Ok(code);
    }
    let prefix = format!("{} (", handle.to_lowercase());
    let alike = view
        .codes()
        .filter(|code| code.code.id.to_lowercase().starts_with(&prefix));
    let alike: Vec<String> = alike.map(|code| format!("“{}”", code.code.id)).collect();
    let failure = Failure::new(format!("there is no code {handle}"));
    Err(match alike.is_empty() {
        true => failure.hint("see them with: intercoder codebook tree"),
        false => failure.hint(format!(
            "one handle, several codes: name one of {}",
            alike.join(", ")
        )),
    })
}

/// That somebody has an attribute: a person or, where no person has it, a document.
pub fn attribute(view: &View<'_>, name: &str) -> Result<(), Failure> {
    let of_document = |document: &Document| document.attributes.contains_key(name);
    if is_of_people(view, name) || view.documents().any(of_document) {
        return Ok(());
    }
    Err(
        Failure::new(format!("nobody has an attribute {name}, nor any document"))
            .hint("see them with: intercoder people list"),
    )
}

/// A layer by name.
pub fn layer(view: &View<'_>, name: &str) -> Result<Layer, Failure> {
    match name {
        "all" => Ok(Layer::All),
        "final" => Ok(Layer::Final),
        coder if view.coders().iter().any(|known| known.handle.0 == coder) => {
            Ok(Layer::Coder(CoderId::from(coder)))
        }
        other => Err(Failure::wrong_use(format!("there is no layer {other}"))
            .hint("use all, final or a coder's name")),
    }
}

impl From<FolderError> for Failure {
    fn from(cause: FolderError) -> Self {
        let failure = Self::new(cause.to_string());
        match cause {
            FolderError::NoStudy { .. } => {
                failure.hint("name it with --study DIR, or make one: intercoder init DIR")
            }
            FolderError::Unmarked { .. } => failure.hint(
                "let the folder finish syncing, or copy intercoder.toml from a colleague's folder of this study; where you worked on it from this computer, intercoder doctor --fix writes it anew; a new study is made elsewhere",
            ),
            FolderError::NotOurs { .. } => {
                failure.hint("copy it from a colleague's folder of this study; where you worked on it from this computer, intercoder doctor --fix writes it anew; nothing in the folder was touched")
            }
            FolderError::Newer { .. } => {
                failure.hint("update intercoder; nothing in the folder was touched")
            }
            _ => failure,
        }
    }
}

impl From<Refused> for Failure {
    fn from(cause: Refused) -> Self {
        Self::new(cause.to_string())
    }
}

impl From<NotOpened> for Failure {
    fn from(cause: NotOpened) -> Self {
        Self::new(cause.to_string())
    }
}

impl From<NotSaved> for Failure {
    fn from(cause: NotSaved) -> Self {
        let hint = match cause {
            NotSaved::CannotSeal { .. } => {
                "build intercoder with --features seal to work in this round; everything saved before is safe"
            }
            NotSaved::TooLong(_) => "nothing of it was saved; everything saved before is safe",
            _ => "everything saved before is safe; make room or check the folder, then try again",
        };
        Self::new(cause.to_string()).hint(hint)
    }
}

impl From<CreateError> for Failure {
    fn from(cause: CreateError) -> Self {
        match cause {
            CreateError::Folder(cause) => cause.into(),
            other => Self::new(other.to_string()),
        }
    }
}

impl From<TooLong> for Failure {
    fn from(cause: TooLong) -> Self {
        Self::new(cause.to_string())
    }
}
