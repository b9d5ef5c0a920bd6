//! The layout: words wrapped to a width lose nothing and fit.

use intercoder::text::Text;
use intercoder::text::span::{Position, Span};
use intercoder::tui::layout::{columns, wrap, wrap_carefully};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

fn rows(words: &str, width: u16) -> Vec<String> {
    let text = Text::new(words.to_owned());
    let rows = wrap(&text, text.whole(), width);
    rows.into_iter()
        .map(|row| text.slice(row).to_owned())
        .collect()
}

#[test]
fn rows_break_at_blanks_and_words_that_are_too_long_at_characters() {
    assert_eq!(rows("one two three", 8), ["one two ", "three"]);
    assert_eq!(rows("one\ntwo", 8), ["one\n", "two"]);
    assert_eq!(rows("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    assert_eq!(rows("", 4), [""]);
    assert_eq!(rows("你好吗", 4), ["你好", "吗"]);
}

#[test]
fn blanks_at_the_end_of_a_row_hang_over_it() {
    assert_eq!(rows("one    two", 4), ["one    ", "two"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_fast_path_breaks_as_the_careful_one(words in "[ -~\n]{0,200}", width in 1_u16..40) {
        let text = Text::new(words);
        prop_assert_eq!(wrap(&text, text.whole(), width), wrap_carefully(&text, text.whole(), width));
    }

    #[test]
    fn rows_cover_the_words_and_fit(words in "(\\PC|\n| ){0,120}", width in 1_u16..40) {
        let text = Text::new(words);
        let rows = wrap(&text, text.whole(), width);
        let mut at = Position(0);
        for row in &rows {
            prop_assert_eq!(row.start(), at);
            at = row.end();
            let mut shown: Vec<&str> = text.slice(*row).graphemes(true).collect();
            while shown.last().is_some_and(|last| last.starts_with(char::is_whitespace)) {
                shown.pop();
            }
            let used: u16 = shown.iter().map(|grapheme| columns(grapheme)).sum();
            let wide = shown.iter().filter(|grapheme| columns(grapheme) > 0).count();
            prop_assert!(used <= width || wide <= 1, "{shown:?} in {width}");
        }
        prop_assert_eq!(at, text.len());
        prop_assert_eq!(rows.iter().map(|row| text.slice(*row)).collect::<String>(), text.as_str());
    }

    #[test]
    fn a_row_never_begins_inside_a_character(words in "[a-z e\u{301}👩‍👧ש中]{0,80}", width in 1_u16..12) {
        let text = Text::new(words);
        for row in wrap(&text, text.whole(), width) {
            prop_assert_eq!(text.snap(Span::between(row.start(), row.end())), row);
        }
    }
}
