//! A server with a database, for one kind of abuse.

use std::fs;

use super::{
    Abuse, Options,
    client::{Client, Source, own_network, shared_network},
    marketplace::{Marketplace, abuser},
};
use crate::failures::{
    folder::Folder,
    server::{Running, Server},
};

pub(super) struct Stage {
    pub(super) url: String,
    /// Whether requests carry `X-Forwarded-For`, as from a proxy, so that they can come from IPv6 addresses.
    is_proxied: bool,
    abusers: Vec<Client>,
    running: Running,
    folder: Folder,
}

impl Stage {
    pub(super) async fn opens(abuse: Abuse, options: &Options) -> Result<Self, String> {
        let folder = Folder::new()?;
        let is_proxied = abuse == Abuse::PasswordSpray;
        let mut environment = vec![
            ("CHARLA_SITE_ROOT", options.site.display().to_string()),
            // The defaults. Other tests switch these limits off.
            ("CHARLA_SENDS_PER_MINUTE", "240".into()),
            ("CHARLA_MEGABYTES_PER_DAY", "10".into()),
        ];
        if is_proxied {
            environment.push(("CHARLA_PROXIES", "1".into()));
        }
        let server = Server::new(&options.program, None, folder.path())?.with_environment(environment);
        let server = match abuse {
            // The soft limit is a common default, and lower than the number of connections.
            Abuse::IdleConnections => server.with_open_files(1_024, 2_048),
            _ => server,
        };
        let file = folder.path().join("dataset.json");
        marketplace(abuse).write_file(&file)?;
        server.imports_file(&file).await?;
        let _ = fs::remove_file(&file);
        let running = server.starts().await?;
        let url = server.url();
        let mut abusers = Vec::new();
        for n in 0..abusers_of(abuse) {
            abusers.push(Client::signed_in(&url, shared_network(n), &abuser(n)).await?);
        }
        Ok(Self { url, is_proxied, abusers, running, folder })
    }

    pub(super) fn pid(&self) -> u32 {
        self.running.pid()
    }

    /// Returns the size of the database in bytes.
    pub(super) fn stored(&self) -> u64 {
        let Ok(files) = fs::read_dir(self.folder.path()) else { return 0 };
        files.flatten().filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
    }

    /// Returns the address of the `n`-th normal user.
    pub(super) fn home(&self, n: u32) -> Source {
        if self.is_proxied { Source::Forwarded(format!("2001:db8:{n:x}::1")) } else { own_network(n) }
    }

    /// Returns the `n`-th abusive user, signed in.
    pub(super) fn abuser(&self, n: u32) -> Client {
        self.abusers[n as usize].clone()
    }
}

/// Users who flood with frames, each in a conversation of their own.
pub(super) const FLOODERS: u32 = 10;

/// Number of abusive users who sign in before anything is measured.
const fn abusers_of(abuse: Abuse) -> u32 {
    match abuse {
        Abuse::Frames => FLOODERS,
        _ => 3,
    }
}

fn marketplace(abuse: Abuse) -> Marketplace {
    match abuse {
        Abuse::UnreadAnswers => Marketplace { messages: 500, text: "👍", times: 4_000, ..Marketplace::default() },
        Abuse::Directory => Marketplace { crowd: 100_000, ..Marketplace::default() },
        Abuse::Search => {
            Marketplace { messages: 6_000, text: "el mar está en calma ", times: 150, ..Marketplace::default() }
        }
        Abuse::LongPages => Marketplace { messages: 50, text: "palabra ", times: 500, ..Marketplace::default() },
        _ => Marketplace::default(),
    }
}
