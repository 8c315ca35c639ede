//! Reading a drop in the worker that serves it, with others who help.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use afterglow_engine::{Block, Input, Intake, Opened, Order, Progress, Session, Sharing, Step, Trust};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, MessagePort};

use super::message::{HelperSays, Message, Wish};
use super::oneshot::Bell;
use super::read_ahead::ReadAhead;

/// The least time between two messages about progress, in milliseconds.
const PROGRESS_EVERY_MS: f64 = 80.0;
/// Pieces of a helper that are not folded yet, at most: this bounds what waits here.
const AT_A_TIME: usize = 3;
/// If no helper says anything for so long, all are given up, and their pieces are read here. In milliseconds.
const PATIENCE_MS: u32 = 10_000;

/// A worker that helps, by its port.
struct HelperPort {
    port: MessagePort,
    orders: Vec<Order>,
    heard: Rc<RefCell<VecDeque<Message<HelperSays>>>>,
    _listener: EventListener,
}

impl HelperPort {
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
                HelperSays::Block { order, stored, last } => {
                    intake.arrived(Block { order, bytes: message.bytes(), stored, last });
                }
                HelperSays::Lost(order) => intake.lost(order),
            }
        }
    }

    /// Orders more, in the place of what is folded or not wanted any more.
    fn order_more(&mut self, intake: &mut Intake, helpers: usize) {
        let (open, done): (Vec<_>, Vec<_>) = self.orders.drain(..).partition(|order| intake.is_open(*order));
        self.orders = open;
        for order in done {
            self.wish(Wish::Leave(order));
        }
        while self.orders.len() < AT_A_TIME
            && let Some(order) = intake.order(helpers)
        {
            self.orders.push(order);
            self.wish(Wish::Read(order));
        }
    }
}

/// How a drop is read.
pub(super) struct How {
    /// What packed files may unpack to.
    pub(super) trust: Trust,
    /// The key under which names are replaced, if they are.
    pub(super) key: Option<Vec<u8>>,
}

/// Reads the inputs into the session, with helpers at the ports.
pub(super) async fn read(
    session: &RefCell<Session>,
    inputs: &[Rc<dyn Input>],
    ahead: &ReadAhead,
    how: How,
    ports: Vec<MessagePort>,
    told: impl Fn(Progress),
) -> Opened {
    let bell = Rc::new(Bell::default());
    let mut helpers: Vec<HelperPort> = ports.into_iter().map(|port| HelperPort::new(port, Rc::clone(&bell))).collect();
    let sharing = (!helpers.is_empty()).then(Sharing::default);
    let mut intake = Intake::new(inputs, how.trust, sharing);
    if let Some(key) = how.key {
        intake = intake.veiled(&key);
    }
    let mut last_told = 0.0;
    loop {
        let count = helpers.len();
        for helper in &mut helpers {
            helper.hand_over(&mut intake);
            helper.order_more(&mut intake, count);
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
                    helper.wish(Wish::More(order));
                }
            }
            Step::Waits => wait(&mut helpers, &mut intake, &bell).await,
            Step::Done => return intake.opened(),
        }
    }
}

/// Waits until a helper says something. If none does for long, all of them are given up.
async fn wait(helpers: &mut Vec<HelperPort>, intake: &mut Intake, bell: &Rc<Bell>) {
    let silent = |helpers: &[HelperPort]| helpers.iter().all(|helper| helper.heard.borrow().is_empty());
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
