//! A static file server for this machine only, which sends the headers that docs/hosting.md asks of every host.
//!
//! For: `cargo xtask serve` and the end-to-end tests. Never for other machines: it listens on the loopback address,
//! knows GET and HEAD, lists no folder and follows no path out of its own.

use crate::headers;
use crate::shell::{Outcome, step};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Builds the site and serves it until the program is ended.
///
/// # Errors
/// When the build fails or the port is taken.
pub(crate) fn run(port: u16) -> Outcome {
    let folder = step("build the site", crate::site::build)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map_err(|error| format!("port {port} of this machine cannot be used: {error}; try --port N"))?;
    println!("\nAfterglow is served at http://127.0.0.1:{}/ (end with Ctrl+C)", listener.local_addr()?.port());
    answer_all(&listener, &folder, None);
    Ok(())
}

/// Serves `folder` on a free port from a thread of its own; gives back the address with the closing slash. What is asked
/// for is written to `heard`, a line each.
///
/// # Errors
/// When no port can be had, or `heard` cannot be written.
pub(crate) fn in_background(folder: PathBuf, heard: &Path) -> Outcome<String> {
    let heard = Arc::new(File::create(heard)?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = format!("http://127.0.0.1:{}/", listener.local_addr()?.port());
    std::thread::spawn(move || answer_all(&listener, &folder, Some(&heard)));
    Ok(address)
}

fn answer_all(listener: &TcpListener, folder: &Path, heard: Option<&Arc<File>>) {
    for stream in listener.incoming().flatten() {
        let (folder, heard) = (folder.to_path_buf(), heard.cloned());
        // A browser that closes early is no event worth a message.
        std::thread::spawn(move || answer(&stream, &folder, heard.as_deref()).ok());
    }
}

fn answer(mut stream: &TcpStream, folder: &Path, heard: Option<&File>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream.take(16 << 10));
    let mut request = String::new();
    reader.read_line(&mut request)?;
    // The rest of the head is read so that closing does not reset the connection under the browser's feet.
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    if let Some(mut heard) = heard.filter(|_| !request.is_empty()) {
        heard.write_all(format!("{}\n", request.trim_end()).as_bytes())?;
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if method != "GET" && method != "HEAD" {
        return reply(stream, "405 Method Not Allowed", "text/plain", false, b"only GET and HEAD\n", true);
    }
    let found = locate(folder, target).and_then(|file| Some((std::fs::read(&file).ok()?, file)));
    match found {
        Some((body, file)) => reply(stream, "200 OK", kind(&file), hashed(&file), &body, method == "GET"),
        None => reply(stream, "404 Not Found", "text/plain", false, b"no such file\n", method == "GET"),
    }?;
    stream.flush()
}

fn reply(
    mut stream: &TcpStream,
    status: &str,
    kind: &str,
    hashed: bool,
    body: &[u8],
    with_body: bool,
) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers::all(hashed) {
        head += &format!("{name}: {value}\r\n");
    }
    head += "Connection: close\r\n\r\n";
    stream.write_all(head.as_bytes())?;
    if with_body { stream.write_all(body) } else { Ok(()) }
}

/// The file that a request target names, if it lies in `folder`.
fn locate(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = decoded(target.split(['?', '#']).next()?)?;
    let path = path.strip_prefix('/')?;
    if path.contains(['\\', '\0', ':']) || path.split('/').any(|part| part == ".." || part.starts_with('.')) {
        return None;
    }
    let file = folder.join(if path.is_empty() { "index.html" } else { path });
    // A link that leads out of the folder is refused as well.
    let file = file.canonicalize().ok()?;
    (file.is_file() && file.starts_with(folder.canonicalize().ok()?)).then_some(file)
}

fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// Whether the name carries Trunk's hash (16 hexadecimal digits), so that the file can be kept for ever.
fn hashed(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.split(['-', '.', '_']).any(|part| part.len() >= 15 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_found() {
        let folder = crate::shell::root().join("www");
        assert!(locate(&folder, "/").is_some());
        assert!(locate(&folder, "/boot.js?x=1").is_some());
        for target in
            ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/headers", "/a%", "boot.js", "/.staging/uplot.js", "//etc/passwd"]
        {
            assert_eq!(locate(&folder, target), None, "{target}");
        }
    }

    #[test]
    fn only_names_with_a_hash_are_kept() {
        assert!(hashed(Path::new("afterglow-web-0d4f2c6b8a9e1357_bg.wasm")));
        assert!(!hashed(Path::new("index.html")));
    }
}
