//! A file system for a test: a disk that can get full, or lose its power.

use std::{
    fs::{self, File},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use super::tool::ends_well_at_once;

/// Attempts to copy an image during which nothing is written.
const TRIES: u32 = 50;

/// Unmounted when it is dropped.
pub(super) struct Mount {
    at: PathBuf,
    mounted: bool,
}

impl Mount {
    /// Mounts a file system in memory with this size.
    pub(super) fn in_memory(megabytes: u32, at: &Path) -> Result<Self, String> {
        let size = format!("size={megabytes}m");
        Self::new(&["-t", "tmpfs", "-o", &size, "tmpfs"], at)
    }

    pub(super) fn grows(&self, megabytes: u32) -> Result<(), String> {
        let size = format!("remount,size={megabytes}m");
        ends_well_at_once(Command::new("mount").args(["-o", &size]).arg(&self.at))
    }

    /// Mounts an image file.
    pub(super) fn of_image(image: &Path, at: &Path) -> Result<Self, String> {
        Self::new(&["-o", "loop", &image.to_string_lossy()], at)
    }

    fn new(arguments: &[&str], at: &Path) -> Result<Self, String> {
        ends_well_at_once(Command::new("mount").args(arguments).arg(at))?;
        Ok(Self { at: at.to_owned(), mounted: true })
    }

    /// Writes everything to the disk.
    pub(super) fn sync(&self) -> Result<(), String> {
        ends_well_at_once(Command::new("sync").arg("--file-system").arg(&self.at))
    }

    /// Copies the image of this disk as it is now, without data that the system has not written to it yet.
    pub(super) fn copy_image(&self, image: &Path, copy: &Path) -> Result<(), String> {
        for _ in 0..TRIES {
            let before = self.writes()?;
            fs::copy(image, copy).map_err(|error| format!("{}: {error}", copy.display()))?;
            if before.ended_with(&self.writes()?) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err("the disk is written to all the time: a copy would be of no moment".into())
    }

    fn writes(&self) -> Result<Writes, String> {
        let device = fs::metadata(&self.at).map_err(|error| error.to_string())?.dev();
        // Linux packs the numbers like this: 8 and 12 low bits, higher bits above.
        let (major, minor) = ((device >> 8) & 0xfff, (device & 0xff) | ((device >> 12) & 0xf_ff00));
        let path = format!("/sys/dev/block/{major}:{minor}/stat");
        let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let numbers: Vec<u64> = text.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        match numbers[..] {
            [_, _, _, _, _, _, sectors, _, in_flight, ..] => Ok(Writes { sectors, in_flight }),
            _ => Err(format!("{path} is not as it should be")),
        }
    }

    pub(super) fn ends(mut self) -> Result<(), String> {
        self.mounted = false;
        ends_well_at_once(Command::new("umount").arg(&self.at))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        if self.mounted && ends_well_at_once(Command::new("umount").arg(&self.at)).is_err() {
            // A process still uses it: it is unmounted when the process ends.
            let _ = ends_well_at_once(Command::new("umount").arg("--lazy").arg(&self.at));
        }
    }
}

/// Statistics of the writes to a disk.
struct Writes {
    sectors: u64,
    in_flight: u64,
}

impl Writes {
    /// Whether nothing was written between these two.
    fn ended_with(&self, later: &Self) -> bool {
        self.in_flight == 0 && later.in_flight == 0 && self.sectors == later.sectors
    }
}

/// Creates an empty image with a file system that does not initialise anything later.
pub(super) fn make_image(image: &Path, megabytes: u64) -> Result<(), String> {
    let file = File::create_new(image).map_err(|error| format!("{}: {error}", image.display()))?;
    file.set_len(megabytes << 20).map_err(|error| error.to_string())?;
    ends_well_at_once(
        Command::new("mkfs.ext4").args(["-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0"]).arg(image),
    )
}

/// Checks that the program runs as root, which mounting requires.
pub(super) fn check_root() -> Result<(), String> {
    match fs::metadata("/proc/self").map(|own| own.uid()) {
        Ok(0) => Ok(()),
        _ => Err("a file system is mounted for this: it needs root".into()),
    }
}
