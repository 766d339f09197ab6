"""Sample companies: published data, and a generated company whose truth is known."""
