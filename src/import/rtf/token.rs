//! The tokens of RTF: groups, control words with their number, control symbols, bytes in hexadecimal and runs of text.
//!
//! One pass over the bytes, each looked at once. Whatever the bytes are there is a token for them: a lone backslash at the
//! end is nothing, a `\'` without two digits is a symbol nobody knows, and a `\bin` that promises more than there is takes what is left.

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'b> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\par`, `\u8211`: its letters and its number.
    Word(&'b str, Option<i32>),
    /// `\~`: a backslash and one character that is no letter.
    Symbol(u8),
    /// `\'e9`
    Hex(u8),
    /// One byte of text; line ends of the file are none.
    Byte(u8),
}

/// The longest control word there is; more letters begin a text.
const LONGEST: usize = 32;

/// Reads tokens from bytes.
#[derive(Clone, Copy, Debug)]
pub struct Tokens<'b> {
    rest: &'b [u8],
}

impl<'b> Tokens<'b> {
    /// Starts at the beginning.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'b [u8] {
        self.rest
    }

    fn take(&mut self, number: usize) -> &'b [u8] {
        let (taken, rest) = self
            .rest
            .split_at_checked(number)
            .unwrap_or((self.rest, b""));
        self.rest = rest;
        taken
    }

    /// What stands after a backslash.
    fn control(&mut self) -> Option<Token<'b>> {
        let &first = self.rest.first()?;
        if first.is_ascii_alphabetic() {
            return Some(self.word());
        }
        self.take(1);
        if first != b'\'' {
            return Some(Token::Symbol(first));
        }
        let digits = self.rest.get(..2).unwrap_or_default();
        let byte = std::str::from_utf8(digits).ok();
        match byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                self.take(2);
                Some(Token::Hex(byte))
            }
            None => Some(Token::Symbol(first)),
        }
    }

    fn word(&mut self) -> Token<'b> {
        let letters = self.rest.iter().take(LONGEST);
        let letters = letters.take_while(|byte| byte.is_ascii_alphabetic());
        let length = letters.count();
        let name = std::str::from_utf8(self.take(length)).unwrap_or_default();
        let minus = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest.iter().skip(minus).take(10);
        let digits = digits.take_while(|byte| byte.is_ascii_digit()).count();
        let mut number = None;
        if digits > 0 {
            let written = std::str::from_utf8(self.take(minus + digits)).unwrap_or_default();
            number = Some(written.parse().unwrap_or(0));
        }
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        if name == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.take(length);
        }
        Token::Word(name, number)
    }
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let &byte = self.take(1).first()?;
            return match byte {
                b'{' => Some(Token::Open),
                b'}' => Some(Token::Close),
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => continue,
                _ => Some(Token::Byte(byte)),
            };
        }
    }
}

/// Whether a token may stand in for a character in Unicode; the end of a paragraph or the next character does not.
pub fn stands_in(token: Token<'_>) -> bool {
    let Token::Word(word, _) = token else {
        return !matches!(token, Token::Symbol(b'\r' | b'\n' | b'*'));
    };
    !matches!(word, "u" | "uc" | "par" | "sect" | "cell" | "row" | "line")
}
