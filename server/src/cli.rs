//! The command line. Every option can also be given as an environment variable.

mod backup;
mod demo;
mod import;
pub mod log;
mod serve;
mod signals;

use std::{fs, net::SocketAddr, path::PathBuf, sync::Arc};

use charla::{ChangeWindow, ChatError};
use clap::{
    Args, CommandFactory, Parser, Subcommand,
    builder::RangedI64ValueParser,
    error::{ContextKind, ContextValue},
    value_parser,
};
use server::{
    config::{
        self, Config, ConnectionLimits, MEGABYTES_A_DAY, READS_A_MINUTE, REGISTRATIONS_PER_HOUR, RESERVED_NAMES, Rates,
        ReservedNames, SENDS_A_MINUTE, SESSION_DAYS, SITE_ROOT, SOCKETS_PER_USER, VERSION_DAYS, open_files,
    },
    dataset::BadRowPolicy,
    store::{self, Claim, Durability, OpeningError, Store, StoreError},
};

/// A live chat for marketplaces: customers and providers write to each other.
#[derive(Debug, Parser)]
#[command(name = "charla", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves pages, API and sockets until SIGTERM or Ctrl-C (what happens without a command)
    Serve,
    /// Stores the rows of a JSON file; rows that are there already stay as they are
    Import {
        /// Leave everybody the one password of the data set: for demonstrations and tests
        #[arg(long)]
        keep_password: bool,
        /// JSON file of users, customers, providers, conversations and messages, which refer to each other by id
        file: PathBuf,
        /// Store the valid rows even if some rows are invalid, and name the invalid ones
        #[arg(long)]
        skip_bad: bool,
    },
    /// Copies an SQLite database, which may be in use, to a new file
    Backup {
        /// The new file. It holds what was committed when the copy began, and can replace the database of a server
        file: PathBuf,
    },
    /// Fills an empty database with a small marketplace to try Charla out, and lists the users who can sign in
    Demo,
}

