//! Files of an `<input type="file">`.

use js_sys::Reflect;
use web_sys::FileList;

use super::Picked;

/// The chosen files. A folder picker gives each file its path below the folder.
pub(crate) fn picked(list: &FileList) -> Vec<Picked> {
    (0..list.length()).filter_map(|place| list.get(place)).map(with_path).collect()
}

/// Takes `webkitRelativePath`, or the name where that is empty.
pub(super) fn with_path(file: web_sys::File) -> Picked {
    let below = Reflect::get(&file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
    let path = below.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name());
    Picked { file, path }
}
