//! What HTML says of its elements, as far as building a tree needs it.
//!
//! The lists are those of the HTML Standard, section 13.2.6 ("Tree construction") and 13.1.2 ("Elements").

/// An element without content or end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// An element whose content is text without tags and without entities.
pub(super) fn is_raw_text(name: &str) -> bool {
    matches!(name, "script" | "style" | "xmp" | "iframe" | "noembed" | "noscript")
}

/// An element whose content is text without tags, in which entities count.
pub(super) fn is_escapable_raw_text(name: &str) -> bool {
    matches!(name, "textarea" | "title")
}

/// An element whose start tag ends an open paragraph.
pub(super) fn closes_paragraph(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "header"
            | "hgroup"
            | "hr"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "ul"
            | "xmp"
    ) || is_heading(name)
}

/// `h1` to `h6`.
pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// A "special" element: an end tag of an inline element does not reach through it.
pub(super) fn is_special(name: &str) -> bool {
    closes_paragraph(name)
        || is_scope(name)
        || is_raw_text(name)
        || matches!(
            name,
            "button" | "colgroup" | "select" | "tbody" | "textarea" | "tfoot" | "thead" | "title" | "tr"
        )
}

/// An element that no tag inside it can close elements outside of.
pub(super) fn is_scope(name: &str) -> bool {
    matches!(
        name,
        "table" | "td" | "th" | "caption" | "object" | "template" | "marquee" | "applet"
    )
}

/// Tags that mean nothing inside a page's body, or that would take the rest of the page with them.
pub(super) fn is_ignored(name: &str) -> bool {
    matches!(
        name,
        "html" | "head" | "body" | "frameset" | "frame" | "noframes" | "plaintext"
    )
}

/// The open elements that the start tag of `name` ends, and the elements that it does not look beyond.
pub(super) fn implied_ends(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match name {
        "li" => (&["li"], &["ul", "ol", "menu", "dir"]),
        "dt" | "dd" => (&["dt", "dd"], &["dl"]),
        "option" => (&["option"], &["select", "datalist", "optgroup"]),
        "optgroup" => (&["optgroup"], &["select"]),
        "td" | "th" => (&["td", "th"], &["tr", "table"]),
        "tr" => (&["tr", "caption", "colgroup"], &["tbody", "thead", "tfoot", "table"]),
        "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot", "caption", "colgroup", "tr"], &["table"]),
        "colgroup" => (&["caption", "colgroup"], &["table"]),
        "rt" | "rp" => (&["rt", "rp"], &["ruby"]),
        "a" => (&["a"], &[]),
        "button" => (&["button"], &[]),
        "nobr" => (&["nobr"], &[]),
        _ => return None,
    })
}

/// An HTML element that ends SVG or MathML when it begins inside of them.
pub(super) fn breaks_out_of_foreign(name: &str) -> bool {
    is_heading(name)
        || matches!(
            name,
            "b" | "big"
                | "blockquote"
                | "body"
                | "br"
                | "center"
                | "code"
                | "dd"
                | "div"
                | "dl"
                | "dt"
                | "em"
                | "embed"
                | "head"
                | "hr"
                | "i"
                | "img"
                | "li"
                | "listing"
                | "menu"
                | "meta"
                | "nobr"
                | "ol"
                | "p"
                | "pre"
                | "ruby"
                | "s"
                | "small"
                | "span"
                | "strike"
                | "strong"
                | "sub"
                | "sup"
                | "table"
                | "tt"
                | "u"
                | "ul"
                | "var"
        )
}

/// An element that authors write in a line of text.
pub(super) fn is_known(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    is_void(&name)
        || is_special(&name)
        || breaks_out_of_foreign(&name)
        || matches!(
            &*name,
            "a" | "abbr"
                | "bdi"
                | "bdo"
                | "cite"
                | "del"
                | "dfn"
                | "font"
                | "ins"
                | "kbd"
                | "label"
                | "mark"
                | "q"
                | "samp"
        )
}

/// An element of HTML, obsolete ones too.
pub(super) fn is_html(name: &str) -> bool {
    is_known(name)
        || is_ignored(name)
        || matches!(
            name,
            "acronym"
                | "audio"
                | "basefont"
                | "bgsound"
                | "canvas"
                | "command"
                | "data"
                | "datalist"
                | "fencedframe"
                | "image"
                | "isindex"
                | "keygen"
                | "legend"
                | "map"
                | "math"
                | "menuitem"
                | "meter"
                | "multicol"
                | "nextid"
                | "optgroup"
                | "option"
                | "output"
                | "picture"
                | "progress"
                | "rb"
                | "rp"
                | "rt"
                | "rtc"
                | "selectedcontent"
                | "slot"
                | "spacer"
                | "svg"
                | "time"
                | "video"
        )
}

/// An element whose end tag may be left out.
pub(super) fn has_optional_end(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "dt"
            | "dd"
            | "option"
            | "optgroup"
            | "rb"
            | "rp"
            | "rt"
            | "rtc"
            | "caption"
            | "colgroup"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
    )
}

/// An SVG element whose content is HTML again.
pub(super) fn is_integration_point(name: &str) -> bool {
    matches!(name, "foreignobject" | "desc" | "title")
}

/// How many levels an element takes with what has to stand in it: a table needs its rows and cells.
pub(super) fn levels(name: &str) -> usize {
    match name {
        "table" => 4,
        "ul" | "ol" | "dl" | "menu" | "select" | "tbody" | "thead" | "tfoot" => 3,
        "tr" => 2,
        _ => 1,
    }
}
