"""Competency models as others read them: CASE 1.1, our own format, a table.

Pure functions from the rows of one version (`stored`) to what is written: no database, no clock.
Readers are liberal, writers are strict; what a strict format has no place for goes where the
format lets everybody put something of their own.
"""
