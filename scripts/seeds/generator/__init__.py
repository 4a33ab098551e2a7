"""How the demo firms' data came to be: see `scripts/seeds/generate`."""
