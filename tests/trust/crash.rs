//! Crashes: the machine stops in the middle of any deed, and whatever the disk had not yet made safe may be gone. What was said to
//! be saved is there, the study opens, and work goes on.

use std::sync::Arc;

use intercoder::store::damage::What;
use rand::RngExt as _;
use rand::SeedableRng as _;
use rand::rngs::SmallRng;

use super::fragile::{Fate, Fragile};
use super::proof::{say, tries};
use super::work::{
    Action, Book, CODERS, NotBegun, Worker, begun, check_all_there, check_complete, host, up_to,
};

/// One run: what was said to be saved, and how often the machine stopped.
struct Run {
    disk: Arc<Fragile>,
    chance: SmallRng,
    book: Book,
    seed: u64,
    hosts: u64,
    crashes: u64,
}

impl Run {
    fn new(seed: u64) -> Self {
        Self {
            disk: Fragile::new(),
            chance: SmallRng::seed_from_u64(seed),
            book: Book::default(),
            seed,
            hosts: 0,
            crashes: 0,
        }
    }

    fn worker(&mut self, coder: &str) -> Result<Worker, NotBegun> {
        self.hosts += 1;
        let seed = self.seed << 16 | self.hosts;
        let host = || host(&self.disk, coder, seed, &self.book);
        let session = begun(host, &self.disk, coder)?;
        Ok(Worker::of(session, self.hosts * 1000))
    }

    /// Coders come, work and go until the machine stops.
    fn live(&mut self) -> Result<(), String> {
        let said = |cause: NotBegun| cause.to_string();
        let mut workers = vec![self.worker(CODERS[0]).map_err(said)?];
        for _ in 0..60 {
            let coder = CODERS[self.chance.random_range(0..2)];
            if self.chance.random_range(0..8) == 0 {
                workers.push(self.worker(coder).map_err(said)?);
            }
            let at = self.chance.random_range(0..workers.len());
            if workers.len() > 1 && self.chance.random_range(0..10) == 0 {
                workers.remove(at);
                continue;
            }
            let action = Action::any(&mut self.chance);
            workers[at]
                .act(action, &mut self.book)
                .map_err(|cause| cause.to_string())?;
        }
        Ok(())
    }

    fn story(&self) -> String {
        format!("run {} after {} crashes", self.seed, self.crashes)
    }

    /// After the last crash: the study opens, nothing that was saved is lost, and every coder goes on.
    fn check(&mut self) {
        let story = self.story();
        for coder in CODERS {
            let mut worker = self.worker(coder).unwrap_or_else(|cause| {
                panic!("{story}: the study does not open: {cause}");
            });
            check_all_there(&worker.session, &self.book, &story);
            for damage in &worker.session.damage {
                // A hole may lie in the middle of what was being written; what was saved is never damaged.
                let can_be_read = !matches!(damage.what, What::Unreadable(_));
                assert!(can_be_read, "{story}: {damage:?}");
            }
            worker
                .act(Action::AddCode, &mut self.book)
                .unwrap_or_else(|cause| {
                    panic!("{story}: a change after the crash: {cause}");
                });
        }
        for coder in CODERS {
            let worker = self.worker(coder).unwrap();
            check_all_there(&worker.session, &self.book, &story);
            check_complete(&worker.session, &story);
            let is_known = worker.session.view().viewer().is_some();
            assert!(is_known || coder != CODERS[0], "{story}: nobody can work");
        }
    }
}

/// What one run came to: the changes said to be saved, and the crashes.
fn run(seed: u64) -> (usize, u64) {
    let mut run = Run::new(seed);
    let lives = run.chance.random_range(1..=3);
    for _ in 0..lives {
        let most = [40, 150, 700][run.chance.random_range(0..3)];
        let end = up_to(&mut run.chance, most);
        run.disk.set(Fate::EndsAt(end));
        let ended = run.live();
        let (_, last) = run.disk.deeds();
        if let Err(said) = ended {
            assert!(
                said.contains("the disk went away"),
                "{}: {said} at: {last}",
                run.story()
            );
        }
        run.disk.crash(&mut run.chance);
        run.crashes += 1;
    }
    run.check();
    (run.book.lines.len(), run.crashes)
}

#[test]
fn a_crash_at_any_moment_loses_nothing_that_was_said_to_be_saved() {
    // Files are written side by side; one after another they can be told again from the seed.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let runs = tries(200, 20_000);
    let first = std::env::var("INTERCODER_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let (mut saved, mut crashes) = (0, 0);
    pool.install(|| {
        for seed in first.map_or(0..runs, |seed| seed..seed + 1) {
            let (lines, times) = run(seed);
            saved += lines;
            crashes += times;
        }
    });
    assert!(
        first.is_some() || saved as u64 > runs * 5,
        "{saved} changes"
    );
    say(
        "crash",
        &format!("{runs} runs, {crashes} crashes, {saved} changes said to be saved, 0 lost"),
    );
}
