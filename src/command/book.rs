//! The subcommands that build the book and serve it.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use mdbook_preprocessor::Preprocessor;
use torchbook::workbook::build;
use torchbook::workbook::home::Home;
use torchbook::workbook::serve::site::Site;
use torchbook::workbook::serve::watch::Watch;
use torchbook::workbook::serve::{Server, listen};
use torchbook::workbook::weave::Weave;

use super::{COMMAND, Failure, home, say_failure};

pub fn serve(hostname: &str, port: u16, open: bool) -> Result<(), Failure> {
    let home = home()?;
    let (listener, address) = listen(hostname, port)?;
    // From before the build on, so that no change is missed.
    let built = home.book().join("book");
    let folders = ["book", "src", "snapshots", "tests/pytorch/pages"];
    let mut watch = Watch::new(home.root(), &folders, &built);
    let server = Server::new(build_site(&home)?);

    let url = format!("http://{address}/");
    let mut out = anstream::stdout();
    writeln!(out, "The book is at {COMMAND}{url}{COMMAND:#}")?;
    if address.ip().is_unspecified() {
        writeln!(
            out,
            "Everyone on the network can read it, at this machine's address."
        )?;
    }
    writeln!(out, "It follows changes of its files. Ctrl-C ends it.")?;
    out.flush()?;
    if open {
        open_browser(&url);
    }

    let running = server.clone();
    thread::spawn(move || running.run(&listener));
    loop {
        let changed = watch.wait();
        let start = Instant::now();
        let what = match changed.as_slice() {
            [file] => file.clone(),
            files => format!("{} files", files.len()),
        };
        match build_site(&home) {
            Ok(site) => {
                server.replace(site);
                let time = start.elapsed().as_secs_f64();
                // Whoever does not listen is served all the same.
                let _ = writeln!(out, "{what} changed: built in {time:.1} s");
            }
            Err(problems) => {
                server.complain(&problems);
                say_failure(&problems);
                anstream::eprintln!("The book is served as it was before.");
            }
        }
    }
}

fn build_site(home: &Home) -> Result<Site, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    build::build(home, Weave::of_book(home), folder.path())?;
    Site::read(folder.path()).map_err(|e| e.to_string())
}

/// Without a browser to open, the address that was printed must do.
fn open_browser(url: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(windows) {
        ("cmd", &["/c", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let started = Command::new(program)
        .args(arguments)
        .arg(url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        anstream::eprintln!("No browser could be opened: open {url}");
    }
}

pub fn build(dest_dir: Option<PathBuf>) -> Result<(), Failure> {
    let home = home()?;
    let dest = match dest_dir {
        Some(dest) => {
            let dest = std::path::absolute(dest)?;
            refuse_foreign(&dest)?;
            dest
        }
        None => home.book().join("book"),
    };
    build::build(&home, Weave::of_book(&home), &dest)?;
    let index = dest.join("index.html");
    writeln!(anstream::stdout(), "Built {}", index.display())?;
    Ok(())
}

/// mdBook empties the folder that it builds into. `--dest-dir ~` must not
/// cost anyone their home.
fn refuse_foreign(dest: &Path) -> Result<(), Failure> {
    let is_empty =
        || dest.read_dir().map_or(true, |mut files| files.next().is_none());
    if dest.join("toc.html").exists() || is_empty() {
        return Ok(());
    }
    Err(Failure::misuse(format!(
        "{} holds something else than a built book, and building would \
         delete it: name an empty or a new folder",
        dest.display()
    )))
}

/// Speaks mdBook's preprocessor protocol.
pub fn weave() -> Result<(), Failure> {
    let input = io::stdin();
    if input.is_terminal() {
        return Err(Failure::misuse(
            "mdBook calls this command and speaks to it; you want \
             `torchbook build` or `torchbook serve`"
                .to_owned(),
        ));
    }
    let (context, book) = mdbook_preprocessor::parse_input(input)
        .map_err(|error| Failure::misuse(format!("{error:#}")))?;
    let home = Home::find(&context.root)?;
    let woven = Weave::of_book(&home)
        .run(&context, book)
        .map_err(|error| format!("{error:#}"))?;
    let json = serde_json::to_vec(&woven).map_err(|e| e.to_string())?;
    io::stdout().write_all(&json)?;
    Ok(())
}
