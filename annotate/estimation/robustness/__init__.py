"""How far shares depend on what they rest on."""
