"""Node kinds, one file each. To add one: copy a file, edit it, done; it registers itself."""
