/*!
Noticing that a file has changed.

By looking: a few hundred files, seven times a second, cost less than a
thousandth of a processor, and unlike the system's notifications looking works
on network drives and in containers.
*/

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::workbook::weave::files_below;

const PAUSE: Duration = Duration::from_millis(150);

type Seen = BTreeMap<String, (SystemTime, u64)>;

/// Looks at some folders.
#[derive(Debug)]
pub struct Watch {
    root: PathBuf,
    folders: Vec<&'static str>,
    except: PathBuf,
    seen: Seen,
}

impl Watch {
    /// Looks at folders below `root`, except at one below them.
    #[must_use]
    pub fn new(root: &Path, folders: &[&'static str], except: &Path) -> Watch {
        let mut watch = Watch {
            root: root.to_owned(),
            folders: folders.to_owned(),
            except: except.to_owned(),
            seen: Seen::new(),
        };
        watch.seen = watch.look();
        watch
    }

    /// Waits until something has changed and is left alone again: an editor
    /// may write a file in several goes. Returns the files' names.
    pub fn wait(&mut self) -> Vec<String> {
        let mut now = self.look();
        while now == self.seen {
            thread::sleep(PAUSE);
            now = self.look();
        }
        loop {
            thread::sleep(PAUSE);
            let later = self.look();
            if later == now {
                break;
            }
            now = later;
        }
        let before = std::mem::replace(&mut self.seen, now);
        let names = before.keys().chain(self.seen.keys());
        let mut changed: Vec<String> = names
            .filter(|file| before.get(*file) != self.seen.get(*file))
            .cloned()
            .collect();
        changed.sort();
        changed.dedup();
        changed
    }

    fn look(&self) -> Seen {
        let mut seen = Seen::new();
        for folder in &self.folders {
            // A folder that is being moved away has no files just now.
            let files = files_below(&self.root.join(folder), "");
            for file in files.unwrap_or_default() {
                let file = format!("{folder}/{file}");
                let path = self.root.join(&file);
                if path.starts_with(&self.except) {
                    continue;
                }
                if let Ok(metadata) = path.metadata()
                    && let Ok(modified) = metadata.modified()
                {
                    seen.insert(file, (modified, metadata.len()));
                }
            }
        }
        seen
    }
}
