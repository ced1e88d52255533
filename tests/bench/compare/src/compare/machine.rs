//! What it was measured on, and which versions.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::available_parallelism;

/// `AMD EPYC, 2 cores; rustc 1.95.0`. To be asked before any work is done.
pub fn machine() -> String {
    let cores = available_parallelism().map_or(1, usize::from);
    let processor = processor().unwrap_or_else(|| "a processor".to_owned());
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map_or_else(
        |_| "an unknown rustc".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    );
    let rustc = rustc.split(" (").next().unwrap_or_default();
    format!("{processor}, {cores} cores{}; {rustc}", others())
}

/// Whether others worked on the machine in the minute before.
fn others() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().and_then(|load| load.parse().ok());
    match load.unwrap_or(0.0) {
        load if load > 0.5 => format!(", busy with other work (load {load})"),
        _ => String::new(),
    }
}

fn processor() -> Option<String> {
    let about = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = about.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(": ")?.1.trim().to_owned())
}

/// The version of a package that was compiled, from `Cargo.lock`.
pub fn version(package: &Path, name: &str) -> String {
    let lock = fs::read_to_string(package.join("Cargo.lock"));
    let lock = lock.unwrap_or_default();
    let wanted = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|line| **line != wanted);
    let version = lines.nth(1).and_then(|line| line.split('"').nth(1));
    version.unwrap_or("of unknown version").to_owned()
}
