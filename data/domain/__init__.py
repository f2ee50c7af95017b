"""The vocabulary: frozen, pure, without input, output or clock."""
