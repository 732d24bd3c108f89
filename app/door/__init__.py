"""What both doors share: how a request is read, limited, watched and refused."""
