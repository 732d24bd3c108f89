"""`career people import`: people from a file into a running server, over HTTP.

The file is read again and again rather than kept: once to see what is in it, once to send it,
and then for those who have to be asked about again. Who reports to somebody further down is
sent without the manager first; who was refused because of others (a manager, a user name, a
circle) is sent again when those are through, as long as that helps. So the order of the lines
does not matter.
"""
