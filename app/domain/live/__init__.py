"""What happens, told to whoever stays connected: the feed of events, followed as it grows."""
