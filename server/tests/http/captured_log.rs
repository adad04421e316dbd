//! Captures the security log of the servers in this test process.

use std::{
    io,
    sync::{Arc, LazyLock, Mutex},
};

use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// The lines of all tests of this process. Each test looks for its own requests.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

static LOG: LazyLock<Lines> = LazyLock::new(|| {
    let lines = Lines::default();
    let filter = EnvFilter::new("off,charla::security=info");
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(lines.clone());
    subscriber.try_init().expect("nobody else listens");
    lines
});

/// Starts capturing.
pub fn start_capturing() {
    LazyLock::force(&LOG);
}

pub fn captured() -> String {
    String::from_utf8(LOG.0.lock().expect("no panic").clone()).expect("text")
}
