//! A built book in memory.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::STATE;
use super::http::Answer;
use crate::workbook::weave::files_below;

/// Every file of a built book, by its path.
#[derive(Debug, Default)]
pub struct Site {
    files: HashMap<String, Arc<[u8]>>,
}

impl Site {
    /// Reads a folder.
    ///
    /// # Errors
    ///
    /// Those of reading files.
    pub fn read(folder: &Path) -> io::Result<Site> {
        let mut files = HashMap::new();
        for file in files_below(folder, "")? {
            let bytes = fs::read(folder.join(&file))?;
            files.insert(format!("/{file}"), bytes.into());
        }
        Ok(Site { files })
    }

    /// The answer to a request for a path. Pages come with the script that
    /// reloads them when there is another version.
    #[must_use]
    pub fn answer(&self, path: &str, version: u128) -> Answer {
        let path = match path.strip_suffix('/') {
            Some(folder) => format!("{folder}/index.html"),
            None => path.to_owned(),
        };
        if let Some(bytes) = self.files.get(&path) {
            let content_type = content_type(&path);
            let bytes = reloading(content_type, bytes, version);
            return Answer::found(content_type, bytes);
        }
        if self.files.contains_key(&format!("{path}/index.html")) {
            return Answer::moved(format!("{}/", encode(&path)));
        }
        match self.files.get("/404.html") {
            Some(page) => {
                let content_type = content_type("/404.html");
                let page = reloading(content_type, page, version);
                Answer::missing(content_type, page)
            }
            None => {
                let page = b"There is no such page.\n".as_slice();
                Answer::missing("text/plain; charset=utf-8", page.into())
            }
        }
    }
}

/// A page with the script that looks for a newer book; anything else as it is.
fn reloading(
    content_type: &str,
    bytes: &Arc<[u8]>,
    version: u128,
) -> Arc<[u8]> {
    const END: &[u8] = b"</body>";
    let at = bytes.windows(END.len()).rposition(|part| part == END);
    match at {
        Some(at) if content_type.starts_with("text/html") => {
            let script = RELOAD
                .replace("STATE", STATE)
                .replace("VERSION", &version.to_string());
            [&bytes[..at], script.as_bytes(), &bytes[at..]].concat().into()
        }
        _ => Arc::clone(bytes),
    }
}

/// Asks only while the page is looked at: thirty pupils' forgotten windows
/// cost nothing.
const RELOAD: &str = r#"<script>
setInterval(async () => {
    if (document.hidden) return;
    let state;
    try {
        state = await (await fetch("STATE")).text();
    } catch {
        return; // The server rests; it may come back.
    }
    const [version, ...problems] = state.split("\n");
    if (version !== "VERSION") location.reload();
    let note = document.getElementById("book-problems");
    if (!note) {
        note = document.createElement("pre");
        note.id = "book-problems";
        document.body.append(note);
    }
    note.textContent = problems.join("\n");
    note.hidden = problems.join("") === "";
}, 1000);
</script>
"#;

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
