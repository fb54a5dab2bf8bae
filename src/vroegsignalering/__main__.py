"""Lets ``python -m vroegsignalering`` do what ``vroeg`` does."""

from vroegsignalering.cli import main

if __name__ == "__main__":
    main()
