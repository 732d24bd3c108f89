"""`own <data folder>`: a database without the rest; says where it is, to its owner."""

import sys
import time
from pathlib import Path

from app.server.postgres import Postgres

with Postgres(Path(sys.argv[1])) as postgres:
    sys.stdout.write(f"{postgres.urls.owner}\n")
    sys.stdout.flush()
    time.sleep(3600)
