"""Single-use links, and the lists of people they are for: what the command and the page for them share."""
