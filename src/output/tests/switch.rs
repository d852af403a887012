//! Sites that change places at one stroke, and builds that are killed meanwhile.

use super::*;

/// How far a switch has come.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reached {
    Prepared,
    Announced,
    Made,
    /// The new manifest is in place.
    Listed,
    /// The note of it is half gone.
    Forgotten,
}

/// Stages `files` and lets the sites change places as far as that, then is killed; says whether they have changed places.
pub(super) fn killed_in_switch(ground: &Ground, files: &Tree, reached: Reached) -> bool {
    let mut output = ground.open();
    stage_all(&output, files);
    let changes = output.changes().expect("nothing is in the way");
    output.staging.road(&output.out).expect("it can be found out");
    let (steps, staging) = (changes.steps(), &output.staging.folder);
    let switch = Switch::prepare(&output.books, &output.out, staging, &output.earlier, &steps);
    let switch = switch.expect("where tests run, folders can change places");
    let note = output.books.join("switch");
    match reached {
        Reached::Prepared => {}
        Reached::Announced => switch
            .announce(&output.earlier, &changes.manifest())
            .expect("it can be noted"),
        _ => switch
            .make(&output.earlier, &changes.manifest())
            .expect("it can be made"),
    }
    if let Reached::Listed | Reached::Forgotten = reached {
        fs::rename(note.join("new"), output.books.join("manifest")).expect("it is there");
    }
    if let Reached::Forgotten = reached {
        fs::remove_file(note.join("folder")).expect("it is there");
    }
    kill(output);
    !matches!(reached, Reached::Prepared | Reached::Announced)
}

#[test]
#[cfg(unix)]
fn a_switch_that_is_killed_leaves_one_site_or_the_other_whole() {
    use Reached::{Announced, Forgotten, Listed, Made, Prepared};
    let earlier = [("a", "1"), ("b/c", "1"), ("gone/x", "1"), ("turns", "1")];
    let later = [("a", "2"), ("b/c", "1"), ("new/y", "2"), ("turns/z", "2")];
    for reached in [Prepared, Announced, Made, Listed, Forgotten] {
        let ground = Ground::new();
        ground.has_built(&earlier);
        ground.write("mine/x", "mine");
        let is_new = killed_in_switch(&ground, &tree(&later), reached);
        let whole: &[_] = if is_new { &later } else { &earlier };
        let whole = [whole, &[("mine/x", "mine")]].concat();
        ground.assert_holds(&whole);
        drop(ground.open());
        ground.assert_holds(&whole);
        assert_eq!(ground.names_in_books(), ["lock", "manifest"], "{reached:?}");
        assert_eq!(ground.manifest().contains("new/y"), is_new, "{reached:?}");
        ground.has_built(&later);
        ground.assert_holds(&[&later[..], &[("mine/x", "mine")]].concat());
    }
}

#[test]
#[cfg(unix)]
fn what_the_user_writes_while_the_sites_change_places_is_not_lost() {
    let ground = Ground::new();
    ground.has_built(&[("a", "1"), ("b", "1")]);
    ground.write("mine", "before");
    killed_in_switch(&ground, &tree(&[("a", "2"), ("c", "2")]), Reached::Made);
    let earlier = ground.books().join("staging/next");
    fs::create_dir(earlier.join("new")).expect("the folder can be made");
    for (path, content) in [("new/mine", "new"), ("mine.new", "after")] {
        fs::write(earlier.join(path), content).expect("the file can be written");
    }
    fs::rename(earlier.join("mine.new"), earlier.join("mine")).expect("it can be renamed");
    drop(ground.open());
    ground.assert_holds(&[("a", "2"), ("c", "2"), ("mine", "after"), ("new/mine", "new")]);
}

#[test]
fn what_somebody_made_of_a_page_is_replaced_by_the_page() {
    let ground = Ground::new();
    ground.has_built(&[("a", "1"), ("b", "1")]);
    ground.write("b", "changed");
    ground.has_built(&[("b", "1"), ("c", "1")]);
    ground.assert_holds(&[("b", "1"), ("c", "1")]);
}

#[test]
#[cfg(unix)]
fn an_output_folder_behind_a_link_stays_the_folder_it_is() {
    use std::os::unix::fs::MetadataExt;
    let ground = Ground::new();
    let real = ground.folder.path().join("real");
    let number = |path: &Path| fs::metadata(path).expect("it is there").ino();
    fs::create_dir(&real).expect("the folder can be made");
    std::os::unix::fs::symlink(&real, ground.out()).expect("the link can be made");
    let before = number(&real);
    for files in [[("a", "1"), ("b", "1")], [("a", "2"), ("c", "2")]] {
        ground.has_built(&files);
        assert_eq!(number(&real), before);
        assert_eq!(fs::read_dir(&real).expect("it is there").count(), 2);
        let read = |path| fs::read_to_string(real.join(path)).expect("it was built");
        assert_eq!(files.map(|(path, _)| read(path)), files.map(|(_, content)| content));
    }
}

#[test]
#[cfg(unix)]
fn the_users_links_folders_and_permissions_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let ground = Ground::new();
    ground.has_built(&[("a", "1"), ("b", "1")]);
    symlink("nowhere", ground.out().join("link")).expect("the link can be made");
    let folder = ground.out().join("mine");
    fs::create_dir(&folder).expect("the folder can be made");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o750)).expect("the folder is ours");
    ground.has_built(&[("a", "2"), ("b", "2")]);
    let link = fs::read_link(ground.out().join("link")).expect("it is a link");
    assert_eq!(link, Path::new("nowhere"));
    let mode = fs::metadata(&folder).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o750);
}
