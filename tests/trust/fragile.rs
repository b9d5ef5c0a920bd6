//! A fragile disk: it works in a real folder, remembers what was never brought safely to disk, and loses any of it in a crash.
//!
//! Bytes are safe once their file was synced, names once their folder was. Of the rest a crash keeps what chance says: a write
//! whole, in part, as zeros or not at all; a name or none, each independently of the others. What a failed sync covered stays
//! unsafe for ever, whatever is synced later, as on most systems.

use std::collections::BTreeMap;
use std::fs::{self, File, ReadDir};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use intercoder::store::atomic::Existing;
use intercoder::store::disk::{Disk, Drive, Opened, Opening, Readers, RealDisk};
use rand::rngs::SmallRng;
use rand::{Rng as _, RngExt as _};
use tempfile::TempDir;

/// What becomes of the deeds asked of the disk, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// All are done.
    Works,
    /// This one and all after it fail.
    EndsAt(u64),
    /// This one fails, those after it are done.
    RefusesOnce(u64),
    /// So many bytes can still be written.
    FullAfter(u64),
}

/// The disk, and the folder that it works in.
#[derive(Debug)]
pub struct Fragile {
    temp: TempDir,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    nodes: Vec<Node>,
    deeds: u64,
    fate: Fate,
    last: String,
}

#[derive(Debug)]
enum Node {
    Folder {
        now: BTreeMap<String, usize>,
        safe: BTreeMap<String, usize>,
        pending: Vec<Naming>,
    },
    File {
        safe: Vec<u8>,
        pending: Vec<(Alteration, Standing)>,
    },
}

/// Names that change together: a renaming takes one away and gives the other.
type Naming = Vec<(String, Option<usize>)>;

#[derive(Clone, Debug)]
enum Alteration {
    Write(usize, Vec<u8>),
    Cut(usize),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Standing {
    Pending,
    Safe,
    /// A sync of it failed.
    Doubtful,
}

impl Node {
    fn folder() -> Self {
        Self::Folder {
            now: BTreeMap::new(),
            safe: BTreeMap::new(),
            pending: Vec::new(),
        }
    }

    fn file() -> Self {
        Self::File {
            safe: Vec::new(),
            pending: Vec::new(),
        }
    }
}

impl Fragile {
    pub fn new() -> Arc<Self> {
        let state = State {
            nodes: vec![Node::folder()],
            deeds: 0,
            fate: Fate::Works,
            last: String::new(),
        };
        Arc::new(Self {
            temp: TempDir::new().unwrap(),
            state: Mutex::new(state),
        })
    }

    pub fn drive(self: &Arc<Self>) -> Drive {
        Arc::clone(self) as Drive
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    /// From here on deeds are counted anew.
    pub fn set(&self, fate: Fate) {
        let mut state = self.lock();
        (state.deeds, state.fate) = (0, fate);
    }

    /// How many deeds were asked since they were last counted anew, and the last one that failed.
    pub fn deeds(&self) -> (u64, String) {
        let state = self.lock();
        (state.deeds, state.last.clone())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The machine stops; the folder becomes what may be found when it starts again.
    pub fn crash(&self, chance: &mut SmallRng) {
        let mut state = self.lock();
        let mut kept = vec![Node::folder()];
        for entry in fs::read_dir(self.temp.path()).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => fs::remove_dir_all(path).unwrap(),
                false => fs::remove_file(path).unwrap(),
            }
        }
        state.restore((0, self.temp.path()), (&mut kept, 0), chance);
        state.nodes = kept;
        (state.deeds, state.fate) = (0, Fate::Works);
    }

    fn deed(&self, what: &str, path: &Path) -> io::Result<MutexGuard<'_, State>> {
        let mut state = self.lock();
        state.deeds += 1;
        let is_refused = match state.fate {
            Fate::Works | Fate::FullAfter(_) => false,
            Fate::EndsAt(deed) => state.deeds >= deed,
            Fate::RefusesOnce(deed) => state.deeds == deed,
        };
        match is_refused {
            true => {
                state.last = format!("{what} {}", path.display());
                Err(io::Error::other("the disk went away"))
            }
            false => Ok(state),
        }
    }

