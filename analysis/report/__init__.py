"""The report: published counts or responses → one document of tables, figures and the words around them."""
