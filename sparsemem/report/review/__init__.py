"""The findings of a review: text, Markdown, and what code hosts read."""
