//! Finds the source folder and loads it.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use docgen::config::{CONFIG_FILE, Config};
use docgen::date::Date;
use docgen::discover::{Drafts, is_output};
use docgen::engine::{Brands, Build, Engine, Options, Project};
use docgen::modified::Modified;
use docgen::output::place_within;
use docgen::rules::Clock;
use docgen::theme::{Theme, ThemeFolder};
use docgen::vfs::{Disk, Files, slashed};

use crate::arguments::Source;
use crate::history::{History, last_commit};
use crate::terminal::Terminal;

/// Where a command reads from, and what it leaves out.
pub(crate) struct SourceFolder {
    path: PathBuf,
    kind: Kind,
    options: Options,
    /// The commit up to which the history was followed; nothing before it was.
    followed_to: Option<String>,
}

/// What a folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Content, to be built.
    Content,
    /// A finished site.
    Finished,
}

impl SourceFolder {
    /// The folder that the arguments name, or the one that is meant where they name none.
    pub(crate) fn find(source: &Source) -> Result<Self> {
        start_threads(source)?;
        let path = match &source.source {
            Some(path) => path.clone(),
            None if Path::new(CONFIG_FILE).is_file() => PathBuf::from("."),
            None if Path::new("content").is_dir() => PathBuf::from("content"),
            None => {
                bail!("there is neither a {CONFIG_FILE} nor a folder content here; name the source with --source DIR")
            }
        };
        if !path.is_dir() {
            bail!(
                "there is no source folder {}; name another with --source DIR",
                path.display()
            );
        }
        let drafts = if source.drafts { Drafts::Shown } else { Drafts::Hidden };
        let seconds = build_time()?;
        Ok(Self {
            path,
            kind: Kind::Content,
            options: Options {
                brands: source.brand.clone().map_or(Brands::None, Brands::One),
                drafts,
                time: seconds,
                today: Some(day_of(seconds)),
                ..Options::default()
            },
            followed_to: None,
        })
    }

    /// The folder of a finished site, with what else the arguments say of sources.
    pub(crate) fn finished(path: &Path, source: &Source) -> Result<Self> {
        start_threads(source)?;
        if !path.is_dir() {
            bail!(
                "there is no folder {}; name that of a finished site with --html DIR",
                path.display()
            );
        }
        Ok(Self {
            path: path.to_owned(),
            kind: Kind::Finished,
            options: Options::default(),
            followed_to: None,
        })
    }

    /// The folder by its whole path, so that it does not hang on the current folder.
    pub(crate) fn absolute(mut self) -> Result<Self> {
        let path = std::path::absolute(&self.path);
        self.path = path.with_context(|| format!("cannot tell where {} is", self.path.display()))?;
        Ok(self)
    }

    /// The site's address, in place of the config's.
    pub(crate) fn with_base_url(mut self, base_url: Option<&str>) -> Self {
        self.options.base_url = base_url.map(str::to_owned);
        self
    }

    /// As all brands of the config have it.
    pub(crate) fn with_all_brands(mut self) -> Self {
        self.options.brands = Brands::All;
        self
    }

    /// Only the rules and groups `select` unless it is empty, and not those that `ignore` names.
    pub(crate) fn with_rules(mut self, select: &[String], ignore: &[String]) -> Self {
        self.options.select = select.to_vec();
        self.options.ignore = ignore.to_vec();
        self
    }

    /// As if it were the day `today`, unless it is nothing.
    pub(crate) fn with_today(mut self, today: Option<Date>) -> Self {
        self.options.today = today.or(self.options.today);
        self
    }

    /// Finds out when the files were last modified, unless the site is not to tell. Says why not, where that is so.
    pub(crate) fn with_history(mut self, terminal: &mut Terminal) -> Result<Self> {
        if self.tells_history() {
            self.read_history(terminal)?;
        }
        Ok(self)
    }

    /// The same again and again: only the first time, and where another commit is the last one, is it read.
    pub(crate) fn follow_history(&mut self, terminal: &mut Terminal) -> Result<()> {
        if !self.tells_history() {
            return Ok(());
        }
        let commit = Some(last_commit(&self.path));
        if self.followed_to == commit {
            return Ok(());
        }
        self.followed_to = commit;
        self.read_history(terminal)
    }

    fn tells_history(&self) -> bool {
        // What is wrong with the folder and its config is told when they are read.
        let config = Disk::new(&self.path).and_then(|files| Config::load(&files));
        config.is_ok_and(|config| config.last_modified.is_some())
    }

    fn read_history(&mut self, terminal: &mut Terminal) -> Result<()> {
        match History::of(&self.path) {
            History::Known(modified) => self.options.modified = modified,
            History::Untold { why, hint } => {
                self.options.modified = Modified::default();
                terminal.warn(&format!("no page says when it was last modified: {why}"), hint)?;
            }
        }
        Ok(())
    }

