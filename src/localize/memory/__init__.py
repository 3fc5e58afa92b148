"""Translation memory: every sentence ever translated, found again."""
