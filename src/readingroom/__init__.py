"""From a pile of released records to pages that anyone can search, check and cite."""

__version__ = "0.1.0"
