//! Seals: events locked with age, so that a blind round is blind also to whoever reads the folder without this program.
//!
//! Locking and unlocking are built in with the feature `seal`; without it nothing can be locked, and what is locked stays so.
//! What is locked is filled up with blanks first, so that its length tells little.

use crate::event::Event;
use crate::event::seal::Sealed;
use crate::id::Ref;
use crate::journal::{Body, Line};

/// Whether this program can lock and unlock.
pub const IS_BUILT_IN: bool = cfg!(feature = "seal");

/// What is locked is as long as a multiple of this, in bytes.
const STEP: usize = 256;

/// A key: whoever has it reads what is locked for it.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

/// A key is never shown by accident.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// A key as it is written.
    pub fn written(&self) -> &str {
        &self.0
    }

    /// Opens a sealed line; nothing where this is not its key, or where it holds what must not be sealed.
    pub fn open(&self, line: &Line) -> Option<Line> {
        let Body::Event(Event::Sealed(sealed)) = &line.body else {
            return None;
        };
        let event: Event = serde_json::from_slice(&self.unlock(&sealed.locked)?).ok()?;
        event.may_be_sealed().then(|| Line {
            hash: line.hash,
            head: line.head.clone(),
            body: Body::Event(event),
        })
    }
}

/// An event, locked for whoever has the key of a seal.
pub fn sealed(event: &Event, (seal, recipient): (Ref, &str)) -> Option<Event> {
    let mut words = serde_json::to_vec(event).ok()?;
    words.resize(words.len().next_multiple_of(STEP), b' ');
    let locked = lock(&words, &[recipient.to_owned()])?;
    Some(Event::Sealed(Sealed { seal, locked }))
}

#[cfg(feature = "seal")]
mod built_in {
    use age::secrecy::ExposeSecret as _;
    use age::x25519::{Identity, Recipient};
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use std::io::{Read as _, Write as _};

    use super::Key;

    impl Key {
        /// A new key.
        pub fn new() -> Option<Self> {
            let written = Identity::generate().to_string();
            Some(Self(written.expose_secret().to_owned()))
        }

        /// Reads a key as it is written.
        pub fn read(written: &str) -> Option<Self> {
            let written = written.trim();
            written.parse::<Identity>().ok()?;
            Some(Self(written.to_owned()))
        }

        /// What others lock for it with.
        pub fn recipient(&self) -> String {
            let identity = self.0.parse::<Identity>();
            identity.map_or_else(|_| String::new(), |own| own.to_public().to_string())
        }

        /// What was locked for it.
        pub fn unlock(&self, locked: &str) -> Option<Vec<u8>> {
            let identity: Identity = self.0.parse().ok()?;
            let bytes = STANDARD.decode(locked).ok()?;
            let decryptor = age::Decryptor::new(&bytes[..]).ok()?;
            let own = std::iter::once(&identity as &dyn age::Identity);
            let mut words = Vec::new();
            decryptor.decrypt(own).ok()?.read_to_end(&mut words).ok()?;
            Some(words)
        }
    }

    /// Whether these words are what one can lock with.
    pub fn is_recipient(words: &str) -> bool {
        words.parse::<Recipient>().is_ok()
    }

    /// Locks bytes for whoever has the key of any of these recipients.
    pub fn lock(bytes: &[u8], recipients: &[String]) -> Option<String> {
        let read = recipients.iter().map(|one| one.parse::<Recipient>().ok());
        let recipients: Vec<Recipient> = read.collect::<Option<_>>()?;
        let all = recipients.iter().map(|one| one as &dyn age::Recipient);
        let encryptor = age::Encryptor::with_recipients(all).ok()?;
        let mut locked = Vec::new();
        let mut writer = encryptor.wrap_output(&mut locked).ok()?;
        writer.write_all(bytes).ok()?;
        writer.finish().ok()?;
        Some(STANDARD.encode(locked))
    }
}

#[cfg(feature = "seal")]
pub use built_in::{is_recipient, lock};

#[cfg(not(feature = "seal"))]
impl Key {
    /// None: this program cannot lock.
    pub fn new() -> Option<Self> {
        None
    }

    /// None: this program cannot unlock.
    pub fn read(_: &str) -> Option<Self> {
        None
    }

    /// Nobody can lock for it.
    pub fn recipient(&self) -> String {
        String::new()
    }

    /// None: this program cannot unlock.
    pub fn unlock(&self, _: &str) -> Option<Vec<u8>> {
        None
    }
}

/// Nothing: this program cannot lock.
#[cfg(not(feature = "seal"))]
pub fn is_recipient(_: &str) -> bool {
    false
}

/// None: this program cannot lock.
#[cfg(not(feature = "seal"))]
pub fn lock(_: &[u8], _: &[String]) -> Option<String> {
    None
}
