"""Open data: reads, checks, joins and stores; the only place of input and output."""
