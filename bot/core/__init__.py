"""The rules of the class, pure: no clock, no global randomness, no input or output."""
