//! What has been read of a project so far, and which GUID stands for what.

use std::collections::{BTreeMap, HashMap};

use crate::number::counted;
use crate::problem::Problem;
use crate::project::{At, Coder, Coding, Memo, On, Project};
use crate::refi::tree::Element;
use crate::text::span::Span;

/// How many things are told one by one: whoever has more reads no list.
const TOLD: usize = 500;

/// The longest memo, in bytes: an entry of the journal holds no more, with what is around it.
pub const LONGEST: usize = 200 << 10;

/// The most bytes of all memos together.
const MEMOS: usize = 32 << 20;

/// A project on its way.
pub struct Gathered {
    /// What there is so far.
    pub project: Project,
    /// Users by GUID.
    pub users: HashMap<String, At>,
    /// Codes by GUID.
    pub codes: HashMap<String, At>,
    /// What else a GUID stands for: things a memo can hang on.
    pub things: HashMap<String, On>,
    /// Which memos each thing refers to, by the note's GUID.
    pub note_refs: Vec<(String, On)>,
    /// Who coded where nobody is named.
    pub usual_coder: Option<String>,
    /// How much of each kind was left out.
    pub counts: BTreeMap<&'static str, usize>,
    /// The bytes of all memos so far.
    memos: usize,
    file: String,
}

/// What is marked at a stretch.
#[derive(Clone, Debug, Default)]
pub struct Mark {
    /// The GUID of the selection.
    pub guid: Option<String>,
    /// The GUIDs of its codings, their users and codes, and the notes on each.
    pub codings: Vec<MarkedCode>,
    /// A comment on the stretch.
    pub comment: String,
    /// The notes on the stretch.
    pub notes: Vec<String>,
}

/// A code at a stretch.
#[derive(Clone, Debug, Default)]
pub struct MarkedCode {
    /// The GUID of the coding.
    pub guid: Option<String>,
    /// The GUID of its user.
    pub user: Option<String>,
    /// The GUID of its code.
    pub code: Option<String>,
    /// The notes on it.
    pub notes: Vec<String>,
}

impl Gathered {
    /// Nothing so far of a project in a file of this name.
    pub fn new(file: &str, root: &Element) -> Self {
        let project = Project {
            origin: root.said("origin").unwrap_or_default().to_owned(),
            ..Project::default()
        };
        let usual = root
            .said("creatingUserGUID")
            .or(root.said("modifyingUserGUID"));
        Self {
            project,
            users: HashMap::new(),
            codes: HashMap::new(),
            things: HashMap::new(),
            note_refs: Vec::new(),
            usual_coder: usual.map(crate::refi::guid::plain),
            counts: BTreeMap::new(),
            memos: 0,
            file: file.to_owned(),
        }
    }

    /// Tells of something.
    pub fn tell(&mut self, what: String, advice: &str) {
        if self.project.left_out.len() >= TOLD {
            self.count("further things that were left out or changed, not listed one by one");
            return;
        }
        let problem = Problem::new(&self.file, what, advice);
        self.project.left_out.push(problem);
    }

    /// Counts something that is left out, to be told at the end in one sentence.
    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// The coder a GUID stands for; one that nobody declared is told apart by what it begins with.
    pub fn coder(&mut self, guid: Option<&str>) -> At {
        let usual = self.usual_coder.clone();
        let only = || (self.project.coders.len() == 1).then_some(At(0));
        let Some(guid) = guid.map(str::to_owned).or(usual) else {
            return only().unwrap_or_else(|| self.add_coder("unnamed", "unnamed coder"));
        };
        if let Some(known) = self.users.get(&guid) {
            return *known;
        }
        self.count("codings of a user whom the project does not name; a coder called by the user's number stands for them");
        let begins: String = guid
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(8)
            .collect();
        self.add_coder(&guid, &format!("user-{begins}"))
    }

    /// Adds a coder.
    pub fn add_coder(&mut self, guid: &str, name: &str) -> At {
        if let Some(known) = self.users.get(guid) {
            return *known;
        }
        let at = At(self.project.coders.len());
        self.project.coders.push(Coder {
            handle: None,
            name: name.to_owned(),
            told: None,
        });
        self.users.insert(guid.to_owned(), at);
        at
    }

    /// Puts what is marked at a stretch of a document.
    pub fn mark(&mut self, (document, span): (usize, Span), mark: Mark) {
        let stretch = On::Stretch(At(document), span);
        if let Some(guid) = mark.guid {
            self.things.insert(guid, stretch);
        }
        let refs = mark.notes.into_iter().map(|note| (note, stretch));
        self.note_refs.extend(refs);
        if !mark.comment.is_empty() {
            self.memo(stretch, &mark.comment);
        }
        for marked in mark.codings {
            let Some(code) = marked
                .code
                .as_ref()
                .and_then(|code| self.codes.get(code))
                .copied()
            else {
                self.count("codings of a code that the project does not have");
                continue;
            };
            let coder = self.coder(marked.user.as_deref());
            let on = On::Coding(At(self.project.codings.len()));
            self.project.codings.push(Coding {
                coder,
                code,
                document: At(document),
                span,
                value: None,
            });
            if let Some(guid) = marked.guid {
                self.things.insert(guid, on);
            }
            let refs = marked.notes.into_iter().map(|note| (note, on));
            self.note_refs.extend(refs);
        }
    }

    /// Writes a memo; one too many or too long is counted as left out, since a few words may be put on every excerpt there is.
    pub fn memo(&mut self, on: On, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if text.len() > LONGEST {
            self.count("memos longer than a memo may be; left out");
            return;
        }
        if self.memos + text.len() > MEMOS {
            self.count("memos beyond all that a project may have; left out");
            return;
        }
        self.memos += text.len();
        self.project.memos.push(Memo {
            on,
            text: text.to_owned(),
        });
    }

    /// The notes that an element refers to.
    pub fn notes_of(element: &Element) -> Vec<String> {
        element
            .all("NoteRef")
            .filter_map(Element::points_to)
            .collect()
    }

    /// Notes what a GUID stands for, with the notes on it.
    pub fn know(&mut self, element: &Element, on: On) {
        if let Some(guid) = element.guid()
            && self.things.insert(guid, on).is_some()
        {
            self.count("GUIDs that stand for two things; references to them go to the later one");
        }
        let refs = Self::notes_of(element).into_iter().map(|note| (note, on));
        self.note_refs.extend(refs);
    }

    /// The project, with what was counted told.
    pub fn finish(mut self) -> Project {
        for (what, count) in std::mem::take(&mut self.counts) {
            let problem = Problem::new(&self.file, format!("{count} × {what}"), "");
            self.project.left_out.push(problem);
        }
        self.project
    }

    /// Tells how many of something are left out.
    pub fn tell_left_out(&mut self, count: usize, noun: &str, why: &str) {
        if count > 0 {
            self.tell(format!("{} left out: {why}", counted(count, noun)), "");
        }
    }
}
