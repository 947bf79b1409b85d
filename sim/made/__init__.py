"""What something is made of: compared by its content, written down in full, and built again."""
