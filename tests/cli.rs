//! The command, as a user types it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use mdbook_driver::MDBook;
use mdbook_preprocessor::PreprocessorContext;
use mdbook_preprocessor::book::Book;
use tempfile::TempDir;
use torchbook::chapters::{CHAPTERS, Chapter, Listing};
use torchbook::workbook::snapshot;
use torchbook::workbook::weave::files_below;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn torchbook() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_torchbook"));
    // As typed in a terminal of no special kind.
    command.env_remove("CLICOLOR_FORCE").current_dir(ROOT);
    command
}

/// Runs it; what it says, and how it ended.
fn run(args: &[&str]) -> (i32, String, String) {
    outcome(torchbook().args(args).output().expect("it starts"))
}

fn outcome(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let code = output.status.code().expect("it ends by itself");
    (code, text(output.stdout), text(output.stderr))
}

/// It works, says this, and nothing else is said.
#[track_caller]
fn succeeds(args: &[&str]) -> String {
    let (code, stdout, stderr) = run(args);
    assert_eq!((code, stderr.as_str()), (0, ""), "{args:?}\n{stdout}");
    assert!(!stdout.contains('\u{1b}'), "colour in a pipe: {stdout:?}");
    stdout
}

/// It refuses, and says why, nowhere but on the error stream.
#[track_caller]
fn refuses(args: &[&str], code: i32) -> String {
    let (got, stdout, stderr) = run(args);
    assert_eq!((got, stdout.as_str()), (code, ""), "{args:?}\n{stderr}");
    assert!(!stderr.contains('\u{1b}'), "colour in a pipe: {stderr:?}");
    stderr
}

fn first() -> (&'static Chapter, &'static Listing) {
    let chapter = CHAPTERS[0];
    (chapter, &chapter.listings[0])
}

#[test]
fn alone_it_says_what_it_is_and_what_to_type_next() {
    let text = succeeds(&[]);
    assert!(text.starts_with("torchbook: "), "{text}");
    for next in ["torchbook serve", "torchbook list", "torchbook help"] {
        assert!(text.contains(next), "{text}");
    }
}

#[test]
fn what_it_says_to_type_can_be_typed() {
    let text = succeeds(&[]);
    let mut typed = 0;
    for line in text.lines().filter_map(|l| l.strip_prefix("  torchbook ")) {
        let command = line.split("  ").next().unwrap().trim();
        if !["serve", "start"].contains(&command) {
            succeeds(&command.split(' ').collect::<Vec<_>>());
            typed += 1;
        }
    }
    assert_eq!(typed, 3);
}

