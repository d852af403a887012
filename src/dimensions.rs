//! How large the images of a site are, so that a page can keep their places free before they have come.
//!
//! The first bytes of a file say it: of PNG, JPEG, GIF and WebP by the crate `imagesize`, of SVG by its start tag. What
//! cannot be understood has no size, and its page moves as it loads.

use html5gum::{Token, Tokenizer};

use crate::url::image_ending;
use crate::vfs::Files;

/// The bytes that tell the size of most images.
const FIRST: usize = 4 * 1024;

/// The bytes that tell it where a camera or a drawing program has written much about itself first.
const MORE: usize = 512 * 1024;

/// The largest width and height that are believed, in pixels.
const MAX: f64 = 100_000.0;

/// How many of the browser's pixels a unit of SVG is.
const UNITS: [(&str, f64); 7] = [
    ("px", 1.0),
    ("pt", 4.0 / 3.0),
    ("pc", 16.0),
    ("mm", 96.0 / 25.4),
    ("cm", 96.0 / 2.54),
    ("in", 96.0),
    ("", 1.0),
];

/// The size of an image in the browser's pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimensions {
    /// From side to side.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

impl Dimensions {
    /// The size of the image at `path`; nothing for what is no image, or cannot be read or understood.
    pub fn read(files: &dyn Files, path: &str) -> Option<Self> {
        image_ending(path)?;
        let of_start = |length| Self::of(path, &files.read_start(path, length).ok()?);
        of_start(FIRST).or_else(|| of_start(MORE))
    }

    /// The size of the image at `path` that begins with `bytes`.
    fn of(path: &str, bytes: &[u8]) -> Option<Self> {
        if path.to_ascii_lowercase().ends_with(".svg") {
            return Self::of_svg(&String::from_utf8_lossy(bytes));
        }
        let size = imagesize::blob_size(bytes).ok()?;
        Self::new(size.width as f64, size.height as f64)
    }

    /// What the first `<svg>` says: its width and height, or else those of what it shows.
    fn of_svg(text: &str) -> Option<Self> {
        let tag = Tokenizer::new(text).find_map(|Ok(token)| match token {
            Token::StartTag(tag) if &**tag.name == b"svg" => Some(tag),
            _ => None,
        })?;
        let attribute = |name: &[u8]| {
            let found = tag.attributes.iter().find(|(key, _)| ***key == *name)?.1;
            Some(String::from_utf8_lossy(found).into_owned())
        };
        let length = |name: &[u8]| pixels(&attribute(name)?);
        let shown: Vec<f64> = attribute(b"viewbox")
            .unwrap_or_default()
            .split([' ', ',', '\n', '\t'])
            .filter_map(|part| part.parse().ok())
            .collect();
        let shown = match shown[..] {
            [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
            _ => None,
        };
        match (length(b"width"), length(b"height"), shown) {
            (Some(width), Some(height), _) => Self::new(width, height),
            (Some(width), None, Some((across, down))) => Self::new(width, width * down / across),
            (None, Some(height), Some((across, down))) => Self::new(height * across / down, height),
            (None, None, Some((across, down))) => Self::new(across, down),
            _ => None,
        }
    }

    fn new(width: f64, height: f64) -> Option<Self> {
        let whole = |length: f64| (0.5..MAX).contains(&length).then(|| length.round() as u32);
        Some(Self {
            width: whole(width)?,
            height: whole(height)?,
        })
    }
}

/// A length of SVG; nothing for one that depends on where the image stands, such as `100%` or `3em`.
fn pixels(length: &str) -> Option<f64> {
    let length = length.trim();
    UNITS.iter().find_map(|(unit, pixels)| {
        let number: f64 = length.strip_suffix(unit)?.trim_end().parse().ok()?;
        Some(number * pixels)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::Memory;

    fn size(path: &str, bytes: &[u8]) -> Option<(u32, u32)> {
        let files: Memory = [(path.to_owned(), bytes.to_vec())].into_iter().collect();
        let size = Dimensions::read(&files, path)?;
        Some((size.width, size.height))
    }

    #[test]
    fn the_first_bytes_say_how_large_an_image_is() {
        assert_eq!(size("a.gif", b"GIF89a\x03\x00\x02\x00\x80\x00\x00"), Some((3, 2)));
        let png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x05\x00\x00\x00\x02\xd0\x08\x06\x00\x00\x00";
        assert_eq!(size("b.PNG", png), Some((1280, 720)));
        let mut jpeg = b"\xff\xd8\xff\xe1\xff\xfe".to_vec();
        jpeg.resize(jpeg.len() + 0xfffc, b' ');
        jpeg.extend(b"\xff\xc0\x00\x0b\x08\x01\x00\x02\x00\x01\x01\x11\x00");
        assert_eq!(size("c.jpg", &jpeg), Some((512, 256)));
    }

    #[test]
    fn a_drawing_has_the_size_it_says_or_that_of_what_it_shows() {
        for (svg, expected) in [
            ("<svg width='20' height='10px'>", Some((20, 10))),
            (
                "<?xml version='1.0'?><!-- x --><svg viewBox='0 0 640 480'>",
                Some((640, 480)),
            ),
            ("<svg viewBox='0,0,640,480' width='1in'>", Some((96, 72))),
            (
                "<svg viewBox='0 0 640 480' width='100%' height='100%'>",
                Some((640, 480)),
            ),
            ("<svg viewBox='0 0 0 480'>", None),
            ("<svg width='1e9' height='5'>", None),
            ("<svg>", None),
            ("no drawing", None),
        ] {
            assert_eq!(size("a.svg", svg.as_bytes()), expected, "{svg}");
        }
    }

    #[test]
    fn what_is_no_image_or_cannot_be_understood_has_no_size() {
        assert_eq!(size("a.png", b"nothing of the kind"), None);
        assert_eq!(size("a.txt", b"GIF89a\x03\x00\x02\x00\x80\x00\x00"), None);
    }
}
