//! A browser that tests drive: Chromium by W3C's WebDriver, which is JSON over HTTP to `chromedriver`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

/// How long anything may take that a page does.
const PATIENCE: Duration = Duration::from_secs(30);

/// The name under which WebDriver hands elements out.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What a browser is to be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scripts {
    On,
    Off,
}

/// A key that has no letter.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key {
    Tab,
    Enter,
    Escape,
    Down,
    Up,
    Control,
}

impl Key {
    fn code(self) -> char {
        match self {
            Self::Tab => '\u{e004}',
            Self::Enter => '\u{e007}',
            Self::Control => '\u{e009}',
            Self::Escape => '\u{e00c}',
            Self::Up => '\u{e013}',
            Self::Down => '\u{e015}',
        }
    }
}

/// An open browser; it closes when it is dropped.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// Opens a browser; nothing, after saying so, where there is none to test with. `DOCGEN_BROWSER_TESTS=required`
    /// makes that a failure.
    pub(crate) fn open(scripts: Scripts) -> Option<Self> {
        let driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut driver = match driver {
            Ok(driver) => driver,
            Err(error) => {
                super::skip(&format!("chromedriver cannot be run: {error}"));
                return None;
            }
        };
        let port = port_of(&mut driver);
        let mut browser = Self {
            driver,
            port,
            session: String::new(),
        };
        let javascript = match scripts {
            Scripts::On => 1,
            Scripts::Off => 2,
        };
        let session = browser.call(
            "POST",
            "/session",
            &json!({"capabilities": {"alwaysMatch": {
                "browserName": "chrome",
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
                "goog:chromeOptions": {
                    "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                        "--window-size=1280,900", "--force-prefers-reduced-motion"],
                    "prefs": {"profile.managed_default_content_settings.javascript": javascript},
                },
            }}}),
        );
        browser.session = session["sessionId"].as_str().expect("it is a session").to_owned();
        browser.post("timeouts", &json!({"script": PATIENCE.as_millis()}));
        Some(browser)
    }

    /// Opens a page, and waits until it has loaded.
    pub(crate) fn go(&self, url: &str) {
        self.post("url", &json!({"url": url}));
    }

    /// The address of the page.
    pub(crate) fn url(&self) -> String {
        let url = self.call("GET", &format!("/session/{}/url", self.session), &Json::Null);
        url.as_str().expect("pages have addresses").to_owned()
    }

    /// What `script` returns on the page.
    pub(crate) fn run(&self, script: &str) -> Json {
        self.post("execute/sync", &json!({"script": script, "args": []}))
    }

    /// What `script` hands to the function `done`.
    pub(crate) fn run_async(&self, script: &str) -> Json {
        let script = format!("const done = arguments[0];\n{script}");
        self.post("execute/async", &json!({"script": script, "args": []}))
    }

    /// Waits until `condition`, an expression, holds on the page.
    pub(crate) fn wait(&self, condition: &str) {
        let start = Instant::now();
        while self.run(&format!("return !!({condition});")) != Json::Bool(true) {
            assert!(
                start.elapsed() < PATIENCE,
                "it never was so on {}: {condition}",
                self.url()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses keys, one after the other.
    pub(crate) fn press(&self, keys: &[Key]) {
        let strokes = keys.iter().map(|key| key.code().to_string()).collect::<String>();
        self.write(&strokes);
    }

    /// Presses a letter while Ctrl is held.
    pub(crate) fn press_control(&self, letter: char) {
        let control = Key::Control.code().to_string();
        self.actions(json!([
            {"type": "keyDown", "value": control},
            {"type": "keyDown", "value": letter.to_string()},
            {"type": "keyUp", "value": letter.to_string()},
            {"type": "keyUp", "value": control},
        ]));
    }

    /// Types a text where the focus is.
    pub(crate) fn write(&self, text: &str) {
        let strokes = text.chars().flat_map(|c| {
            let value = c.to_string();
            [
                json!({"type": "keyDown", "value": value}),
                json!({"type": "keyUp", "value": value}),
            ]
        });
        self.actions(strokes.collect());
    }

    fn actions(&self, keys: Json) {
        self.post(
            "actions",
            &json!({"actions": [{"type": "key", "id": "keyboard", "actions": keys}]}),
        );
    }

    /// Clicks on the first element that a CSS selector finds.
    pub(crate) fn click(&self, selector: &str) {
        let found = self.post("element", &json!({"using": "css selector", "value": selector}));
        let element = found[ELEMENT].as_str().expect("WebDriver names elements so");
        self.post(&format!("element/{element}/click"), &json!({}));
    }

    /// The text of the first element that a CSS selector finds, as far as it is shown.
    pub(crate) fn text(&self, selector: &str) -> String {
        // WebDriver's own takes all that is in closed `details` for hidden, whatever the style says.
        let text = self.run(&format!("return document.querySelector({}).innerText", json!(selector)));
        text.as_str().expect("it is a text").to_owned()
    }

    /// Lets pages read what they have put on the clipboard.
    pub(crate) fn allow_clipboard(&self) {
        for name in ["clipboard-read", "clipboard-write"] {
            self.post(
                "permissions",
                &json!({"descriptor": {"name": name}, "state": "granted"}),
            );
        }
    }

    /// Makes the system's colours `dark` or `light`.
    pub(crate) fn prefer_colours(&self, colours: &str) {
        self.command(
            "Emulation.setEmulatedMedia",
            &json!({"features": [{"name": "prefers-color-scheme", "value": colours}]}),
        );
    }

    /// Makes the window as large as a phone's.
    pub(crate) fn be_a_phone(&self) {
        self.command(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true}),
        );
    }

    /// Makes the window of this size, in pixels.
    pub(crate) fn be_as_large_as(&self, width: u32, height: u32) {
        self.command(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}),
        );
    }

    /// What the browser has complained of since the last time: errors, and what a policy kept from loading.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let entries = self.post("se/log", &json!({"type": "browser"}));
        let entries = entries.as_array().expect("a log has entries").iter();
        let severe = entries.filter(|entry| entry["level"] == "SEVERE");
        severe
            .map(|entry| entry["message"].as_str().unwrap_or("").to_owned())
            .collect()
    }

    /// The addresses that the browser has asked for since the last time.
    pub(crate) fn requests(&self) -> Vec<String> {
        let entries = self.post("se/log", &json!({"type": "performance"}));
        let entries = entries.as_array().expect("a log has entries").iter();
        let requested = entries.filter_map(|entry| {
            let event: Json = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let event = &event["message"];
            let is_request = event["method"] == "Network.requestWillBeSent";
            is_request.then(|| event["params"]["request"]["url"].as_str().map(str::to_owned))?
        });
        requested.collect()
    }

    /// Gives a command to Chromium itself.
    pub(crate) fn command(&self, name: &str, parameters: &Json) -> Json {
        self.post("goog/cdp/execute", &json!({"cmd": name, "params": parameters}))
    }

    fn post(&self, command: &str, body: &Json) -> Json {
        self.call("POST", &format!("/session/{}/{command}", self.session), body)
    }

    /// Calls the driver.
    fn call(&self, method: &str, path: &str, body: &Json) -> Json {
        let body = match method {
            "POST" => body.to_string(),
            _ => String::new(),
        };
        let answer = self.ask(method, path, &body).expect("the driver answers");
        let answer: Json = serde_json::from_str(&answer).expect("the driver answers in JSON");
        let value = &answer["value"];
        assert!(value.get("error").is_none(), "{method} {path} {body:.300}: {value:#}");
        value.clone()
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE * 4))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().expect("a length is a number");
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer)?;
        Ok(String::from_utf8(answer).expect("JSON is UTF-8"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // The browser is the driver's child and ends with its session; a test that fails has said why already.
            drop(self.ask("DELETE", &format!("/session/{}", self.session), ""));
        }
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

/// The port that the driver listens to, which it says once it does.
fn port_of(driver: &mut Child) -> u16 {
    let output = driver.stdout.take().expect("it is a pipe");
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let said = lines.find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    // What else it says is read, so that it never waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    said.expect("chromedriver says its port")
}
