/*!
A state in a file, in the format of
[safetensors](https://huggingface.co/docs/safetensors): the length of a
header, the header as JSON (of each tensor its dtype, its shape and where its
bytes lie), then the bytes.

Python's `safetensors.torch.save_file` and `load_file` write and read the same
files.
*/

use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value};

use super::StateDict;
use crate::autograd::Tensor;
use crate::tensor::{DType, Element, Result, Size, Strided, TorchError};

/// The longest header that Python reads.
const LONGEST: u64 = 100_000_000;

/// Where the header keeps texts of other people; no tensor's name.
const METADATA: &str = "__metadata__";

/// The format's names of the dtypes.
const DTYPES: [(DType, &str); 6] = [
    (DType::Float64, "F64"),
    (DType::Float32, "F32"),
    (DType::Int64, "I64"),
    (DType::Int32, "I32"),
    (DType::Uint8, "U8"),
    (DType::Bool, "BOOL"),
];

impl StateDict {
    /// The bytes of a safetensors file. A tensor that is under two names is
    /// written twice. (Python refuses that, and tensors that are not
    /// contiguous.)
    ///
    /// # Errors
    /// `RuntimeError` if a tensor repeats elements beyond what memory holds,
    /// or is called `__metadata__`.
    pub fn to_safetensors(&self) -> Result<Vec<u8>> {
        let (mut header, mut data) = (Vec::new(), Vec::new());
        for (name, tensor) in self.iter() {
            if name == METADATA {
                return Err(TorchError::runtime(format!(
                    "Error while serializing: no tensor can be called {name}"
                )));
            }
            let begin = data.len();
            write_elements(&tensor.strided(), &mut data)?;
            // By hand, for keys have an order: names that of the state.
            header.push(format!(
                "{}:{{\"dtype\":\"{}\",\"shape\":{},\"data_offsets\":{}}}",
                Value::from(name),
                name_of(tensor.dtype()),
                Value::from(tensor.size().to_vec()),
                Value::from(vec![begin, data.len()]),
            ));
        }
        let mut header = format!("{{{}}}", header.join(","));
        // The data begins at a multiple of eight.
        while header.len() % 8 != 0 {
            header.push(' ');
        }
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        bytes.append(&mut data);
        Ok(bytes)
    }

    /// The state in the bytes of a safetensors file.
    ///
    /// # Errors
    /// `RuntimeError` if the bytes are cut short, or make no sense.
    pub fn from_safetensors(bytes: &[u8]) -> Result<StateDict> {
        let Some((length, rest)) = bytes.split_first_chunk::<8>() else {
            return Err(broken("header too small"));
        };
        let length = u64::from_le_bytes(*length);
        if length > LONGEST {
            return Err(broken("header too large"));
        }
        let Some((header, data)) = rest.split_at_checked(length as usize)
        else {
            return Err(broken("invalid header length"));
        };
        let header = std::str::from_utf8(header).map_err(|error| {
            broken(&format!("invalid UTF-8 in header: {error}"))
        })?;
        let header: Map<String, Value> = serde_json::from_str(header)
            .map_err(|error| {
                broken(&format!("invalid JSON in header: {error}"))
            })?;
        let mut entries = Vec::new();
        for (name, entry) in header {
            if name == METADATA {
                let texts = entry.as_object().map(|texts| texts.values());
                let fits = texts
                    .map_or(entry.is_null(), |mut t| t.all(Value::is_string));
                if !fits {
                    return Err(broken(&format!(
                        "invalid JSON in header: {name}"
                    )));
                }
                continue;
            }
            let entry = Entry::read(&name, &entry)?;
            entries.push((name, entry));
        }
        // JSON has no order: that of the data is the order of the state.
        entries.sort_by_key(|(_, entry)| (entry.begin, entry.end));
        let (mut state, mut end) = (StateDict::new(), 0);
        for (name, entry) in entries {
            if entry.begin != end || entry.end < entry.begin {
                return Err(broken(&format!(
                    "invalid offset for tensor `{name}`"
                )));
            }
            end = entry.end;
            let Some(length) = entry.bytes() else {
                return Err(broken(
                    "overflow computing buffer size from shape and/or \
                     element type",
                ));
            };
            if length != entry.end - entry.begin {
                return Err(broken(
                    "invalid shape, data type, or offset for tensor",
                ));
            }
            let Some(bytes) = data.get(entry.begin..entry.end) else {
                return Err(not_covered());
            };
            let tensor = entry.tensor(bytes);
            state.insert(name, Tensor::from_strided(tensor));
        }
        if end == data.len() { Ok(state) } else { Err(not_covered()) }
    }

