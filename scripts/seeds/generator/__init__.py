"""The generator of the demo firms' data; see `scripts/seeds/generate`."""
