"""Stage: findings of units."""
