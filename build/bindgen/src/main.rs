//! `wasm-bindgen` and `wasm-bindgen-test-runner` in one program, and a step before them that makes the client smaller.
//!
//! The tools must have exactly the version of the `wasm-bindgen` library in the client. Building them from the lock file of
//! the workspace guarantees that.
//!
//! - `bindgen trim IN OUT` removes code from a client that it never runs.
//! - `bindgen build ARGS…` takes the arguments of `wasm-bindgen`.
//! - `bindgen test ARGS…` takes the arguments of `wasm-bindgen-test-runner`.

mod trim;

use std::{env, error::Error};

use wasm_bindgen_cli::{wasm_bindgen, wasm_bindgen_test_runner};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args_os();
    let program = args.next();
    let tool = args.next().unwrap_or_default();
    match tool.to_str() {
        Some("trim") => match (args.next(), args.next()) {
            (Some(from), Some(to)) => trim::trim(from.as_ref(), to.as_ref())?,
            _ => return Err("usage: bindgen trim IN OUT".into()),
        },
        Some("build") => wasm_bindgen::run_cli_with_args(program.into_iter().chain(args))?,
        Some("test") => wasm_bindgen_test_runner::run_cli_with_args(program.into_iter().chain(args))?,
        _ => return Err("usage: bindgen trim|build|test ARGS…".into()),
    }
    Ok(())
}
