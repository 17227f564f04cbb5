"""Files in and out, and pictures of a map, as the pages offer them."""
