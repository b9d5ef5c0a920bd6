//! How a desk reaches its seeker: in step with the keys, or in a thread of its own, in which only the newest question is answered.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};

use crate::tui::seeker::{News, Request, Seeker};

/// How a desk reaches its seeker.
pub enum Seeking {
    /// It answers at once, in step with the keys.
    InStep(Box<Seeker>),
    /// It works beside the keys.
    Beside(Thread),
}

/// A seeker in a thread of its own, which ends with it.
pub struct Thread {
    requests: Sender<Request>,
    news: Receiver<News>,
    stop: Arc<AtomicBool>,
}

impl Seeking {
    /// Puts the seeker into a thread of its own, if the system gives one.
    pub fn beside(self) -> Self {
        let Self::InStep(mut seeker) = self else {
            return self;
        };
        let (requests, asked) = mpsc::channel();
        let (tell, news) = mpsc::channel();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let (folder, state) = (seeker.folder.clone(), seeker.state.clone());
        let work = move || {
            while let Ok(first) = asked.recv() {
                for request in newest(std::iter::once(first).chain(asked.try_iter())) {
                    seeker.work(request, &mut |news| {
                        let nobody_listens = tell.send(news).is_err();
                        match nobody_listens || stopped.load(Ordering::Relaxed) {
                            true => ControlFlow::Break(()),
                            false => ControlFlow::Continue(()),
                        }
                    });
                }
            }
        };
        match std::thread::Builder::new()
            .name("seeker".to_owned())
            .spawn(work)
        {
            Ok(_) => Self::Beside(Thread {
                requests,
                news,
                stop,
            }),
            Err(_) => Self::InStep(Box::new(Seeker::new(folder, state))),
        }
    }

    /// Asks for something; what came of it at once.
    pub fn ask(&mut self, request: Request) -> Vec<News> {
        match self {
            Self::InStep(seeker) => {
                let mut all = Vec::new();
                seeker.work(request, &mut |news| {
                    all.push(news);
                    ControlFlow::Continue(())
                });
                all
            }
            Self::Beside(thread) => {
                // A thread that has ended was out of its mind; the screen goes on without it.
                match thread.requests.send(request) {
                    Ok(()) => Vec::new(),
                    Err(_) => vec![News::Said(
                        "searching has stopped; open the study again".to_owned(),
                    )],
                }
            }
        }
    }

    /// What came since it was last asked.
    pub fn news(&self) -> Vec<News> {
        match self {
            Self::InStep(_) => Vec::new(),
            Self::Beside(thread) => thread.news.try_iter().collect(),
        }
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Of what waits, what is still wanted: the newest of each sort, what the study knows first.
fn newest(waiting: impl Iterator<Item = Request>) -> Vec<Request> {
    let (mut know, mut ask, mut like, mut propose, mut exports) =
        (None, None, None, None, Vec::new());
    for request in waiting {
        match request {
            Request::Know(_) => know = Some(request),
            Request::Ask(..) => ask = Some(request),
            Request::Like(..) => like = Some(request),
            Request::Propose(..) => propose = Some(request),
            Request::Export(..) => exports.push(request),
        }
    }
    know.into_iter()
        .chain(ask)
        .chain(like)
        .chain(propose)
        .chain(exports)
        .collect()
}
