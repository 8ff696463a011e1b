"""Who is compared with whom, who is not asked, and how many are: pure; no request, no database."""
