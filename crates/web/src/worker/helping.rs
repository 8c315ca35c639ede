//! A worker that helps another one to read: it takes orders at a port and sends blocks.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use afterglow_engine::{Ahead, Helper, Input, Order, Stride, Trust};
use gloo::events::EventListener;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, MessagePort};

use super::message::{HelperSays, Message, Wish};
use super::oneshot::Bell;
use super::read_ahead::ReadAhead;

/// Blocks of a piece that are sent ahead of what the other one has taken.
const UNTAKEN: u32 = 8;

#[derive(Default)]
struct Desk {
    orders: RefCell<VecDeque<Order>>,
    /// The piece at hand, and its blocks that the other one has not taken.
    at_hand: Cell<Option<Order>>,
    untaken: Cell<u32>,
    bell: Bell,
}

impl Desk {
    fn take(&self, wish: Wish) {
        match wish {
            Wish::Read(order) => self.orders.borrow_mut().push_back(order),
            Wish::More(order) if self.at_hand.get() == Some(order) => {
                self.untaken.set(self.untaken.get().saturating_sub(1));
            }
            Wish::More(_) => {}
            Wish::Leave(order) => {
                self.orders.borrow_mut().retain(|waiting| *waiting != order);
                self.at_hand.set(self.at_hand.get().filter(|at_hand| *at_hand != order));
            }
        }
        self.bell.ring();
    }
}

/// Helps until the worker is ended.
pub(super) async fn help(inputs: Vec<Rc<dyn Input>>, trust: Trust, ahead: Rc<ReadAhead>, port: MessagePort) {
    let desk = Rc::new(Desk::default());
    let listening = Rc::clone(&desk);
    let _listener = EventListener::new(&port, "message", move |event| {
        let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
        if let Some(message) = data.and_then(|data| Message::<Wish>::from_js(&data)) {
            listening.take(message.body);
        }
    });
    port.start();
    let helper = Helper::new(&inputs, trust);
    loop {
        let next = desk.orders.borrow_mut().pop_front();
        match next {
            None => desk.bell.wait().await,
            Some(order) => match helper.begin(order) {
                None => say(&port, HelperSays::Lost(order), None),
                Some(piece) => read(piece, &desk, &ahead, &port).await,
            },
        }
    }
}

async fn read(mut piece: Ahead, desk: &Desk, ahead: &ReadAhead, port: &MessagePort) {
    let order = piece.order();
    desk.at_hand.set(Some(order));
    desk.untaken.set(0);
    loop {
        ahead.ready().await;
        match piece.step() {
            Stride::Went => {}
            Stride::Lost => return say(port, HelperSays::Lost(order), None),
            Stride::Block(block) => {
                say(port, HelperSays::Block { order, stored: block.stored, last: block.last }, Some(&block.bytes));
                if block.last {
                    return;
                }
                desk.untaken.set(desk.untaken.get() + 1);
            }
        }
        while desk.untaken.get() >= UNTAKEN && desk.at_hand.get().is_some() {
            desk.bell.wait().await;
        }
        if desk.at_hand.get().is_none() {
            return;
        }
    }
}

fn say(port: &MessagePort, body: HelperSays, bytes: Option<&[u8]>) {
    let parts = bytes.map_or_else(Array::new, |bytes| Array::of1(&Uint8Array::from(bytes).buffer()));
    let message = Message { id: 0, body, parts: parts.clone() }.to_js();
    if let Err(error) = message.and_then(|message| port.post_message_with_transferable(&message, &parts)) {
        web_sys::console::error_1(&error);
    }
}
