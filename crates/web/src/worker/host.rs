//! The worker's side: one [`Session`], questions answered in the order they come.

use std::cell::RefCell;
use std::fmt::Debug;
use std::rc::Rc;

use afterglow_engine::{Input, Reply, Session, inventory_of, is_machine_use, past_runs_in};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent, MessagePort};

use super::blob_read::BlobInput;
use super::bringing;
use super::helping;
use super::message::{Answer, Job, Message, Notice};
use super::opening;
use super::read_ahead::ReadAhead;
use super::taking;

/// Listens for questions, and says so.
pub(crate) fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    report_panics(scope.clone());
    let session = Rc::new(RefCell::new(Session::default()));
    let answering = scope.clone();
    let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(message) = Message::<Job>::from_js(&event.data()) {
            answer(&answering, &session, message);
        }
    });
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    // The worker listens until it is ended from outside.
    listen.forget();
    post(&scope, &Notice::Ready.to_js(), &Array::new());
}

/// A panic ends the worker. The page is told why before that, so that it can say more than "it stopped".
fn report_panics(scope: DedicatedWorkerGlobalScope) {
    std::panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        post(&scope, &Notice::Failed(info.to_string()).to_js(), &Array::new());
    }));
}

fn answer(scope: &DedicatedWorkerGlobalScope, session: &Rc<RefCell<Session>>, message: Message<Job>) {
    let id = message.id;
    match message.body {
        Job::Open { paths, trust, key } => {
            let ahead = Rc::new(ReadAhead::driven());
            let inputs = inputs(paths, &message.parts, &ahead);
            let (scope, session) = (scope.clone(), Rc::clone(session));
            let ports = ports(&message.parts).collect();
            spawn_local(async move {
                let told = |progress| send(&scope, id, Answer::Progress(progress), None);
                let how = opening::How { trust, key };
                let opened = opening::read(&session, &inputs, &ahead, how, ports, told).await;
                send(&scope, id, Answer::Opened(Box::new(opened)), None);
            });
        }
        Job::Away { run, paths, what } => {
            let inputs = inputs(paths, &message.parts, &Rc::default());
            let made = session.borrow().run(run).map(|run| taking::make(run, &inputs, &what));
            let (answer, file) = match made {
                Some(Ok((file, left_out))) => (Answer::Away { left_out }, Array::of1(&file)),
                Some(Err(why)) => (Answer::NotAway(why), Array::new()),
                None => (Answer::Fault(format!("there is no run {run}")), Array::new()),
            };
            // A file is handed over by reference.
            match (Message { id, body: answer, parts: file }).to_js() {
                Ok(message) => post(scope, &message, &Array::new()),
                Err(error) => web_sys::console::error_2(&"An answer could not be sent.".into(), &error),
            }
        }
        Job::Inventory { paths, trust, log, key } => {
            let inputs = inputs(paths, &message.parts, &Rc::default());
            let mut told = |progress| send(scope, id, Answer::Progress(progress), None);
            let found = inventory_of(&inputs, trust, &log, key.as_deref(), &mut told);
            let found = found.map_or_else(|because| Reply::Refused { because }, Reply::Inventory);
            reply(scope, id, &found, &"what is in a log");
        }
        Job::Help { paths, trust } => {
            let ahead = Rc::new(ReadAhead::driven());
            let inputs = inputs(paths, &message.parts, &ahead);
            if let Some(port) = ports(&message.parts).next() {
                spawn_local(helping::help(inputs, trust, ahead, port));
            }
        }
        Job::ReadOn { run, paths } => {
            let inputs = inputs(paths, &message.parts, &Rc::default());
            // In one go: nobody waits for bytes between its steps, so none are read ahead.
            let read = session.borrow_mut().read_on(run, &inputs).map(Box::new);
            send(scope, id, Answer::ReadOn(read), None);
        }
        Job::PastRuns { query } => {
            let inputs = inputs(vec![String::new()], &message.parts, &Rc::default());
            let view = inputs.first().map(|input| past_runs_in(input.as_ref(), &query)).unwrap_or_default();
            reply(scope, id, &Reply::PastRuns(Box::new(view)), &query);
        }
        Job::MachineUse { paths, query } => {
            let inputs = inputs(paths, &message.parts, &Rc::default());
            let view = session.borrow().machine_use(&inputs, &query);
            reply(scope, id, &Reply::MachineUse(Box::new(view)), &query);
        }
        Job::IsMachineUse { paths } => {
            let inputs = inputs(paths, &message.parts, &Rc::default());
            let all = !inputs.is_empty() && inputs.iter().all(|input| is_machine_use(input.as_ref()));
            reply(scope, id, &Reply::IsMachineUse(all), &"whether these are samples of use");
        }
        Job::Bring { name } => {
            let inputs = inputs(vec![name.clone()], &message.parts, &Rc::default());
            let told = |progress| send(scope, id, Answer::Progress(progress), None);
            let (brought, buffers) = bringing::bring(&name, inputs.first(), told);
            send_parts(scope, id, Answer::Brought(brought), &buffers);
        }
        Job::House => {
            let inputs = inputs(vec![String::new()], &message.parts, &Rc::default());
            session.borrow_mut().set_house(bringing::house(inputs.first()));
        }
        Job::Ask { run, request } => reply(scope, id, &session.borrow().ask(run, &request), &request),
    }
}

fn inputs(paths: Vec<String>, parts: &Array, ahead: &Rc<ReadAhead>) -> Vec<Rc<dyn Input>> {
    let blobs = parts.iter().filter_map(|part| part.dyn_into::<Blob>().ok());
    let input = |(path, blob)| Rc::new(BlobInput::new(path, blob, Rc::clone(ahead))) as Rc<dyn Input>;
    paths.into_iter().zip(blobs).map(input).collect()
}

fn ports(parts: &Array) -> impl Iterator<Item = MessagePort> {
    parts.iter().filter_map(|part| part.dyn_into::<MessagePort>().ok())
}

fn reply(scope: &DedicatedWorkerGlobalScope, id: u32, reply: &Reply, request: &impl Debug) {
    match reply.to_bytes() {
        Ok(bytes) => send(scope, id, Answer::Reply, Some(&Uint8Array::from(bytes.as_slice()).buffer())),
        Err(error) => {
            let why = format!("the answer to {request:?} cannot be sent: {error}");
            send(scope, id, Answer::Fault(why), None);
        }
    }
}

fn send(scope: &DedicatedWorkerGlobalScope, id: u32, body: Answer, buffer: Option<&JsValue>) {
    send_parts(scope, id, body, &buffer.map_or_else(Array::new, Array::of1));
}

/// An answer with what is handed over for good.
fn send_parts(scope: &DedicatedWorkerGlobalScope, id: u32, body: Answer, parts: &Array) {
    let message = Message { id, body, parts: parts.clone() };
    match message.to_js() {
        Ok(message) => post(scope, &message, parts),
        Err(error) => web_sys::console::error_2(&"An answer could not be sent.".into(), &error),
    }
}

fn post(scope: &DedicatedWorkerGlobalScope, message: &JsValue, transfer: &Array) {
    if let Err(error) = scope.post_message_with_transfer(message, transfer) {
        web_sys::console::error_2(&"A message could not be posted.".into(), &error);
    }
}