    fn parts(&self, path: &Path) -> Vec<String> {
        let root = self.temp.path();
        let root = match path.starts_with(root) {
            true => root.to_owned(),
            false => root.canonicalize().unwrap(),
        };
        let below = path.strip_prefix(root).unwrap();
        let names = below.components().map(|part| part.as_os_str());
        names
            .map(|name| name.to_str().unwrap().to_owned())
            .collect()
    }
}

impl State {
    fn find(&self, parts: &[String]) -> usize {
        parts.iter().fold(0, |at, name| match &self.nodes[at] {
            Node::Folder { now, .. } => now[name],
            Node::File { .. } => panic!("{name} lies in a file"),
        })
    }

    /// Changes names in the folder above a path.
    fn name(&mut self, parts: &[String], naming: Naming) {
        let above = self.find(&parts[..parts.len() - 1]);
        let Node::Folder { now, pending, .. } = &mut self.nodes[above] else {
            panic!("{parts:?} lies in a file");
        };
        apply(now, &naming);
        pending.push(naming);
    }

    fn add(&mut self, parts: &[String], node: Node) {
        self.nodes.push(node);
        let at = self.nodes.len() - 1;
        self.name(parts, vec![(parts.last().unwrap().clone(), Some(at))]);
    }

    fn alter(&mut self, parts: &[String], alteration: Alteration) {
        let at = self.find(parts);
        if let Node::File { pending, .. } = &mut self.nodes[at] {
            pending.push((alteration, Standing::Pending));
        }
    }

    /// Puts back below `path` what a crash may leave of a folder.
    fn restore(
        &self,
        (from, path): (usize, &Path),
        (kept, to): (&mut Vec<Node>, usize),
        chance: &mut SmallRng,
    ) {
        let Node::Folder { safe, pending, .. } = &self.nodes[from] else {
            panic!("{} is a file", path.display());
        };
        let mut names = safe.clone();
        for naming in pending {
            if chance.random() {
                apply(&mut names, naming);
            }
        }
        let mut found = BTreeMap::new();
        for (name, node) in names {
            kept.push(Node::folder());
            let (own, below) = (kept.len() - 1, path.join(&name));
            match &self.nodes[node] {
                Node::Folder { .. } => {
                    fs::create_dir(&below).unwrap();
                    self.restore((node, &below), (kept, own), chance);
                }
                Node::File { safe, pending } => {
                    let bytes = left(safe, pending, chance);
                    fs::write(&below, &bytes).unwrap();
                    kept[own] = Node::File {
                        safe: bytes,
                        pending: Vec::new(),
                    };
                }
            }
            found.insert(name, own);
        }
        kept[to] = Node::Folder {
            now: found.clone(),
            safe: found,
            pending: Vec::new(),
        };
    }
}

fn apply(names: &mut BTreeMap<String, usize>, naming: &Naming) {
    for (name, node) in naming {
        match node {
            Some(node) => drop(names.insert(name.clone(), *node)),
            None => drop(names.remove(name)),
        }
    }
}

/// What a crash may leave of a file.
fn left(safe: &[u8], pending: &[(Alteration, Standing)], chance: &mut SmallRng) -> Vec<u8> {
    let mut bytes = safe.to_vec();
    for (alteration, standing) in pending {
        let luck = match standing {
            Standing::Safe => 0,
            Standing::Pending | Standing::Doubtful => chance.next_u32() % 6,
        };
        match (alteration, luck) {
            (Alteration::Cut(length), 0 | 1) => bytes.truncate(*length),
            (Alteration::Write(at, words), 0 | 1) => put(&mut bytes, *at, words),
            (Alteration::Write(at, words), 2) => {
                let part = chance.random_range(0..=words.len());
                put(&mut bytes, *at, &words[..part]);
            }
            (Alteration::Write(at, words), 3) => {
                let mut words = words.clone();
                let part = chance.random_range(0..=words.len());
                words[part..].fill(0);
                put(&mut bytes, *at, &words);
            }
            (Alteration::Write(at, words), 4) => put(&mut bytes, *at, &holed((*at, words), chance)),
            _ => {}
        }
    }
    bytes
}

/// A write of which blocks never came: zeros stand there, or what the disk held before, and whole words behind it.
fn holed((at, words): (usize, &[u8]), chance: &mut SmallRng) -> Vec<u8> {
    const BLOCK: usize = 512;
    let mut words = words.to_vec();
    let first = chance.random_range(0..=words.len()) / BLOCK * BLOCK;
    let start = first.saturating_sub(at % BLOCK);
    let end = (start + BLOCK * chance.random_range(1..=2)).min(words.len());
    let stood_there = [0, 0, b'x', b'\n'][chance.random_range(0..4)];
    words[start..end].fill(stood_there);
    words
}

