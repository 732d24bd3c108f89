"""A worker that finds nothing to do."""

import time

time.sleep(3600)
