//! Builds the site: what Trunk needs beforehand, Trunk itself, and what Trunk leaves undone.

use crate::shell::{Outcome, command, files_under, read, root, run, write};
use crate::{digest, headers, html, kept, notices};
use std::path::{Path, PathBuf};

/// Where Trunk writes the site.
pub(crate) fn folder() -> PathBuf {
    root().join("target/site")
}

/// Joins the style sheets and copies the chart library to `www/.staging`; Trunk's hook calls it before each build.
///
/// # Errors
/// When a file is missing.
pub(crate) fn stage() -> Outcome {
    let staging = root().join("www/.staging");
    write(&staging.join("afterglow.css"), styles()?)?;
    let charts = root().join("node_modules/uplot");
    let library = read(&charts.join("dist/uPlot.iife.min.js"))?;
    // Its licence asks that its text goes along with each copy.
    let licence = read(&charts.join("LICENSE"))?;
    write(&staging.join("uplot.js"), format!("/*\n{}\n*/\n{library}", licence.trim()))?;
    // A bundle without samples is still a bundle.
    std::fs::create_dir_all(root().join("www/samples"))?;
    Ok(())
}

/// Builds the site in release mode into [`folder`].
///
/// # Errors
/// When a tool is missing or a step fails.
pub(crate) fn build() -> Outcome<PathBuf> {
    let path = crate::setup::for_site()?;
    let mut trunk = command("trunk");
    // Trunk reads NO_COLOR as one of its options and refuses the value that everybody gives it.
    trunk.args(["build", "--skip-version-check"]).env("PATH", path).env_remove("NO_COLOR");
    if let Some(flags) = path_free_flags() {
        trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    }
    run(&mut trunk)?;
    let folder = folder();
    finish(&folder)?;
    Ok(folder)
}

/// The one style sheet: `layers.css` and `tokens.css` first where they exist, then the rest by name. Everything that
/// npm brings stands in a layer of its own, below ours.
fn styles() -> Outcome<String> {
    let folder = root().join("www/styles");
    let mut sheets = files_under(&folder, &["css"])?;
    let rank = |path: &Path| match path.file_name().and_then(|name| name.to_str()) {
        Some("layers.css") => 0,
        Some("tokens.css") => 1,
        _ => 2,
    };
    sheets.sort_by_key(|path| (rank(path), path.clone()));
    let charts = read(&root().join("node_modules/uplot/dist/uPlot.min.css"))?;
    let mut all = String::from("@layer vendor;\n");
    for sheet in sheets {
        let name = sheet.strip_prefix(&folder).unwrap_or(&sheet).display().to_string();
        all += &format!("/* {name} */\n{}\n", read(&sheet)?.trim_end());
    }
    Ok(all + &format!("@layer vendor {{\n{}\n}}\n", charts.trim()))
}

/// Adds what Trunk cannot: `integrity` of the glue and the module, so that parts of different builds never mix, the
/// licences, the header files that some hosts read from the folder itself, and at last the service worker, which names all
/// the others.
fn finish(folder: &Path) -> Outcome {
    let page = folder.join("index.html");
    let mut text = read(&page)?;
    let addressed = |text: &str, tag: &str, attribute: &str, id: &str| -> Option<(usize, String)> {
        let tags = html::tags(text, tag);
        let tag = tags.iter().find(|tag| tag.attribute("id") == Some(id))?;
        Some((tag.place.end - 1, tag.attribute(attribute)?.to_owned()))
    };
    for (tag, attribute, id) in [("script", "src", "afterglow-glue"), ("link", "href", "afterglow-wasm")] {
        let found = addressed(&text, tag, attribute, id);
        let (end, address) = found.ok_or_else(|| format!("{}: no element {id}", page.display()))?;
        let part = folder.join(&address);
        let bytes = std::fs::read(&part).map_err(|error| format!("{}: {error}", part.display()))?;
        text.insert_str(end, &format!(" integrity=\"{}\"", digest::integrity(&bytes)));
    }
    write(&page, text)?;
    for (from, to) in [("htaccess", ".htaccess"), ("web.config", "web.config"), ("_headers", "_headers")] {
        std::fs::copy(root().join("www/headers").join(from), folder.join(to))?;
    }
    write(&folder.join("licences.txt"), notices::text()?)?;
    kept::write_worker(folder)
}

/// Compiler flags that keep this machine's folders out of the module, so that two checkouts give the same bytes.
///
/// Cargo splits the variable at spaces; where a folder has one in its name we go without.
fn path_free_flags() -> Option<String> {
    let home = std::env::home_dir()?;
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let rustup = std::env::var_os("RUSTUP_HOME").map_or_else(|| home.join(".rustup"), PathBuf::from);
    let named = [(root(), "/afterglow"), (cargo, "/cargo"), (rustup, "/rustup")];
    let flags: Vec<String> =
        named.iter().map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display())).collect();
    flags.iter().all(|flag| !flag.contains(' ')).then(|| flags.join(" "))
}

/// Which of our own policies the page carries, for the check that the build did not lose it.
///
/// # Errors
/// When the page is missing or has another policy.
pub(crate) fn check_policy(folder: &Path) -> Outcome {
    let page = read(&folder.join("index.html"))?;
    if page.contains(&headers::meta_policy()) { Ok(()) } else { Err("index.html lost its policy in the build".into()) }
}
