//! The page's side of the workers.
//!
//! A [`Client`] is a number: whoever holds it may ask, and every answer carries the id of its question. Workers live in
//! a table of this module, so that signals and views hold no JavaScript objects.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use afterglow_engine::house::BroughtView;
use afterglow_engine::{
    MachineUseQuery, NotReadOn, Opened, PastRunsQuery, Progress, ReadOn, Reply, Request, Sharing, Trust,
};
use gloo::events::{EventListener, EventListenerOptions};
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, ErrorEvent, MessageChannel, MessageEvent, Worker};

use super::message::{Answer, Away, Job, Message, Notice};
use super::oneshot::oneshot;
use crate::files::Picked;

/// A worker, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Client(u32);

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The worker was ended on purpose.
    Ended,
    /// The worker stopped by itself; the text is its last word.
    Crashed(String),
    /// The engine says why it cannot answer.
    Refused(String),
}

type Progressed = Rc<dyn Fn(Progress)>;

/// A log that was read on, or why it was not.
type Continued = Result<ReadOn, NotReadOn>;

/// What a file brought to a house, with its price files as they stand in the house's own file; or why it brought nothing.
pub(crate) type Brought = Result<(BroughtView, Vec<Blob>), String>;

/// A file to take away, and how many tasks are left out of it.
pub(crate) type Taken = (Blob, u64);

enum Waiting {
    Bring { progress: Progressed, done: Box<dyn FnOnce(Result<Brought, Trouble>)> },
    ReadOn(Box<dyn FnOnce(Result<Continued, Trouble>)>),
    Open { progress: Progressed, done: Box<dyn FnOnce(Result<Opened, Trouble>)> },
    Ask(Box<dyn FnOnce(Result<Reply, Trouble>)>),
    Inventory { progress: Progressed, done: Box<dyn FnOnce(Result<Reply, Trouble>)> },
    Away(Box<dyn FnOnce(Result<Taken, Trouble>)>),
}

struct Engine {
    worker: Worker,
    ready: bool,
    /// The number of the house that it was told of last.
    house: u32,
    /// Messages, each with what it hands over.
    held_back: Vec<(JsValue, Array)>,
    /// Workers that help this one to read.
    helpers: Vec<Client>,
    waiting: BTreeMap<u32, Waiting>,
    on_crash: Option<Rc<dyn Fn(String)>>,
    _listeners: [EventListener; 2],
}

#[derive(Default)]
struct Engines {
    last: u32,
    spare: Option<Client>,
    live: BTreeMap<Client, Engine>,
}

thread_local! {
    static ENGINES: RefCell<Engines> = RefCell::default();
    /// The house that holds, by the number of its change, and as its file; workers are told of it before they are asked.
    static HOUSE: RefCell<(u32, Option<Blob>)> = RefCell::default();
}

/// From now on all answers are given under another house.
pub(crate) fn set_house(file: Option<Blob>) {
    HOUSE.with_borrow_mut(|house| *house = (house.0.wrapping_add(1), file));
}

/// A worker for a new drop: the spare one, if it stands ready.
pub(crate) fn take() -> Result<Client, Trouble> {
    let spare = ENGINES.with_borrow_mut(|engines| engines.spare.take());
    spare.map_or_else(spawn, Ok)
}

/// Starts the spare worker, if there is none.
pub(crate) fn warm() {
    if ENGINES.with_borrow(|engines| engines.spare.is_none())
        && let Ok(client) = spawn()
    {
        ENGINES.with_borrow_mut(|engines| engines.spare = Some(client));
    }
}

fn spawn() -> Result<Client, Trouble> {
    let worker = spawn_worker().map_err(|error| Trouble::Crashed(format!("no worker could be started: {error:?}")))?;
    let client = ENGINES.with_borrow_mut(|engines| {
        engines.last += 1;
        Client(engines.last)
    });
    let on_message = EventListener::new(&worker, "message", move |event| {
        if let Some(event) = event.dyn_ref::<MessageEvent>() {
            client.hear(&event.data());
        }
    });
    let active = EventListenerOptions { passive: false, ..EventListenerOptions::default() };
    let on_error = EventListener::new_with_options(&worker, "error", active, move |event| {
        event.prevent_default();
        client.crash(&event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default());
    });
    let engine = Engine {
        worker,
        ready: false,
        house: 0,
        held_back: Vec::new(),
        helpers: Vec::new(),
        waiting: BTreeMap::new(),
        on_crash: None,
        _listeners: [on_message, on_error],
    };
    ENGINES.with_borrow_mut(|engines| engines.live.insert(client, engine));
    Ok(client)
}

