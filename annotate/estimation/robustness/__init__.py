"""How far shares depend on what they are based on."""