    /// Writes a safetensors file: Python's `save_file(state, path)`. The
    /// file is there whole or, after an error, as it was.
    ///
    /// # Errors
    /// `RuntimeError` if it cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let (path, bytes) = (path.as_ref(), self.to_safetensors()?);
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let write = || {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&bytes)?;
            file.persist(path)?;
            Ok::<(), std::io::Error>(())
        };
        write().map_err(|error| of_file(path, &error))
    }

    /// Reads a safetensors file: Python's `load_file(path)`.
    ///
    /// # Errors
    /// `RuntimeError` if it cannot be read, is cut short, or makes no sense.
    pub fn load(path: impl AsRef<Path>) -> Result<StateDict> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(|error| of_file(path, &error))?;
        StateDict::from_safetensors(&bytes)
    }
}

/// What the header says of one tensor.
struct Entry {
    dtype: DType,
    shape: Size,
    begin: usize,
    end: usize,
}

/// The format's names of dtypes that there are not here.
const OTHERS: [&str; 16] = [
    "F4",
    "F6_E2M3",
    "F6_E3M2",
    "I8",
    "F8_E5M2",
    "F8_E4M3",
    "F8_E8M0",
    "F8_E4M3FNUZ",
    "F8_E5M2FNUZ",
    "I16",
    "U16",
    "F16",
    "BF16",
    "U32",
    "C64",
    "U64",
];

impl Entry {
    fn read(name: &str, entry: &Value) -> Result<Entry> {
        let dtype = entry.get("dtype").and_then(Value::as_str);
        if let Some(dtype) = dtype.filter(|dtype| OTHERS.contains(dtype)) {
            let here = DTYPES.map(|(_, name)| name).join(", ");
            return Err(broken(&format!(
                "tensor `{name}` is {dtype}, and here there are only {here}"
            )));
        }
        let sense = Entry::parse(entry);
        sense.ok_or_else(|| broken(&format!("invalid JSON in header: {name}")))
    }

    fn parse(entry: &Value) -> Option<Entry> {
        // No tensor has an extent of more than 63 bits.
        let integer = |value: &Value| {
            let number = i64::try_from(value.as_u64()?).ok()?;
            usize::try_from(number).ok()
        };
        let name = entry.get("dtype")?.as_str()?;
        let (dtype, _) = DTYPES.iter().find(|(_, known)| *known == name)?;
        let shape = entry.get("shape")?.as_array()?;
        let shape = shape.iter().map(integer).collect::<Option<Size>>()?;
        let [begin, end] = &entry.get("data_offsets")?.as_array()?[..] else {
            return None;
        };
        let (begin, end) = (integer(begin)?, integer(end)?);
        Some(Entry { dtype: *dtype, shape, begin, end })
    }

    /// How many bytes the shape takes.
    fn bytes(&self) -> Option<usize> {
        self.shape.checked_numel()?.checked_mul(self.dtype.itemsize())
    }

    fn tensor(self, bytes: &[u8]) -> Strided {
        let shape = self.shape;
        match self.dtype {
            DType::Float64 => numbers(bytes, shape, f64::from_le_bytes),
            DType::Float32 => numbers(bytes, shape, f32::from_le_bytes),
            DType::Int64 => numbers(bytes, shape, i64::from_le_bytes),
            DType::Int32 => numbers(bytes, shape, i32::from_le_bytes),
            DType::Uint8 => Strided::new(bytes.to_vec(), shape),
            DType::Bool => numbers(bytes, shape, |[byte]: [u8; 1]| byte != 0),
        }
    }
}

fn numbers<T: Element, const N: usize>(
    bytes: &[u8],
    shape: Size,
    number: impl Fn([u8; N]) -> T,
) -> Strided {
    let (chunks, _) = bytes.as_chunks::<N>();
    let numbers = chunks.iter().map(|&chunk| number(chunk)).collect();
    Strided::new(numbers, shape)
}

fn write_elements(x: &Strided, out: &mut Vec<u8>) -> Result<()> {
    match x.dtype() {
        DType::Float64 => {
            x.to_vec::<f64>()?.iter().for_each(|x| out.extend(x.to_le_bytes()))
        }
        DType::Float32 => {
            x.to_vec::<f32>()?.iter().for_each(|x| out.extend(x.to_le_bytes()))
        }
        DType::Int64 => {
            x.to_vec::<i64>()?.iter().for_each(|x| out.extend(x.to_le_bytes()))
        }
        DType::Int32 => {
            x.to_vec::<i32>()?.iter().for_each(|x| out.extend(x.to_le_bytes()))
        }
        DType::Uint8 => out.extend(x.to_vec::<u8>()?),
        DType::Bool => {
            out.extend(x.to_vec::<bool>()?.iter().map(|&x| u8::from(x)))
        }
    }
    Ok(())
}

fn name_of(dtype: DType) -> &'static str {
    let found = DTYPES.iter().find(|(known, _)| *known == dtype);
    found.map_or("F32", |(_, name)| name)
}

fn broken(what: &str) -> TorchError {
    TorchError::runtime(format!("Error while deserializing: {what}"))
}

fn not_covered() -> TorchError {
    broken("incomplete metadata, file not fully covered")
}

fn of_file(path: &Path, error: &std::io::Error) -> TorchError {
    TorchError::runtime(format!("{}: {error}", path.display()))
}
