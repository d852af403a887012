//! docgen: the generator and checker for API-provider setup guides.
//!
//! Jekyll content goes in unchanged; a site comes out, with everything that is wrong with it at its author's
//! character. Content is Jekyll's, themes are Tera's, findings are data. This is the architecture.
//!
//! # The stages
//!
//! ```text
//! Files -> Sources -> Document  =>  Index -> Expanded -> Body -> Page  =>  Site -> files -> disk
//! (vfs)   discover  front_matter   index    liquid   markdown   page      site   theme   output
//!                                                                  \          \
//!                                                                   rules ------ Finding -> report
//! ```
//!
//! There are two barriers (`=>`): Liquid may ask for every page's front matter and URL, so the index of all pages comes
//! first; and guides, navigation and rules need every page. Between the two each page goes its own way, in parallel: first
//! the documents, whose content pages may print, then the pages, then the texts that are no pages and may print both.
//! [`engine`] is the only module that knows this order.
//!
//! [`engine::Engine`] goes this way again and again for `serve`, and once for `build` and `check`. What a page asks the index
//! for is noted while it is rendered ([`index::Reads`]); it is made anew only where the page itself, an include that it looked
//! for, or an answer of the index ([`index::Answers`]) is another one than the last time.
//!
//! A finished site of another generator goes the same way from [`markdown`] on: its pages are expanded already, their source
//! maps are the identity, and of the rules those run that need only pages ([`rules::Needs`]).
//!
//! | module | takes | gives |
//! |---|---|---|
//! | [`discover`] | [`vfs::Files`] | pages, documents (posts and those of other collections), static files, includes, data, as ids of [`source::Sources`] |
//! | [`data`] | data files | [`data::Data`]: Liquid's `site.data`, and where each value stands |
//! | [`parameters`] | the data files | [`parameters::Registry`]: which credential goes into which parameter |
//! | [`catalogue`] | a data file | [`catalogue::Catalogue`]: which connectors there are, where a site says so |
//! | [`front_matter`] | a source | [`front_matter::Document`]: values, where each stands, where the text begins |
//! | [`index`] | documents, [`data`], [`config`] | [`index::Index`]: URLs and output paths, Liquid's `site`, redirects, conflicts; [`guide`] says which pages make a guide |
//! | [`liquid`] | a document, the index | [`liquid::Expanded`]: markdown, the source map, findings |
//! | [`markdown`] | the expanded text | [`markdown::Body`]: HTML, and the tree of its elements with their spans |
//! | [`brand`] | a page's tree | the tree as a brand has it: terms replaced, parts left out |
//! | [`page`] | document, expanded text, body | [`page::Page`]: the page model, which is what rules, [`schema`]s and themes see |
//! | [`site`] | pages | [`site::Site`]: guides and the order of their pages, the registry, the schemas, the placeholders of the [`scaffold`] |
//! | [`variants`] | two pages of a site | what they share and where they differ |
//! | [`rules`] | pages, site | [`finding::Finding`]s |
//! | [`images`] | static files, every text | [`finding::Finding`]s: images that nothing names, where a site asks for them |
//! | [`dimensions`] | an image file | [`dimensions::Dimensions`]: how large it is |
//! | [`engine`] | a source folder, and what was kept of it | [`engine::Build`]: the site, its findings, and each of its files when it is asked for ([`engine::Artifacts`]) |
//! | [`triage`] | findings | the findings that are told: what no author's mark allows |
//! | [`theme`] | site, page | the files of the site |
//! | [`output`] | files | a folder on disk |
//! | [`fingerprint`] | findings | what tells each from all others, from one run to the next |
//! | [`fix`] | findings | files with what their fixes make of them |
//! | [`report`] | findings and their fingerprints | texts, for people and for programs |
//! | [`serve`] | what [`engine`] makes, again after each change | pages over HTTP, and what has become of them |
//!
//! The foundations, which every stage may use, are [`span`], [`date`], [`english`], [`source`], [`finding`], [`config`],
//! [`error`], [`modified`], [`url`], [`vfs`] and [`yaml`].
//!
//! # Invariants
//!
//! 1. A stage is a pure function that returns a value and findings: no shared sink, no globals, no clock, no
//!    environment. A stage that notices a defect emits it by the rule's id; the rule's file then holds its
//!    documentation only.
//! 2. A stage imports the foundations and its input's type. Rules see pages and the site only; `report` does not know
//!    rules. `tests/docgen/layering.rs` holds this.
//! 3. Only [`vfs`], [`output`] and the binary touch `std::fs`; only the binary prints. Clippy holds this.
//! 4. Every finding has a place in a file that an author wrote, with line and column, through includes. What an include
//!    is guilty of is told once, at the include, with the pages that it reaches ([`finding::merge`]).
//! 5. The same input gives the same bytes and findings, whatever the number of threads and whatever was kept from an
//!    earlier build. `tests/docgen/fuzz/edits.rs` holds builds after random edits against clean ones.
//! 6. A full build and one after an edit are the same code: the first merely finds nothing kept. What a page may ask of others
//!    it asks [`index::SiteOfPage`] and [`index::AddressesOfPage`], which note it, or a file to include by its path; a new way to
//!    ask has to be noted there. All else that pages are made with is the same for all, and another one makes all anew.
//! 7. No content, however broken or hostile, panics, hangs, or reads or writes outside its folders. Work is bounded, and
//!    a bound that cuts says so. Themes are no content: they are trusted as programs are.
//!
//! # The source map
//!
//! Liquid writes its output in pieces, each with the file and bytes that it came from and the call of the include that
//! brought it in ([`liquid::SourceMap`]). pulldown-cmark and html5gum give spans in the expanded text; so every heading,
//! link, cell and image, and every byte of running text and code samples ([`page::Prose`], [`page::Code`]), leads back to
//! the byte that an author typed. What a variable printed leads to its `{{ }}`; what an include was called with as a
//! literal leads to that literal.
//!
//! # Decisions
//!
//! - Liquid is our own module: no crate gives positions, all errors of a page, and Jekyll's dialect. `cargo bench` holds
//!   it against pulldown-cmark's plain HTML, which it must not cost more than.
//! - Markdown and raw HTML make one tree, and one writer makes HTML of it, valid by construction. A rule or schema never
//!   has to know which of the two an author used.
//! - Plain YAML scalars are read as Jekyll reads them (YAML 1.1 by Ruby's Psych: `No` is false), since a page that
//!   prints one would differ otherwise; `ambiguous-scalar` tells of each.
//! - The places of front matter values are looked up again when a finding needs them; they are not kept.
//! - After an edit all texts are listed and read again, so that nothing hangs on what a watcher tells; the index, the site and
//!   the navigation are made again, since they are cheap. Kept are the texts, the front matter, the highlighted samples and the
//!   pages. Of pages that were asked for a key one by one those are noted, up to 16 a key; then all of them.
//! - The rules run over the whole site each time, but a page can be shown before ([`engine::Build::verdict`]).
//! - [`serve`] speaks HTTP over the standard library's sockets, a thread a connection, with `httparse` for the heads: what
//!   has no bounds of its own would have to be bounded around. It watches by `notify`, and waits for 8 ms of quiet: a debouncer
//!   made for tools that are slower would cost more than the build. It alone has a clock, and never to make a page with.
//! - The output is compared first and replaced second, since rewriting files that are the same costs more than all else.
//!   The new site is made beside the earlier one, of links to the files that stay, and the two folders change places, so
//!   that no kill leaves some of both. Where a system cannot do that, what is replaced is kept until all is in place.
//!
//! # To add a rule
//!
//! Write `src/rules/<rule_id>.rs` (what it finds as `//!`, its `meta`, the check, tests), add its line to the registry in
//! [`rules`], and put fixtures for hits and near misses into `tests/rules/<rule-id>/`. Nothing else changes.

pub mod brand;
pub mod catalogue;
pub mod config;
pub mod data;
pub mod date;
pub mod dimensions;
pub mod discover;
pub mod engine;
pub mod english;
pub mod error;
pub mod finding;
pub mod fingerprint;
pub mod fix;
pub mod front_matter;
pub mod guide;
pub mod images;
pub mod index;
pub mod liquid;
pub mod markdown;
pub mod modified;
pub mod output;
pub mod page;
pub mod parameters;
pub mod report;
pub mod rules;
pub mod scaffold;
pub mod schema;
pub mod serve;
pub mod site;
pub mod source;
pub mod span;
pub mod theme;
pub mod triage;
pub mod url;
pub mod variants;
pub mod vfs;
pub mod yaml;
