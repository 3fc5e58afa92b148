"""Model packages that tests make."""
