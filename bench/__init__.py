"""How close the product comes to the limit of its own machine: `make bench`.

The **product** is the API as it is served, with everything on: tokens, scopes, policies,
row-level security, metrics, logs. The **limit** is what a Python process could do at best
with the same database: a bare ASGI application under the same server, on bare asyncpg
connections, that sends PostgreSQL the very statements that the product was seen to send for
the same request, in the same order, and passes on the bytes. It checks nothing.

Both run in the same run, in turns, asked by the same 16 connections, so that a busy machine
slows both. One line is printed for each workload:

    name        ratio  target  cpu-us  cpu-us-limit  p50-ms  p99-ms
    plan         0.72    0.70     195            88    3.10    6.20

- `ratio`: answers a second of the product, divided by those of the limit; the median of the
  rounds. This is the number that counts: it means the same on every machine, roughly.
  Rounds in which something else ran on this machine are left out, and others are run.
- `target`: what it must not fall below; then the exit code is 1. `-` has no target yet.
- `cpu-us`: microseconds of CPU of the API process for one answer, without PostgreSQL.
- `p50-ms`, `p99-ms`: how long the product took to answer, with all connections busy.

Standard error tells of every round, also what share of this machine others used, and what
PostgreSQL spent: a slow *statement* does not show in the ratio, since both sides pay for it.

Before anything is timed, both sides have answered every read with equal JSON, and have left
equal rows behind for writes. While timed, every answer was a 2xx, or the run fails.

The data are made by `data.py`, the same every time, in a database that belongs to the
benchmark: one that holds anything else is refused.
"""
