//! What reaches a terminal: no byte of any text that would act on it.

use intercoder::number::counted;
use intercoder::text::visible::sweep;

#[test]
fn controls_and_marks_that_turn_text_are_shown_and_never_sent() {
    let hostile = "a\u{1b}[31mred\u{9b}2J \u{202e}turned\u{2069} \u{61c}x\u{7f}\r\u{0}";
    let swept = sweep(hostile);
    assert!(swept.chars().all(|c| !c.is_control()
        && !matches!(c, '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')));
    assert!(
        swept.contains("␛[31mred⟨009B⟩2J ⟨202E⟩turned⟨2069⟩ ⟨061C⟩x␡␍␀"),
        "{swept}"
    );
}

#[test]
fn words_of_any_language_stay_as_they_are() {
    let words = "¿Qué tal? Привет, 你好 🙂 e\u{301}\n\tשלום";
    assert_eq!(sweep(words), words);
}

#[test]
fn one_thing_is_not_said_in_the_plural() {
    let said = [(1, "field"), (2, "field"), (0, "stretch"), (2, "category")];
    let said = said.map(|(count, noun)| counted(count, noun));
    assert_eq!(said, ["1 field", "2 fields", "0 stretches", "2 categories"]);
}
