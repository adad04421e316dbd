//! `ceiling`: a bare program that does the server's main work and nothing else, for the benchmark. It shows what a server
//! on axum, tungstenite and SQLite costs at least: it knows no sessions, membership, limits or repeated sends.
//!
//! A message has the same frames, and is as durable: all waiting messages are committed together, and acknowledged after
//! the commit. The page of a conversation has the same markup, as a maud template.
//!
//! | module | what is there |
//! |---|---|
//! | `schema` | the tables, filled from a data set |
//! | `writer` | the thread that commits messages |
//! | `hub` | the open sockets of each user |
//! | `socket` | the frames of a socket |
//! | `pages` | the page of a conversation: its queries |
//! | `markup` | its template |
//! | `history` | messages as JSON, for the audit |

mod history;
mod hub;
mod markup;
mod pages;
mod schema;
mod socket;
mod writer;

use std::{path::PathBuf, sync::Arc};

use axum::{
    Json, Router,
    http::{HeaderMap, header},
    response::IntoResponse,
    routing::{any, get, post},
    serve::ListenerExt,
};
use charla::UserId;
use clap::Subcommand;
use rusqlite::Connection;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower_http::{CompressionLevel, compression::CompressionLayer};

use hub::Hub;
use writer::Writer;

/// It is started as the server is, with the variables `CHARLA_DATABASE_URL` and `CHARLA_ADDR`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Fills an empty database from a data set
    Import {
        #[arg(long)]
        keep_password: bool,
        file: PathBuf,
    },
    Serve,
}

pub(crate) async fn run(command: Command) -> Result<(), String> {
    let database = variable("CHARLA_DATABASE_URL")?;
    let file = PathBuf::from(database.trim_start_matches("sqlite:"));
    match command {
        Command::Import { file: dataset, .. } => schema::import(&file, &dataset),
        Command::Serve => serve(file, &variable("CHARLA_ADDR")?).await.map_err(|error| error.to_string()),
    }
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|_| format!("{name} is not set"))
}

/// State of all requests.
#[derive(Debug)]
struct Ceiling {
    file: PathBuf,
    hub: Arc<Hub>,
    writer: Writer,
}

type Shared = Arc<Ceiling>;

async fn serve(file: PathBuf, address: &str) -> Result<(), Box<dyn std::error::Error>> {
    let hub = Arc::<Hub>::default();
    let writer = Writer::start(schema::open(&file)?, hub.clone())?;
    let pages = Router::new()
        .route("/conversations/{id}", get(pages::conversation))
        .route("/api/conversations/{id}/messages/", get(history::messages))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    let router = Router::new()
        .route("/readyz", get(|| async { Json(json!({})) }))
        .route("/api/auth/login/", post(sign_in))
        .route("/ws/", any(socket::connect))
        .merge(pages)
        .with_state(Arc::new(Ceiling { file, hub, writer }));
    let listener = TcpListener::bind(address).await?.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, router).await?;
    Ok(())
}

/// The cookie is the id of the user.
async fn sign_in(state: axum::extract::State<Shared>, Json(form): Json<Value>) -> Result<impl IntoResponse, String> {
    let find = |database: &Connection| {
        let name = form["username"].as_str().unwrap_or_default();
        database.query_row("select id from user where username = ?1", [name], |row| row.get::<_, i64>(0))
    };
    let id = state.reads(find)?;
    Ok(([(header::SET_COOKIE, format!("user={id}"))], Json(json!({ "id": id }))))
}

impl Ceiling {
    /// Reads from the database over this thread's connection.
    fn reads<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, String> {
        thread_local!(static CONNECTION: std::cell::OnceCell<Connection> = const { std::cell::OnceCell::new() });
        CONNECTION.with(|connection| {
            if connection.get().is_none() {
                let opened = schema::open(&self.file).map_err(|error| error.to_string())?;
                let _ = connection.set(opened);
            }
            let connection = connection.get().ok_or("a connection")?;
            read(connection).map_err(|error| error.to_string())
        })
    }
}

fn user(headers: &HeaderMap) -> Result<UserId, String> {
    let cookies = headers.get(header::COOKIE).and_then(|cookies| cookies.to_str().ok()).unwrap_or_default();
    let id = cookies.split("; ").find_map(|cookie| cookie.strip_prefix("user="));
    id.and_then(|id| id.parse().ok()).map(UserId).ok_or_else(|| "nobody is signed in".into())
}
