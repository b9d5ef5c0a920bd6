//! The model: everything the screens remember. The study itself is not in it; it comes with every update as a view.

use std::collections::{HashSet, VecDeque};

use crate::filter::View;
use crate::id::{CodeRef, CodingRef, DocumentRef, RevisionRef};
use crate::text::span::Position;
use crate::texts::Texts;
use crate::tui::action::Screen;
use crate::tui::coach::Coach;
use crate::tui::keys::{Key, Mode};
use crate::tui::message::{Effect, Wanted};
use crate::tui::over::{Over, Spot};
use crate::tui::saving::Unsaved;
use crate::tui::screen::agreement::Agreement;
use crate::tui::screen::codebook::Codebook;
use crate::tui::screen::cooccurrence::HeatMap;
use crate::tui::screen::documents::Documents;
use crate::tui::screen::history::History;
use crate::tui::screen::matrix::MatrixScreen;
use crate::tui::screen::reader::Reader;
use crate::tui::screen::reader::detail::RECENT;
use crate::tui::screen::recode::Recode;
use crate::tui::screen::reconcile::Reconcile;
use crate::tui::screen::review::Review;
use crate::tui::screen::search::Search;
use crate::tui::screen::themes::ThemeScreen;
use crate::tui::theme::Theme;
use crate::tui::widget::listing::Listing;

/// How something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    /// As a matter of course.
    #[default]
    Plain,
    /// So that it is not overlooked.
    Alarm,
}

/// What the message line says.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Said {
    /// The words; none is silence.
    pub words: String,
    /// How.
    pub tone: Tone,
}

/// A question that the same key answers with yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The document has uncoded turns: is it finished?
    Done,
    /// Something is not saved: leave all the same?
    Quit,
    /// An import, a setting or a round would be undone: is that meant?
    Undo,
    /// Words would be thrown away: are they to go?
    Discard,
}

/// Whether the detail is shown: as the width allows, or as the user wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Detail {
    #[default]
    AsRoomAllows,
    Shown,
    Hidden,
}

/// Everything the screens remember.
pub struct Model {
    /// The look.
    pub theme: Theme,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The screen shown.
    pub screen: Screen,
    /// The listing that led into a transcript, and the screen it lay over.
    pub left: Option<(Screen, Listing<Spot>)>,
    /// The screens behind it, the last one first to come back.
    pub behind: Vec<Screen>,
    /// Keys typed that do not mean anything yet.
    pub typed: Vec<Key>,
    /// How many keys were pressed.
    pub pressed: u64,
    /// What lies over the screen.
    pub over: Option<Over>,
    /// What the message line says.
    pub said: Said,
    /// A question that was just asked.
    pub asked: Option<Asked>,
    /// Changes that are not on disk, the oldest first.
    pub unsaved: VecDeque<Unsaved>,
    /// What the study lacks, in words; nothing where it is complete.
    pub lacking: Option<String>,
    /// That nothing which the coder codes can be saved, since this program cannot seal.
    pub unsealable: Option<String>,
    /// Withdrawals that not everybody has obeyed and said so, in a sentence.
    pub withdrawn: Option<String>,
    /// When something was last saved, as the coder's clock said.
    pub saved_at: Option<String>,
    /// The transcript that is open.
    pub reader: Option<Reader>,
    /// Whether the detail is shown.
    pub detail: Detail,
    /// The documents screen.
    pub documents: Documents,
    /// The codebook screen.
    pub codebook: Codebook,
    /// The agreement screen.
    pub agreement: Agreement,
    /// The reconcile screen.
    pub reconcile: Reconcile,
    /// The recode queue.
    pub recode: Recode,
    /// The review queue.
    pub review: Review,
    /// The search screen.
    pub search: Search,
    /// The heat map of codes that lie together.
    pub heat: HeatMap,
    /// Themes and quotes.
    pub themes: ThemeScreen,
    /// Cases by themes.
    pub matrix: MatrixScreen,
    /// The words gathered so far, and frozen codebooks.
    pub texts: Texts,
    /// The revisions whose words were asked for, so that what is not here is not asked for at every key.
    pub gathered: HashSet<RevisionRef>,
    /// How many frozen versions of the codebook were asked for.
    pub versions: usize,
    /// The history screen.
    pub history: History,
    /// The first line of the help that is shown.
    pub help_top: usize,
    /// The coder's recent codes, each in its place.
    pub recents: Vec<CodeRef>,
    /// Which recent code was used when: the last one last.
    pub used: Vec<CodeRef>,
    /// The codes that `.` puts on again.
    pub last: Vec<CodeRef>,
    /// The lesson that is going on.
    pub coach: Option<Coach>,
    /// Codes made since the program started.
    pub coined: usize,
}

