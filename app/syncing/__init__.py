"""`career sync`: a competency model from a file into a running server, over HTTP."""
