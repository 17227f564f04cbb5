"""How an arrangement cuts up the country, in detail: what is behind a number, shapes, other divisions."""
