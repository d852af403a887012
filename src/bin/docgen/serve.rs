//! `docgen serve`

use std::cell::{Cell, RefCell};
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Error, Result, bail};
use docgen::discover::is_output;
use docgen::engine::{Artifacts, Engine};
use docgen::finding::{Counts, counted};
use docgen::fingerprint::identify;
use docgen::report::{Style, concise};
use docgen::serve::{
    Changes, Completeness, Failure, Limits, Options, Report, Server, Site, StartError, WatchErrorKind, Watched,
};
use docgen::vfs::{Disk, slashed};

use crate::arguments::Serve;
use crate::history::record;
use crate::source::SourceFolder;
use crate::terminal::Terminal;

/// The most paths that a rebuild is told with.
const MAX_PATHS: usize = 3;

pub(crate) fn run(options: &Serve, terminal: &mut Terminal) -> Result<ExitCode> {
    // Whatever becomes of the folder that docgen was called in, the one of this name is meant.
    let mut source = SourceFolder::find(&options.source)?.absolute()?;
    // No edit mends what the command line gets wrong; all else is shown until it is mended.
    source.refuse_missing(&options.theme)?;
    let places = Places::find(source.path())?;
    let (address, name) = address(options)?;
    let server = start(options, address, name, &places)?;
    let stopper = server.stopper();
    let is_second = AtomicBool::new(false);
    let end = move || match is_second.swap(true, Ordering::Relaxed) {
        false => stopper.stop(),
        // The build that is at work may take longer than somebody wants to wait.
        true => std::process::exit(130),
    };
    ctrlc::set_handler(end).context("cannot listen to Ctrl-C")?;

    welcome(options, &server, terminal)?;
    let (terminal, trouble) = (RefCell::new(terminal), Cell::new(None));
    // Where nothing can be said any more, the site is served still; the end tells why nothing was said.
    let note = |said: Result<()>| trouble.set(trouble.take().or(said.err()));
    let mut engine = Engine::new();
    let mut make_site = || {
        let mut terminal = terminal.borrow_mut();
        note(source.follow_history(&mut terminal));
        let work = || make_site(&source, &mut engine, &options.theme);
        let (made, said) = terminal.while_saying("building ...", work);
        note(said);
        made
    };
    server.run(&mut make_site, &mut |report| {
        note(tell(&report, &places, &mut terminal.borrow_mut()));
    });
    if let Some(error) = trouble.take() {
        return Err(error);
    }
    let terminal = terminal.into_inner();
    terminal.say("stopped")?;
    Ok(ExitCode::SUCCESS)
}

/// Where files are.
struct Places {
    /// The current folder.
    here: PathBuf,
    /// The source folder, as the file system has it.
    root: PathBuf,
}

impl Places {
    fn find(source: &Path) -> Result<Self> {
        let root = source.canonicalize();
        Ok(Self {
            here: std::env::current_dir().context("cannot tell the current folder")?,
            root: root.with_context(|| format!("cannot read {}", source.display()))?,
        })
    }

    /// A path as findings show it, from the source folder on; of others, from the current folder on.
    fn shown(&self, path: &Path) -> String {
        let short = path.strip_prefix(&self.root).or_else(|_| path.strip_prefix(&self.here));
        match short {
            Ok(short) if short.as_os_str().is_empty() => "the source folder".to_owned(),
            short => short.unwrap_or(path).display().to_string(),
        }
    }
}

/// Where to listen, and by which name, if it was asked for by one.
fn address(options: &Serve) -> Result<(SocketAddr, Option<String>)> {
    let host = options.host.trim_start_matches('[').trim_end_matches(']');
    if host.is_empty() {
        bail!("--host names no host; without it, docgen listens at 127.0.0.1");
    }
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok((SocketAddr::new(address, options.port), None));
    }
    let mut found = (host, options.port)
        .to_socket_addrs()
        .with_context(|| format!("there is no host {host}"))?;
    // A name may stand for addresses of both kinds, of which a browser tries the older one, too.
    let address = found.clone().find(SocketAddr::is_ipv4).or_else(|| found.next());
    let address = address.with_context(|| format!("there is no host {host}"))?;
    Ok((address, Some(host.to_owned())))
}

