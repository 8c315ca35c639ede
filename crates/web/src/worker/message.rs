//! What the page and the worker say to each other.
//!
//! Questions and small answers go by serde-wasm-bindgen. The answer to a question about a run goes as bytes in a
//! transferred buffer (`Reply::to_bytes`): building and reading thousands of rows as JavaScript objects would cost the
//! page's thread more than ten times as much, and reading them as JSON a tenth of the module.

use afterglow_engine::house::BroughtView;
use afterglow_engine::{
    MachineUseQuery, Machines, NotReadOn, Opened, Order, PastRunsQuery, Progress, ReadOn, Request, SessionSettings,
    Trust,
};
use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// The page's wish.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Job {
    /// Read the files that come with it, under these paths. Behind the files come ports, each to a worker that helps.
    Open {
        /// One path for each file.
        paths: Vec<String>,
        /// What packed files may unpack to.
        trust: Trust,
        /// The key under which names are replaced, if they are.
        key: Option<Vec<u8>>,
    },
    /// Make a file to take away of a run; the files that it was read from come with it.
    Away {
        /// Its number in the session.
        run: u32,
        /// One path for each file.
        paths: Vec<String>,
        /// What is made.
        what: Away,
    },
    /// Look through the log of a run for sensitive content, in the files that come with it.
    Inventory {
        /// One path for each file.
        paths: Vec<String>,
        /// What packed files may unpack to.
        trust: Trust,
        /// The log's name.
        log: String,
        /// The key under which names are replaced, if they are.
        key: Option<Vec<u8>>,
    },
    /// Help another worker to read the files that come with it; the port to that one comes behind them.
    Help {
        /// One path for each file.
        paths: Vec<String>,
        /// As for who is helped.
        trust: Trust,
    },
    /// Read on in the log of a run, in the files that come with it.
    ReadOn {
        /// Its number in the session.
        run: u32,
        /// One path for each file.
        paths: Vec<String>,
    },
    /// Ask about a table of past runs, which comes with it as a file.
    PastRuns {
        /// The question.
        query: Box<PastRunsQuery>,
    },
    /// Ask about samples of machines' use, which come with it as files.
    MachineUse {
        /// One path for each file.
        paths: Vec<String>,
        /// The question.
        query: Box<MachineUseQuery>,
    },
    /// Ask whether the files that come with it all hold samples of machines' use.
    IsMachineUse {
        /// One path for each file.
        paths: Vec<String>,
    },
    /// Read the file that comes with it for a house: rules, rates or prices.
    Bring {
        /// Its name.
        name: String,
    },
    /// Answer from now on under the house whose file comes with it; under none without one.
    House,
    /// Ask about a run.
    Ask {
        /// Its number in the session.
        run: u32,
        /// The question.
        request: Request,
    },
}

/// What is taken away of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Away {
    /// The report as a page of its own.
    Report(Machines),
    /// The same in short, as Markdown.
    Ticket(Machines),
    /// A trace for Perfetto and the Firefox Profiler.
    Trace,
    /// A file that opens again without the log.
    Session(SessionSettings),
}

/// The worker's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Answer {
    /// Reading goes on.
    Progress(Progress),
    /// Reading has ended.
    Opened(Box<Opened>),
    /// What came of reading on, or why nothing did.
    ReadOn(Result<Box<ReadOn>, NotReadOn>),
    /// What a file brings to a house, or why nothing; its price files are in the buffers that come with it.
    Brought(Result<Box<BroughtView>, String>),
    /// The reply is in the buffer that comes with it.
    Reply,
    /// A file to take away comes with it.
    Away {
        /// Tasks that are not in it, since there are too many.
        left_out: u64,
    },
    /// A file could not be made, and why, for the user.
    NotAway(String),
    /// The worker cannot answer: a fault in the program, said in words.
    Fault(String),
}

/// What a worker says to one that helps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Wish {
    /// Read this piece.
    Read(Order),
    /// A block of this piece was taken: send one more.
    More(Order),
    /// Nothing more of this piece is wanted.
    Leave(Order),
}

/// What a helping worker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum HelperSays {
    /// A block; its bytes are in the buffer that comes with it.
    Block {
        /// Of which piece.
        order: Order,
        /// Stored bytes of the piece that are read with it.
        stored: u64,
        /// Whether the piece ends with it.
        last: bool,
    },
    /// The piece cannot be read on here.
    Lost(Order),
}

