//! Actions: what a key can do. The table says which key does it, the screens how.

/// A motion of the cursor through a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    LineDown,
    LineUp,
    CharacterNext,
    CharacterBefore,
    WordNext,
    WordBefore,
    SentenceNext,
    SentenceBefore,
    TurnNext,
    TurnBefore,
    LineStart,
    LineEnd,
    Start,
    End,
}

/// Whether a motion extends the selection, or lets it go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The cursor moves, and takes the selection along only while extending is on.
    Plain,
    /// The selection grows to where the cursor goes.
    Extending,
}

/// A direction in a text or a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// Towards its end.
    Next,
    /// Towards its start.
    Before,
}

/// Places that can be jumped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landmark {
    /// A participant's turn without a code of one's own, that was not passed either.
    Uncoded,
    /// An excerpt of one's own.
    Coded,
    /// A stretch that finished coders coded differently.
    Disagreement,
    /// The next place where the words searched for stand.
    Found,
}

/// The ways to settle a disagreement, as keys name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling {
    /// As a coder has it, by the coder's number on the screen, from 1.
    Coder(usize),
    Majority,
    Union,
    Intersection,
    Both,
    None,
    Keep,
    SendBack,
}

/// What somebody says of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judging {
    Yes,
    No,
    Skip,
    Other,
}

/// The screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    Documents,
    Reader,
    Codebook,
    Agreement,
    Reconcile,
    Recode,
    Review,
    Search,
    Cooccurrence,
    Themes,
    Matrix,
    History,
    Help,
}

/// What a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Moves the cursor of a transcript.
    Move(Motion, Way),
    /// Moves the mark of a list.
    Step(Along),
    /// Moves the mark of a list by a page.
    Page(Along),
    /// To the first or the last line of a list.
    Edge(Along),
    /// Switches extending on or off.
    Extend,
    /// The selection becomes the next larger, or smaller, unit.
    Grow,
    Shrink,
    /// Selects the sentence; again adds the next.
    Sentence,
    /// Selects the turn; again adds the next.
    Turn,
    /// To a landmark.
    Jump(Landmark, Along),
    /// Back or forward along the jumps.
    Trail(Along),
    /// Asks for words to find here.
    Search,
    /// The line of the search is typed.
    Query,
    /// Passages like what is marked.
    Similar,
    /// Proposes what a line finds for a code.
    Autocode,
    /// Says what a proposal is.
    Judge(Judging),
    /// Opens the codes for what is selected.
    Code,
    /// The last codes once more.
    Repeat,
    /// Asks which recent code.
    Recent,
    /// A new code named by the words selected.
    InVivo,
    /// A new code, named by hand.
    NewCode,
    /// Another code instead of the one at the cursor.
    Swap,
    /// Takes the code at the cursor off.
    Drop,
    /// Moves an edge of the excerpt at the cursor.
    EdgeOf,
    /// A value on the scale of the code at the cursor.
    Value,
    /// A memo on the excerpt, on the document, or on the marked code.
    Memo,
    DocumentMemo,
    /// The turn was read, and nothing applies.
    Pass,
    /// Corrects the words of the turn, or says whose it is.
    Rewrite,
    Who,
    /// Marks the excerpt as quotable, or takes the mark off.
    Quotable,
    /// Copies the excerpt with its citation.
    Copy,
    /// Says that the document is finished, or opens it again.
    Done,
    /// The next way to draw stripes.
    Stripes,
    /// Between one's own layer and the final one.
    Layer,
    /// Hides or shows interviewers' turns.
    Interviewers,
    /// Shows or hides the detail.
    Detail,
    Undo,
    Redo,
    Help,
    Back,
    Quit,
    /// What Ctrl-S and Ctrl-C say.
    Save,
    Leave,
    Suspend,
    /// To another screen.
    Go(Screen),
    /// Asks for a document, or for a turn of this one.
    PickDocument,
    PickTurn,
    /// Opens what is marked.
    Open,
    /// Applies what is marked and stays.
    Stay,
    /// Makes a new code of what was typed.
    Coin,
    /// Lets go of what lies over the screen.
    Cancel,
    /// Takes the next of several.
    Cycle,
    /// Asks for words to narrow a list.
    Filter,
    /// Folds and unfolds.
    Fold,
    Unfold,
    /// Scrolls what stands beside a list.
    Scroll(Along),
    /// Changes of the codebook.
    Add,
    Beside,
    Edit,
    Under,
    Merge,
    Retire,
    /// The history of the marked code.
    Past,
    /// Answers the first question to the coder.
    Answer,
    /// Undoes or redoes the marked action.
    Switch,
    /// The code still applies, as it is told now.
    Keep,
    /// Settles the disagreement before the lead, and goes on to the next.
    Rule(Settling),
    /// Why it is settled so; why the coders differed; who is present.
    Reason,
    Cause,
    Present,
    /// The next order of the list.
    Sort,
    /// Themes or codes; pairs of coders or intervals; the unit.
    Level,
    Pairs,
    Unit,
    /// Settles the disagreements of what is marked.
    Settle,
    /// Takes the table along.
    Export,
    /// The next number of times that codes must be together to be shown.
    Fewest,
}
