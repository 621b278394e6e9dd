"""The page people look at, and its server on a loopback port."""
