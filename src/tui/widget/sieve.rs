//! A sieve: what has all the words typed, capitals or not.

/// Words that a line must have to be shown.
pub struct Sieve {
    words: Vec<String>,
}

impl Sieve {
    /// The words of a filter; an empty one lets everything through.
    pub fn of(filter: &str) -> Self {
        let words = filter.split_whitespace().map(str::to_lowercase);
        Self {
            words: words.collect(),
        }
    }

    /// Whether all words stand in what is said; it is asked only where there are any.
    pub fn keeps(&self, said: impl FnOnce() -> String) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let said = said().to_lowercase();
        self.words.iter().all(|word| said.contains(word.as_str()))
    }
}
