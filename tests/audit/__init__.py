"""What axe-core says of every page in every language, width, scheme and state: `make audit`. The tests look at a part."""
