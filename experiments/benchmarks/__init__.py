"""Speed, side by side in one run: ours and the peers that install with pip."""