fn put(bytes: &mut Vec<u8>, at: usize, words: &[u8]) {
    let end = at + words.len();
    bytes.resize(bytes.len().max(end), 0);
    bytes[at..end].copy_from_slice(words);
}

impl Disk for Fragile {
    fn make_folder(&self, folder: &Path, readers: Readers) -> io::Result<()> {
        let mut state = self.deed("make the folder", folder)?;
        RealDisk.make_folder(folder, readers)?;
        state.add(&self.parts(folder), Node::folder());
        Ok(())
    }

    fn open(&self, path: &Path, opening: Opening) -> io::Result<Opened> {
        let mut state = self.deed("open to write", path)?;
        let is_new = !path.exists();
        let opened = RealDisk.open(path, opening)?;
        if is_new {
            state.add(&self.parts(path), Node::file());
        }
        Ok(opened)
    }

    fn write(&self, opened: &mut Opened, bytes: &[u8]) -> io::Result<()> {
        let at = opened.file.stream_position()? as usize;
        let parts = self.parts(&opened.path);
        let mut put = |state: &mut State, bytes: &[u8]| {
            state.alter(&parts, Alteration::Write(at, bytes.to_owned()));
            opened.file.write_all(bytes)
        };
        let mut state = match self.deed("write", &opened.path) {
            Ok(state) => state,
            Err(cause) => {
                // A write that is refused may have been begun.
                put(&mut self.lock(), &bytes[..bytes.len() / 2])?;
                return Err(cause);
            }
        };
        if let Fate::FullAfter(room) = state.fate {
            let fits = bytes.len().min(room as usize);
            state.fate = Fate::FullAfter(room - fits as u64);
            put(&mut state, &bytes[..fits])?;
            return match fits == bytes.len() {
                true => Ok(()),
                false => Err(io::ErrorKind::StorageFull.into()),
            };
        }
        put(&mut state, bytes)
    }

    fn sync(&self, opened: &Opened) -> io::Result<()> {
        let deed = self.deed("sync", &opened.path);
        let (mut state, standing, answer) = match deed {
            Ok(state) => (state, Standing::Safe, Ok(())),
            Err(cause) => (self.lock(), Standing::Doubtful, Err(cause)),
        };
        let at = state.find(&self.parts(&opened.path));
        if let Node::File { pending, .. } = &mut state.nodes[at] {
            let open = pending.iter_mut();
            open.filter(|(_, was)| *was == Standing::Pending)
                .for_each(|(_, was)| *was = standing);
        }
        answer
    }

    fn cut(&self, opened: &Opened, length: u64) -> io::Result<()> {
        let mut state = self.deed("cut", &opened.path)?;
        let cut = Alteration::Cut(length as usize);
        state.alter(&self.parts(&opened.path), cut);
        RealDisk.cut(opened, length)
    }

    fn rename(&self, from: &Path, to: &Path, existing: Existing) -> io::Result<()> {
        let mut state = self.deed("rename", from)?;
        RealDisk.rename(from, to, existing)?;
        let (was, is) = (self.parts(from), self.parts(to));
        let (node, old) = (state.find(&was), was.last().unwrap().clone());
        let new = (is.last().unwrap().clone(), Some(node));
        state.name(&was, vec![(old, None), new]);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.deed("remove", path)?;
        RealDisk.remove(path)?;
        let parts = self.parts(path);
        state.name(&parts, vec![(parts.last().unwrap().clone(), None)]);
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.deed("sync the folder", folder)?;
        let parts = match folder == self.temp.path() || folder.as_os_str().is_empty() {
            true => Vec::new(),
            false => self.parts(folder),
        };
        let at = state.find(&parts);
        if let Node::Folder { now, safe, pending } = &mut state.nodes[at] {
            safe.clone_from(now);
            pending.clear();
        }
        Ok(())
    }

    fn look(&self, path: &Path) -> io::Result<File> {
        drop(self.deed("open to read", path)?);
        RealDisk.look(path)
    }

    fn list(&self, folder: &Path) -> io::Result<ReadDir> {
        drop(self.deed("list", folder)?);
        RealDisk.list(folder)
    }
}
