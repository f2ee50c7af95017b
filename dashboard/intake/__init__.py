"""Reports that are brought to us over HTTP: pushed by programs, entered by hand; wishes; what was rejected."""
