/*!
Serving the book while it is written.

The book is built into a temporary folder and served from memory: a reader
never sees half a build, a request cannot name a file outside of the book, and
while a page is broken the last good book stays.

Open pages ask every second whether there is a newer book. That is kinder than
a connection held open per page, of which browsers allow six per server: the
seventh open page would never load.
*/

pub mod http;
pub mod site;
pub mod watch;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, RwLock};

use http::{Answer, Request};
use site::Site;

/// The path at which pages ask for the state of the book.
pub const STATE: &str = "/-/state";

/// What is served now.
#[derive(Debug, Default)]
struct Now {
    site: Site,
    /// Differs between builds, also of different runs of this program.
    version: u128,
    /// What is wrong with the pages as they are on disk.
    problems: String,
}

/// Serves one book, which may be replaced while it is served.
#[derive(Clone, Debug, Default)]
pub struct Server {
    now: Arc<RwLock<Now>>,
}

impl Server {
    /// A server of this book.
    #[must_use]
    pub fn new(site: Site) -> Server {
        let server = Server::default();
        server.replace(site);
        server
    }

    /// Serves this book from now on; open pages reload.
    pub fn replace(&self, site: Site) {
        let version = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| since.as_nanos());
        let mut now = self.now.write().expect("no writer panics");
        *now = Now { site, version, problems: String::new() };
    }

    /// Keeps serving the same book; open pages show what is wrong.
    pub fn complain(&self, problems: &str) {
        let mut now = self.now.write().expect("no writer panics");
        problems.clone_into(&mut now.problems);
    }

    /// Answers requests until the process ends.
    pub fn run(self, listener: &TcpListener) {
        http::serve(listener, Arc::new(move |request| self.answer(request)));
    }

    fn answer(&self, request: &Request) -> Answer {
        let now = self.now.read().expect("no writer panics");
        if request.path == STATE {
            let state = format!("{}\n{}", now.version, now.problems);
            return Answer::ok("text/plain; charset=utf-8", state.into());
        }
        now.site.answer(&request.path, now.version)
    }
}

/// Listens at the first address of `hostname` that is free.
///
/// # Errors
///
/// Says what to do about a port in use or a name that leads nowhere.
pub fn listen(
    hostname: &str,
    port: u16,
) -> Result<(TcpListener, SocketAddr), String> {
    let listener = TcpListener::bind((hostname, port)).map_err(|error| {
        match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "port {port} of {hostname} is in use, maybe by another \
                     `serve`: choose one with `--port`, or let the system \
                     choose with `--port 0`"
            ),
            io::ErrorKind::PermissionDenied => format!(
                "port {port} of {hostname} needs more rights: choose \
                     one above 1023 with `--port`"
            ),
            _ => format!("cannot listen at {hostname}:{port}: {error}"),
        }
    })?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    Ok((listener, address))
}
