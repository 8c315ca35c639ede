//! What the browser keeps where the user asked for it: one thing in a database of its own, and a mark that it is there.
//! Without the mark no database is opened, so that no database is stored by the page.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, Event, IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode,
    Storage,
};

/// A place for one thing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shelf {
    /// The mark's name in the local storage.
    pub(super) mark: &'static str,
    /// The database.
    pub(super) database: &'static str,
    /// Its one store, and the key in it.
    pub(super) store: &'static str,
}

impl Shelf {
    /// Whether something was kept.
    pub(super) fn is_kept(self) -> bool {
        storage().is_some_and(|storage| storage.get_item(self.mark).is_ok_and(|mark| mark.is_some()))
    }

    /// What was kept; `undefined` where it is gone.
    ///
    /// # Errors
    /// The browser's reason in words.
    pub(super) async fn load(self) -> Result<JsValue, String> {
        let database = self.open().await.map_err(said)?;
        let found = async {
            let store = database.transaction_with_str(self.store)?.object_store(self.store)?;
            done(&store.get(&self.store.into())?).await
        };
        let found = found.await;
        database.close();
        found.map_err(said)
    }

    /// Keeps a thing in place of the one before.
    ///
    /// # Errors
    /// The browser's reason in words: storage that is forbidden or full.
    pub(super) async fn save(self, thing: &JsValue) -> Result<(), String> {
        let Some(storage) = storage() else { return Err("this browser gives this page no storage".to_owned()) };
        let database = self.open().await.map_err(said)?;
        let written = async {
            let transaction = database.transaction_with_str_and_mode(self.store, IdbTransactionMode::Readwrite)?;
            transaction.object_store(self.store)?.put_with_key(thing, &self.store.into())?;
            // A full disk shows only at the end of the transaction.
            completed(&transaction).await
        };
        let written = written.await;
        database.close();
        written.map_err(said)?;
        storage.set_item(self.mark, "kept").map_err(said)
    }

    /// Takes everything away.
    ///
    /// # Errors
    /// The browser's reason in words.
    pub(super) async fn forget(self) -> Result<(), String> {
        if let Some(storage) = storage() {
            storage.remove_item(self.mark).map_err(said)?;
        }
        let request = factory().map_err(said)?.delete_database(self.database).map_err(said)?;
        done(&request).await.map(drop).map_err(said)
    }

    async fn open(self) -> Result<IdbDatabase, JsValue> {
        let request: IdbOpenDbRequest = factory()?.open_with_u32(self.database, 1)?;
        let opening = request.clone();
        let upgrade = Closure::once_into_js(move |_: Event| {
            let database = opening.result().and_then(JsCast::dyn_into::<IdbDatabase>);
            // What fails here fails the opening.
            let _ = database.and_then(|database| database.create_object_store(self.store));
        });
        request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
        done(&request).await?.dyn_into()
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn factory() -> Result<IdbFactory, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    window.indexed_db()?.ok_or_else(|| "this browser gives this page no database".into())
}

/// The result of a request.
async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let waiting = Promise::new(&mut |resolve: Function, reject: Function| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(waiting).await {
        Ok(_) => request.result(),
        Err(event) => Err(request.error()?.map_or(event, Into::into)),
    }
}

async fn completed(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let waiting = Promise::new(&mut |resolve: Function, reject: Function| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    });
    match JsFuture::from(waiting).await {
        Ok(_) => Ok(()),
        Err(event) => Err(transaction.error().map_or(event, Into::into)),
    }
}

/// The browser's reason, with what to do where that is known.
fn said(error: impl Into<JsValue>) -> String {
    let error = error.into();
    match error.dyn_ref::<DomException>() {
        Some(why) if why.name() == "QuotaExceededError" => {
            "the browser has no room left for this page: have it keep less, or export what it keeps".to_owned()
        }
        Some(why) => format!("the browser refused ({}): {}", why.name(), why.message()),
        None => error.as_string().unwrap_or_else(|| "the browser refused and gave no reason".to_owned()),
    }
}
