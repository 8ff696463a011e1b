"""Numbers into words: labelled tables, disclosure control, figures, and the files a reader opens."""
