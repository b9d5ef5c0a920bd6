//! Reviewing what a query proposes for a code: one stretch at a time, and nothing is coded without a person's yes.
//!
//! The run begins with the first verdict. Each verdict is one change, which `u` takes back; what is proposed next comes from the
//! seeker, which is told of every verdict, while the stretch before the coder stays where it is.

use crate::autocode::precision::Tally;
use crate::autocode::proposal::Taken;
use crate::autocode::runs::{judgements, open_run, tally};
use crate::change::autocode::{Said, begin, judge};
use crate::change::coding::check;
use crate::event::autocode::AutocodeRun;
use crate::filter::View;
use crate::id::{CodeRef, DocumentRef, Ref, RunRef};
use crate::problem::Problem;
use crate::round::Unit;
use crate::run::{Judgement, Order};
use crate::text::span::Span;
use crate::tui::action::{Judging, Screen};
use crate::tui::candidates;
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::over::{Over, Picking};
use crate::tui::screen::search::Focus;
use crate::tui::seeker::{Offered, Offers, Proposing, Request};
use crate::tui::widget::picker::Picker;

/// A review that is going on.
#[derive(Clone, Debug)]
pub struct Review {
    /// The line that proposes.
    pub line: String,
    /// The code it proposes for.
    pub code: CodeRef,
    /// Its handle.
    pub handle: String,
    /// The unit of proposals.
    pub unit: Unit,
    /// The order asked for, and the one that can be followed.
    pub order: Order,
    pub followed: Order,
    /// The run, once it has begun.
    pub run: Option<RunRef>,
    /// What waits, the first before the coder; nothing until the seeker answers.
    pub offered: Option<Vec<Offered>>,
    /// How many wait in all.
    pub waiting: usize,
    /// What was said so far.
    pub tally: Tally,
    /// What was judged in this sitting, the last one last, each with whether it is on disk.
    judged: Vec<(Place, Recorded)>,
    /// What waits again because its verdict was taken back.
    back: Option<Place>,
    /// What was skipped in sittings before, which comes last.
    skipped: Taken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Recorded {
    Yes,
    NotYet,
}

/// Where a proposal lies.
pub type Place = (DocumentRef, Span);

fn place(offered: &Offered) -> Place {
    (offered.proposal.document, offered.proposal.span)
}

/// The proposal before the coder, if any waits.
pub fn first(review: &Review) -> Option<&Offered> {
    review.offered.iter().flatten().next()
}

/// Asks for the code that the line is to propose.
pub fn ask(model: &mut Model, view: &View<'_>) {
    if model.search.line.trim().is_empty() {
        return model.say("type a line first: what it finds is proposed for a code");
    }
    if let Some(cause) = &model.search.refused {
        let words = format!("{}; {}", cause.what, cause.hint);
        return model.warn(words);
    }
    if view.viewer().is_none() {
        return model
            .warn("you read as an outsider; a lead adds coders with: intercoder coder add NAME");
    }
    let title = format!("propose for which code: {}", model.search.line.trim());
    let picker = Picker::new(title, candidates::codes(model, view));
    model.over = Some(Over::Picker(picker, Picking::Autocode));
}

/// Says why a line cannot be read, or why a verdict cannot stand.
fn warn(model: &mut Model, problem: &Problem) {
    let Problem {
        place,
        what,
        advice,
    } = problem;
    model.warn(format!("{place} {what}; {advice}"));
}

/// A review begins, or goes on where the same line proposed for the same code before.
pub fn start(model: &mut Model, view: &View<'_>, code: CodeRef) -> Vec<Effect> {
    let (Some(coder), Some(known)) = (view.viewer(), view.code(code)) else {
        return Vec::new();
    };
    if let Err(problem) = check(known, None) {
        warn(model, &problem);
        return Vec::new();
    }
    let line = model.search.line.trim().to_owned();
    let run = open_run(view, (coder, code), (&line, None));
    let order = run.map_or(Order::default(), |run| run.order);
    let (_, skipped) = Taken::in_another_sitting(view, (coder, code), run.map(|run| run.id));
    model.search.review = Some(Review {
        line,
        code,
        handle: known.code.id.clone(),
        unit: run.map_or(Unit::Sentence, |run| run.unit),
        order,
        followed: order,
        run: run.map(|run| run.id),
        offered: None,
        waiting: 0,
        tally: run.map(|run| tally(view, run.id)).unwrap_or_default(),
        judged: Vec::new(),
        back: None,
        skipped,
    });
    model.search.focus = Focus::Review;
    model.say("nothing is coded without your yes: y x s, e another code, u takes back");
    wanted(model, view)
}

/// What the seeker is to propose now.
pub fn wanted(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let Some(coder) = view.viewer().cloned() else {
        return Vec::new();
    };
    let search = &mut model.search;
    let Some(review) = &mut search.review else {
        return Vec::new();
    };
    // A run that was taken back whole begins anew.
    let is_open = |run: RunRef| view.runs().any(|known| known.id == run && !known.undone);
    review.run = review.run.filter(|run| is_open(*run));
    review.tally = review.run.map(|run| tally(view, run)).unwrap_or_default();
    let said = review.run.into_iter().flat_map(|run| judgements(view, run));
    let said: Vec<&Judgement> = said.collect();
    note_taken_back(review, &said);
    let who = (&coder, review.code);
    let (mut taken, _) = Taken::in_another_sitting(view, who, review.run);
    for ((document, span), _) in &review.judged {
        taken.add(*document, *span);
    }
    let proposing = Proposing {
        line: review.line.clone(),
        unit: review.unit,
        order: review.order,
        taken,
        skipped: review.skipped.clone(),
        judgements: said.into_iter().cloned().collect(),
    };
    search.proposed += 1;
    let request = Request::Propose(search.proposed, Box::new(proposing));
    vec![Effect::Seek(request)]
}

/// Looks whether the verdict given last still stands.
fn note_taken_back(review: &mut Review, said: &[&Judgement]) {
    let stands = |(document, span): Place| {
        let mut excerpts = said.iter().map(|judgement| &judgement.excerpt);
        excerpts.any(|excerpt| (excerpt.document, excerpt.span) == (document, span))
    };
    for (place, recorded) in &mut review.judged {
        if stands(*place) {
            *recorded = Recorded::Yes;
        }
    }
    let is_gone = |judged: &mut (Place, Recorded)| judged.1 == Recorded::Yes && !stands(judged.0);
    if let Some((place, _)) = review.judged.pop_if(is_gone) {
        review.back = Some(place);
    }
}

/// The seeker's proposals. The one before the coder stays there if it still waits; what was judged last and waits again, because
/// the verdict was taken back, comes before it.
pub fn take(review: &mut Review, offers: Offers) {
    let mut next = offers.offered;
    let find = |wanted: Option<Place>| {
        let is_wanted = |offered: &Offered| Some(place(offered)) == wanted;
        next.iter().position(is_wanted)
    };
    let back = find(review.back.take());
    let before = first(review).map(place);
    if let Some(at) = back.or_else(|| find(before)) {
        let first = next.remove(at);
        next.insert(0, first);
    }
    (review.waiting, review.followed) = (offers.waiting, offers.followed);
    review.offered = Some(next);
}

/// A verdict on the stretch before the coder.
pub fn say(model: &mut Model, view: &View<'_>, judging: Judging) -> Vec<Effect> {
    let Some(review) = &model.search.review else {
        model.say("A proposes what the line finds for a code");
        return Vec::new();
    };
    let Some(place) = first(review).map(place) else {
        model.say("nothing waits here");
        return Vec::new();
    };
    let said = match judging {
        Judging::Yes => Said::Yes(None),
        Judging::No => Said::No,
        Judging::Skip => Said::Skip,
        Judging::Other => {
            let picker = Picker::new("which code instead", candidates::codes(model, view));
            model.over = Some(Over::Picker(picker, Picking::Verdict));
            return Vec::new();
        }
    };
    put(model, view, (place, said))
}

/// Another code is the verdict.
pub fn other(model: &mut Model, view: &View<'_>, code: CodeRef) -> Vec<Effect> {
    let review = model.search.review.as_ref();
    match review.and_then(first).map(place) {
        Some(place) => put(model, view, (place, Said::Other(code))),
        None => Vec::new(),
    }
}

/// Puts a verdict on its way; the run comes before its first.
fn put(model: &mut Model, view: &View<'_>, (place, said): (Place, Said)) -> Vec<Effect> {
    let Some(review) = &model.search.review else {
        return Vec::new();
    };
    if let Some(run) = review.run {
        return verdict(model, view, (run, place, said));
    }
    let change = begin(AutocodeRun {
        query: review.line.clone(),
        code: review.code,
        unit: review.unit,
        order: review.order,
        limit: None,
    });
    model.want(Wanted {
        change,
        said: String::new(),
        then: Then::Judges(place, said),
    })
}

/// The run has begun: its first verdict follows.
pub fn begun(
    model: &mut Model,
    view: &View<'_>,
    (refs, place, said): (&[Ref], Place, Said),
) -> Vec<Effect> {
    let Some(run) = refs.first().copied().map(RunRef) else {
        return Vec::new();
    };
    if let Some(review) = &mut model.search.review {
        review.run = Some(run);
    }
    verdict(model, view, (run, place, said))
}

fn verdict(
    model: &mut Model,
    view: &View<'_>,
    (run, judged, said): (RunRef, Place, Said),
) -> Vec<Effect> {
    let Some(run) = view.runs().find(|known| known.id == run) else {
        model.warn("the run is not here any more; A begins another");
        return Vec::new();
    };
    let change = match judge(view, run, judged, &said) {
        Ok(change) => change,
        Err(problem) => {
            warn(model, &problem);
            return Vec::new();
        }
    };
    let code = |code: CodeRef| {
        view.code(code)
            .map_or_else(String::new, |code| code.code.id.clone())
    };
    let words = match &said {
        Said::Yes(_) => format!("{} on; u takes it back", code(run.code)),
        Said::No => "no; u takes it back".to_owned(),
        Said::Skip => "skipped; it counts for nothing".to_owned(),
        Said::Other(other) => format!("{} on instead; u takes it back", code(*other)),
    };
    let search = &mut model.search;
    // What the seeker still says of before the verdict counts no more.
    search.proposed += 1;
    if let Some(review) = &mut search.review {
        review.judged.push((judged, Recorded::NotYet));
        let offered = review.offered.iter_mut();
        offered.for_each(|offered| offered.retain(|offered| place(offered) != judged));
    }
    model.want(Wanted {
        change,
        said: words,
        then: Then::Nothing,
    })
}

/// Another order of proposals, as long as the run has not begun.
pub fn sort(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    set(model, view, |review| {
        review.order = match review.order {
            Order::Uncertain => Order::Relevance,
            Order::Relevance => Order::Document,
            Order::Document => Order::Uncertain,
        };
    })
}

/// Another unit of proposals, as long as the run has not begun.
pub fn unit(model: &mut Model, view: &View<'_>, unit: Unit) -> Vec<Effect> {
    set(model, view, |review| review.unit = unit)
}

fn set(model: &mut Model, view: &View<'_>, change: impl Fn(&mut Review)) -> Vec<Effect> {
    let Some(review) = &mut model.search.review else {
        model.say("A proposes what the line finds for a code");
        return Vec::new();
    };
    if review.run.is_some() {
        model.say("a run keeps the order and the unit that it began with");
        return Vec::new();
    }
    change(review);
    review.offered = None;
    wanted(model, view)
}

/// Whether a review has the keys in which nothing was judged yet: then there is nothing of it to take back.
pub fn is_fresh(model: &Model) -> bool {
    let judged = model
        .search
        .review
        .as_ref()
        .map(|review| review.judged.len());
    model.screen == Screen::Search && model.search.focus == Focus::Review && judged == Some(0)
}

/// What was said so far, in lines.
pub fn told(review: &Review) -> Vec<String> {
    let tally = &review.tally;
    let unit = review.unit.as_str();
    let order = match review.followed == review.order {
        true => review.order.as_str().to_owned(),
        false => format!(
            "{} ({} after 5 yes, 5 no)",
            review.followed.as_str(),
            review.order.as_str()
        ),
    };
    let (precision, interval) = match tally.precision() {
        Ok(precision) => (
            format!(
                "precision so far {:.2}  n = {}",
                precision.value,
                tally.judged()
            ),
            format!(
                "95 % {:.2} to {:.2} (Wilson), of those judged",
                precision.low, precision.high
            ),
        ),
        Err(reason) => (
            format!("precision so far: undefined, {reason}"),
            String::new(),
        ),
    };
    vec![
        format!("unit: {unit}   order: {order}"),
        format!(
            "reviewed {}: yes {}  no {}  other {}  skip {}; {} wait",
            tally.judged() + tally.skip,
            tally.yes,
            tally.no,
            tally.other,
            tally.skip,
            review.waiting
        ),
        precision,
        interval,
    ]
}
