"""Model folders: written, checked and loaded without pickle, with their cards."""