#[test]
fn help_names_every_command_but_mdbooks() {
    let text = succeeds(&["--help"]);
    for command in ["serve", "build", "list", "run", "graph", "completions"] {
        assert!(text.contains(&format!("\n  {command}")), "{text}");
    }
    assert!(!text.contains("weave"), "{text}");
    assert_eq!(text, succeeds(&["help"]));
    let version = format!("torchbook {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(succeeds(&["--version"]), version);
}

#[test]
fn misuse_ends_with_two() {
    assert!(refuses(&["sreve"], 2).contains("serve"));
    refuses(&["run"], 2);
    refuses(&["serve", "--port", "70000"], 2);
    refuses(&["completions", "no-shell"], 2);
    refuses(&["run", first().0.name, "--edition", "1.0"], 2);
}

#[test]
fn list_names_the_chapters() {
    let text = succeeds(&["list"]);
    let mut rest = text.as_str();
    for chapter in CHAPTERS {
        let at = rest.find(chapter.name).expect(chapter.name);
        rest = &rest[at..];
        assert!(rest.contains(chapter.title), "{}", chapter.title);
        assert!(rest.contains(chapter.summary), "{}", chapter.summary);
    }
    let text = succeeds(&["list", "--listings"]);
    for listing in CHAPTERS.iter().flat_map(|c| c.listings) {
        assert!(text.contains(&format!("- {}\n", listing.name)), "{text}");
    }
}

#[test]
fn run_prints_what_the_listings_print() {
    let (chapter, listing) = first();
    let all = succeeds(&["run", chapter.name]);
    let mut expected = String::new();
    for listing in chapter.listings {
        let heading = format!("# {}/{}\n", chapter.name, listing.name);
        let gap = if expected.is_empty() { "" } else { "\n" };
        expected.push_str(&[gap, &heading, &listing.output()].concat());
    }
    assert_eq!(all, expected);

    let full = format!("{}/{}", chapter.name, listing.name);
    let expected = format!("# {full}\n{}", listing.output());
    assert_eq!(succeeds(&["run", &full]), expected);
    let today = succeeds(&["run", &full, "--edition", "2.15.0"]);
    assert_eq!(today, expected);
}

/// The first listing that plots, and its snapshot.
fn first_that_plots() -> (String, String) {
    let snapshots = Path::new(ROOT).join("snapshots");
    let files = files_below(&snapshots, ".plot.snap").expect("snapshots");
    let file = files.first().expect("some listing plots");
    let name = file.trim_end_matches(".plot.snap").to_owned();
    (name, snapshot::read(&snapshots.join(file)).expect("a snapshot"))
}

#[test]
fn run_writes_plots() {
    let (name, held) = first_that_plots();
    let folder = tempfile::tempdir().expect("a folder");
    let run_here = |args: &[&str]| {
        let mut command = torchbook();
        command.current_dir(&folder).args(["run", &name]).args(args);
        outcome(command.output().expect("it starts"))
    };
    let works = |args: &[&str]| {
        let (code, stdout, stderr) = run_here(args);
        assert_eq!((code, stderr.as_str()), (0, ""), "{args:?}\n{stdout}");
        stdout
    };
    let written = |text: &str| -> Vec<String> {
        let files = text.lines().filter_map(|l| l.strip_prefix("Written: "));
        files.map(str::to_owned).collect()
    };
    let is_held = |files: &[String]| {
        let read = |file| fs::read_to_string(folder.path().join(file));
        let text: String = files.iter().map(|f| read(f).unwrap()).collect();
        assert!(text.trim_end() == held.trim_end(), "not as in the snapshot");
    };

    let text = works(&["--no-plots"]);
    let plots = held.matches("<svg").count();
    assert_eq!(text.matches("\nPlotted: ").count(), plots, "{text}");
    assert_eq!(written(&text), [""; 0]);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);

    let files = written(&works(&[]));
    let file = Path::new(&files[0]);
    assert!(files.len() == plots && file.starts_with("plots"), "{files:?}");
    is_held(&files);
    // An older plot makes way, and nothing else does.
    let file = folder.path().join(file);
    fs::write(&file, "<svg class=\"tb-plot\">").expect("a file");
    is_held(&written(&works(&[])));
    fs::write(&file, "<svg class=\"mine\">").expect("a file");
    let (code, stdout, stderr) = run_here(&[]);
    assert_eq!(code, 1, "{stderr}");
    assert!(stdout.contains("\nPlotted: "), "{stdout}");
    assert!(stderr.contains(&files[0]), "{stderr}");
    assert!(stderr.contains("--plots DIR"), "{stderr}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "<svg class=\"mine\">");

    let files = written(&works(&["--plots", "a/b"]));
    assert!(Path::new(&files[0]).starts_with("a/b"), "{files:?}");
    is_held(&files);
    // A file is no folder.
    let to = files[0].clone();
    let (code, _, stderr) = run_here(&["--plots", &to]);
    assert_eq!(code, 1, "{stderr}");
    assert!(stderr.contains(&to), "{stderr}");
}

#[test]
fn run_says_if_there_is_nothing_to_plot() {
    let (chapter, listing) = first();
    let full = format!("{}/{}", chapter.name, listing.name);
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("new").display().to_string();
    let (code, _, stderr) = run(&["run", &full, "--plots", &to]);
    assert_eq!(code, 2, "{stderr}");
    assert!(stderr.contains("plots nothing"), "{stderr}");
    assert!(!Path::new(&to).exists());
    refuses(&["run", &full, "--plots", &to, "--no-plots"], 2);
}

#[test]
fn run_speaks_in_the_notes_words() {
    // Some listing shows both editions, or the flag is for nothing.
    let differs = CHAPTERS.iter().any(|chapter| {
        let run = |edition| {
            let name = chapter.name;
            succeeds(&["run", name, "--no-plots", "--edition", edition])
        };
        run("2.15.0") != run("1.1.0")
    });
    assert!(differs);
}

