//! Words flowing into lines of a width: definitions, memos, messages.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::text::Text;
use crate::text::visible::sweep;
use crate::tui::layout::wrap;

/// Words broken into lines; each ends without blanks.
pub fn flow(words: &str, width: u16) -> Vec<String> {
    let text = Text::new(words.to_owned());
    let rows = wrap(&text, text.whole(), width.max(1));
    rows.into_iter()
        .map(|row| text.slice(row).trim_end().to_owned())
        .collect()
}

/// Words cut to a width, with an ellipsis where something was cut.
pub fn clip(words: &str, width: usize) -> String {
    if words.width() <= width {
        return words.to_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for grapheme in words.graphemes(true) {
        used += grapheme.width();
        if used + 1 > width {
            break;
        }
        cut.push_str(grapheme);
    }
    if width > 0 {
        cut.push('…');
    }
    cut
}

/// Words on one line of exactly a width: cut or padded, with what would act on a terminal made visible.
pub fn fit(words: &str, width: usize) -> String {
    let cut = clip(&one_line(words), width);
    let blanks = " ".repeat(width.saturating_sub(cut.width()));
    cut + &blanks
}

/// Words on one line, with what would act on a terminal made visible.
pub fn one_line(words: &str) -> String {
    sweep(words).replace(['\n', '\t'], " ")
}
