/*!
As much of HTTP/1.1 as a book needs: GET and HEAD of bytes in memory.

`httparse` reads the requests. Everything that is not a short, whole request
for a path is refused and the connection closed.
*/

use std::io::{self, BufWriter, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// The longest head of a request that is read.
const LONGEST: usize = 16 * 1024;
const HEADERS: usize = 100;
/// How long a connection may be idle, and a reader slow.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request for a path.
#[derive(Debug)]
pub struct Request {
    /// Decoded, without the query; begins with `/`.
    pub path: String,
    head_only: bool,
    keep_alive: bool,
}

/// What is sent back.
#[derive(Clone, Debug)]
pub struct Answer {
    status: &'static str,
    content_type: &'static str,
    location: Option<String>,
    body: Arc<[u8]>,
}

impl Answer {
    /// 200, with this body.
    #[must_use]
    pub fn ok(content_type: &'static str, body: Vec<u8>) -> Answer {
        Answer::found(content_type, body.into())
    }

    /// 200, with a shared body.
    #[must_use]
    pub fn found(content_type: &'static str, body: Arc<[u8]>) -> Answer {
        Answer { status: "200 OK", content_type, location: None, body }
    }

    /// 404, with this page.
    #[must_use]
    pub fn missing(content_type: &'static str, body: Arc<[u8]>) -> Answer {
        let found = Answer::found(content_type, body);
        Answer { status: "404 Not Found", ..found }
    }

    /// 308: it is there. `location` is a path, already encoded.
    #[must_use]
    pub fn moved(location: String) -> Answer {
        let refused = Answer::refused("308 Permanent Redirect");
        Answer { location: Some(location), ..refused }
    }

    fn refused(status: &'static str) -> Answer {
        let body = format!("{status}\n").into_bytes();
        let content_type = "text/plain; charset=utf-8";
        Answer { status, content_type, location: None, body: body.into() }
    }
}

/// Answers the requests that come to `listener`, each connection on a thread
/// of its own, until the process ends.
pub fn serve(
    listener: &TcpListener,
    answer: Arc<dyn Fn(&Request) -> Answer + Send + Sync>,
) {
    for stream in listener.incoming() {
        // A connection that failed before it was accepted, or too many of
        // them: readers come again, so does the loop.
        let Ok(stream) = stream else {
            thread::sleep(Duration::from_millis(50));
            continue;
        };
        let answer = Arc::clone(&answer);
        // Without a thread to spare the connection is closed.
        let _ = thread::Builder::new().spawn(move || {
            // A reader who leaves in the middle is no news.
            let _ = talk(stream, &*answer);
        });
    }
}

fn talk(
    mut stream: TcpStream,
    answer: &dyn Fn(&Request) -> Answer,
) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    // What came beyond a request is the beginning of the next.
    let mut read = Vec::new();
    loop {
        match parse(&read) {
            Ok(Some((length, request))) => {
                read.drain(..length);
                send(&stream, &answer(&request), &request)?;
                if !request.keep_alive {
                    return Ok(());
                }
            }
            Ok(None) => {
                let mut part = [0; 4096];
                let length = stream.read(&mut part)?;
                if length == 0 {
                    return Ok(());
                }
                read.extend_from_slice(&part[..length]);
            }
            Err(status) => {
                let path = String::new();
                let request =
                    Request { path, head_only: false, keep_alive: false };
                return send(&stream, &Answer::refused(status), &request);
            }
        }
    }
}

