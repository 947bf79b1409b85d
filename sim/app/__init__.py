"""The clinic in a browser, for who does not code: ``sim app``.

What the controls say becomes a scenario (`form`), the same that a file for ``sim compare`` says;
worker processes simulate it and draw (`jobs`, `workers`); pages show it (`compare`, `play`,
`learn`). The server never runs code that comes from a page.
"""
