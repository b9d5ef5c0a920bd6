//! Words on their way through XML: what no XML may hold, and what comes back from every reader.

/// Words as every reader gives them back, however it treats white space.
pub fn plain(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    sound(&words.join(" "))
}

/// Words without characters that XML 1.0 cannot hold; each becomes the replacement character.
pub fn sound(words: &str) -> String {
    let allowed = |c: char| match c {
        '\t' | '\n' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => c >= ' ',
    };
    words
        .chars()
        .map(|c| if allowed(c) { c } else { '\u{fffd}' })
        .collect()
}