#[derive(Debug, Args)]
struct Options {
    /// Address and port to listen on
    #[arg(long, env = "CHARLA_ADDR", default_value = "127.0.0.1:3000", global = true, value_parser = address)]
    addr: SocketAddr,
    /// The database: sqlite:FILE, created if it does not exist, or
    /// postgres://user:password@host/database
    #[arg(
        long,
        env = "CHARLA_DATABASE_URL",
        default_value = "sqlite:data/charla.db",
        hide_env_values = true,
        global = true
    )]
    database_url: String,
    /// What an acknowledged message survives
    #[arg(long, env = "CHARLA_DURABILITY", default_value = "full", global = true)]
    durability: Durability,
    /// Folder of the client's files, as the build left it
    #[arg(long, env = "CHARLA_SITE_ROOT", default_value = SITE_ROOT, global = true)]
    site_root: PathBuf,
    /// The address that people type. Other sites cannot send requests in the name of a user. With https:// the cookies
    /// are for TLS only. [default: http:// and the address listened on]
    // Parsed later: clap would print a value that it cannot parse, and the URL may contain a password.
    #[arg(long, env = "CHARLA_PUBLIC_URL", hide_env_values = true, global = true)]
    public_url: Option<String>,
    /// Redis, for several servers on one PostgreSQL: redis://host:6379, or rediss:// for TLS. The same for each server
    #[arg(long, env = "CHARLA_REDIS_URL", hide_env_values = true, global = true)]
    redis_url: Option<String>,
    /// File of the certificates that are trusted for rediss:// in place of the system's
    #[arg(long, env = "CHARLA_REDIS_CA", global = true)]
    redis_ca: Option<PathBuf>,
    /// Number of reverse proxies in front, whose X-Forwarded-For gives the address of a client
    #[arg(long, env = "CHARLA_PROXIES", default_value_t, global = true)]
    proxies: usize,
    /// Connections that may be open at once. [default: what the limit of open files allows, at most 50,000]
    #[arg(long, env = "CHARLA_CONNECTIONS", global = true, value_parser = at_least_one)]
    connections: Option<usize>,
    /// How many of them may come from one address: an IPv4 address, or an IPv6 network of 64 bits. Wider networks may have
    /// up to four times as many. Ignored behind a proxy. [default: half of all, at most 4,096]
    #[arg(long, env = "CHARLA_CONNECTIONS_BY_ADDRESS", global = true, value_parser = at_least_one)]
    connections_by_address: Option<usize>,
    /// Sockets that one user may have open: one for each tab; a client that uses /ws/chat/ needs one for each conversation
    #[arg(long, env = "CHARLA_SOCKETS_PER_USER", default_value_t = SOCKETS_PER_USER, global = true)]
    sockets_per_user: usize,
    /// Minutes during which users may edit and delete the messages they sent; 0 for never
    #[arg(long, env = "CHARLA_CHANGE_MINUTES", default_value_t = ChangeWindow::default().minutes, global = true)]
    change_minutes: u32,
    /// Days after which everybody signs in again, however much a session is used: 1 to 36,500
    #[arg(long, env = "CHARLA_SESSION_DAYS", default_value_t = SESSION_DAYS, global = true, value_parser = days())]
    session_days: u32,
    /// Accounts that one address may register in an hour, 1 to 1,000,000; the networks around it a few times as many
    #[arg(
        long,
        env = "CHARLA_REGISTRATIONS_PER_HOUR",
        default_value_t = REGISTRATIONS_PER_HOUR,
        global = true,
        value_parser = value_parser!(u32).range(1..=1_000_000)
    )]
    registrations_per_hour: u32,
    /// User names that nobody can register, separated by commas
    #[arg(long, env = "CHARLA_RESERVED_NAMES", default_value = RESERVED_NAMES, global = true)]
    reserved_names: ReservedNames,
    /// Days for which the earlier text of an edited or deleted message is kept. It appears only in its writer's export:
    /// 1 to 36,500
    #[arg(long, env = "CHARLA_VERSION_DAYS", default_value_t = VERSION_DAYS, global = true, value_parser = days())]
    version_days: u32,
    /// Messages and changes of one user in a minute, after 200 at once; 0 for any number
    #[arg(long, env = "CHARLA_SENDS_PER_MINUTE", default_value_t = SENDS_A_MINUTE, global = true)]
    sends_per_minute: u32,
    /// Requests of one user, or of one network without a session, in a minute, after 600 at once; a page counts as three;
    /// 0 for any number
    #[arg(long, env = "CHARLA_READS_PER_MINUTE", default_value_t = READS_A_MINUTE, global = true)]
    reads_per_minute: u32,
    /// Megabytes that one user may write in a day, up to 4,095; 0 for any number
    #[arg(
        long,
        env = "CHARLA_MEGABYTES_PER_DAY",
        default_value_t = MEGABYTES_A_DAY,
        global = true,
        value_parser = value_parser!(u32).range(0..=4_095)
    )]
    megabytes_per_day: u32,
}

/// Parses 1 to 36,500 days: a hundred years. Times further ahead cannot be stored.
fn days() -> RangedI64ValueParser<u32> {
    value_parser!(u32).range(1..=36_500)
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        "an IP address and a port, such as 127.0.0.1:3000, or 0.0.0.0:3000 for all addresses of this machine".into()
    })
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "a number from 1".into())
}

/// One sentence for the operator, printed before the program ends.
type Failure = String;

impl Cli {
    /// Parses the command line and the environment, or ends the program with the reason.
    pub fn parse_or_exit() -> Self {
        Self::try_parse().unwrap_or_else(|error| naming_variable(error).exit())
    }

