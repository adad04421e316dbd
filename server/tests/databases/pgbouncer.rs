//! A PgBouncer for each pool mode, in front of the PostgreSQL server of the tests.

use std::{
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

use crate::postgres_server;

/// Returns two URLs of a new, empty database: through a PgBouncer with this `pool_mode`, and direct.
pub async fn fresh_database(pool_mode: &'static str) -> (String, String) {
    let direct = postgres_server::fresh_database().await;
    let (server, database) = direct.rsplit_once('/').expect("a URL");
    let port_of_server = server.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).expect("a port");
    let port = tokio::task::spawn_blocking(move || port(pool_mode, port_of_server)).await.expect("a PgBouncer");
    (format!("postgres://charla@127.0.0.1:{port}/{database}"), direct)
}

/// Returns the port of the PgBouncer with this pool mode, and starts it if needed.
fn port(pool_mode: &'static str, port_of_server: u16) -> u16 {
    static PORTS: Mutex<Vec<(&str, u16)>> = Mutex::new(Vec::new());
    let mut ports = PORTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, port)) = ports.iter().find(|(mode, _)| *mode == pool_mode) {
        return *port;
    }
    let (sender, receiver) = mpsc::channel();
    // Like the PostgreSQL server, it ends when the thread that started it ends.
    thread::spawn(move || {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
        let folder = tempfile::tempdir().expect("a folder");
        let readable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.path(), readable).expect("permissions");
        let file = folder.path().join("pgbouncer.ini");
        let port = free.port();
        let settings = format!(
            "[databases]\n* = host=127.0.0.1 port={port_of_server} user=charla\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nauth_type = any\nunix_socket_dir =\n\
             pool_mode = {pool_mode}\nmax_client_conn = 1000\ndefault_pool_size = 20\nlog_connections = 0\n\
             log_disconnections = 0\n"
        );
        std::fs::write(&file, settings).expect("a file");
        let mut bouncer = Command::new("setpriv");
        bouncer.args(["--pdeathsig", "TERM"]);
        if is_root() {
            // It refuses to run as root.
            bouncer.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
        }
        let bouncer = bouncer.arg("/usr/sbin/pgbouncer").arg("--quiet").arg(&file);
        let mut server = bouncer.stdin(Stdio::null()).stderr(Stdio::null()).spawn().expect("pgbouncer");
        sender.send(port).expect("somebody waits");
        server.wait().expect("its end");
    });
    let port = receiver.recv().expect("a port");
    ports.push((pool_mode, port));
    port
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n")
}
