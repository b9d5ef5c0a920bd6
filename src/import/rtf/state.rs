//! What holds inside a group of RTF and ends with it: where its words go, its font, and whether they are shown.

use crate::import::rtf::codepage::Charset;

/// Where the words of a group go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// Into the text.
    #[default]
    Body,
    /// Nowhere: they are no words of a reader's.
    Nothing,
    /// They name a font.
    Fonts,
    /// They name a style.
    Styles,
    /// A page header or footer.
    Margin,
    /// A footnote or an endnote.
    Note,
    /// A text box, which comes after its paragraph.
    Box,
    /// The author of the next comment.
    Author,
    /// A comment.
    Comment,
}

/// Whether words are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// They are.
    #[default]
    Shown,
    /// They are hidden text.
    Hidden,
    /// They are deleted with changes tracked.
    Deleted,
}

/// What a group inherits and may change.
#[derive(Clone, Copy, Debug)]
pub struct State {
    /// Where words go.
    pub target: Target,
    /// Where they would go if the Unicode half of a pair follows.
    pub before: Target,
    /// Whether they are shown.
    pub show: Show,
    /// What bytes mean.
    pub charset: Charset,
    /// How many characters stand in for one in Unicode.
    pub stand_ins: usize,
}

/// Where the destination that a control word opens puts its words; nothing if the word opens none.
pub fn destination(word: &str, state: &State) -> Option<Target> {
    let target = match word {
        "fonttbl" => Target::Fonts,
        "stylesheet" => Target::Styles,
        "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr"
        | "footerf" => Target::Margin,
        "footnote" => Target::Note,
        "atnauthor" => Target::Author,
        "annotation" => Target::Comment,
        "shptxt" => Target::Box,
        // The halves of a pair say the same, once in bytes and once in Unicode.
        "ud" => state.before,
        "upr" | "colortbl" | "info" | "pict" | "nonshppict" | "objdata" | "listtext" | "pntext"
        | "fldinst" | "xe" | "tc" | "rxe" | "tcn" | "private" | "nonesttables" | "filetbl"
        | "themedata" | "colorschememapping" | "datastore" | "latentstyles" | "listtable"
        | "listoverridetable" | "revtbl" | "rsidtbl" | "generator" | "ftnsep" | "ftnsepc"
        | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" | "bkmkstart" | "bkmkend" | "atnid"
        | "atndate" | "atnref" | "atntime" | "atrfstart" | "atrfend" | "shprslt" | "sp"
        | "panose" | "falt" => Target::Nothing,
        _ => return None,
    };
    Some(target)
}

/// Whether a starred destination is known and goes on: its words, or those of groups in it, may be a reader's.
pub fn is_entered(word: &str) -> bool {
    matches!(word, "shpinst" | "shppict" | "moMath" | "docpart")
}

/// The character a control word stands for.
pub fn character(word: &str) -> Option<char> {
    let c = match word {
        "tab" | "nestcell" => '\t',
        "line" | "lbr" | "page" | "column" | "softline" | "softpage" => '\n',
        "emdash" => '—',
        "endash" => '–',
        "lquote" => '‘',
        "rquote" => '’',
        "ldblquote" => '“',
        "rdblquote" => '”',
        "bullet" => '•',
        "emspace" => '\u{2003}',
        "enspace" => '\u{2002}',
        "qmspace" => '\u{2005}',
        "zwj" => '\u{200d}',
        "zwnj" => '\u{200c}',
        "ltrmark" => '\u{200e}',
        "rtlmark" => '\u{200f}',
        _ => return None,
    };
    Some(c)
}
