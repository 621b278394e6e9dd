"""What is measured, against what, and what it should be: one file per figure.

`python -m benchmarks` (or `make bench`) runs them all, prints the table and writes it to
`docs/performance.md`. Nothing here deploys; nothing here calls anything but loopback.
"""
