"""How fast handgrad is: `python3 -m benchmarks`, or with `--quick` in some seconds."""
