"""Random numbers by address, and exact draws of counts from them."""
