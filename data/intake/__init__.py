"""How files come in: sniffed, read as text in a child process, mapped, checked, loaded."""