/// The boot script's factory, `globalThis.afterglow.spawn()`.
fn spawn_worker() -> Result<Worker, JsValue> {
    let afterglow = Reflect::get(&js_sys::global(), &"afterglow".into())?;
    let spawn = Reflect::get(&afterglow, &"spawn".into())?.dyn_into::<js_sys::Function>()?;
    spawn.call0(&afterglow)?.dyn_into()
}

impl Client {
    /// Reads files, long ones with the help of other workers. `progress` is called while reading, the result comes at
    /// the end.
    pub(crate) async fn open(
        self,
        files: &[Picked],
        trust: Trust,
        key: Option<Vec<u8>>,
        progress: impl Fn(Progress) + 'static,
    ) -> Result<Opened, Trouble> {
        let (done, result) = oneshot();
        let ports = self.ask_for_help(files, trust);
        let waiting = Waiting::Open { progress: Rc::new(progress), done: Box::new(done) };
        self.say(Job::Open { paths: paths(files), trust, key }, &blobs(files), &ports, Some(waiting));
        result.await
    }

    /// Makes a file to take away of a run; `files` are those that it was read from. Gives the file, and how many tasks
    /// are not in it.
    pub(crate) async fn away(self, run: u32, what: Away, files: &[Picked]) -> Result<Taken, Trouble> {
        self.tell_house();
        let (done, result) = oneshot();
        let job = Job::Away { run, paths: paths(files), what };
        self.say(job, &blobs(files), &Array::new(), Some(Waiting::Away(Box::new(done))));
        result.await
    }

    /// Reads on in the log of a run; `files` are its files as they are now.
    pub(crate) async fn read_on(self, run: u32, files: &[Picked]) -> Result<Continued, Trouble> {
        let (done, result) = oneshot();
        let job = Job::ReadOn { run, paths: paths(files) };
        self.say(job, &blobs(files), &Array::new(), Some(Waiting::ReadOn(Box::new(done))));
        result.await
    }

