//! `wasm-bindgen` and `wasm-bindgen-test-runner` in one program.
//!
//! The tools must have exactly the version of the `wasm-bindgen` library in the client. Building them from the lock file of
//! the workspace guarantees that.
//!
//! - `bindgen build ARGS…` takes the arguments of `wasm-bindgen`.
//! - `bindgen test ARGS…` takes the arguments of `wasm-bindgen-test-runner`.

use std::{env, error::Error};

use wasm_bindgen_cli::{wasm_bindgen, wasm_bindgen_test_runner};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args_os();
    let program = args.next();
    let tool = args.next().unwrap_or_default();
    let args = program.into_iter().chain(args);
    match tool.to_str() {
        Some("build") => wasm_bindgen::run_cli_with_args(args)?,
        Some("test") => wasm_bindgen_test_runner::run_cli_with_args(args)?,
        _ => return Err("usage: bindgen build|test ARGS…".into()),
    }
    Ok(())
}
