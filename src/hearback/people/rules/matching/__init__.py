"""Who is who: what speaks for two identities being one person's, and when it is certain."""
