"""Events of teams: their positions, and who reads them."""