#[test]
fn unknown_names_get_the_nearest() {
    let (chapter, listing) = first();
    let name = format!("{}x", chapter.name);
    let text = refuses(&["run", &name], 2);
    let hint = format!("did you mean `{}`?", chapter.name);
    assert!(text.contains(&hint), "{text}");
    assert!(text.contains("torchbook list"), "{text}");

    let name = format!("{}/{}x", chapter.name, listing.name);
    let text = refuses(&["run", &name], 2);
    let hint = format!("did you mean `{}`?", listing.name);
    assert!(text.contains(&hint), "{text}");

    let text = refuses(&["run", &format!("{name}x/y")], 2);
    assert!(text.contains("no chapter") || text.contains("no listing"));
    // Far from everything, no guess is made.
    let text = refuses(&["run", "\u{6b21}\u{5143}"], 2);
    assert!(!text.contains("did you mean"), "{text}");
    refuses(&["run", ""], 2);
}

#[test]
fn graph_wants_one_listing() {
    let text = refuses(&["graph", first().0.name], 2);
    assert!(text.contains("/LISTING"), "{text}");
    refuses(&["graph", "no_such_listing_at_all"], 2);
    refuses(&["graph", "x", "--format", "png"], 2);
}

#[test]
fn completions_are_written() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = succeeds(&["completions", shell]);
        assert!(script.contains("torchbook"), "{shell}");
    }
}

#[test]
fn a_reader_who_has_enough_is_no_error() {
    for args in [&["list"][..], &["run", first().0.name], &[]] {
        let mut child = torchbook()
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        let (code, _, stderr) = outcome(child.wait_with_output().unwrap());
        assert_eq!((code, stderr.as_str()), (0, ""), "{args:?}");
    }
}

/// The workbook, copied to where it may be changed.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    // Of the tests, what pages show.
    let (table, recordings) =
        ("tests/parity/table.snap", "tests/pytorch/pages");
    for part in ["Cargo.toml", "book", "src", "snapshots", table, recordings] {
        let to = folder.path().join(part);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        copy_into(&Path::new(ROOT).join(part), &to);
    }
    folder
}

fn copy_into(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).expect("a copy");
        return;
    }
    fs::create_dir_all(to).expect("a folder");
    // A book built there earlier is not part of it.
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry").path();
        if !entry.ends_with("book/book") {
            copy_into(&entry, &to.join(entry.file_name().unwrap()));
        }
    }
}

fn append(file: &Path, text: &str) {
    let old = fs::read_to_string(file).expect("a page");
    fs::write(file, old + text).expect("a page");
}

#[test]
fn build_finds_the_workbook_from_below_it() {
    let home = copy();
    let output = torchbook()
        .current_dir(home.path().join("book/src"))
        .args(["build", "--dest-dir", "../../out"])
        .output()
        .expect("it starts");
    let (code, stdout, stderr) = outcome(output);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with("Built "), "{stdout}");
    assert!(home.path().join("out/index.html").is_file());
}

#[test]
fn build_finds_the_workbook_from_elsewhere() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let output = torchbook()
        .current_dir(elsewhere.path())
        .args(["build", "-d", "out"])
        .output()
        .expect("it starts");
    assert_eq!(outcome(output).0, 0);
    assert!(elsewhere.path().join("out/index.html").is_file());
}

#[test]
fn build_deletes_nothing_but_a_built_book() {
    let folder = tempfile::tempdir().expect("a folder");
    let precious = folder.path().join("thesis.txt");
    fs::write(&precious, "years").expect("a file");
    let dest = folder.path().to_str().expect("a name");
    let text = refuses(&["build", "-d", dest], 2);
    assert!(text.contains("would delete it"), "{text}");
    assert!(precious.is_file());

    let out = folder.path().join("out");
    let dest = out.to_str().expect("a name");
    succeeds(&["build", "-d", dest]);
    succeeds(&["build", "-d", dest]);
}

#[test]
fn build_says_where_a_page_is_wrong() {
    let home = copy();
    let page = home.path().join("book/src/README.md");
    append(&page, "\n```rust listing=nowhere\n```\n");
    let line = fs::read_to_string(&page).unwrap().lines().count() - 1;
    let output = torchbook()
        .current_dir(home.path())
        .args(["build", "-d", "out"])
        .output()
        .expect("it starts");
    let (code, _, stderr) = outcome(output);
    assert_eq!(code, 1);
    let place = format!("book/src/README.md:{line}: ");
    assert!(stderr.contains(&place), "{stderr}");
    assert!(!home.path().join("out/index.html").exists());
}