    /// Starts as many helpers as the machine has cores to spare, if the files are long enough to be worth it, and gives
    /// the ports to them.
    fn ask_for_help(self, files: &[Picked], trust: Trust) -> Array {
        let ports = Array::new();
        let bytes: f64 = files.iter().map(|picked| picked.file.size()).sum();
        if bytes < Sharing::default().worth_from as f64 {
            return ports;
        }
        let cores = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency()) as u32;
        for _ in 1..Sharing::readers(cores) {
            let (Ok(helper), Ok(channel)) = (spawn(), MessageChannel::new()) else { break };
            let theirs = Array::of1(&channel.port2());
            helper.say(Job::Help { paths: paths(files), trust }, &blobs(files), &theirs, None);
            ports.push(&channel.port1());
            self.with(|engine| engine.helpers.push(helper));
        }
        ports
    }

    /// Reads a file for a house; what is kept of it comes back, and nothing stays here.
    pub(crate) async fn bring(
        self,
        name: &str,
        file: &Blob,
        progress: impl Fn(Progress) + 'static,
    ) -> Result<Brought, Trouble> {
        let (done, result) = oneshot();
        let waiting = Waiting::Bring { progress: Rc::new(progress), done: Box::new(done) };
        self.say(Job::Bring { name: name.to_owned() }, &Array::of1(file), &Array::new(), Some(waiting));
        result.await
    }

    /// Tells the worker of the house, unless it knows it.
    fn tell_house(self) {
        let (number, file) = HOUSE.with_borrow(Clone::clone);
        if self.with(|engine| std::mem::replace(&mut engine.house, number)).is_some_and(|told| told != number) {
            let files = file.map_or_else(Array::new, |file| Array::of1(&file));
            self.say(Job::House, &files, &Array::new(), None);
        }
    }

    /// Asks about a run of this worker's session.
    pub(crate) async fn ask(self, run: u32, request: Request) -> Result<Reply, Trouble> {
        self.tell_house();
        let (done, result) = oneshot();
        self.say(Job::Ask { run, request }, &Array::new(), &Array::new(), Some(Waiting::Ask(Box::new(done))));
        match result.await {
            Ok(Reply::Refused { because }) => Err(Trouble::Refused(because)),
            other => other,
        }
    }

    /// Looks through a log for sensitive content; `files` are those of its drop. `progress` is called meanwhile.
    pub(crate) async fn inventory(
        self,
        log: String,
        files: &[Picked],
        trust: Trust,
        key: Option<Vec<u8>>,
        progress: impl Fn(Progress) + 'static,
    ) -> Result<Reply, Trouble> {
        let (done, result) = oneshot();
        let job = Job::Inventory { paths: paths(files), trust, log, key };
        let waiting = Waiting::Inventory { progress: Rc::new(progress), done: Box::new(done) };
        self.say(job, &blobs(files), &Array::new(), Some(waiting));
        match result.await {
            Ok(Reply::Refused { because }) => Err(Trouble::Refused(because)),
            other => other,
        }
    }

    /// Asks about a table of past runs. The file goes over by reference with each question; nothing of it is kept.
    pub(crate) async fn past_runs(self, file: &Picked, query: PastRunsQuery) -> Result<Reply, Trouble> {
        let (done, result) = oneshot();
        let job = Job::PastRuns { query: Box::new(query) };
        self.say(job, &blobs(std::slice::from_ref(file)), &Array::new(), Some(Waiting::Ask(Box::new(done))));
        result.await
    }

    /// Asks about samples of machines' use. The files go over by reference with each question; nothing of them is kept.
    pub(crate) async fn machine_use(self, files: &[Picked], query: MachineUseQuery) -> Result<Reply, Trouble> {
        self.tell_house();
        let (done, result) = oneshot();
        let job = Job::MachineUse { paths: paths(files), query: Box::new(query) };
        self.say(job, &blobs(files), &Array::new(), Some(Waiting::Ask(Box::new(done))));
        result.await
    }

    /// Whether all of the files hold samples of machines' use, by their first lines.
    pub(crate) async fn is_machine_use(self, files: &[Picked]) -> bool {
        let (done, result) = oneshot();
        let job = Job::IsMachineUse { paths: paths(files) };
        self.say(job, &blobs(files), &Array::new(), Some(Waiting::Ask(Box::new(done))));
        matches!(result.await, Ok(Reply::IsMachineUse(true)))
    }

    /// What to do when the worker stops by itself.
    pub(crate) fn on_crash(self, then: impl Fn(String) + 'static) {
        self.with(|engine| engine.on_crash = Some(Rc::new(then)));
    }

    /// Ends the worker at once and gives its memory back. Open questions are answered with [`Trouble::Ended`].
    pub(crate) fn end(self) {
        self.finish(&Trouble::Ended);
    }

    fn with<T>(self, act: impl FnOnce(&mut Engine) -> T) -> Option<T> {
        ENGINES.with_borrow_mut(|engines| engines.live.get_mut(&self).map(act))
    }

    /// Sends a job with its files, and with ports that go over to the worker.
    fn say(self, job: Job, files: &Array, ports: &Array, mut waiting: Option<Waiting>) {
        thread_local! {
            static LAST_ID: RefCell<u32> = const { RefCell::new(0) };
        }
        let id = LAST_ID.with_borrow_mut(|last| {
            *last = last.wrapping_add(1);
            *last
        });
        let message = Message { id, body: job, parts: files.concat(ports) }.to_js();
        let refused = self.with(|engine| {
            let message = message.map_err(|error| format!("{error:?}"))?;
            if engine.ready {
                let posted = engine.worker.post_message_with_transfer(&message, ports);
                posted.map_err(|error| format!("{error:?}"))?;
            } else {
                // What is posted before the worker listens is lost, so it waits here.
                engine.held_back.push((message, ports.clone()));
            }
            engine.waiting.extend(waiting.take().map(|waiting| (id, waiting)));
            Ok::<(), String>(())
        });
        let trouble = match refused {
            Some(Ok(())) => return,
            Some(Err(error)) => Trouble::Crashed(error),
            None => Trouble::Ended,
        };
        if let Some(waiting) = waiting {
            waiting.fail(trouble);
        }
    }

    fn hear(self, data: &JsValue) {
        match Notice::from_js(data) {
            Some(Notice::Ready) => self.start(),
            Some(Notice::Failed(why)) => self.crash(&why),
            None => {
                if let Some(message) = Message::<Answer>::from_js(data) {
                    self.deliver(message);
                }
            }
        }
    }

    fn start(self) {
        self.with(|engine| {
            engine.ready = true;
            for (message, ports) in engine.held_back.drain(..) {
                if let Err(error) = engine.worker.post_message_with_transfer(&message, &ports) {
                    web_sys::console::error_1(&error);
                }
            }
        });
    }

    fn deliver(self, message: Message<Answer>) {
        // The callbacks run outside the borrow: they may ask the next question at once.
        if let Answer::Progress(now) = message.body {
            let progress = self.with(|engine| match engine.waiting.get(&message.id) {
                Some(
                    Waiting::Open { progress, .. }
                    | Waiting::Bring { progress, .. }
                    | Waiting::Inventory { progress, .. },
                ) => Some(Rc::clone(progress)),
                _ => None,
            });
            if let Some(progress) = progress.flatten() {
                progress(now);
            }
            return;
        }
        let Some(waiting) = self.with(|engine| engine.waiting.remove(&message.id)).flatten() else { return };
        match (waiting, message.body.clone()) {
            (Waiting::Open { done, .. }, Answer::Opened(opened)) => {
                self.dismiss_helpers();
                done(Ok(*opened));
            }
            (Waiting::ReadOn(done), Answer::ReadOn(read)) => done(Ok(read.map(|read| *read))),
            (Waiting::Bring { done, .. }, Answer::Brought(brought)) => {
                done(Ok(brought.map(|view| (*view, texts(&message.parts)))));
            }
            (Waiting::Ask(done) | Waiting::Inventory { done, .. }, answer) => done(decode(answer, &message)),
            (Waiting::Away(done), Answer::Away { left_out }) => done(match message.parts.get(0).dyn_into::<Blob>() {
                Ok(file) => Ok((file, left_out)),
                Err(_) => Err(Trouble::Crashed("the file did not come with its answer".to_owned())),
            }),
            (Waiting::Away(done), Answer::NotAway(why)) => done(Err(Trouble::Refused(why))),
            (waiting, _) => waiting.fail(Trouble::Crashed("the answer does not fit the question".to_owned())),
        }
    }

    fn crash(self, why: &str) {
        let then = self.with(|engine| engine.on_crash.take()).flatten();
        self.finish(&Trouble::Crashed(why.to_owned()));
        if let Some(then) = then {
            then(why.to_owned());
        }
    }

    /// Ends the workers that helped this one.
    fn dismiss_helpers(self) {
        for helper in self.with(|engine| std::mem::take(&mut engine.helpers)).unwrap_or_default() {
            helper.end();
        }
    }

    fn finish(self, trouble: &Trouble) {
        self.dismiss_helpers();
        let engine = ENGINES.with_borrow_mut(|engines| {
            if engines.spare == Some(self) {
                engines.spare = None;
            }
            engines.live.remove(&self)
        });
        let Some(mut engine) = engine else { return };
        engine.worker.terminate();
        for (_, waiting) in std::mem::take(&mut engine.waiting) {
            waiting.fail(trouble.clone());
        }
        // The engine holds the listener that may be running now; it is dropped when that has returned.
        gloo::timers::callback::Timeout::new(0, move || drop(engine)).forget();
    }
}

