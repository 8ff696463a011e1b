"""How much the form costs: processor time a page, and interviews a second over HTTP with every answer kept."""
