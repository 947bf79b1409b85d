"""What an interval is cut into, and what each step makes of every clone."""
