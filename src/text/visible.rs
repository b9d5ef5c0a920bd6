//! Text as a terminal may have it: what would act on the terminal is shown as a visible mark.
//!
//! Control, C1 and bidirectional override characters in a transcript could move the cursor, change colours or turn words around.
//! The text itself is never changed; only what is shown is.

/// Controls beyond the line feed and tab, marks that turn the direction of text or end a line, and the old ones that hide notes in it.
/// Joiners of zero width stay: words of many languages, and many emoji, are spelt with them.
pub fn acts_on_a_terminal(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0001}')
        || (c < ' ' && c != '\n' && c != '\t')
}

/// Shows what would act on a terminal as a visible mark: `␛` for escape, `⟨202E⟩` for a bidirectional override.
pub fn sweep(text: &str) -> String {
    let mut swept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if !acts_on_a_terminal(c) => swept.push(c),
            '\u{0}'..='\u{1f}' => swept.extend(char::from_u32(0x2400 + c as u32)),
            '\u{7f}' => swept.push('\u{2421}'),
            _ => swept.push_str(&format!("⟨{:04X}⟩", c as u32)),
        }
    }
    swept
}
