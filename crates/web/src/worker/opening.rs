//! Reading a drop in the worker that serves it, with others who help.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use afterglow_engine::{Block, Help as Sharing, Input, Intake, Opened, Order, Progress, Session, Step, Trust};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, MessagePort};

use super::message::{Help, Message, Wish};
use super::oneshot::Bell;
use super::read_ahead::ReadAhead;

/// The least time between two messages about progress, in milliseconds.
const PROGRESS_EVERY_MS: f64 = 80.0;
/// Pieces that a helper has at a time: one that it reads, and one to go on with.
const AT_A_TIME: usize = 2;
/// A helper that says nothing for so long is given up, and its pieces are read here. In milliseconds.
const PATIENCE_MS: u32 = 10_000;

/// A worker that helps, by its port.
struct Helper {
    port: MessagePort,
    orders: Vec<Order>,
    heard: Rc<RefCell<VecDeque<Message<Help>>>>,
    _listener: EventListener,
}

impl Helper {
    /// The helper at the other end of a port; it rings the bell when it has said something.
    fn new(port: MessagePort, bell: Rc<Bell>) -> Self {
        let heard = Rc::new(RefCell::new(VecDeque::new()));
        let hearing = Rc::clone(&heard);
        let listener = EventListener::new(&port, "message", move |event| {
            let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
            hearing.borrow_mut().extend(data.and_then(|data| Message::from_js(&data)));
            bell.ring();
        });
        port.start();
        Self { port, orders: Vec::new(), heard, _listener: listener }
    }

    fn wish(&self, wish: Wish) {
        let message = Message { id: 0, body: wish, parts: Array::new() }.to_js();
        if let Err(error) = message.and_then(|message| self.port.post_message(&message)) {
            web_sys::console::error_1(&error);
        }
    }

    /// Takes what it has sent to the intake.
    fn hand_over(&mut self, intake: &mut Intake) {
        while let Some(message) = { self.heard.borrow_mut().pop_front() } {
            match message.body {
                Help::Block { order, stored, last } => {
                    if last {
                        self.orders.retain(|open| *open != order);
                    }
                    intake.arrived(Block { order, bytes: message.bytes(), stored, last });
                }
                Help::Lost(order) => {
                    self.orders.retain(|open| *open != order);
                    intake.lost(order);
                }
            }
        }
    }
}

/// Reads the inputs into the session, with helpers at the ports.
pub(super) async fn read(
    session: &RefCell<Session>,
    inputs: &[Rc<dyn Input>],
    ahead: &ReadAhead,
    trust: Trust,
    (cores, ports): (u32, Vec<MessagePort>),
    told: impl Fn(Progress),
) -> Opened {
    let bell = Rc::new(Bell::default());
    let mut helpers: Vec<Helper> = ports.into_iter().map(|port| Helper::new(port, Rc::clone(&bell))).collect();
    let sharing = Sharing::on_cores(cores).filter(|_| !helpers.is_empty());
    let mut intake = Intake::new(inputs, trust, sharing);
    let mut last_told = 0.0;
    loop {
        let count = helpers.len();
        for helper in &mut helpers {
            helper.hand_over(&mut intake);
            while helper.orders.len() < AT_A_TIME
                && let Some(order) = intake.order(count)
            {
                helper.orders.push(order);
                helper.wish(Wish::Read(order));
            }
        }
        let step = intake.step(&mut session.borrow_mut());
        let now = js_sys::Date::now();
        if now - last_told >= PROGRESS_EVERY_MS {
            last_told = now;
            told(intake.progress());
        }
        match step {
            Step::Went => ahead.ready().await,
            Step::Folded(order) => {
                if let Some(helper) = helpers.iter().find(|helper| helper.orders.contains(&order)) {
                    helper.wish(Wish::More);
                }
            }
            Step::Waits => wait(&mut helpers, &mut intake, &bell).await,
            Step::Done => return intake.opened(),
        }
    }
}

/// Waits until a helper says something. If none does for long, all of them are given up.
async fn wait(helpers: &mut Vec<Helper>, intake: &mut Intake, bell: &Rc<Bell>) {
    let silent = |helpers: &[Helper]| helpers.iter().all(|helper| helper.heard.borrow().is_empty());
    if !silent(helpers) {
        return;
    }
    let waking = Rc::clone(bell);
    let patience = Timeout::new(PATIENCE_MS, move || waking.ring());
    bell.wait().await;
    drop(patience);
    if silent(helpers) {
        for order in helpers.drain(..).flat_map(|helper| helper.orders) {
            intake.lost(order);
        }
    }
}