fn paths(files: &[Picked]) -> Vec<String> {
    files.iter().map(|picked| picked.path.clone()).collect()
}

fn blobs(files: &[Picked]) -> Array {
    files.iter().map(|picked| JsValue::from(picked.file.clone())).collect()
}

/// Buffers as files, so that the browser may keep them where it likes.
fn texts(buffers: &Array) -> Vec<Blob> {
    let text = |buffer: JsValue| Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::new(&buffer))).ok();
    buffers.iter().filter_map(text).collect()
}

impl Waiting {
    fn fail(self, trouble: Trouble) {
        match self {
            Self::Open { done, .. } => done(Err(trouble)),
            Self::Bring { done, .. } => done(Err(trouble)),
            Self::ReadOn(done) => done(Err(trouble)),
            Self::Ask(done) | Self::Inventory { done, .. } => done(Err(trouble)),
            Self::Away(done) => done(Err(trouble)),
        }
    }
}

fn decode(answer: Answer, message: &Message<Answer>) -> Result<Reply, Trouble> {
    match answer {
        Answer::Reply => Reply::from_bytes(&message.bytes()).map_err(|error| Trouble::Crashed(error.to_string())),
        Answer::Fault(why) => Err(Trouble::Crashed(why)),
        Answer::Progress(_)
        | Answer::Opened(_)
        | Answer::ReadOn(_)
        | Answer::Brought(_)
        | Answer::Away { .. }
        | Answer::NotAway(_) => Err(Trouble::Crashed("not a reply".to_owned())),
    }
}