/// A server that listens and watches.
fn start(options: &Serve, address: SocketAddr, name: Option<String>, places: &Places) -> Result<Server> {
    let Places { here, root } = places;
    let files = Disk::new(root)?;
    let is_ignored = {
        let root = root.clone();
        move |folder: &Path| {
            let inside = folder.strip_prefix(&root).ok().and_then(slashed);
            inside.is_some_and(|inside| inside == "_site" || is_output(&files, &inside))
        }
    };
    let watched = Watched {
        roots: vec![root.clone(), here.join("themes").join(&options.theme)],
        files: record(root).into_iter().collect(),
        is_ignored: Box::new(is_ignored),
    };
    let folders = [root.clone(), here.clone()];
    let locate = move |file: &str| {
        let candidates = folders.iter().map(|folder| folder.join(file));
        let found = candidates.into_iter().find(|path| path.is_file())?;
        found.to_str().map(str::to_owned)
    };
    let options = Options {
        address,
        name,
        limits: Limits::default(),
        locate: Box::new(locate),
    };
    Server::new(options, watched).map_err(|error| refused(error, address))
}

/// Why a server cannot start, and what to do about it.
fn refused(error: StartError, address: SocketAddr) -> Error {
    let port = address.port();
    match error {
        StartError::Listen(error) if error.kind() == io::ErrorKind::AddrInUse => Error::msg(format!(
            "port {port} is taken by another program, maybe another docgen serve; choose another with --port {}, or let \
             docgen find a free one with --port 0",
            port.checked_add(1).unwrap_or(4000)
        )),
        StartError::Listen(error) if error.kind() == io::ErrorKind::PermissionDenied => Error::new(error).context(
            format!("port {port} is not for everybody's programs; choose one above 1023, as with --port 4000"),
        ),
        StartError::Listen(error) => Error::new(error).context(format!("cannot listen at {address}")),
        error @ StartError::Watch(_) => Error::new(error),
    }
}

fn make_site(source: &SourceFolder, engine: &mut Engine, theme: &str) -> Result<Site, Failure> {
    let mut made = || -> Result<Site> {
        let mut build = engine.build(source.load_again(engine)?)?;
        let theme = source.load_theme(theme, &mut build)?;
        Ok(Artifacts::new(build, theme)?)
    };
    made().map_err(|error| failure(&error))
}

/// What stopped a build, as the browser shows it.
fn failure(error: &Error) -> Failure {
    match error.downcast_ref::<docgen::error::Error>() {
        Some(error) => Failure::from(error),
        None => Failure {
            message: format!("{error:#}"),
            file: None,
            at: None,
            hint: None,
        },
    }
}

/// Says where the site is, and opens it where that was asked for. A browser waits for the first build.
fn welcome(options: &Serve, server: &Server, terminal: &mut Terminal) -> Result<()> {
    let address = server.address();
    let host = match address.ip() {
        ip if ip.is_unspecified() => "127.0.0.1".to_owned(),
        IpAddr::V6(ip) => format!("[{ip}]"),
        IpAddr::V4(ip) => ip.to_string(),
    };
    let url = format!("http://{host}:{}/", address.port());
    if !address.ip().is_loopback() {
        terminal.warn(
            &format!("whoever reaches {address} can read this site, its drafts and its findings"),
            "without --host, only this machine can. Answers go to localhost, to addresses in numbers, and to a name that \
             --host gives",
        )?;
    }
    terminal.say(&format!("serving at {url}, until Ctrl-C"))?;
    if options.open
        && let Err(error) = open(&url)
    {
        terminal.warn(
            &format!("cannot open a browser: {error}"),
            &format!("open {url} yourself"),
        )?;
    }
    Ok(())
}

/// Opens an address in the user's browser.
fn open(url: &str) -> io::Result<()> {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("rundll32", &["url.dll,FileProtocolHandler"]),
        _ => ("xdg-open", &[]),
    };
    let mut opener = Command::new(program)
        .args(arguments)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // It may go on as long as the browser does; whoever waits for it does nothing else.
    std::thread::spawn(move || opener.wait());
    Ok(())
}

