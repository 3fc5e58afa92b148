"""Stage: people decide. The decisions are pure; terminal and web are edges."""
