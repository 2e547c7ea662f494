"""Words become words: units are extracted from an issue and from templates, and kept in catalogs."""