/// Tells of a build in one line.
fn tell(report: &Report<'_>, places: &Places, terminal: &mut Terminal) -> Result<()> {
    match report {
        Report::Built {
            site,
            findings,
            changes,
            took,
            broken,
        } => {
            tell_paths(*changes, places, terminal)?;
            let pages = counted(site.build().site.pages.len(), "page");
            // What was saved again before the rules came to it is told of then.
            let counts = findings.map_or(String::new(), |findings| format!("; {}", Counts::new(findings)));
            let why = why(*changes, places);
            terminal.say(&format!("{why}{pages}{counts}; {} ms", took.as_millis()))?;
            if let Some(findings) = findings.filter(|_| terminal.is_verbose()) {
                let findings = identify(findings, &site.build().project.sources);
                for line in concise::report(&findings, Style::Plain).lines() {
                    terminal.say_more(line)?;
                }
            }
            match broken {
                Some(failure) => tell_failure(failure, places, terminal),
                None => Ok(()),
            }
        }
        Report::Failed { failure, changes } => {
            tell_paths(*changes, places, terminal)?;
            terminal.say(&format!("{}not built", why(*changes, places)))?;
            tell_failure(failure, places, terminal)
        }
        Report::Unwatched(error) => {
            let hint = match error.kind {
                WatchErrorKind::MaxFilesWatch => {
                    "let the system watch more, as with `sudo sysctl fs.inotify.max_user_watches=524288`"
                }
                _ => "start docgen serve anew to watch them again",
            };
            terminal.warn(&format!("not all folders are watched: {error}"), hint)
        }
    }
}

/// What led to a build, before what came of it.
fn why(changes: Option<&Changes>, places: &Places) -> String {
    let Some(changes) = changes else {
        return String::new();
    };
    let count = changes.paths.len() + changes.more;
    match changes.completeness {
        Completeness::Complete if count > MAX_PATHS => format!("{count} paths: "),
        Completeness::Complete => {
            let paths: Vec<String> = changes.paths.iter().map(|path| places.shown(path)).collect();
            format!("{}: ", paths.join(", "))
        }
        Completeness::Unknown => "the source folder: ".to_owned(),
    }
}

/// The paths that changed, where more is to be said.
fn tell_paths(changes: Option<&Changes>, places: &Places, terminal: &mut Terminal) -> Result<()> {
    for line in changes.into_iter().flat_map(|changes| paths(changes, places)) {
        terminal.say_more(&line)?;
    }
    Ok(())
}

/// A line for each path that changed, as far as they are kept, and one that says how many there are besides.
fn paths(changes: &Changes, places: &Places) -> Vec<String> {
    let paths = changes.paths.iter();
    let lines = paths.map(|path| format!("changed: {}", places.shown(path)));
    let more = Some(changes.more).filter(|more| *more > 0);
    lines
        .chain(more.map(|more| format!("changed: and {}", counted(more, "more path"))))
        .collect()
}

fn tell_failure(failure: &Failure, places: &Places, terminal: &mut Terminal) -> Result<()> {
    let Failure {
        message,
        file,
        at,
        hint,
    } = failure;
    let place = match (file, at) {
        (Some(file), Some(at)) => format!("{}:{}:{}: ", places.shown(Path::new(file)), at.line, at.column),
        (Some(file), None) => format!("{}: ", places.shown(Path::new(file))),
        (None, _) => String::new(),
    };
    terminal.failure(&format!("{place}{message}"), hint.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_are_not_kept_are_counted() {
        let places = Places {
            here: PathBuf::from("/here"),
            root: PathBuf::from("/here/content"),
        };
        let mut changes = Changes {
            paths: vec![PathBuf::from("/here/content/a.md"), PathBuf::from("/here/themes/x")],
            ..Changes::default()
        };
        assert_eq!(paths(&changes, &places), ["changed: a.md", "changed: themes/x"]);
        changes.more = 1;
        assert_eq!(paths(&changes, &places)[2], "changed: and 1 more path");
        changes.more = 20;
        assert_eq!(paths(&changes, &places)[2..], ["changed: and 20 more paths"]);
    }
}
