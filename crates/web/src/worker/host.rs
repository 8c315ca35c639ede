//! The worker's side: one [`Session`], questions answered in the order they come.

use std::cell::RefCell;
use std::fmt::Debug;
use std::rc::Rc;

use afterglow_engine::{Input, Reply, Session, past_runs_in};
use js_sys::{Array, Float64Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent, MessagePort};

use super::blob_read::BlobInput;
use super::helping;
use super::message::{Answer, Job, Message, Notice};
use super::opening;
use super::read_ahead::ReadAhead;
use super::timeline_wire::take_marks;

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
        Job::Open { paths, trust } => {
            let ahead = Rc::new(ReadAhead::driven());
            let inputs = inputs(paths, &message.parts, &ahead);
            let (scope, session) = (scope.clone(), Rc::clone(session));
            let ports = ports(&message.parts).collect();
            spawn_local(async move {
                let told = |progress| send(&scope, id, Answer::Progress(progress), None);
                let opened = opening::read(&session, &inputs, &ahead, trust, ports, told).await;
                send(&scope, id, Answer::Opened(Box::new(opened)), None);
            });
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
            reply(scope, id, Reply::PastRuns(Box::new(view)), &query);
        }
        Job::Ask { run, request } => reply(scope, id, session.borrow().ask(run, &request), &request),
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

fn reply(scope: &DedicatedWorkerGlobalScope, id: u32, reply: Reply, request: &impl Debug) {
    let encoded = match reply {
        Reply::Timeline(mut view) => {
            let numbers = Float64Array::from(take_marks(&mut view).as_slice());
            serde_json::to_string(&view).map(|frame| (Answer::Timeline { frame }, numbers.buffer().into()))
        }
        other => serde_json::to_vec(&other).map(|text| {
            let bytes = Uint8Array::from(text.as_slice());
            (Answer::Reply, JsValue::from(bytes.buffer()))
        }),
    };
    match encoded {
        Ok((answer, buffer)) => send(scope, id, answer, Some(&buffer)),
        Err(error) => send(scope, id, Answer::Fault(format!("the answer to {request:?} has no JSON: {error}")), None),
    }
}

fn send(scope: &DedicatedWorkerGlobalScope, id: u32, body: Answer, buffer: Option<&JsValue>) {
    let parts = buffer.map_or_else(Array::new, Array::of1);
    let message = Message { id, body, parts: parts.clone() };
    match message.to_js() {
        Ok(message) => post(scope, &message, &parts),
        Err(error) => web_sys::console::error_2(&"An answer could not be sent.".into(), &error),
    }
}

fn post(scope: &DedicatedWorkerGlobalScope, message: &JsValue, transfer: &Array) {
    if let Err(error) = scope.post_message_with_transfer(message, transfer) {
        web_sys::console::error_2(&"A message could not be posted.".into(), &error);
    }
}
