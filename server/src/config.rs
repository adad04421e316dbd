//! What the operator decides.

use std::{path::PathBuf, time::Duration};

use charla::ChangeWindow;

use crate::{limiter::Rate, origin::Origin};

/// Where the build leaves the client.
pub const SITE_ROOT: &str = "target/site";

#[derive(Debug, Clone)]
pub struct Config {
    /// The client: scripts, styles, pictures.
    pub site_root: PathBuf,
    /// As browsers know the server.
    pub public_url: Origin,
    /// Reverse proxies before the server whose `X-Forwarded-For` is believed.
    pub proxies: usize,
    /// Where several processes tell each other what happened: `redis://…`.
    pub redis_url: Option<String>,
    pub rates: Rates,
    pub sockets_per_user: usize,
    /// A socket that takes nothing for so long is closed.
    pub write_timeout: Duration,
    /// Who closes the last page counts as here for so long.
    pub presence_grace: Duration,
    /// How long one may edit and delete what one has sent.
    pub change_window: ChangeWindow,
}

/// How often somebody may do what costs the others something.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    pub sign_in_by_username: Rate,
    pub sign_in_by_address: Rate,
    pub sends_by_user: Rate,
    pub typing_by_user: Rate,
    pub searches_by_user: Rate,
    pub resumes_by_user: Rate,
    /// Of conversations.
    pub opens_by_user: Rate,
    pub renames_by_user: Rate,
    /// Of all one's data at once.
    pub exports_by_user: Rate,
}

impl Config {
    /// The defaults, for a server that is known as `public_url`.
    #[must_use]
    pub fn new(public_url: Origin) -> Self {
        Self {
            site_root: SITE_ROOT.into(),
            public_url,
            proxies: 0,
            redis_url: None,
            rates: Rates::default(),
            sockets_per_user: 50,
            write_timeout: Duration::from_secs(20),
            presence_grace: Duration::from_secs(30),
            change_window: ChangeWindow::default(),
        }
    }
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            sign_in_by_username: Rate { burst: 10, every: Duration::from_secs(6) },
            sign_in_by_address: Rate { burst: 100, every: Duration::from_secs(1) },
            sends_by_user: Rate { burst: 200, every: Duration::from_millis(20) },
            typing_by_user: Rate { burst: 10, every: Duration::from_millis(500) },
            // Somebody who types searches at each pause.
            searches_by_user: Rate { burst: 30, every: Duration::from_millis(300) },
            resumes_by_user: Rate { burst: 100, every: Duration::from_millis(200) },
            opens_by_user: Rate { burst: 30, every: Duration::from_secs(10) },
            renames_by_user: Rate { burst: 10, every: Duration::from_secs(30) },
            exports_by_user: Rate { burst: 3, every: Duration::from_secs(20 * 60) },
        }
    }
}