    pub async fn run(self) -> Result<(), Failure> {
        match self.command.unwrap_or(Command::Serve) {
            Command::Serve => serve::serve(self.options).await,
            Command::Import { file, keep_password, skip_bad } => {
                let policy = if skip_bad { BadRowPolicy::LeaveOut } else { BadRowPolicy::Refuse };
                import::import(&self.options, &file, keep_password, policy).await
            }
            Command::Backup { file } => backup::backup(&self.options, &file).await,
            Command::Demo => demo::demo(&self.options).await,
        }
    }
}

/// Adds the environment variable to an error about the value of an option, which may come from either.
fn naming_variable(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else { return error };
    let mut command = Cli::command();
    command.build();
    let argument = command.get_arguments().find(|argument| argument.to_string() == *option);
    if let Some(variable) = argument.and_then(|argument| argument.get_env()?.to_str()) {
        let both = format!("{option} or {variable}");
        error.insert(ContextKind::InvalidArg, ContextValue::String(both));
    }
    error
}

impl Options {
    /// `in_use` is the failure if a server has claimed the database.
    async fn open_store(&self, claim: Claim, in_use: &str) -> Result<Arc<dyn Store>, Failure> {
        let opened = store::open_claimed(&self.database_url, self.durability, claim).await;
        // Without the URL: it may hold a password.
        opened.map_err(|error| {
            let reason = match error {
                StoreError::Opening(OpeningError::InUse) => return in_use.to_owned(),
                StoreError::Refused(ChatError::CannotStore { .. }) => "nothing can be written to it".to_owned(),
                StoreError::Refused(_) => "it does not answer".to_owned(),
                error => error.to_string(),
            };
            format!("the database of CHARLA_DATABASE_URL cannot be opened: {reason}")
        })
    }

    /// Opens the database for a command that writes much. A running server would be slowed down by it, and would not
    /// announce the new rows to its clients.
    async fn open_unserved_store(&self) -> Result<Arc<dyn Store>, Failure> {
        let in_use = "a server uses this database: end it, run this again, and start the server after that";
        self.open_store(Claim::Exclusive, in_use).await
    }

    /// Builds the configuration. Without a public URL, the public URL is the address listened on; `localhost` replaces
    /// an unspecified address, because browsers cannot open `0.0.0.0`.
    fn config(&self, listening: SocketAddr) -> Result<Config, Failure> {
        let ip = listening.ip();
        let host = if ip.is_unspecified() { "localhost".to_owned() } else { listening.to_string() };
        let own =
            if ip.is_unspecified() { format!("http://{host}:{}", listening.port()) } else { format!("http://{host}") };
        let public_url = match &self.public_url {
            Some(url) => url.parse().map_err(|error| format!("CHARLA_PUBLIC_URL cannot be used: {error}"))?,
            None => own.parse().map_err(|error| format!("CHARLA_PUBLIC_URL is needed: {error}"))?,
        };
        let mut connections =
            self.connections.map_or(ConnectionLimits::within(open_files::limit()), ConnectionLimits::of);
        connections.by_address = self.connections_by_address.or(connections.by_address);
        let read = |file: &PathBuf| {
            fs::read(file).map_err(|error| format!("{} of CHARLA_REDIS_CA cannot be read: {error}", file.display()))
        };
        let redis_ca = self.redis_ca.as_ref().map(read).transpose()?;
        Ok(Config {
            connections,
            site_root: self.site_root.clone(),
            proxies: self.proxies,
            redis_url: self.redis_url.clone(),
            redis_ca,
            sockets_per_user: self.sockets_per_user,
            change_window: ChangeWindow { minutes: self.change_minutes },
            session_lifetime: config::days(self.session_days),
            reserved_names: self.reserved_names.clone(),
            versions_kept: config::days(self.version_days),
            rates: Rates {
                registrations_by_network: config::registrations(self.registrations_per_hour),
                bytes_by_user: config::megabytes_a_day(self.megabytes_per_day),
                ..Rates::default().with_sends_a_minute(self.sends_per_minute).with_reads_a_minute(self.reads_per_minute)
            },
            ..Config::new(public_url)
        })
    }
}
