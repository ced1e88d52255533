//! The workbook itself: how long its tests, its book and its server take.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::numbers::{duration, megabytes};

type Result<T> = std::result::Result<T, String>;

/// How often what is short is repeated; the fastest counts.
const REPETITIONS: usize = 5;

/// Measures all of it, compiling into a folder that is empty at first.
pub fn markdown(root: &Path, machine: &str) -> Result<String> {
    let scratch = env::temp_dir()
        .join(format!("torchbook-compare-{}", std::process::id()));
    fs::create_dir(&scratch).map_err(|error| error.to_string())?;
    let table = measure(root, &scratch);
    let removed = fs::remove_dir_all(&scratch);
    let table = table?;
    removed.map_err(|error| error.to_string())?;
    let mut out = format!("{machine}.\n\n| | |\n|---|--:|\n");
    for (label, value) in table {
        out += &format!("| {label} | {value} |\n");
    }
    Ok(out)
}

fn measure(root: &Path, scratch: &Path) -> Result<Vec<(String, String)>> {
    let mut table = Vec::new();
    let mut row = |label: &str, value: String| {
        eprintln!("{label}: {value}");
        table.push((label.to_owned(), value));
    };
    let cargo = |arguments: &[&str]| {
        let mut command =
            Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
        command.args(arguments).arg("--locked").current_dir(root);
        command.env("CARGO_TARGET_DIR", scratch);
        command
    };
    let seconds = |time: Duration| duration(time.as_nanos() as f64);
    // What is missing is downloaded before the clock starts.
    run(&mut cargo(&["fetch"]))?;
    let cold = run(&mut cargo(&["test"]))?;
    row("`cargo test`, nothing compiled yet", seconds(cold));
    let warm = run(&mut cargo(&["test"]))?;
    row("`cargo test`, everything compiled", seconds(warm));
    let build = run(&mut cargo(&["build", "--release"]))?;
    row("`cargo build --release`, nothing compiled yet", seconds(build));

    let name = format!("torchbook{}", env::consts::EXE_SUFFIX);
    let program = scratch.join("release").join(name);
    let size = fs::metadata(&program).map_err(|error| error.to_string())?;
    row("the program, in MB", megabytes(size.len()));
    let book = scratch.join("book");
    let build = || {
        let mut command = Command::new(&program);
        command.arg("build").arg("--dest-dir").arg(&book);
        run(command.current_dir(root))
    };
    row("`torchbook build`", seconds(fastest(build)?));
    let serve = || first_page(&program, root);
    row("`torchbook serve`, until the first page is there", {
        seconds(fastest(serve)?)
    });
    Ok(table)
}

fn fastest(mut measure: impl FnMut() -> Result<Duration>) -> Result<Duration> {
    let times = (0..REPETITIONS).map(|_| measure());
    let times = times.collect::<Result<Vec<_>>>()?;
    Ok(times.into_iter().min().expect("at least one"))
}

/// Runs a command that must succeed; what it prints is shown if it does not.
fn run(command: &mut Command) -> Result<Duration> {
    let start = Instant::now();
    let output = command.output().map_err(|error| error.to_string())?;
    let time = start.elapsed();
    if output.status.success() {
        return Ok(time);
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("{command:?}:\n{}", String::from_utf8_lossy(&said)))
}

/// From the start of the server to the end of the first page.
fn first_page(program: &PathBuf, root: &Path) -> Result<Duration> {
    let start = Instant::now();
    let mut server = Command::new(program)
        .args(["serve", "--port", "0"])
        .current_dir(root)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let answer = ask_for_a_page(server.stdout.take().expect("piped"));
    let time = start.elapsed();
    let ended = server.kill().and_then(|()| server.wait());
    ended.map_err(|error| error.to_string())?;
    if answer?.starts_with("HTTP/1.1 200") {
        Ok(time)
    } else {
        Err("the server has no page".to_owned())
    }
}

fn ask_for_a_page(output: impl Read) -> Result<String> {
    let mut line = String::new();
    let refused = |error: std::io::Error| error.to_string();
    BufReader::new(output).read_line(&mut line).map_err(refused)?;
    let address = line
        .trim()
        .strip_prefix("The book is at http://")
        .and_then(|rest| rest.strip_suffix('/'))
        .ok_or_else(|| format!("no address: {line:?}"))?;
    let mut stream = TcpStream::connect(address).map_err(refused)?;
    let request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).map_err(refused)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).map_err(refused)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
