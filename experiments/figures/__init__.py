"""The gallery: one short script per figure, and one page to look through (`make figures`)."""