    /// Finds out how long each rule takes.
    pub(crate) fn with_clock(mut self, clock: Clock) -> Self {
        self.options.clock = Some(clock);
        self
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Leaves the output folder `out` out, where it stands in the source folder.
    pub(crate) fn without(mut self, out: &Path) -> Result<Self> {
        let holds_source = place_within(&self.path, out)?.is_some();
        let inside = place_within(out, &self.path)?;
        if holds_source || inside.as_ref().is_some_and(|inside| inside.as_os_str().is_empty()) {
            bail!(
                "the output folder {} holds the source folder; choose another with --out DIR",
                out.display()
            );
        }
        if let Some(inside) = &inside
            && inside.to_string_lossy().starts_with('_')
            && !inside.starts_with("_site")
        {
            bail!(
                "the output folder {} is a part of the source; choose another with --out DIR",
                out.display()
            );
        }
        let inside = inside.as_deref().and_then(slashed);
        if let Some(inside) = &inside
            && !inside.starts_with("_site")
            && holds_files(out)?
            && !is_output(&Disk::new(&self.path)?, inside)
        {
            bail!(
                "the output folder {} is in the source and holds files that are no site of docgen's; choose another with \
                 --out DIR",
                out.display()
            );
        }
        let parent = out
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        if out.is_symlink() && place_within(parent, &self.path)?.is_some() {
            bail!(
                "the output folder {} is a link in the source folder; choose another with --out DIR",
                out.display()
            );
        }
        self.options.skip = inside;
        Ok(self)
    }

    /// Reads the folder.
    pub(crate) fn load(&self) -> Result<Project> {
        self.load_from(Box::new(Disk::new(&self.path)?))
    }

    /// Reads the folder for an engine that may have read it before.
    pub(crate) fn load_again(&self, engine: &Engine) -> Result<Project> {
        Ok(engine.load(Box::new(Disk::new(&self.path)?), &self.options)?)
    }

    /// Reads files as if they were those of the folder.
    pub(crate) fn load_from(&self, files: Box<dyn Files>) -> Result<Project> {
        Ok(match self.kind {
            Kind::Content => Project::load(files, &self.options)?,
            Kind::Finished => Project::load_finished(files, &self.options)?,
        })
    }

    /// Refuses a theme and a brand that are nowhere. While the config cannot be read, nothing is known of its brands.
    pub(crate) fn refuse_missing(&self, theme: &str) -> Result<()> {
        let folders = self.theme_folders(theme)?;
        Theme::refuse_missing(theme, &as_theme_folders(&folders))?;
        if let Brands::One(name) = &self.options.brands
            && let Ok(config) = Config::load(&Disk::new(&self.path)?)
        {
            config.brand(name)?;
        }
        Ok(())
    }

    /// Loads the theme `name` for a build, from the places where users keep theirs.
    pub(crate) fn load_theme(&self, name: &str, build: &mut Build) -> Result<Theme> {
        let folders = self.theme_folders(name)?;
        Ok(build.load_theme(name, &as_theme_folders(&folders))?)
    }

    /// The folders of the theme `name`, by their paths.
    fn theme_folders(&self, name: &str) -> Result<Vec<(String, Disk)>> {
        if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
            bail!("`{name}` is no name of a theme; themes stand in _themes/NAME and themes/NAME");
        }
        let places = [self.path.join("_themes").join(name), Path::new("themes").join(name)];
        let mut folders = Vec::new();
        for place in places.into_iter().filter(|place| place.is_dir()) {
            if place.starts_with(&self.path) && place_within(&place, &self.path)?.is_none() {
                bail!(
                    "the theme {} is a link that leads out of the source folder",
                    place.display()
                );
            }
            folders.push((place.to_string_lossy().into_owned(), Disk::new(place)?));
        }
        Ok(folders)
    }
}

fn as_theme_folders(folders: &[(String, Disk)]) -> Vec<ThemeFolder<'_>> {
    let folders = folders.iter().map(|(path, files)| ThemeFolder { path, files });
    folders.collect()
}

/// Whether there are files, at whatever depth, in a folder, which may be missing.
fn holds_files(folder: &Path) -> Result<bool> {
    Ok(folder.is_dir() && !Disk::new(folder)?.list(&|_| true)?.files.is_empty())
}

/// Starts as many threads as the arguments ask for.
fn start_threads(source: &Source) -> Result<()> {
    let Some(jobs) = source.jobs else {
        return Ok(());
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads(usize::from(jobs))
        .build_global()
        .context("cannot start threads")
}

/// The time of the build in seconds since 1970: `SOURCE_DATE_EPOCH`, else now.
fn build_time() -> Result<i64> {
    let seconds = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(epoch) => epoch
            .parse()
            .with_context(|| format!("SOURCE_DATE_EPOCH is `{epoch}`, but must be a number of seconds since 1970"))?,
        Err(_) => SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .context("the clock is before 1970")?
            .as_secs()
            .try_into()
            .context("the clock is far in the future")?,
    };
    Ok(seconds)
}

/// The day, of seconds since 1970.
fn day_of(seconds: i64) -> Date {
    Date::after_1970(seconds.div_euclid(86_400))
}
