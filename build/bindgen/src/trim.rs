//! Removes code that the client never runs, but that the compiler keeps, because traits of Leptos require it of every view:
//! a tenth of the client (<https://github.com/leptos-rs/leptos/issues/4852>).
//!
//! Functions are found by their names. A name tells what a function is only if the compiler has not merged functions with
//! the same body: `site.sh` tells it not to.

use std::{error::Error, path::Path};

use walrus::{FunctionId, ModuleConfig};

/// Parts of mangled names: `hydrate_async` is called by `hydrate_lazy` only, which the client does not use, and
/// `generate_routes` on the server only.
const NEVER_RUN: [&str; 2] = ["13hydrate_async", "15generate_routes"];

/// Replaces the bodies of these functions, so that nothing that only they call is linked.
///
/// # Errors
/// If the file is no WASM module, or has none of them: then Leptos names them otherwise, or the names were stripped.
pub fn trim(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    let mut module = ModuleConfig::new().parse(&std::fs::read(from)?)?;
    let is_never_run = |name: &Option<String>| {
        name.as_ref().is_some_and(|name| NEVER_RUN.iter().any(|never_run| name.contains(never_run)))
    };
    let found: Vec<FunctionId> =
        module.funcs.iter_local().map(|(id, _)| id).filter(|id| is_never_run(&module.funcs.get(*id).name)).collect();
    if found.is_empty() {
        return Err(format!("{} has no function of {NEVER_RUN:?}", from.display()).into());
    }
    for id in found {
        let mut body = module.funcs.get_mut(id).kind.unwrap_local_mut().builder_mut().func_body();
        body.instrs_mut().clear();
        body.unreachable();
    }
    walrus::passes::gc::run(&mut module);
    module.emit_wasm_file(to)?;
    Ok(())
}
