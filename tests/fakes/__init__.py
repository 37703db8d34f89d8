"""Stand-ins for remote servers, strict about what they are asked."""
