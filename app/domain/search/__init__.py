"""Search: what somebody may read, found by the words in it. Nothing is found that is not read."""
