//! Artifacts to disk: write what changed, remove what is gone, never half a site, never outside the folder.
