//! A value that arrives once, as a future. One thread only.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

struct Slot<T> {
    value: Option<T>,
    waker: Option<Waker>,
}

/// Waits for the value.
pub(crate) struct Receiver<T>(Rc<RefCell<Slot<T>>>);

/// A function that delivers the value, and the future that waits for it. If the function is dropped, the future never
/// ends; whoever holds it must call it, also with an error.
pub(crate) fn oneshot<T: 'static>() -> (impl FnOnce(T) + 'static, Receiver<T>) {
    let slot = Rc::new(RefCell::new(Slot { value: None, waker: None }));
    let sender = Rc::clone(&slot);
    let send = move |value| {
        let waker = {
            let mut slot = sender.borrow_mut();
            slot.value = Some(value);
            slot.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    };
    (send, Receiver(slot))
}

impl<T> Future for Receiver<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let mut slot = self.0.borrow_mut();
        if let Some(value) = slot.value.take() {
            return Poll::Ready(value);
        }
        slot.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

/// Wakes whoever waits for something to happen; at most one waits at a time.
#[derive(Default)]
pub(super) struct Bell(RefCell<Option<Wake>>);

type Wake = Box<dyn FnOnce(())>;

impl Bell {
    /// Wakes who waits. Nobody need.
    pub(super) fn ring(&self) {
        if let Some(wake) = self.0.take() {
            wake(());
        }
    }

    /// Waits for the next ring.
    pub(super) async fn wait(&self) {
        let (wake, woken) = oneshot();
        self.0.replace(Some(Box::new(wake)));
        woken.await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_arrives_before_or_after_the_first_look() {
        let mut context = Context::from_waker(Waker::noop());
        let (send, receiver) = oneshot();
        let mut receiver = Box::pin(receiver);
        assert_eq!(receiver.as_mut().poll(&mut context), Poll::Pending);
        send(7);
        assert_eq!(receiver.as_mut().poll(&mut context), Poll::Ready(7));
    }
}