#[test]
fn build_takes_mdbooks_warnings_for_errors() {
    let home = copy();
    let page = home.path().join("book/src/pytorch_users.md");
    append(&page, "\n<div>\n\nnever closed\n");
    let output = torchbook()
        .current_dir(home.path())
        .args(["build", "-d", "out"])
        .output()
        .expect("it starts");
    let (code, _, stderr) = outcome(output);
    assert_eq!(code, 1, "{stderr}");
    assert!(stderr.contains("`pytorch_users.md`"), "{stderr}");
}

/// What a stock mdBook does, with book.toml's command for `weave`.
#[test]
fn weave_speaks_mdbooks_protocol() {
    for renderer in ["html", "test", "markdown"] {
        assert_eq!(succeeds(&["weave", "supports", renderer]), "");
    }

    let book = MDBook::load(Path::new(ROOT).join("book")).expect("a book");
    let context = PreprocessorContext::new(
        book.root.clone(),
        book.config.clone(),
        "html".to_owned(),
    );
    let input = serde_json::to_vec(&(&context, &book.book)).expect("JSON");
    let (code, stdout, stderr) = woven(&input);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let woven: Book = serde_json::from_str(&stdout).expect("a book");
    let mut figures = 0;
    for chapter in woven.chapters() {
        figures +=
            chapter.content.matches("<figure class=\"listing\"").count();
    }
    let listings: usize = CHAPTERS.iter().map(|c| c.listings.len()).sum();
    assert!(figures >= listings, "{figures} figures, {listings} listings");
}

#[test]
fn weave_refuses_what_is_no_book() {
    for input in ["", "{}", "[1, 2]", "nonsense"] {
        let (code, stdout, stderr) = woven(input.as_bytes());
        assert_eq!((code, stdout.as_str()), (2, ""), "{input}");
        assert!(stderr.starts_with("error: "), "{stderr}");
    }
}

