"""An audit of a publication → words, figures and files: each module one chapter, `document` puts them together."""
