"""Ways in: what becomes a plan, with notes on what was decided on the way."""