fn woven(input: &[u8]) -> (i32, String, String) {
    let mut child = torchbook()
        .arg("weave")
        .current_dir(Path::new(ROOT).join("book"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("its input");
    let input = input.to_owned();
    // It may answer before it has read everything.
    let feeder = std::thread::spawn(move || stdin.write_all(&input));
    let outcome = outcome(child.wait_with_output().expect("it ends"));
    let _ = feeder.join();
    outcome
}

/// A server that is stopped when the test is over, however it ends.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(home: &Path) -> Serving {
        let mut child = torchbook()
            .current_dir(home)
            .args(["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        let stdout = child.stdout.as_mut().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let address = line
            .trim()
            .strip_prefix("The book is at http://")
            .and_then(|rest| rest.strip_suffix('/'))
            .unwrap_or_else(|| panic!("no address: {line:?}"))
            .to_owned();
        Serving { child, address }
    }

    /// Sends a request and returns the whole answer.
    fn ask(&self, request: &str) -> String {
        let mut stream =
            TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        ))
    }

    /// Asks again until the answer holds something.
    #[track_caller]
    fn wait_for(&self, path: &str, what: &str) -> String {
        let start = Instant::now();
        loop {
            let answer = self.get(path);
            if answer.contains(what) {
                return answer;
            }
            let waited = start.elapsed();
            assert!(waited < Duration::from_secs(60), "no {what}: {answer}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it ends");
    }
}

/// It waits more than it works, and begins first by its name.
#[test]
fn a_book_that_is_served_follows_its_files() {
    let home = copy();
    let serving = Serving::start(home.path());
    assert!(serving.address.starts_with("127.0.0.1:"), "only this machine");

    let page = home.path().join("book/src/README.md");
    let good = fs::read_to_string(&page).expect("a page");
    let before = serving.get("/-/state");
    append(&page, "\nA sentence that was not there.\n");
    serving.wait_for("/", "A sentence that was not there.");
    assert_ne!(serving.get("/-/state"), before, "open pages must reload");

    // A broken page: the last good book stays, and says what is wrong.
    append(&page, "\n```rust listing=nowhere\n```\n");
    serving.wait_for("/-/state", "book/src/README.md:");
    assert!(serving.get("/").contains("A sentence that was not there."));

    // Mended, and with a file whose name is not ASCII.
    fs::write(&page, good).expect("a page");
    let name = "\u{6b21}\u{5143}.md";
    fs::write(page.with_file_name(name), "# \u{6b21}\u{5143}\n").unwrap();
    let summary = page.with_file_name("SUMMARY.md");
    append(&summary, &format!("\n[\u{6b21}\u{5143}]({name})\n"));
    let path = "/%E6%AC%A1%E5%85%83.html";
    serving.wait_for(path, "\u{6b21}\u{5143}</a></h1>");
    assert!(!serving.get("/-/state").contains("README.md"));
}

#[test]
fn serve_speaks_http() {
    let serving = Serving::start(Path::new(ROOT));
    let page = serving.get("/");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    assert!(page.contains("\r\nContent-Type: text/html; charset=utf-8\r\n"));
    assert!(page.contains("fetch(\"/-/state\")"), "it does not reload");
    let (_, body) = page.split_once("\r\n\r\n").expect("a body");
    let length = format!("\r\nContent-Length: {}\r\n", body.len());
    assert!(page.contains(&length), "{page}");

    let query = serving.get("/index.html?highlight=squeeze");
    assert!(query.starts_with("HTTP/1.1 200 OK\r\n"), "{query}");

    let style = page.split("href=\"").find_map(|part| {
        let link = part.split('"').next()?;
        link.starts_with("look").then_some(link)
    });
    let style = serving.get(&format!("/{}", style.expect("our style")));
    assert!(style.contains("\r\nContent-Type: text/css; charset=utf-8\r\n"));

    let head =
        serving.ask("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(head.contains(&length) && head.ends_with("\r\n\r\n"), "{head}");

    let missing = serving.get("/no/such/page.html");
    assert!(missing.starts_with("HTTP/1.1 404 Not Found\r\n"), "{missing}");
    assert!(missing.contains("<html"), "the book's own page");
    for path in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/..%2fCargo.toml"] {
        assert!(serving.get(path).starts_with("HTTP/1.1 404"), "{path}");
    }
    let post = serving.ask("POST / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(post.starts_with("HTTP/1.1 405 "), "{post}");
    assert!(post.contains("\r\nAllow: GET, HEAD\r\n"), "{post}");
    assert!(serving.ask("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));

    // Two requests, one connection.
    let two = serving.ask(
        "GET /-/state HTTP/1.1\r\nHost: x\r\n\r\n\
         GET /-/state HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    assert_eq!(two.matches("HTTP/1.1 200 OK").count(), 2, "{two}");
}

#[test]
fn serve_says_what_to_do_about_a_port_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().unwrap().port().to_string();
    let text = refuses(&["serve", "--port", &port], 1);
    assert!(text.contains(&port) && text.contains("--port 0"), "{text}");
}

#[cfg(feature = "python")]
#[test]
fn python_runs_a_file_a_line_or_what_comes_in() {
    let said = succeeds(&["python", "-c", "import torch; print(2 + 2)"]);
    assert_eq!(said, "4\n");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("train.py");
    let code = "import sys\nprint(sys.argv[1:])\nsys.exit(3)\n";
    fs::write(&file, code).expect("a script");
    let (code, stdout, _) =
        run(&["python", file.to_str().expect("a name"), "a", "--b"]);
    assert_eq!((code, stdout.as_str()), (3, "['a', '--b']\n"));
    // Text is UTF-8 in every locale.
    let said = torchbook()
        .args(["python", "-c", "print('\u{3b1}', round(2.675, 2))"])
        .env("LC_ALL", "C")
        .output()
        .expect("it runs");
    assert_eq!(said.stdout, "\u{3b1} 2.67\n".as_bytes());

    let mut child = torchbook()
        .args(["python", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("its input");
    stdin.write_all(b"print(1 + 1)\n").expect("written");
    drop(stdin);
    let (code, stdout, _) =
        outcome(child.wait_with_output().expect("it ends"));
    assert_eq!((code, stdout.as_str()), (0, "2\n"));

    // What goes wrong has a traceback into the script, and an exit code.
    let (code, _, stderr) = run(&["python", "-c", "import torch\ntorch.fft"]);
    assert_eq!(code, 1, "{stderr}");
    for part in ["line 2", "AttributeError: torchbook has no torch.fft (yet)"]
    {
        assert!(stderr.contains(part), "{stderr}");
    }
    let (code, _, stderr) = run(&["python", "-c", "def f(): f()\nf()"]);
    assert!(code == 1 && stderr.contains("RecursionError"), "{stderr}");
    let missing = folder.path().join("nowhere.py");
    refuses(&["python", missing.to_str().expect("a name")], 2);
}

/// Errors of syntax, in Python's words and places.
#[cfg(feature = "python")]
#[test]
fn python_says_what_is_wrong_with_a_text() {
    for (text, shown) in [
        (
            "if x = 3:\n    pass\n",
            "    if x = 3:\n       ^^^^^\nSyntaxError: invalid syntax. Maybe you \
             meant '==' or ':=' instead of '='?\n",
        ),
        (
            "x = [1, 2\ny = 3\n",
            "    x = [1, 2\n        ^\nSyntaxError: '[' was never closed\n",
        ),
        (
            "for i in range(3):\nprint(i)\n",
            "    print(i)\n    ^\nIndentationError: expected an indented block \
             after 'for' statement on line 1\n",
        ),
        (
            "print \"hello\"\n",
            "    print \"hello\"\n    ^^^^^^^^^^^^^\nSyntaxError: Missing \
             parentheses in call to 'print'. Did you mean print(...)?\n",
        ),
        (
            "f(1,\n  a(2)\n  b)\n",
            "    a(2)\n    ^^^^\nSyntaxError: invalid syntax. Perhaps you \
             forgot a comma?\n",
        ),
        (
            "def f()\n    pass\n",
            "    def f()\n           ^\nSyntaxError: expected ':'\n",
        ),
        (
            "s = 'abc\n",
            "    s = 'abc\n        ^\nSyntaxError: unterminated string literal \
             (detected at line 1)\n",
        ),
        (
            "print(1))\n",
            "    print(1))\n            ^\nSyntaxError: unmatched ')'\n",
        ),
    ] {
        let (code, _, stderr) = run(&["python", "-c", text]);
        assert!(code == 1 && stderr.ends_with(shown), "{text}\n{stderr}");
    }
}

/// Nothing is drawn, nothing is shown of progress; what is not here says so.
#[cfg(feature = "python")]
#[test]
fn python_runs_programs_that_plot() {
    let code = "\
import matplotlib
matplotlib.use('Agg')
import matplotlib.pyplot as plt
from matplotlib import cm, animation
from mpl_toolkits.mplot3d import Axes3D
from tqdm import tqdm
import torch
fig, axes = plt.subplots(2, 2, figsize=(4, 4))
axes[0, 1].imshow(torch.ones(2, 2), cmap='gray')
for ax in axes.flat:
    ax.set_title('a')
line, = plt.plot([1, 2], [3, 4], 'r-', label='b')
counts, edges, _ = plt.hist([1.0, 2.0, 4.0], bins=3)
cm.viridis(0.5)
print(counts, edges, len(axes))
animation.FuncAnimation(fig, lambda i: None, frames=3).save('a.gif')
plt.savefig('nothing.png')
plt.show()
print([i for i in tqdm(range(3), desc='c')])
try:
    import torchvision.transforms
except ImportError as error:
    print(type(error).__name__, error)
";
    let (code, stdout, stderr) = run(&["python", "-c", code]);
    let stdout: Vec<&str> = stdout.lines().collect();
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(
        stdout,
        [
            "[1. 1. 1.] [1. 2. 3. 4.] 2",
            "[0, 1, 2]",
            "ModuleNotFoundError torchbook has no torchvision (yet)",
        ]
    );
    assert_eq!(
        stderr,
        "torchbook draws no plots: matplotlib's calls do nothing here\n\
         torchbook draws no plots: nothing is written to nothing.png\n"
    );
}

/// The page on Python types what it shows in a terminal; here is where it is
/// looked at.
#[cfg(feature = "python")]
#[test]
fn python_prints_what_its_page_shows() {
    let page = Path::new(ROOT).join("book/src/python.md");
    let page = fs::read_to_string(page).expect("the page");
    let mut lines = page.lines().peekable();
    let mut compared = 0;
    while let Some(line) = lines.next() {
        let Some((_, code)) = line.split_once("python -c '") else { continue };
        let code = code.strip_suffix('\'').expect("one line");
        let mut shown = String::new();
        while let Some(line) = lines.next_if(|line| *line != "```") {
            shown.push_str(line);
            shown.push('\n');
        }
        let (code, stdout, stderr) = run(&["python", "-c", code]);
        // Of a traceback, the page shows the last line.
        let last = stderr.lines().last().map(|line| format!("{line}\n"));
        let said = if code == 0 { stdout } else { last.unwrap_or_default() };
        assert_eq!(said, shown, "{line}");
        compared += 1;
    }
    assert!(compared >= 2, "only {compared} are compared");
}