/// The first request and its length; `None` if there is more to come.
fn parse(read: &[u8]) -> Result<Option<(usize, Request)>, &'static str> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let length = match head.parse(read) {
        Ok(httparse::Status::Complete(length)) if length <= LONGEST => length,
        Ok(httparse::Status::Partial) if read.len() < LONGEST => {
            return Ok(None);
        }
        Ok(_) | Err(httparse::Error::TooManyHeaders) => {
            return Err("431 Request Header Fields Too Large");
        }
        Err(_) => return Err("400 Bad Request"),
    };
    let head_only = match head.method {
        Some("GET") => false,
        Some("HEAD") => true,
        _ => return Err("405 Method Not Allowed"),
    };
    let header = |name: &str| {
        let named =
            head.headers.iter().find(|h| h.name.eq_ignore_ascii_case(name));
        named.map(|h| h.value.to_ascii_lowercase())
    };
    let says = |name, what: &[u8]| {
        let value = header(name).unwrap_or_default();
        value.split(|byte| *byte == b',').any(|v| v.trim_ascii() == what)
    };
    // Bodies have no meaning here and are not read; what would follow one
    // could not be told from it.
    let body = header("transfer-encoding").is_some()
        || header("content-length").is_some_and(|length| length != b"0");
    let keep_alive = !body
        && !says("connection", b"close")
        && (head.version == Some(1) || says("connection", b"keep-alive"));
    let path = path(head.path.unwrap_or_default()).ok_or("400 Bad Request")?;
    Ok(Some((length, Request { path, head_only, keep_alive })))
}

/// The path of a request's target, decoded.
fn path(target: &str) -> Option<String> {
    let path = target.split(['?', '#']).next()?;
    if !path.starts_with('/') {
        return None;
    }
    let mut decoded = Vec::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let high = digit(bytes.next()?)?;
                u8::try_from(high * 16 + digit(bytes.next()?)?).ok()?
            }
            _ => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

fn send(
    stream: &TcpStream,
    answer: &Answer,
    request: &Request,
) -> io::Result<()> {
    let mut out = BufWriter::new(stream);
    write!(
        out,
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\n",
        answer.status,
        answer.content_type,
        answer.body.len()
    )?;
    if answer.status.starts_with("405") {
        out.write_all(b"Allow: GET, HEAD\r\n")?;
    }
    if let Some(location) = &answer.location {
        write!(out, "Location: {location}\r\n")?;
    }
    let connection = if request.keep_alive { "keep-alive" } else { "close" };
    write!(out, "Connection: {connection}\r\n\r\n")?;
    if !request.head_only {
        out.write_all(&answer.body)?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded() {
        assert_eq!(path("/a%20b.html?x#y").as_deref(), Some("/a b.html"));
        let word = path("/%E6%AC%A1%E5%85%83.html");
        assert_eq!(word.as_deref(), Some("/次元.html"));
        for wrong in ["", "a", "/%", "/%4", "/%zz", "/%ff", "*"] {
            assert_eq!(path(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn requests_may_come_in_parts_and_together() {
        let all =
            b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nHEAD /b HTTP/1.0\r\n\r\n";
        assert!(parse(&all[..20]).unwrap().is_none());
        let (length, first) = parse(all).unwrap().unwrap();
        assert_eq!((first.path.as_str(), first.keep_alive), ("/a", true));
        let (_, second) = parse(&all[length..]).unwrap().unwrap();
        assert_eq!((second.path.as_str(), second.keep_alive), ("/b", false));
        assert!(second.head_only);
    }

    #[test]
    fn what_is_no_short_request_for_a_path_is_refused() {
        let refusal = |text: &[u8]| parse(text).unwrap_err()[..3].to_owned();
        assert_eq!(refusal(b"POST / HTTP/1.1\r\n\r\n"), "405");
        assert_eq!(refusal(b"GET a HTTP/1.1\r\n\r\n"), "400");
        assert_eq!(refusal(b"\x16\x03\x01\x02\x00"), "400");
        let long = [b"GET /".as_slice(), &[b'a'; LONGEST]].concat();
        assert_eq!(refusal(&long), "431");
        let many = ["GET / HTTP/1.1\r\n", &"a: b\r\n".repeat(101), "\r\n"];
        assert_eq!(refusal(many.concat().as_bytes()), "431");
    }

    #[test]
    fn a_body_ends_the_connection() {
        let text = b"GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /";
        assert!(!parse(text).unwrap().unwrap().1.keep_alive);
        let text = b"GET / HTTP/1.1\r\nConnection: Close\r\n\r\n";
        assert!(!parse(text).unwrap().unwrap().1.keep_alive);
    }
}
