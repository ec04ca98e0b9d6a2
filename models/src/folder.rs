//! A model of the user's own: a folder with `contract.toml` and the ONNX file that it names.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use sha2::{Digest, Sha256};

use crate::{BANDS, CONTEXT_HOPS, Contract, FEATURES, Model, ModelError, RECENT_STEPS};

const CONTRACT: &str = "contract.toml";
/// Bytes.
const LONGEST_CONTRACT: u64 = 1_000_000;
/// Bytes.
const LONGEST_GRAPH: u64 = 64_000_000;

impl Model {
    /// Loads the model in `folder`, which must hold a contract as `contract.toml` and beside it the ONNX file that
    /// the contract names; then tries it out.
    ///
    /// # Errors
    /// [`ModelError`] says what can't be read, loaded or run, or where contract and file disagree.
    pub fn from_folder(folder: &Path) -> Result<Self, ModelError> {
        let path = folder.join(CONTRACT);
        let text = String::from_utf8(read(&path, LONGEST_CONTRACT)?)
            .map_err(|error| ModelError::Unreadable { file: path, reason: io::Error::other(error) })?;
        let contract = Contract::parse(&text)?;
        // A plain name, as the contract was checked for.
        let path = folder.join(&contract.graph.file);
        let graph = read(&path, LONGEST_GRAPH)?;
        let found = hex::encode(Sha256::digest(&graph));
        if !found.eq_ignore_ascii_case(&contract.graph.sha256) {
            return Err(ModelError::Checksum { file: path, found, expected: contract.graph.sha256 });
        }
        let model = Self::load(contract, &graph)?;
        model.try_out()?;
        Ok(model)
    }

    /// Runs both parts on frames such as silence, quiet and full-scale sound make; the heads with all steps heard, and
    /// with one only.
    fn try_out(&self) -> Result<(), ModelError> {
        let failed = |part| move |reason| ModelError::Trial { part, reason };
        let silence = 0.5 * self.contract().front_end.power_floor.log10() as f32;
        let mut embedding = vec![0.0; self.contract().graph.embedding];
        for loudest in [silence, 0.5 * silence, 0.0] {
            // Neighbours in time and in frequency differ.
            let feature = |index: usize| {
                let part = (index * 37 % 101) as f32 / 100.0;
                // Pitch classes have no level.
                if index % FEATURES < BANDS { silence + (loudest - silence) * part } else { part }
            };
            let frames: Vec<f32> = (0..CONTEXT_HOPS * FEATURES).map(feature).collect();
            self.encode(&frames, &mut embedding).map_err(failed("encoder"))?;
            let row = [&[1.0], &embedding[..]].concat();
            let mut recent = row.repeat(RECENT_STEPS);
            for missing in [0, RECENT_STEPS - 1] {
                recent[..missing * row.len()].fill(0.0);
                self.moods(&recent).map_err(failed("heads"))?;
                self.music(&recent).map_err(failed("heads"))?;
            }
        }
        Ok(())
    }
}

fn read(file: &Path, limit: u64) -> Result<Vec<u8>, ModelError> {
    let unreadable = |reason| ModelError::Unreadable { file: file.to_owned(), reason };
    let found = fs::metadata(file).map_err(unreadable)?;
    // Whatever else there is (a pipe, a device) might never end.
    if !found.is_file() {
        return Err(unreadable(io::Error::other("it is not a file")));
    }
    if found.len() > limit {
        return Err(ModelError::TooLarge { file: file.to_owned(), found: found.len(), limit });
    }
    let mut bytes = Vec::new();
    File::open(file).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(unreadable)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::GRAPH;

    const BUILTIN: &str = include_str!("../contract.toml");

    fn folder(contract: &str, graph: &[u8]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(CONTRACT), contract).unwrap();
        fs::write(folder.path().join("mood.onnx"), graph).unwrap();
        folder
    }

    fn refusal(folder: &TempDir) -> String {
        let message = Model::from_folder(folder.path()).unwrap_err().to_string();
        assert_eq!(message.lines().count(), 1, "{message}");
        message
    }

    /// The built-in contract with the sum of `graph`.
    fn contract_for(graph: &[u8]) -> String {
        let sum = hex::encode(Sha256::digest(graph));
        BUILTIN.replacen(&Contract::builtin().unwrap().graph.sha256, &sum, 1)
    }

    #[test]
    fn a_copy_of_the_built_in_model_gives_the_same() {
        let model = Model::from_folder(folder(BUILTIN, GRAPH).path()).unwrap();
        let frames = vec![-2.0; CONTEXT_HOPS * FEATURES];
        let [mut own, mut builtin] = [(); 2].map(|()| vec![0.0; model.contract().graph.embedding]);
        model.encode(&frames, &mut own).unwrap();
        Model::builtin().unwrap().encode(&frames, &mut builtin).unwrap();
        assert_eq!(own, builtin);
        assert_eq!(model.contract().name.as_deref(), Some("AI-Mixtapes"));
    }

    #[test]
    fn a_checksum_may_be_in_capitals() {
        let sum = Contract::builtin().unwrap().graph.sha256;
        let capitals = BUILTIN.replacen(&sum, &sum.to_uppercase(), 1);
        assert!(Model::from_folder(folder(&capitals, GRAPH).path()).is_ok());
    }

    #[test]
    fn another_file_than_the_contracts_is_refused_with_both_sums() {
        let message = refusal(&folder(BUILTIN, b"other"));
        let sum = Contract::builtin().unwrap().graph.sha256;
        assert!(
            message.contains("mood.onnx has the SHA-256 d9298a10") && message.contains(&sum),
            "{message}"
        );
    }

    #[test]
    fn what_is_missing_or_no_file_is_refused_by_name() {
        let empty = tempfile::tempdir().unwrap();
        assert!(refusal(&empty).contains("contract.toml can't be read"));
        fs::create_dir(empty.path().join(CONTRACT)).unwrap();
        assert!(refusal(&empty).contains("contract.toml can't be read: it is not a file"));
        let without_graph = folder(BUILTIN, GRAPH);
        fs::remove_file(without_graph.path().join("mood.onnx")).unwrap();
        assert!(refusal(&without_graph).contains("mood.onnx can't be read"));
    }

    #[test]
    fn a_contract_that_is_no_text_or_no_contract_is_refused() {
        let folder = folder("", GRAPH);
        fs::write(folder.path().join(CONTRACT), [0xff; 20]).unwrap();
        assert!(refusal(&folder).contains("contract.toml can't be read"));
        fs::write(folder.path().join(CONTRACT), "version = = 1").unwrap();
        assert!(refusal(&folder).contains("the contract can't be read: line 1: "));
    }

    #[test]
    fn files_that_are_too_large_are_refused_unread() {
        let folder = folder(BUILTIN, GRAPH);
        for (name, limit) in [("mood.onnx", LONGEST_GRAPH), (CONTRACT, LONGEST_CONTRACT)] {
            File::create(folder.path().join(name)).unwrap().set_len(limit + 1).unwrap();
            let expected = format!("{name} has {} bytes; at most {limit} are accepted", limit + 1);
            assert!(refusal(&folder).contains(&expected));
        }
    }

    #[test]
    fn what_is_no_onnx_file_is_refused_though_its_sum_is_right() {
        for graph in [&b""[..], b"not a model", &GRAPH[..GRAPH.len() / 2]] {
            let message = refusal(&folder(&contract_for(graph), graph));
            assert!(message.starts_with("the model's "), "{message}");
        }
    }
}
