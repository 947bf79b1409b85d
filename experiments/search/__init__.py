"""The best rules of published models, and how near they come to the best that can be done."""
