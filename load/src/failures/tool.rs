//! Runs programs that do one thing and end.

use std::{io, process::Output};

use tokio::process::Command;

/// Runs a program. An error with its output if it fails. The program is killed if this future is dropped.
pub(super) async fn ends_well(command: std::process::Command) -> Result<(), String> {
    let program = command.get_program().to_owned();
    let output = Command::from(command).kill_on_drop(true).output().await;
    judged(&program.to_string_lossy(), output)
}

/// Runs a program synchronously, for programs that take no time or are needed in destructors.
pub(super) fn ends_well_at_once(command: &mut std::process::Command) -> Result<(), String> {
    let output = command.output();
    judged(&command.get_program().to_string_lossy(), output)
}

fn judged(program: &str, output: io::Result<Output>) -> Result<(), String> {
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let complaint = String::from_utf8_lossy(&output.stderr);
            Err(format!("{program}: {}: {}", output.status, complaint.trim()))
        }
        Err(error) => Err(format!("{program}: {error}")),
    }
}
