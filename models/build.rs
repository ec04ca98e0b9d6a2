//! Turns the contract's sizes into constants, and refuses a graph that is not the one the contract names.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=contract.toml");
    let contract: toml::Table = fs::read_to_string("contract.toml")?.parse()?;
    let section = |name: &str| contract[name].as_table().ok_or(format!("contract.toml: [{name}] is missing"));

    let graph = section("graph")?;
    let file = graph["file"].as_str().ok_or("contract.toml: graph.file is not a string")?;
    println!("cargo::rerun-if-changed={file}");
    let digest = hex::encode(Sha256::digest(fs::read(file)?));
    if graph["sha256"].as_str() != Some(&digest) {
        return Err(format!("{file} has SHA-256 {digest}, contract.toml says {}", graph["sha256"]).into());
    }

    let streams = contract["streams"].as_array().ok_or("contract.toml: [[streams]] is missing")?;
    let features: i64 = streams.iter().filter_map(|stream| stream.get("size")?.as_integer()).sum();
    let (front_end, steps) = (section("front_end")?, section("steps")?);
    let mut code = String::new();
    for (name, doc, value) in [
        ("BANDS", "Mel bands of a feature frame, which come first.", &front_end["bands"]),
        ("FEATURES", "Numbers of a feature frame, of all its streams.", &features.into()),
        ("STEP_HOPS", "Hops from one update to the next.", &steps["hops"]),
        ("CONTEXT_HOPS", "Hops that the encoder sees, the step included.", &steps["context_hops"]),
        ("RECENT_STEPS", "Steps whose embeddings the heads hear.", &steps["recent"]),
    ] {
        writeln!(code, "/// {doc}\npub const {name}: usize = {value};")?;
    }
    let hop = front_end["hop_seconds"].as_float().ok_or("contract.toml: hop_seconds is not a number")?;
    writeln!(code, "/// Seconds from one feature frame to the next.\npub const HOP_SECONDS: f64 = {hop:?};")?;
    writeln!(
        code,
        "const GRAPH: &[u8] = include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{file}\"));"
    )?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("contract.rs"), code)?;
    Ok(())
}
