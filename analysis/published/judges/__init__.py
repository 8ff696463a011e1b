"""One judge for each kind of statement: a claim and the recovered counts → what they say of the sample."""