/// A message: an object with `id`, `body` and what cannot go through serde.
pub(crate) struct Message<T> {
    /// Which question this is, or is the answer to.
    pub(crate) id: u32,
    /// The message itself.
    pub(crate) body: T,
    /// Files and ports (page to worker), or buffers (worker to page, and between workers).
    pub(crate) parts: Array,
}

impl<T: Serialize> Message<T> {
    /// The message as a JavaScript object.
    pub(crate) fn to_js(&self) -> Result<JsValue, JsValue> {
        let object = Object::new();
        Reflect::set(&object, &"id".into(), &self.id.into())?;
        // Hashes and hostile amounts do not fit the 53 bits of a JavaScript number.
        let exact = Serializer::new().serialize_large_number_types_as_bigints(true);
        Reflect::set(&object, &"body".into(), &self.body.serialize(&exact)?)?;
        Reflect::set(&object, &"parts".into(), &self.parts)?;
        Ok(object.into())
    }
}

impl<T: serde::de::DeserializeOwned> Message<T> {
    /// Reads what [`Self::to_js`] made; `None` for any other object.
    pub(crate) fn from_js(value: &JsValue) -> Option<Self> {
        let id = Reflect::get(value, &"id".into()).ok()?.as_f64()? as u32;
        let body = serde_wasm_bindgen::from_value(Reflect::get(value, &"body".into()).ok()?).ok()?;
        let parts = Array::from(&Reflect::get(value, &"parts".into()).ok()?);
        Some(Self { id, body, parts })
    }
}

impl<T> Message<T> {
    /// The first part as bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        Uint8Array::new(&self.parts.get(0)).to_vec()
    }
}

/// What the worker posts by itself: `{ready: true}` once it listens, `{failed: "why"}` when it ends by a fault.
pub(crate) enum Notice {
    /// It listens.
    Ready,
    /// It has ended.
    Failed(String),
}

impl Notice {
    /// The notice as a JavaScript object.
    pub(crate) fn to_js(&self) -> JsValue {
        let object = Object::new();
        let (key, value) = match self {
            Self::Ready => ("ready", JsValue::TRUE),
            Self::Failed(why) => ("failed", why.into()),
        };
        // Setting a field of a new plain object cannot fail.
        let _ = Reflect::set(&object, &key.into(), &value);
        object.into()
    }

    /// Reads what [`Self::to_js`] made; `None` for any other object.
    pub(crate) fn from_js(value: &JsValue) -> Option<Self> {
        if let Some(why) = Reflect::get(value, &"failed".into()).ok()?.as_string() {
            return Some(Self::Failed(why));
        }
        Reflect::get(value, &"ready".into()).ok()?.as_bool()?.then_some(Self::Ready)
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
#[expect(clippy::unwrap_used, reason = "a test fails by it, and clippy takes only native tests for tests")]
mod tests {
    use super::*;
    use afterglow_engine::{Sort, StageQuery};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_question_crosses_the_border() {
        let sort = Some(Sort { column: "wall_ms".to_owned(), descending: true });
        let query = StageQuery { search: "join <b>".to_owned(), range: None, sort, from: 128, count: usize::MAX };
        let job = Job::Ask { run: 3, request: Request::Stages(query) };
        let sent = Message { id: 9, body: job.clone(), parts: Array::new() }.to_js().unwrap();
        let came = Message::<Job>::from_js(&sent).unwrap();
        assert_eq!((came.id, came.body), (9, job));
    }

    #[wasm_bindgen_test]
    fn an_answer_brings_its_buffer() {
        let parts = Array::of1(&Uint8Array::from([1u8, 2, 3].as_slice()).buffer());
        let sent = Message { id: 1, body: Answer::Reply, parts }.to_js().unwrap();
        assert_eq!(Message::<Answer>::from_js(&sent).unwrap().bytes(), [1, 2, 3]);
    }

    #[wasm_bindgen_test]
    fn other_messages_are_none_of_ours() {
        assert!(Message::<Job>::from_js(&JsValue::from("hello")).is_none());
        assert!(Message::<Job>::from_js(&Notice::Ready.to_js()).is_none());
        assert!(matches!(Notice::from_js(&Notice::Ready.to_js()), Some(Notice::Ready)));
        assert!(
            matches!(Notice::from_js(&Notice::Failed("x".to_owned()).to_js()), Some(Notice::Failed(why)) if why == "x")
        );
        assert!(Notice::from_js(&Object::new()).is_none());
    }
}