impl Model {
    /// The model as it is when the program starts.
    pub fn new(view: &View<'_>, theme: Theme, size: (u16, u16)) -> Self {
        let recents = recents(view);
        let mut documents = Documents::default();
        documents.renew(view, &Texts::default());
        Self {
            theme,
            size,
            screen: Screen::Documents,
            left: None,
            behind: Vec::new(),
            typed: Vec::new(),
            pressed: 0,
            over: None,
            said: Said::default(),
            asked: None,
            unsaved: VecDeque::new(),
            lacking: None,
            unsealable: None,
            withdrawn: None,
            saved_at: None,
            reader: None,
            detail: Detail::default(),
            documents,
            codebook: Codebook::default(),
            agreement: Agreement::default(),
            reconcile: Reconcile::default(),
            recode: Recode::default(),
            review: Review::default(),
            search: Search::default(),
            heat: HeatMap::default(),
            themes: ThemeScreen::default(),
            matrix: MatrixScreen::default(),
            texts: Texts::default(),
            gathered: HashSet::new(),
            versions: 0,
            history: History::default(),
            help_top: 0,
            used: recents.iter().rev().copied().collect(),
            last: recents.first().copied().into_iter().collect(),
            recents,
            coach: None,
            coined: 0,
        }
    }

    /// The document and the place of the cursor, where the transcript is on the screen.
    pub fn cursor(&self) -> Option<(DocumentRef, Position)> {
        let reader = self
            .reader
            .as_ref()
            .filter(|_| self.screen == Screen::Reader)?;
        Some((reader.document, reader.head))
    }

    /// Says something on the message line.
    pub fn say(&mut self, words: impl Into<String>) {
        self.said = Said {
            words: words.into(),
            tone: Tone::Plain,
        };
    }

    /// Says something that must not be overlooked.
    pub fn warn(&mut self, words: impl Into<String>) {
        self.said = Said {
            words: words.into(),
            tone: Tone::Alarm,
        };
    }

    /// Why no figures leave the screens, if they do not.
    pub fn not_for_paper(&self) -> Option<&'static str> {
        self.lacking.as_ref().map(
            |_| "the study is incomplete: intercoder doctor says what is missing, and what to do",
        )
    }

    /// Puts a change on its way to the disk.
    pub fn want(&mut self, wanted: Wanted) -> Vec<Effect> {
        let document = self.reader.as_ref().map(|reader| reader.document);
        self.unsaved.push_back(Unsaved { wanted, document });
        vec![Effect::Save]
    }

    /// Where keys mean something now.
    pub fn mode(&self) -> Mode {
        if let Some(over) = &self.over {
            return over.mode();
        }
        let reader = self
            .reader
            .as_ref()
            .filter(|_| self.screen == Screen::Reader);
        match self.screen {
            Screen::Reader if reader.is_some_and(|reader| reader.moving.is_some()) => Mode::Edge,
            Screen::Reader if reader.is_some_and(|reader| reader.which.is_some()) => Mode::Which,
            Screen::Reader => Mode::Reader,
            Screen::Documents => Mode::Documents,
            Screen::Codebook => Mode::Codebook,
            Screen::Agreement => Mode::Agreement,
            Screen::Reconcile => Mode::Reconcile,
            Screen::Recode => Mode::Recode,
            Screen::Review => Mode::Review,
            Screen::Search => Mode::Search,
            Screen::Cooccurrence => Mode::Cooccurrence,
            Screen::Themes => Mode::Themes,
            Screen::Matrix => Mode::Matrix,
            Screen::History => Mode::History,
            Screen::Help => Mode::Help,
        }
    }

    /// Goes to a screen; the one before is where Esc leads.
    pub fn go(&mut self, screen: Screen) {
        if screen != self.screen {
            self.behind.retain(|behind| *behind != screen);
            self.behind.push(self.screen);
            self.screen = screen;
        }
    }

    /// Notes that a code was used: it keeps its place among the recent ones, or takes that of the one not used for longest.
    pub fn note_used(&mut self, code: CodeRef) {
        self.used.retain(|used| *used != code);
        self.used.push(code);
        if self.recents.contains(&code) {
            return;
        }
        if self.recents.len() < RECENT.len() {
            self.recents.push(code);
            return;
        }
        let is_recent = |used: &&CodeRef| self.recents.contains(used);
        let oldest = self.used.iter().find(is_recent).copied();
        if let Some(place) = self
            .recents
            .iter_mut()
            .find(|recent| Some(**recent) == oldest)
        {
            *place = code;
        }
    }
}

/// The codes a coder used last, the latest first, as far as they can still be applied.
fn recents(view: &View<'_>) -> Vec<CodeRef> {
    let mut found: Vec<CodeRef> = Vec::new();
    for coding in view
        .codings()
        .iter()
        .rev()
        .filter(|coding| Some(&coding.coder) == view.viewer())
    {
        let applies = view
            .code(coding.code)
            .is_some_and(|code| code.code.assignable && !code.retired);
        if applies && !found.contains(&coding.code) {
            found.push(coding.code);
        }
        if found.len() == RECENT.len() {
            break;
        }
    }
    found
}

/// A coding that may be seen, by ref.
pub fn coding<'v>(view: &View<'v>, id: CodingRef) -> Option<&'v crate::coding::Coding> {
    view.codings()
        .iter()
        .find(|coding| coding.id == id)
        .copied()
}
